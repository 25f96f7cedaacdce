"""Migrated, empty databases by the copy: migrating takes twenty seconds, a copy none. Kept between runs until a migration changes."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from django.conf import settings
from django.db import connection

from tests import servers

_numbers = count(1)


def template(folder: Path) -> Path | str:
    """Return what copies are made of: a file on SQLite, a name on PostgreSQL."""
    return _postgres(folder) if connection.vendor == "postgresql" else _sqlite(folder)


def copy(source: Path | str, folder: Path) -> str:
    """Make a copy and return its address."""
    if isinstance(source, Path):
        return f"sqlite:///{shutil.copy(source, folder / 'copy.sqlite3')}"
    name = f"copy_{os.getpid()}_{next(_numbers)}"
    with psycopg.connect(_at("postgres"), autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')
    return _at(name)


def empty() -> str:
    """Make an empty database on PostgreSQL and return its address."""
    name = f"empty_{os.getpid()}_{next(_numbers)}"
    with psycopg.connect(_at("postgres"), autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
    return _at(name)


def _sqlite(folder: Path) -> Path:
    made = folder / f"empty-{_key()}.sqlite3"
    with (folder / "sqlite.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            _forget(folder, "empty-*.sqlite3")
            draft = folder / "draft.sqlite3"
            draft.unlink(missing_ok=True)
            _migrate(f"sqlite:///{draft}")
            draft.rename(made)
    return made


def _postgres(folder: Path) -> str:
    made = f"chbas_{_key()}"
    with psycopg.connect(_at("postgres"), autocommit=True) as server:
        server.execute("SELECT pg_advisory_lock(20090517)")  # freed when this connection closes
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [made]).fetchone():
            server.execute("DROP DATABASE IF EXISTS chbas_draft")
            server.execute("CREATE DATABASE chbas_draft")
            _fill(_at("chbas_draft"), folder)
            server.execute(f'ALTER DATABASE chbas_draft RENAME TO "{made}"')
    return made


def _fill(url: str, folder: Path) -> None:
    """Migrate; on a server that forgets, from what an earlier run wrote down."""
    if os.environ.get("TEST_DATABASE_URL"):
        _migrate(url)
        return
    binaries = servers.postgres_binaries()
    kept = folder / f"empty-{_key()}-{binaries.parent.name}.sql"
    with (folder / "postgres.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if kept.exists():
            subprocess.run([binaries / "psql", "-q", "-v", "ON_ERROR_STOP=1", "-f", kept, url], check=True, stdout=subprocess.DEVNULL)
            return
        _forget(folder, "empty-*.sql")
        _migrate(url)
        subprocess.run([binaries / "pg_dump", "-f", folder / "draft.sql", url], check=True)
        (folder / "draft.sql").rename(kept)


def _forget(folder: Path, pattern: str) -> None:
    for old in folder.glob(pattern):
        old.unlink()


def _migrate(url: str) -> None:
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(command, cwd=settings.BASE, env=os.environ | {"DATABASE_URL": url}, check=True)


def _key() -> str:
    """Return a hash that changes whenever an empty database would."""
    digest = hashlib.sha256()
    for file in [*sorted(settings.BASE.glob("*/migrations/*.py")), settings.BASE / "requirements.txt", settings.BASE / "cms/settings.py"]:
        digest.update(f"{file.parent.parent.name}/{file.name}\n".encode() + file.read_bytes())
    return digest.hexdigest()[:16]


def _at(database: str) -> str:
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{database}").geturl()
