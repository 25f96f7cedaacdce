"""Database or Redis go away under a running site: lessons stay open, answers are kept where they can be, and a page says what does not work."""

import gzip
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPCookieProcessor, Request, build_opener

import psycopg
import pytest
from django.conf import settings
from redis import Redis

from tests import databases, factories, servers

pytestmark = [
    pytest.mark.once,
    pytest.mark.skipif("sqlite" in settings.DATABASES["default"]["ENGINE"], reason="a file cannot be taken away from who has it open"),
]
LESSON, CHECK = "/c2/l2-1/", "/c2/l2-1/check/"
DOOR, CONFIRM = "/accounts/login/code/", "/accounts/login/code/confirm/"


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    text: str


@dataclass
class Phone:
    """A citizen's browser."""

    site: str
    opener: object = field(default_factory=lambda: build_opener(HTTPCookieProcessor(CookieJar())))

    def ask(self, path: str, form: list[tuple[str, str]] | None = None) -> Answer:
        """Open a page, or send a form."""
        body = urlencode(form).encode() if form is not None else None
        request = Request(self.site + path, body, {"Accept-Encoding": "gzip", "Origin": self.site})  # noqa: S310 -- http
        try:
            answer = self.opener.open(request, timeout=30)
        except HTTPError as error:
            answer = error
        sent = answer.read()
        text = gzip.decompress(sent).decode() if answer.headers.get("Content-Encoding") == "gzip" else sent.decode()
        return Answer(
            answer.status,
            {name.lower(): value for name, value in answer.headers.items()},
            re.sub(r'<span class="[wu]">(.*?)</span>|<wbr>', r"\1", text),
        )

    def send(self, question: Answer) -> Answer:
        """Choose the first answer and send it."""
        hidden = re.findall(r'name="(csrfmiddlewaretoken|key|question)" value="([^"]+)"', question.text)
        choice = re.search(r'name="choice" (?:id="[^"]+" )?value="([^"]+)"', question.text).group(1)
        return self.ask(re.search(r'action="([^"]+/answers/)"', question.text).group(1), [*hidden, ("choice", choice)])

    def fill(self, page: Answer, path: str, **typed: str) -> Answer:
        """Send the form of a page with what somebody typed."""
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text).group(1)
        return self.ask(path, [("csrfmiddlewaretoken", token), *typed.items()])


@dataclass
class House:
    """The running site with the servers behind it."""

    site: servers.Site
    database: str
    redis: Redis
    redis_server: ExitStack

    def rows(self, table: str) -> int:
        """Count what is kept."""
        with psycopg.connect(self.database) as found:
            return found.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608 -- a name from below

    @contextmanager
    def without_database(self) -> Iterator[None]:
        """PostgreSQL ends every connection and takes no new one."""
        name = urlsplit(self.database).path[1:]
        with psycopg.connect(urlsplit(self.database)._replace(path="/postgres").geturl(), autocommit=True) as server:
            server.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
            server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
            try:
                yield
            finally:
                server.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')


@pytest.fixture(scope="module")
def house(template, tmp_path_factory) -> Iterator[House]:
    """A site of its own with one small lesson; the tests below use it one after the other, and the last one ends its Redis."""
    folder = tmp_path_factory.mktemp("house")
    (folder / "files").mkdir()
    factories.write(folder / "files", {"C2": [factories.lesson("L2.1", pairs=0), factories.lesson("L2.2", written=0, pairs=0)]})
    with ExitStack() as redis_server:
        address = redis_server.enter_context(servers.valkey())
        database = databases.copy(template, folder)
        with servers.site(folder / "data", database, REDIS_URL=address, CHBAS_CURRICULUM=str(folder / "files")) as site:
            site.wait()
            yield House(site, database, Redis.from_url(address), redis_server)


@pytest.fixture
def phone(house) -> Phone:
    return Phone(house.site.url)


def test_lessons_once_opened_stay_open_without_the_database(house, phone):
    before = phone.ask(LESSON)
    assert before.status == 200
    with house.without_database():
        fresh = phone.ask(LESSON)
        house.redis.set(":1:generation", b"newer")  # as if something had been published: what is kept is now old
        stale = phone.ask(LESSON)
        assert [(one.status, one.text == before.text, one.headers["etag"]) for one in (fresh, stale)] == [(200, True, before.headers["etag"])] * 2


def test_what_cannot_be_opened_says_so_in_khmer(house, phone):
    with house.without_database():
        for path in ("/c2/l2-2/", CHECK, "/about/"):
            said = phone.ask(path)
            assert (said.status, said.headers["retry-after"], said.headers["cache-control"]) == (503, "60", "private, no-store")
            assert "សូមរង់ចាំបន្តិច" in said.text
        assert phone.ask("/healthz").status == 200
        ready = phone.ask("/readyz")
        assert (ready.status, ready.text) == (503, '{"database": "out of reach", "broker": "ok"}')


def test_an_answer_that_could_not_be_kept_is_kept_when_sent_again(house, phone):
    question = phone.ask(CHECK)
    before = house.rows("quizzes_response")
    with house.without_database():
        lost = phone.send(question)
        assert (lost.status, "មិនទាន់អាចទទួលចម្លើយបានទេ" in lost.text) == (503, True)
    again = phone.send(question)
    assert (again.status, house.rows("quizzes_response")) == (200, before + 1)


def test_a_number_that_could_not_be_taken_is_taken_when_sent_again(house, phone):
    door, wish = phone.ask(DOOR), {"phone": "012 345 601", "is_15": "on"}
    before = house.rows("learning_signincode")
    with house.without_database():
        lost = phone.fill(door, DOOR, **wish)
        assert (lost.status, "សូមរង់ចាំបន្តិច" in lost.text) == (503, True)
    again = phone.fill(door, DOOR, **wish)
    assert (again.status, 'autocomplete="one-time-code"' in again.text, house.rows("learning_signincode")) == (200, True, before + 1)


def test_the_site_works_again_by_itself(house, phone):
    assert [phone.ask(path).status for path in ("/", "/c2/l2-2/", CHECK, "/readyz")] == [200, 200, 200, 200]


def test_without_redis_pages_open_and_answers_are_kept(house, phone):
    before = house.rows("quizzes_response")
    house.redis_server.close()
    assert [phone.ask(path).status for path in ("/", LESSON, LESSON, "/my/")] == [200, 200, 200, 200]
    answered = phone.send(phone.ask(CHECK))
    assert (answered.status, house.rows("quizzes_response")) == (200, before + 1)
    ready = phone.ask("/readyz")
    assert (ready.status, ready.text) == (200, '{"database": "ok", "broker": "out of reach"}')


def test_without_redis_a_code_waits_in_the_outbox_and_opens(house, phone):
    asked = phone.fill(phone.ask(DOOR), DOOR, phone="012 345 602", is_15="on")
    assert (asked.status, 'autocomplete="one-time-code"' in asked.text) == (200, True)
    inside = phone.fill(asked, CONFIRM, code=house.site.code())
    assert (inside.status, phone.ask("/my/").status, house.rows("learning_contact")) == (200, 200, 1)
