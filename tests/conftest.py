"""What every test stands on: real servers, a freshly migrated database, and nothing left over from the test before.

This file, not pytest's settings, names Django's settings: they read the environment once, and the servers must stand in it by then.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import servers

if "DJANGO_SETTINGS_MODULE" in os.environ and "PYTEST_XDIST_WORKER" not in os.environ:
    raise pytest.UsageError("Unset DJANGO_SETTINGS_MODULE: tests/conftest.py chooses database and settings.")
SERVERS = servers.prepare()

import django  # noqa: E402 -- settings are read from here on

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth.hashers import Argon2PasswordHasher  # noqa: E402
from django.core.cache import caches  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, connections  # noqa: E402
from django.test import override_settings  # noqa: E402

from cms.management.commands import prepare  # noqa: E402
from tests import databases, sites  # noqa: E402
from tests.cast import administrator, citizen, officer, stranger, trainer  # noqa: E402, F401 -- the four roles, at hand in every test

# The same hash, made in a thousandth of the time: nobody attacks the passwords and PINs of a test.
Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost, Argon2PasswordHasher.parallelism = 1, 8, 1
NEEDS_DATABASE = {"db", "transactional_db", "live_server", "client", "admin_client", "async_client", "rf"}
# Each a process's work of its own, and begun before everything else: the browser with its one site, and whole sites that are broken.
LONGEST = ("tests/browser/", "tests/faults/")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes() -> None:
    """Let each worker come through this file, too, before its settings are read."""
    del os.environ["DJANGO_SETTINGS_MODULE"]


def pytest_unconfigure() -> None:
    """Stop the servers."""
    SERVERS.close()


# --- which tests share a process ----------------------------------------------------------------------------------------
@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """Keep these folders and every other file together: three processes with a browser and a site each are too much for two cores."""
    from xdist.scheduler import LoadFileScheduling  # noqa: PLC0415 -- only with xdist is this asked

    class LongestFirst(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return next((folder for folder in LONGEST if nodeid.startswith(folder)), super()._split_scope(nodeid))

        def _assign_work_unit(self, node: object) -> None:
            for folder in reversed([folder for folder in LONGEST if folder in self.workqueue]):
                self.workqueue.move_to_end(folder, last=False)
            super()._assign_work_unit(node)

    return LongestFirst(config, log) if config.getvalue("dist") == "loadfile" else None


# --- databases --------------------------------------------------------------------------------------------------------
@pytest.fixture(scope="session")
def template(request: pytest.FixtureRequest) -> Path | str:
    """A migrated, empty database: a file on SQLite, a name on PostgreSQL."""
    return databases.template(request.config.cache.mkdir("chbas"))


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """SQLite's file is copied before Django looks, and thrown away with its folder; PostgreSQL's is made and dropped by Django."""
    return connection.vendor == "sqlite"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None, template: Path | str) -> None:
    """A file, not memory: threads and other processes must see it, too."""
    wanted = connections.settings["default"]["TEST"]
    if isinstance(template, Path):
        wanted["NAME"] = str(shutil.copy(template, settings.DATA / "test.sqlite3"))
    else:
        wanted["TEMPLATE"] = template


# --- a test that commits empties every table; Wagtail's first page, site and locale come from migrations ----------------
class _Emptied:
    """Whether the tables are empty because a test that commits was the last to run."""

    now = False


def _commits(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    asked = bool(marker) and (marker.kwargs.get("transaction") or marker.kwargs.get("reset_sequences") or marker.args[:1] == (True,))
    return bool(asked or {"transactional_db", "live_server"} & set(getattr(item, "fixturenames", ())))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let every test that commits begin with the rows that migrations made, and whatever asks no database run in one lane only."""
    for item in items:
        if not (NEEDS_DATABASE & set(getattr(item, "fixturenames", ())) or item.get_closest_marker("django_db")):
            item.add_marker(pytest.mark.once)
        if _commits(item):
            asked = item.get_closest_marker("django_db")
            wanted = (asked.kwargs if asked else {}) | {"transaction": True, "serialized_rollback": True}
            item.add_marker(pytest.mark.django_db(**wanted), append=False)


@pytest.fixture(autouse=True)
def _rows_of_migrations(request: pytest.FixtureRequest) -> Iterator[None]:
    yield
    if _commits(request.node):
        _Emptied.now = True


@pytest.fixture(scope="session")
def _give_rows_back(django_db_setup: None, django_db_blocker: object) -> object:
    def give() -> None:
        with django_db_blocker.unblock():
            connection.creation.deserialize_db_from_string(connection._test_serialized_contents)

    return give


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef[object], request: pytest.FixtureRequest) -> Iterator[object]:
    """And so does every other test after it: before its transaction begins."""
    if fixturedef.argname == "_django_db_helper" and _Emptied.now:
        _Emptied.now = False
        if not _commits(request.node):
            request.getfixturevalue("_give_rows_back")()
    return (yield)


# --- caches and static files --------------------------------------------------------------------------------------------
@pytest.fixture(autouse=True)
def _nothing_cached() -> None:
    """What a test before put into the caches or the queue is gone; names of static files are known where pages may be made."""
    for alias in settings.CACHES:
        caches[alias].clear()


@pytest.fixture(autouse=True)
def _pages_can_be_made(request: pytest.FixtureRequest) -> None:
    if NEEDS_DATABASE & set(request.fixturenames) or request.node.get_closest_marker("django_db"):
        request.getfixturevalue("static_files")


@pytest.fixture(scope="session")
def static_files() -> Path:
    """Production's own storage with hashed names, but not compressed: that takes seven seconds, and the site in the browser tests has it."""
    every = {Path(name).suffix.lstrip(".") for name in _static_names()}
    with override_settings(WHITENOISE_SKIP_COMPRESS_EXTENSIONS=[ending for ending in every if ending]):
        call_command("collectstatic", interactive=False, verbosity=0)
    (settings.DATA / "static.sha256").write_text(prepare.fingerprint_of_static())  # a start of the site in a test need not do it again
    return settings.STATIC_ROOT


def _static_names() -> Iterator[str]:
    from django.contrib.staticfiles.finders import get_finders  # noqa: PLC0415 -- asks for configured settings

    for finder in get_finders():
        yield from (name for name, _ in finder.list([]))


# --- the whole site, in processes of its own ----------------------------------------------------------------------------
@pytest.fixture(scope="session")
def site(template: Path | str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[servers.Site]:
    """`manage.py up` with the curriculum loaded; its clockwork ticks every second. For tests in tests/browser/."""
    copy = sites.copy(template, request.config.cache.mkdir("chbas"), tmp_path_factory.mktemp("site"))
    with servers.site(copy.data, copy.database_url, CHBAS_NUDGE_SECONDS="1", CHBAS_SWEEP_SECONDS="1") as running:
        running.wait()
        running.accounts = servers.accounts(copy.said)
        yield running
