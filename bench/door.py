"""Whether the sign-in page takes longer for a number it knows: 200 known and 200 unknown ones in turn, in a process on the site's database."""

import json
import subprocess
import sys
import time
from statistics import median

from bench.figures import Chapter
from bench.running import Sites
from cms import up

EACH = 200


def measure(sites: Sites) -> Chapter:
    """Let the other process knock."""
    site = sites.chbas.site
    assert site  # noqa: S101 -- for the reader of types: this one has a site
    command = [sys.executable, "-m", "bench.door"]
    known, unknown = json.loads(subprocess.run(command, cwd=up.BASE, env=site.environment, check=True, stdout=subprocess.PIPE).stdout)
    rows = [(EACH, f"{known:.2f}", f"{unknown:.2f}", f"{known / unknown:.3f}")]
    notes = ("A known number is one that was proved and has an account. Wanted: medians within 10 % of each other.",)
    return Chapter("The door", ("numbers of each kind", "ms, known", "ms, unknown", "known / unknown"), rows, notes)


def knock() -> list[float]:
    """Return the medians, in milliseconds, of asking for a code with a known and with an unknown number."""
    from django.utils import timezone  # noqa: PLC0415 -- asks for configured settings

    from learning import accounts  # noqa: PLC0415 -- knows models
    from sms_gateway import sealing  # noqa: PLC0415
    from tests.cast import Person  # noqa: PLC0415

    taken: dict[bool, list[float]] = {True: [], False: []}
    for number in range(2 * EACH):
        national = f"012{number % 400:03}{number:03}"
        if is_known := number % 2 == 0:
            accounts.of_number(sealing.seal("+855" + national[1:]), timezone.now())
        browser = Person(HTTP_HOST="localhost", REMOTE_ADDR=f"10.{number % 7}.{number % 251}.9")
        before = time.perf_counter()
        asked = browser.ask_for_a_code(national)
        taken[is_known].append(time.perf_counter() - before)
        if asked.status_code != 302:
            raise RuntimeError(f"{asked.status_code} for {number}")
    return [1000 * median(taken[kind]) for kind in (True, False)]


if __name__ == "__main__":
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
    django.setup()
    print(json.dumps(knock()))
