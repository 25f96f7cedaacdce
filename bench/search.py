"""How well the search finds Khmer: the gold of tests/courses/search_gold.yaml, asked in a process of its own on the site's database."""

import json
import subprocess
import sys
import time
from statistics import median

from bench.figures import Chapter
from bench.running import Sites
from cms import up


def measure(sites: Sites) -> Chapter:
    """Let the other process ask every query."""
    site = sites.chbas.site
    assert site  # noqa: S101 -- for the reader of types: this one has a site
    command = [sys.executable, "-m", "bench.search"]
    told = json.loads(subprocess.run(command, cwd=up.BASE, env=site.environment, check=True, stdout=subprocess.PIPE).stdout)
    rows = [(told["vendor"], told["sentences"], told["queries"], f"{told['precision']:.2f}", f"{told['recall']:.2f}", f"{told['ms']:.1f}")]
    notes = ("Wanted is what stands in a sentence letter by letter, in any of the spellings of `curriculum/spellings.yaml`.",)
    return Chapter("Search", ("database", "sentences", "queries", "precision", "recall", "ms per query"), rows, notes)


def ask() -> dict[str, float | str]:
    """Index the sentences, ask, and leave the database as it was."""
    from django.db import connection, transaction  # noqa: PLC0415 -- asks for configured settings

    from courses.models import GlossaryTerm, Spelling  # noqa: PLC0415 -- knows models
    from tests.courses import search_gold  # noqa: PLC0415

    gold, taken = search_gold.gold(), []
    with transaction.atomic():
        GlossaryTerm.objects.all().delete()
        Spelling.objects.all().delete()
        search_gold.index()
        found = {}
        for query in gold:
            before = time.perf_counter()
            found[query] = search_gold.found(query)
            taken.append(time.perf_counter() - before)
        transaction.set_rollback(True)
    score = search_gold.score(found)
    counts = {"sentences": len(search_gold.sentences()), "queries": len(gold)}
    return counts | score._asdict() | {"vendor": connection.vendor, "ms": median(taken) * 1000}


if __name__ == "__main__":
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
    django.setup()
    print(json.dumps(ask()))
