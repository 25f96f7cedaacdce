"""Every address of the site against everybody who may come: tests/architecture/access.txt, a table to read, and what must hold in each of its rows.

After a change that is meant, `CHBAS_WRITE_ACCESS=1` writes the table anew; the difference is what to look at in the review.
"""

import copy
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from django.http import HttpResponse
from wagtail.documents import get_document_model

from cms import roles
from cms.models import User
from learning.models import Learner, Scope
from tests import cast, factories
from tests.architecture.sitemap import Route, routes
from tests.cast import Person

pytestmark = [pytest.mark.django_db, pytest.mark.once]

TABLE = Path(__file__).with_name("access.txt")
CITIZENS = ("guest", "learner", "another")
STAFF = ("trainer", "elsewhere", "officer", "administrator")
ROLES = CITIZENS + STAFF
HEAD = """\
# Who gets what at every address: with GET, and after the stroke with an empty POST (in the CMS where GET shows nothing).
# "door": led to where one signs in. Rows of people's own things name those of "learner".
# guest: nobody yet. learner: with nickname and PIN, on a number. another: the same on another phone.
# trainer: with a province. elsewhere: a trainer of another province. officer: of a ministry. administrator: everything.
"""
OWNED = re.compile(r"<uuid:(?:attempt|learner)_id>")


def learns(person: Person, number: str, name: str) -> Learner:
    """Somebody who answered a question, proved a number and chose name, picture and PIN."""
    page = person.open("/c2/l2-1/check/")
    person.answer(page, cast.choices(page)[0])
    person.prove(number)
    person.post("/my/protect/", {"nickname": name, "picture": "key", "pin": "2580", "is_15": "on", "seed": f"{name}-0123456789abcdef"}, follow=True)
    return Learner.objects.latest("made_at")


@pytest.fixture
def everybody(tmp_path) -> dict[str, Person]:
    """One lesson, and one of each kind of person."""
    factories.one_lesson(tmp_path)
    people = {"guest": Person(), "learner": Person(), "another": Person()}
    learns(people["another"], "011 222 333", "ដារ៉ា")
    learns(people["learner"], "012 345 678", "សុខ")
    people["trainer"] = cast.staff("trainer", roles.TRAINERS, Scope.Kind.PROVINCE, "12")
    people["elsewhere"] = cast.staff("elsewhere", roles.TRAINERS, Scope.Kind.PROVINCE, "03")
    people["officer"] = cast.staff("officer", roles.OFFICERS, Scope.Kind.MINISTRY, "MPTC")
    people["administrator"] = cast.staff("administrator", None)
    return people


@pytest.fixture
def things(everybody) -> dict[str, str]:
    """What to put into addresses: real rows, and of people's own those of "learner"."""
    learner = Learner.objects.get(nickname="សុខ")
    lesson = factories.LessonPage.objects.first()
    page, course = str(lesson.pk), str(lesson.get_parent().pk)
    document = get_document_model().objects.create(title="x", file=ContentFile(b"x", name="x.txt"))
    return {
        **dict.fromkeys(("page_id", "parent_page_id", "page_to_move_id", "page_pk"), page),
        **dict.fromkeys(("content_type_app_name", "app_label", "app_name"), "courses"),
        **dict.fromkeys(("content_type_model_name", "model_name"), "lessonpage"),
        **dict.fromkeys(("document_id", "doc_id"), str(document.pk)),
        "destination_id": course,
        "revision_id": str(lesson.latest_revision_id),
        "revision_id_a": "earliest",
        "revision_id_b": "latest",
        "step_id": lesson.steps[0].id,
        "quiz_id": str(factories.check(lesson).pk),
        "attempt_id": str(learner.attempts.get().pk),
        "learner_id": str(learner.pk),
        "position": "1",
        "course_key": "00000000-0000-0000-0000-000000000000",
        "stage": "trust1",
        "media_type": "audio",
        "action": "delete",
        "action_name": "approve",
        "filter_spec": "original",
        "object_id": page,
        "page": "c2/l2-1/",
        "staff_id": str(User.objects.get(username="trainer").pk),
        "path": "images/none.png",
        "name": "none.opus",
        "key": "abc",
    }


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens to the database inside did not happen."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def answers(person: Person, route: Route, address: str) -> str:
    """What somebody gets: the statuses of GET and of an empty POST, or that they were led to a door."""
    said: list[str] = []
    for how in ("get", "post"):
        if not (route.is_editors and said == ["200"]):
            browser = Person(raise_request_exception=False)
            browser.cookies = copy.deepcopy(person.cookies)
            with undone():
                said.append(status(getattr(browser, how)(address)))
    return "/".join(said)


def status(page: HttpResponse) -> str:
    """The number, or "door" for one who is sent to sign in."""
    where = page.headers.get("Location", "")
    is_door = page.status_code == 302 and re.match(r"(/en)?/(cms/login|accounts/login)/", where)
    return "door" if is_door else str(page.status_code)


def written(rows: dict[str, list[str]]) -> str:
    """The table as it stands in its file."""
    lines = [f"{'address':92}" + "".join(f"{role:>14}" for role in ROLES)]
    lines += [f"{pattern:92}" + "".join(f"{cell:>14}" for cell in cells) for pattern, cells in rows.items()]
    return HEAD + "\n".join(line.rstrip() for line in lines) + "\n"


def table() -> dict[str, dict[str, str]]:
    """The table of the file: what each role gets at each address."""
    lines = [line.split() for line in TABLE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")][1:]
    return {line[0]: dict(zip(ROLES, line[1:], strict=True)) for line in lines}


def named(route: Route) -> str:
    """How the table calls an address: its pattern, in which no space may stand."""
    return route.pattern.replace(" ", "") or "/"


# --- the table ----------------------------------------------------------------------------------------------------------
def test_everybody_gets_what_the_table_says_at_every_address(everybody, things):
    found = {}
    for route in routes():
        with undone():
            address = route.address(things)
        found[named(route)] = [answers(everybody[role], route, address) for role in ROLES]
    if os.environ.get("CHBAS_WRITE_ACCESS"):
        TABLE.write_text(written(found), encoding="utf-8")
    said = table()
    assert {pattern: cells for pattern, cells in found.items() if list(said.get(pattern, {}).values()) != cells} == {}


def test_no_address_is_missing_and_none_is_of_yesterday():
    assert sorted(table()) == sorted(named(route) for route in routes())


# --- what must hold in it, whatever is added ----------------------------------------------------------------------------
def test_other_peoples_things_are_not_found():
    others = {pattern: [cells[role] for role in ROLES if role != "learner"] for pattern, cells in table().items() if OWNED.search(pattern)}
    assert len(others) == 6
    assert {cell for cells in others.values() for cell in cells} <= {"404/404", "404/405"}


def test_the_cms_is_shut_to_everybody_who_does_not_write_it():
    inside = {pattern: cells for pattern, cells in table().items() if pattern.startswith("cms/") and pattern not in {"cms/login/", "cms/sprite/"}}
    assert {cells[role] for cells in inside.values() for role in (*CITIZENS, "officer")} == {"door/door", "404/404"}


def test_only_an_administrator_reaches_accounts_rights_and_settings():
    only = ("users", "groups", "scopes", "staff", "sites", "locales", "redirects", "protection", "workflows/add")
    closed = {pattern: cells for pattern, cells in table().items() if pattern.removeprefix("cms/").startswith(only)}
    assert len(closed) > 50
    assert {cells[role] for cells in closed.values() for role in ("trainer", "elsewhere")} <= {"302/302", "404/404"}


def test_reports_are_for_officers():
    assert {role for role, cell in table()["reports/"].items() if cell.startswith("200")} == {"officer", "administrator"}


def test_nobody_meets_a_fault():
    at_fault = {pattern for pattern, cells in table().items() if "500" in "".join(cells.values())}
    # Wagtail's own: the page that shows its fault page, and two that take no empty form.
    assert at_fault == {"cms/failwhale/", "cms/redirects/import/process/", "cms/documents/multiple/<int:doc_id>/"}


def test_no_form_is_taken_without_its_token(everybody, things):
    taken = []
    for route in routes():
        browser = Person(enforce_csrf_checks=True, raise_request_exception=False)
        browser.cookies = copy.deepcopy(everybody["administrator" if route.is_editors else "learner"].cookies)
        with undone():
            taken += [(named(route), said)] if (said := status(browser.post(route.address(things)))) not in {"403", "404", "405"} else []
    assert taken == []


def test_an_administrator_finds_no_citizens_account_in_the_cms(everybody):
    citizen = User.objects.filter(email="").first()
    pages = [f"/cms/users/{page}/{citizen.pk}/" for page in ("edit", "delete", "history", "history-results", "usage", "copy")]
    pages += [f"/cms/staff/{citizen.pk}/end-sessions/"]
    assert {page: everybody["administrator"].get(page).status_code for page in pages} == dict.fromkeys(pages, 404)


def test_no_cookie_is_for_scripts_or_for_other_sites(everybody):
    everybody["learner"].get("/my/protect/")
    # Staff came in by a short cut of the tests, which sets a cookie of its own.
    held = [one for role in CITIZENS for one in everybody[role].cookies.items() if one[1].value]
    cookies = {(name, one["httponly"], one["samesite"]) for name, one in held}
    assert {name for name, _httponly, _samesite in cookies} >= {"session", "csrf", "phone"}
    assert [one for one in cookies if (one[1], one[2]) != (True, "Lax")] == []
