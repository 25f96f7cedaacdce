"""A site with the curriculum in it, made once and copied: loading it takes half a minute. Kept between runs until a file of ours changes."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection

from tests import databases, servers

_ROOMS = ("cms", "courses", "quizzes", "learning", "sms_gateway", "curriculum", "locale")


@dataclass(frozen=True)
class Copy:
    """A data folder and a database of one's own, and what the first start had said: the first accounts stand in it."""

    data: Path
    database_url: str
    said: str

    def manage(self, *arguments: str) -> str:
        """Run a command on it, and return what it printed."""
        environment = os.environ | {"CHBAS_DATA": str(self.data), "DATABASE_URL": self.database_url, "REDIS_URL": ""}
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(command, cwd=settings.BASE, env=environment, capture_output=True, text=True, check=True).stdout


def copy(template: Path | str, kept: Path, folder: Path) -> Copy:
    """Return a copy of the loaded site, below `folder`; the loaded site itself is made below `kept` where it is not there yet."""
    loaded = _loaded(template, kept)
    shutil.copytree(loaded / "data", folder / "data")
    if connection.vendor == "postgresql":
        url = databases.empty()
        psql = [servers.postgres_binaries() / "psql", "-q", "-v", "ON_ERROR_STOP=1", "-f", loaded / "site.sql", url]
        subprocess.run(psql, check=True, stdout=subprocess.DEVNULL)
    else:
        url = databases.copy(loaded / "copy.sqlite3", folder)
    return Copy(folder / "data", url, (loaded / "said.txt").read_text())


def _loaded(template: Path | str, kept: Path) -> Path:
    made = kept / f"site-{connection.vendor}-{_key()}"
    with (kept / "site.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            for old in kept.glob(f"site-{connection.vendor}-*"):
                shutil.rmtree(old)
            _load(template, kept / "draft-site").rename(made)
    return made


def _load(template: Path | str, draft: Path) -> Path:
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir()
    url = databases.copy(template, draft)
    (draft / "said.txt").write_text(Copy(draft / "data", url, "").manage("prepare"))
    if connection.vendor == "postgresql":
        subprocess.run([servers.postgres_binaries() / "pg_dump", "-f", draft / "site.sql", url], check=True)
    return draft


def _key() -> str:
    """Return a hash that changes whenever the loaded site would."""
    digest = hashlib.sha256((settings.BASE / "requirements.txt").read_bytes())
    for file in sorted(file for room in _ROOMS for file in (settings.BASE / room).rglob("*") if file.is_file() and file.suffix != ".pyc"):
        digest.update(f"{file.relative_to(settings.BASE)}\n".encode() + file.read_bytes())
    return digest.hexdigest()[:16]
