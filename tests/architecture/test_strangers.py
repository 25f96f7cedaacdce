"""Two guests, each with answers, a number and a cookie, walk every address of the site: nothing of one ever shows for the other (decisions A3)."""

import re
from dataclasses import dataclass
from itertools import product

import pytest
from django.http import HttpResponse
from django.urls import URLResolver, get_resolver

from learning.models import Learner
from quizzes.models import QuizPage
from tests import cast, factories
from tests.cast import Person

pytestmark = pytest.mark.django_db


@dataclass
class Guest:
    """Somebody on a phone of their own, and everything that is theirs alone."""

    person: Person
    learner: Learner
    attempts: list[object]
    marks: list[str]


@pytest.fixture
def guests(tmp_path, citizen, stranger) -> list[Guest]:
    """The citizen always chooses the first answer and leaves a number; the stranger always the last one, and stops in the middle."""
    factories.one_lesson(tmp_path)
    return [_guest(citizen, 0, "092 417 385"), _guest(stranger, -1)]


def _guest(person: Person, choice: int, number: str = "") -> Guest:
    page = person.open("/c2/l2-1/check/")
    if number:
        person.finish(page, lambda offered: offered[choice])
        person.post("/my/about/", {"skip": "1"})
        person.post("/my/number/", {"number": number, "agree": "on", "is_15": "on"})
    else:
        while "scam" in cast.choices(page):  # to a written question, whose feedback tells the choice
            page = _next(person, person.answer(page, "genuine"))
        _next(person, person.answer(page, cast.choices(page)[choice]))
    learner = Learner.objects.latest("made_at")
    attempts = list(learner.attempts.all())
    said = {response.version.content["choices"][index]["feedback"] for response in _written(attempts) for index in [choice]}
    marks = [person.cookies["learner"].value, str(learner.pk), learner.pk.hex, *said]
    marks += [text for attempt in attempts for text in (str(attempt.pk), attempt.pk.hex, attempt.nonce)]
    return Guest(person, learner, [attempt.pk for attempt in attempts], [*marks, *([number, number.replace(" ", ""), "••• 385"] if number else [])])


def _next(person: Person, feedback: HttpResponse) -> HttpResponse:
    return person.open(f"/quizzes/attempts/{feedback.context['attempt'].pk}/")


def _written(attempts: list) -> list:
    return [one for attempt in attempts for one in attempt.responses.select_related("version") if one.version.content["kind"] != "judge"]


# Every address that is not the editor's: the paths to try (`{attempt}` is each guest's own in turn) and, where they are somebody's, that they are.
SITE = {
    "healthz": ["/healthz"],
    "readyz": ["/readyz"],
    "accounts/login/": ["/accounts/login/"],
    "accounts/logout/": ["/accounts/logout/"],
    "accounts/inactive/": ["/accounts/inactive/"],
    "accounts/signup/": ["/accounts/signup/"],
    "accounts/reauthenticate/": ["/accounts/reauthenticate/"],
    "accounts/email/": ["/accounts/email/"],
    "accounts/confirm-email/": ["/accounts/confirm-email/"],
    "accounts/^confirm-email/(?P<key>[-:\\w]+)/$": ["/accounts/confirm-email/abc/"],
    "accounts/password/change/": ["/accounts/password/change/"],
    "accounts/password/set/": ["/accounts/password/set/"],
    "accounts/password/reset/": ["/accounts/password/reset/"],
    "accounts/password/reset/done/": ["/accounts/password/reset/done/"],
    "accounts/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": ["/accounts/password/reset/key/1-abc/"],
    "accounts/password/reset/key/done/": ["/accounts/password/reset/key/done/"],
    "accounts/login/code/confirm/": ["/accounts/login/code/confirm/"],
    "^_util/": ["/_util/login/"],
    "_util/login/": ["/_util/login/"],
    "_util/authenticate_with_password/<int:page_view_restriction_id>/<int:page_id>/": ["/_util/authenticate_with_password/1/1/"],
    "documents/^(\\d+)/(.*)$": ["/documents/1/paper.pdf"],
    "documents/authenticate_with_password/<int:restriction_id>/": ["/documents/authenticate_with_password/1/"],
    "^media/(?P<path>images/.*)$": ["/media/images/none.png"],
    "^media/sounds/(?P<name>[0-9A-Za-z_-]+\\.[0-9a-z]+)$": ["/media/sounds/none.opus"],
    "reports/": ["/reports/"],
    "quizzes/<int:quiz_id>/answers/": ["/quizzes/{quiz}/answers/"],
    "quizzes/<int:quiz_id>/begin/": ["/quizzes/{quiz}/begin/"],
    "quizzes/<int:quiz_id>/not-now/": ["/quizzes/{quiz}/not-now/"],
    "quizzes/mine/": ["/quizzes/mine/"],
    "quizzes/attempts/<uuid:attempt_id>/test/": ["/quizzes/attempts/{attempt}/test/"],
    "quizzes/attempts/<uuid:attempt_id>/": ["/quizzes/attempts/{attempt}/"],
    "quizzes/attempts/<uuid:attempt_id>/result/": ["/quizzes/attempts/{attempt}/result/"],
    "quizzes/attempts/<uuid:attempt_id>/<int:position>/": [f"/quizzes/attempts/{{attempt}}/{n}/" for n in (0, 1, 2, 3, 4, 5)],
    "my/": ["/my/"],
    "my/number/": ["/my/number/"],
    "my/number/erase/": ["/my/number/erase/"],
    "my/about/": ["/my/about/"],
    "my/survey/<uuid:course_key>/<str:stage>/": ["/my/survey/00000000-0000-0000-0000-000000000000/trust1/"],
    "my/not-me/": ["/my/not-me/"],
    "stop/": ["/stop/"],
    "search/": ["/search/", "/search/?q=មេរៀន"],
    "^((?:[\\w\\-]+/)*)$": ["/", "/c2/", "/c2/l2-1/", "/c2/l2-1/check/", "/c2/l2-1/check/?again=1", "/about/", "/en/", "/en/my/", "/nowhere/"],
}


def routes(resolver: URLResolver, before: str = "") -> list[str]:
    """Every pattern below a resolver, written out."""
    found = []
    for one in resolver.url_patterns:
        here = before + str(one.pattern)
        found += routes(one, here) if isinstance(one, URLResolver) else [here]
    return found


def is_editors(route: str) -> bool:
    return route.lstrip("^").startswith("cms/")


def addresses(guests: list[Guest]) -> list[tuple[str, Guest | None]]:
    """Every address to walk, with whose row it names."""
    quiz = QuizPage.objects.get().pk
    found: list[tuple[str, Guest | None]] = []
    for path in (path for paths in SITE.values() for path in paths):
        owners = guests if "{attempt}" in path else [None]
        found += [(path.format(attempt=attempt, quiz=quiz), owner) for owner in owners for attempt in (owner.attempts if owner else [None])]
    return found


def test_the_walk_knows_every_address():
    assert sorted(SITE) == sorted({route for route in routes(get_resolver()) if not is_editors(route)})


def test_nothing_of_one_guest_shows_for_the_other(guests):
    one, other = guests
    walked = list(
        product(addresses(guests), ("get", "head"), ((one, other), (other, one), (one, other)))
    )  # the third: after it was made for the other
    leaks, open_to_strangers = [], []
    for (path, owner), how, (visitor, absent) in walked:
        page = getattr(visitor.person, how)(path)
        shown = page.content.decode("utf-8", "replace") + str(page.headers) + str(page.cookies) + cast.text(page)
        leaks += [(path, how, mark) for mark in absent.marks if mark in shown and mark not in path]
        if owner is absent and page.status_code not in {404, 405}:
            open_to_strangers.append((path, how, page.status_code))
    assert (leaks, open_to_strangers) == ([], [])
    seen = "".join(cast.text(one.person.get(path)) for path, owner in addresses(guests) if owner is not other)
    assert [mark for mark in (one.marks[3], str(one.attempts[0])) if mark not in seen] == []  # the walk sees what is one's own


def test_one_guests_forms_are_not_taken_from_the_other(guests):
    one, other = guests
    for sent in ("/my/not-me/", "/my/number/erase/"):
        other.person.post(sent)
    one.learner.refresh_from_db()
    assert (one.learner.contact_id is None, one.person.get("/my/").status_code) == (False, 200)
    assert all(one.person.get(f"/quizzes/attempts/{attempt}/result/").status_code == 200 for attempt in one.attempts)


def test_the_editor_shows_guests_nothing_but_its_door(guests):
    samples = {"int": "1", "str": "x", "slug": "x", "uuid": "00000000-0000-0000-0000-000000000000", "path": "x"}
    walked = {}
    for route in sorted({route for route in routes(get_resolver()) if is_editors(route)}):
        path = re.sub(r"<(?:(\w+):)?\w+>", lambda found: samples[found[1] or "str"], route)
        path = re.sub(r"\(\?P<\w+>[^)]*\)|\([^)]*\)", "1", path).replace("^", "").replace("$", "").replace("\\", "").replace("?", "")
        page = guests[0].person.get(f"/{path}")
        walked[route] = (page.status_code, page.headers.get("Location", "").partition("?")[0])
    allowed = {(302, "/cms/login/"), (302, "/accounts/login/"), (404, ""), (301, "")}
    assert {route: seen for route, seen in walked.items() if seen not in allowed} == {"cms/sprite/": (200, "")}
