"""SQL queries of each page, counted in a process of its own on the site's database."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from typing import Any

from bench.figures import Chapter
from bench.running import Sites
from cms import up

BUDGET = {"home, uncached": 8, "course, uncached": 10, "lesson, uncached": 12, "home, course, lesson from the page cache": 0}
BUDGET |= dict.fromkeys(ANSWERS := ("first answer sent", "second answer sent", "third answer sent", "last answer sent"), 12)
PERSONAL = 14
LESSON = "/c2/l2-2/"
# Opening and closing a transaction asks nothing of a table.
FRAME = re.compile(r"(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)\b", re.IGNORECASE)


def measure(sites: Sites) -> Chapter:
    """Let the other process walk through the site."""
    site = sites.chbas.site
    assert site  # noqa: S101 -- for the reader of types: this one has a site
    command = [sys.executable, "-m", "bench.queries"]
    counted = json.loads(subprocess.run(command, cwd=up.BASE, env=site.environment, check=True, stdout=subprocess.PIPE).stdout)
    rows = [(name, count, BUDGET.get(name, PERSONAL), transactions) for name, (count, transactions) in counted.items()]
    notes = (
        "Uncached: with a query that the page cache does not know (`?x=1`), Wagtail's own caches warm. SQLite; BEGIN and COMMIT are not counted.",
        "A check of four questions is four answers; each is kept for good before its reason is shown.",
    )
    return Chapter("Queries", ("page", "SQL queries", "budget", "transactions"), rows, notes)


def walk() -> dict[str, tuple[int, int]]:
    """Open every page as a citizen would, and count."""
    from django.db import transaction  # noqa: PLC0415 -- asks for configured settings

    from tests import cast  # noqa: PLC0415 -- knows models

    client, counted = cast.Person(HTTP_HOST="localhost"), {}
    for path in ("/", LESSON, "/my/", "/accounts/login/", f"{LESSON}check/"):
        client.get(path)

    def count(name: str, path: str, data: dict[str, Any] | None = None) -> Any:  # noqa: ANN401 -- a response of the test client
        response, counted[name] = _counted(lambda: client.get(path) if data is None else client.post(path, data))
        return response

    for name, path in (("home", "/"), ("course", LESSON[:4]), ("lesson", LESSON)):
        count(f"{name}, uncached", f"{path}?x=1")
        client.get(path)
    kept = [_counted(lambda path=path: client.get(path))[1] for path in ("/", LESSON[:4], LESSON)]
    counted["home, course, lesson from the page cache"] = max(kept)
    page = count("first question", f"{LESSON}check/")
    for number in ANSWERS:
        form = cast.fields(page) | {"choice": cast.choices(page)[:1], "clue": cast.parts(page)[:1]}
        sent = count(number, cast.action(page), form)
        count("feedback", sent["Location"])
        page = count("next question" if number != ANSWERS[-1] else "(leads to the result)", re.sub(r"\d+/$", "", sent["Location"]))
    count("result", page["Location"])
    count("my learning", "/my/")
    count("about me", "/my/about/")
    count("about me sent", "/my/about/", {"skip": "1"})
    with transaction.atomic():  # else the worker would send the code and forget it before it is read here
        count("code asked for", "/accounts/login/code/", {"phone": "012 345 678", "is_15": "on"})
        code = cast.code_on_the_phone()
    count("code typed", "/accounts/login/code/confirm/", {"code": code})
    count("my learning, signed in", "/my/")
    count("my data", "/my/data/")
    count("reminders agreed to", "/my/number/", {"agree": "on"})
    count("number erased", "/my/number/erase/", {})
    count("stop", "/stop/")
    count("the door", "/accounts/login/code/")
    count("sign-in of staff", "/accounts/login/")
    return counted


def _counted(ask: Callable[[], Any]) -> tuple[Any, tuple[int, int]]:
    from django.db import connection  # noqa: PLC0415 -- asks for configured settings
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    with CaptureQueriesContext(connection) as captured:
        response = ask()
    if response.status_code >= 400:
        raise RuntimeError(f"{response.status_code} from {response.request['PATH_INFO']}")
    asked = [query["sql"] for query in captured.captured_queries]
    return response, (sum(not FRAME.match(sql) for sql in asked), sum(sql.upper().startswith("BEGIN") for sql in asked))


if __name__ == "__main__":
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
    django.setup()
    print(json.dumps(walk()))
