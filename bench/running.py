"""The servers that are measured, each started when it is first needed and stopped at the end."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cached_property
from pathlib import Path
from urllib.error import URLError
from urllib.parse import quote
from urllib.request import urlopen

import psycopg
from playwright.sync_api import Browser, sync_playwright

from bench import machine
from cms import up
from tests import servers
from tests.browser.conftest import ARGUMENTS, NAMES

NOBODY = 65534  # PostgreSQL refuses to run as root
DURABLE = ["fsync=on", "full_page_writes=on", "synchronous_commit=on", "listen_addresses=", "max_connections=50"]


class Server:
    """Something that answers, and the processes of its web server."""

    def __init__(self, port: int, pid: int, site: servers.Site | None = None) -> None:
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self.pid = pid
        self.site = site

    @property
    def web(self) -> list[int]:
        """The web server's first process and its workers."""
        own = [one for one in [self.pid, *machine.children(self.pid)] if {"granian", "cms.serve"} & set(machine.command(one).split())]
        return machine.family(own[0])


class Sites:
    """Everything a measurement may ask for."""

    def __init__(self, stack: ExitStack) -> None:
        self.stack = stack
        self.folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="chbas-bench-")))

    @cached_property
    def chbas(self) -> Server:
        """`manage.py up` as a newcomer has it: SQLite, its own Valkey, two web workers of four threads."""
        return self._chbas("sqlite", f"sqlite:///{self.folder / 'chbas.sqlite3'}")

    @cached_property
    def on_postgres(self) -> Server:
        """The same on a PostgreSQL that has written an answer to disk before it says so."""
        return self._chbas("postgres", self.stack.enter_context(_postgres()))

    @cached_property
    def bare(self) -> Server:
        """A Wagtail project with nothing in it but one page (bench/bare), behind the same server."""
        environment = os.environ | {"DJANGO_SETTINGS_MODULE": "bench.bare.settings", "BARE_DATABASE": str(self.folder / "bare.sqlite3")}
        subprocess.run([sys.executable, "-m", "bench.bare"], cwd=up.BASE, env=environment, check=True)
        port = servers.free_port()
        command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", "2", "--blocking-threads", "4", "--no-ws", "--no-access-log"]
        command += ["--log-level", "warning", "bench.bare.wsgi:application", "--host", "127.0.0.1", "--port", str(port)]
        process = subprocess.Popen(command, cwd=up.BASE, env=environment, preexec_fn=up.end_with(os.getpid()))  # noqa: PLW1509 -- no threads yet
        self.stack.callback(_end, process)
        server = Server(port, process.pid)
        wait_until(lambda: answers(f"{server.url}/"), 60)
        return server

    @cached_property
    def browser(self) -> Browser:
        """Chromium."""
        found = next((path for name in NAMES if (path := shutil.which(name))), None)
        return self.stack.enter_context(sync_playwright()).chromium.launch(executable_path=found, args=ARGUMENTS)

    def _chbas(self, name: str, database: str) -> Server:
        site = self.stack.enter_context(servers.site(self.folder / name, database, CHBAS_URL="", CHBAS_DEBUG="false", CHBAS_SMS_PROVIDER="file"))
        site.wait()
        return Server(int(site.environment["CHBAS_BIND"].rpartition(":")[2]), site.process.pid, site)


def answers(url: str) -> bool:
    """Whether the address answers with success."""
    try:
        with urlopen(url, timeout=2) as response:
            return response.status == 200
    except (URLError, OSError):
        return False


def wait_until(ready: Callable[[], bool], seconds: float) -> None:
    """Look ten times a second until it is so."""
    deadline = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > deadline:
            raise TimeoutError(f"not ready after {seconds:.0f} seconds")
        time.sleep(0.1)


@contextmanager
def _postgres() -> Iterator[str]:
    user = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
    with tempfile.TemporaryDirectory(prefix="chbas-pg-", dir="/tmp") as folder:  # a socket's path must be short
        home, binaries = Path(folder), servers.postgres_binaries()
        if user:
            os.chown(home, NOBODY, NOBODY)
        initdb = [binaries / "initdb", "-D", home / "data", "-U", "postgres", "-A", "trust", "-E", "UTF8"]
        subprocess.run(initdb, cwd="/", check=True, stdout=subprocess.DEVNULL, **user)
        options = [word for option in [*DURABLE, f"unix_socket_directories={home}"] for word in ("-c", option)]
        with (home / "log").open("wb") as log:
            process = subprocess.Popen([binaries / "postgres", "-D", home / "data", *options], cwd="/", stdout=log, stderr=log, **user)
        url = f"postgresql://postgres@{quote(folder, safe='')}/postgres"
        try:
            wait_until(lambda: _connects(url), 60)
            yield url
        finally:
            _end(process, signal.SIGQUIT)  # nothing of it is kept


def _connects(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def _end(process: subprocess.Popen[bytes], number: int = signal.SIGTERM) -> None:
    process.send_signal(number)
    process.wait(30)
