"""`manage.py up` as a person meets it: started, stopped, killed, and refused with one clear line."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request

import pytest

from cms import up
from tests import databases, factories, servers
from tests.faults.test_site_without_servers import CONFIRM, DOOR, Phone

pytestmark = pytest.mark.once


def refused(data, **more: str) -> str:
    """Try to start, and return the one line that was said about why not."""
    environment = os.environ | {"CHBAS_DATA": str(data), "CHBAS_BIND": f"127.0.0.1:{servers.free_port()}", "REDIS_URL": ""} | more
    tried = subprocess.run([sys.executable, "manage.py", "up"], cwd=up.BASE, env=environment, capture_output=True, text=True, timeout=30, check=False)
    assert (tried.returncode, tried.stdout, tried.stderr.count("\n")) == (1, "", 1), tried.stderr
    return tried.stderr.strip()


def below(pid: int) -> set[int]:
    """Return the process and everything it has started, itself or through others."""
    listed = subprocess.run(["ps", "-axo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    parents = {int(child): int(parent) for child, parent in (line.split() for line in listed.splitlines())}
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def alive(pids: set[int], seconds: float = 0) -> set[int]:
    """Return those that still run after so many seconds at most."""
    deadline = time.monotonic() + seconds
    while True:
        listed = subprocess.run(["ps", "-axo", "pid=,stat="], capture_output=True, text=True, check=True).stdout
        left = {int(pid) for pid, state in (line.split() for line in listed.splitlines()) if not state.startswith("Z")} & pids
        if not left or time.monotonic() > deadline:
            return left
        time.sleep(0.1)


@pytest.fixture(scope="module")
def home(template, tmp_path_factory):
    """A data folder, a database and a small curriculum, which the tests below use one after the other."""
    folder = tmp_path_factory.mktemp("up")
    (folder / "files").mkdir()
    factories.write(folder / "files", {"C2": [factories.lesson("L2.1")]})
    return folder / "data", databases.copy(template, folder), folder / "files"


def test_the_first_start_says_everything_and_a_stop_leaves_nothing(home):
    data, database, files = home
    with servers.site(data, database, CHBAS_CURRICULUM=str(files)) as site:
        site.wait()
        said = site.log.read_text()
        assert f"CMS       http://localhost:{site.url.rsplit(':', 1)[1]}/cms/" in said
        assert set(site.accounts) == {"administrator", "trainer", "officer"}
        with urllib.request.urlopen(f"{site.url}/readyz") as answer:  # noqa: S310 -- http
            assert json.load(answer) == {"database": "ok", "broker": "ok"}
        assert "already runs" in refused(data)
        assert "cannot listen" in refused(data.parent / "other", CHBAS_BIND=site.environment["CHBAS_BIND"])
        started = below(site.process.pid)
        begun = time.monotonic()
        assert site.stop() == 0
        assert (alive(started), time.monotonic() - begun < 15) == (set(), True)
        assert site.log.read_text().endswith("Stopped.\n")
    kept = b"".join(file.read_bytes() for file in data.rglob("*") if file.is_file() and "static" not in file.parts)
    assert not [password for _, password in site.accounts.values() if password.encode() in kept]


def test_the_second_start_makes_nobody_and_a_dead_worker_ends_it_all(home):
    with servers.site(*home[:2], CHBAS_CURRICULUM=str(home[2])) as site:
        begun = time.monotonic()
        site.wait()
        assert (site.accounts, time.monotonic() - begun < 60) == ({}, True)
        started = below(site.process.pid)
        listed = subprocess.run(["ps", "-axww", "-o", "pid=,args="], capture_output=True, text=True, check=True).stdout
        workers = [int(line.split()[0]) for line in listed.splitlines() if "cms.celery" in line]
        os.kill(min(set(workers) & started), signal.SIGKILL)
        assert site.process.wait(30) == 1
        assert "the worker ended by itself" in site.log.read_text()
        assert alive(started) == set()


def test_who_tries_the_site_out_reads_the_code_on_the_terminal_that_started_it(home):
    with servers.site(*home[:2], CHBAS_CURRICULUM=str(home[2]), CHBAS_SMS_PROVIDER="console") as site:
        site.wait()
        phone = Phone(site.url)
        asked = phone.fill(phone.ask(DOOR), DOOR, phone="012 345 603", is_15="on")
        deadline = time.monotonic() + 30
        while not (said := re.findall(r"^SMS \+855 ••• 603 \[\S+\] .*?([0-9]{6})", site.log.read_text(), re.MULTILINE)):
            assert time.monotonic() < deadline, site.log.read_text()
            time.sleep(0.1)
        phone.fill(asked, CONFIRM, code=said[0])
        assert "+855 ••• 603" in phone.ask("/my/").text


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells children that their parent was killed")
def test_nothing_survives_a_killed_starter(home):
    with servers.site(*home[:2], CHBAS_CURRICULUM=str(home[2])) as site:
        site.wait()
        started = below(site.process.pid)
        assert site.stop(signal.SIGKILL) == -signal.SIGKILL
        assert alive(started, 20) == set()


def test_a_port_in_use_is_named(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        bind = f"127.0.0.1:{taken.getsockname()[1]}"
        assert refused(tmp_path, CHBAS_BIND=bind).startswith(f"chbas: cannot listen on {bind}")


@pytest.mark.parametrize("bind", ["8000", ":8000", "localhost", "127.0.0.1:0", "127.0.0.1:65536", "127.0.0.1:http"])
def test_an_address_that_is_none_is_named(tmp_path, bind):
    assert refused(tmp_path, CHBAS_BIND=bind) == f"chbas: CHBAS_BIND must look like 127.0.0.1:8000, not {bind!r}."


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    assert refused(tmp_path / "file/data").startswith(f"chbas: cannot write to the data folder {tmp_path}/file/data")
