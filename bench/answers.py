"""Checks answered by many at once, with real forms, keys and cookies; every answer is in the database before it is acknowledged."""

import re
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from html import unescape
from http.client import HTTPConnection
from urllib.parse import urlencode

import brotli

from bench import machine
from bench.figures import Chapter, spread
from bench.load import percentile
from bench.running import Server, Sites

CHECK = "/c2/l2-2/check/"
QUESTIONS = 4
PEOPLE, AT_ONCE, ROUNDS = 24, 16, 5


class Phone:
    """One citizen: a connection, cookies, and the page before them."""

    def __init__(self, server: Server) -> None:
        self.connection = HTTPConnection("127.0.0.1", server.port, timeout=30)
        self.cookies: dict[str, str] = {}
        self.page, self.path = "", CHECK

    def look(self) -> float:
        """Open where the last step led to, following what leads on; return the seconds."""
        return self._ask("GET")

    def answer(self) -> float:
        """Choose what stands first and send it."""
        fields = {name: self._value(name) for name in ("csrfmiddlewaretoken", "key", "question", "choice")}
        if 'name="clue"' in self.page:
            fields["clue"] = self._value("clue")
        self.path = self._find(r'action="(/quizzes/\d+/answers/)"')
        return self._ask("POST", urlencode(fields))

    def go_on(self) -> None:
        """Leave the feedback."""
        self.path = re.sub(r"\d+/$", "", self.path)

    def _value(self, name: str) -> str:
        return self._find(rf'name="{name}"[^>]*? value="([^"]*)"')

    def _find(self, pattern: str) -> str:
        found = re.search(pattern, self.page)
        if not found:
            raise RuntimeError(f"{self.path} has no {pattern}")
        return unescape(found[1])

    def _ask(self, method: str, body: str | None = None) -> float:
        headers = {"Accept-Encoding": "br", "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        before = time.monotonic()
        self.connection.request(method, self.path, body, headers)
        response = self.connection.getresponse()
        content = response.read()
        seconds = time.monotonic() - before
        self.cookies |= dict(one.split(";", 1)[0].split("=", 1) for one in response.headers.get_all("Set-Cookie", []))
        if response.status == 302:
            self.path = response.headers["Location"]
            return seconds if method == "POST" else seconds + self._ask("GET")
        if response.status != 200:
            raise RuntimeError(f"{response.status} from {self.path}")
        self.page = (brotli.decompress(content) if response.headers.get("Content-Encoding") == "br" else content).decode()
        return seconds


@dataclass
class Part:
    """What one kind of step cost in a round."""

    seconds: float = 0
    cpu: float = 0
    each: list[float] = field(default_factory=list)


def measure(sites: Sites) -> Chapter:
    """Answer on SQLite, as a newcomer has it, and on a durable PostgreSQL, as ministries do."""
    rows = [*_rows("SQLite", sites.chbas), *_rows("PostgreSQL", sites.on_postgres)]
    head = ("what", "a second", "CPU ms of the web server", "95 of 100 within ms")
    notes = (
        f"granian, 2 workers with 4 threads each; {AT_ONCE} of {PEOPLE} new people at once, with cookies and forms.",
        f"Median of {ROUNDS} rounds (lowest-highest). The client is a Python process on the same machine and takes its share of it.",
        f"A check sent: its {QUESTIONS} answers, each a request of its own (CSRF, key, person, progress in one transaction).",
        "A whole check: with its questions, reasons and result as well.",
        "PostgreSQL with fsync and synchronous commit on; SQLite in WAL mode with synchronous=NORMAL. The database's own CPU is not in the figure.",
    )
    return Chapter("Answers under load", head, rows, notes)


def _rows(name: str, server: Server) -> list[tuple[str, ...]]:
    _round(server)
    rounds = [_round(server) for _ in range(ROUNDS)]
    sent, whole = [one["answer"] for one in rounds], [_sum(list(one.values())) for one in rounds]
    late = spread([1000 * percentile(one.each, 0.95) for one in sent], ".0f")
    answers = PEOPLE * QUESTIONS
    return [
        (f"{name}: one answer sent", _per_second(sent, answers), _cpu_ms(sent, answers), late),
        (f"{name}: a check sent (4 answers)", _per_second(sent, PEOPLE), _cpu_ms(sent, PEOPLE), "-"),
        (f"{name}: a whole check (13 requests)", _per_second(whole, PEOPLE), _cpu_ms(whole, PEOPLE), "-"),
    ]


def _round(server: Server) -> dict[str, Part]:
    parts = {"look": Part(), "answer": Part()}
    phones = [Phone(server) for _ in range(PEOPLE)]
    with ThreadPoolExecutor(AT_ONCE) as pool:

        def all_do(kind: str, act: Callable[[Phone], float]) -> None:
            part, web = parts[kind], server.web
            before, cpu = time.monotonic(), machine.cpu_seconds(web)
            part.each += pool.map(act, phones)
            part.seconds += time.monotonic() - before
            part.cpu += machine.cpu_seconds(web) - cpu

        all_do("look", Phone.look)
        for _ in range(QUESTIONS):
            all_do("answer", Phone.answer)
            all_do("look", Phone.look)  # the reason
            for phone in phones:
                phone.go_on()
            all_do("look", Phone.look)  # the next question, or the result
    if not all(phone.path.endswith("/result/") for phone in phones):
        raise RuntimeError("somebody did not reach the result")
    for phone in phones:
        phone.connection.close()
    return parts


def _sum(parts: list[Part]) -> Part:
    return Part(sum(one.seconds for one in parts), sum(one.cpu for one in parts))


def _per_second(parts: list[Part], count: int) -> str:
    return spread([count / one.seconds for one in parts])


def _cpu_ms(parts: list[Part], count: int) -> str:
    return spread([1000 * one.cpu / count for one in parts], ".1f")
