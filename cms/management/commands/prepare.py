"""`manage.py prepare`: everything between unpacking and serving, in one process. Run again it does only what changed."""

import hashlib
import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from courses.models import HomePage
from learning.models import Scope

# (user name, what it is in Khmer, group): the first people, one of each role.
FIRST_ACCOUNTS = [("administrator", "អ្នកគ្រប់គ្រង", None), ("trainer", "គ្រូបណ្ដុះបណ្ដាល", "Trainers"), ("officer", "មន្ត្រី", "Officers")]
CONSONANTS, VOWELS = "bdfghjkmnprstvwz", "aeiou"  # nothing that is read wrongly from a screen or over the telephone


class Command(BaseCommand):
    """Migrate, build static files, load the curriculum, set up the site, make the first accounts."""

    help = "Bring database, static files, curriculum, site and first accounts up to date."
    requires_system_checks: list[str] = []

    def handle(self, *_: Any, **__: Any) -> None:  # noqa: ANN401 -- Django's own signature
        """Do every step that has something to do."""
        if migrations_wait():
            self.stdout.write("Preparing the database ...")
            call_command("migrate", interactive=False, verbosity=0)
        self._collect_static()  # before the loader: publishing a lesson weighs its page, and that needs the names of static files
        self._index()  # before the loader, too: what it publishes is indexed as it goes
        self._load_curriculum()
        call_command("setup_site")
        count_rows()
        if not get_user_model().objects.exists():
            self.stdout.write(notice(make_first_accounts()))

    def _load_curriculum(self) -> None:
        """Load the files. If they are refused the site serves what it had, and says so; on a first run it has nothing."""
        try:
            call_command("load_curriculum")
        except CommandError as refused:
            if not HomePage.objects.exists():
                raise
            self.stderr.write(refusal(str(refused)))

    def _index(self) -> None:
        """Index everything anew when the encoder, or what is indexed, has changed: old entries are found no more."""
        kept, now = settings.DATA / "search.sha256", fingerprint_of_search()
        if kept.exists() and kept.read_text() == now:
            return
        self.stdout.write("Building the search index ...")
        call_command("update_index", verbosity=0)
        kept.write_text(now)

    def _collect_static(self) -> None:
        """Copying and compressing takes many seconds: only when a source file is new, gone or changed."""
        kept, now = settings.DATA / "static.sha256", fingerprint_of_static()
        if kept.exists() and kept.read_text() == now and (settings.STATIC_ROOT / "staticfiles.json").exists():
            return
        self.stdout.write("Building static files ...")
        call_command("collectstatic", interactive=False, verbosity=0)
        kept.write_text(now)


def migrations_wait() -> bool:
    """Say whether the database lacks a migration; asking is seconds faster than running `migrate` for nothing."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def count_rows() -> None:
    """Let SQLite count its tables, a little of each: not knowing their sizes, it searches five times as long (measured)."""
    if connection.vendor == "sqlite":  # PostgreSQL does so by itself
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA analysis_limit=400")
            cursor.execute("ANALYZE")


def fingerprint_of_static() -> str:
    """Return a hash over name, size and time of every static source file."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            file = Path(storage.path(name)).stat()
            digest.update(f"{name} {file.st_size} {file.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def fingerprint_of_search() -> str:
    """Return a hash over the code that says what is indexed and how."""
    courses = settings.BASE / "courses"
    sources = [*(courses / name for name in ("clusters.py", "khmer.py", "search.py")), *sorted((courses / "models").glob("*.py"))]
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()


def new_password() -> str:
    """Return a password that can be read aloud: ten syllables of eighty, 63 bits."""
    syllables = [secrets.choice(CONSONANTS) + secrets.choice(VOWELS) for _ in range(10)]
    return "-".join("".join(syllables[start : start + 2]) for start in range(0, 10, 2))


@transaction.atomic
def make_first_accounts() -> list[tuple[str, str, str, str]]:
    """Make one account of each role and return (Khmer role, role, e-mail address, password); only hashes are kept."""
    made = []
    for name, khmer, group in FIRST_ACCOUNTS:
        email, password = f"{name.replace('istrator', '')}@chbas.example", new_password()
        user = get_user_model().objects.create_user(name, email, password, is_superuser=group is None, is_staff=group is None)
        if group:
            user.groups.add(Group.objects.get(name=group))
        if group == "Officers":  # without a responsibility there would be nothing to read
            Scope.objects.create(user=user, kind=Scope.Kind.MINISTRY, value=settings.WAGTAIL_SITE_NAME)
        made.append((khmer, name, email, password))
    return made


def refusal(faults: str) -> str:
    """Return what is shown when curriculum files are refused and the site starts all the same."""
    line = "!" * 78
    return (
        f"\n{line}\n  ឯកសារមេរៀនមានកំហុស៖ មិនបានផ្ទុកអ្វីទេ។ គេហទំព័រប្រើមេរៀនដែលមានស្រាប់។\n"
        f"  Curriculum files were refused and NOTHING was loaded. The site starts with the content it has.\n\n"
        f"{faults}\n\n  បន្ទាប់ពីកែ / After mending them:  manage.py load_curriculum\n{line}"
    )


def notice(accounts: list[tuple[str, str, str, str]]) -> str:
    """Return what is shown once: who may sign in, and how."""
    line = "-" * 78
    rows = "\n".join(f"  {name:<14} {email:<22} {password}   {khmer}" for khmer, name, email, password in accounts)
    return (
        f"\n{line}\n  គណនីដំបូង៖ ពាក្យសម្ងាត់បង្ហាញតែម្ដងគត់ សូមកត់ទុក។\n"
        f"  First accounts. The passwords are shown this once: write them down.\n\n{rows}\n\n"
        f"  ចូលនៅ / Sign in at  {settings.SITE_URL}/cms/\n{line}"
    )
