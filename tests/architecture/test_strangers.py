"""Two guests, each with answers, a number and a cookie, walk every address of the site: nothing of one ever shows for the other (decisions A3)."""

from dataclasses import dataclass
from itertools import product

import pytest
from django.http import HttpResponse

from learning.models import Learner
from quizzes.models import QuizPage
from tests import cast, factories
from tests.architecture.sitemap import routes
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
    else:
        while "scam" in cast.choices(page):  # to a written question, whose feedback tells the choice
            page = _next(person, person.answer(page, "genuine"))
        _next(person, person.answer(page, cast.choices(page)[choice]))
    marks = [person.cookies["learner"].value]
    if number:
        person.prove(number)
        marks += [person.cookies["session"].value, number, number.replace(" ", ""), "••• 385"]
    learner = Learner.objects.latest("made_at")
    attempts = list(learner.attempts.all())
    marks += [response.version.content["choices"][choice]["feedback"] for response in _written(attempts)]
    marks += [text for one in (learner, *attempts) for text in (str(one.pk), one.pk.hex)]
    return Guest(person, learner, [attempt.pk for attempt in attempts], [*marks, *(attempt.nonce for attempt in attempts)])


def _next(person: Person, feedback: HttpResponse) -> HttpResponse:
    return person.open(f"/quizzes/attempts/{feedback.context['attempt'].pk}/")


def _written(attempts: list) -> list:
    return [one for attempt in attempts for one in attempt.responses.select_related("version") if one.version.content["kind"] != "judge"]


PAGES = ["/", "/c2/", "/c2/l2-1/", "/c2/l2-1/check/", "/c2/l2-1/check/?again=1", "/about/", "/en/", "/en/my/", "/search/?q=មេរៀន", "/nowhere/"]
SAMPLES = {"page": "", "pk": "1", "media_type": "audio", "path": "images/none.png", "name": "none.opus", "stage": "trust1", "key": "abc"} | {
    "staff_id": "1"
}
NOBODY = dict.fromkeys(("uuid", "course_key", "learner_id"), "00000000-0000-0000-0000-000000000000")


def addresses(guests: list[Guest]) -> list[tuple[str, Guest | None]]:
    """Every address to walk, with whose row it names."""
    quiz = str(QuizPage.objects.get().pk)
    found: list[tuple[str, Guest | None]] = [(path, None) for path in PAGES]
    for route in (route for route in routes() if not route.is_editors):
        for owner in guests if "_id>" in route.pattern else guests[:1]:
            for position in "012345" if "position" in route.pattern else "0":
                own = {"learner_id": str(owner.learner.pk), "attempt_id": str(owner.attempts[0]), "quiz_id": quiz, "position": position}
                is_owned = "<uuid:attempt_id>" in route.pattern or "<uuid:learner_id>" in route.pattern
                found.append((route.address(NOBODY | SAMPLES | own), owner if is_owned else None))
    return found


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
    assert [mark for mark in ("••• 385", str(one.attempts[0])) if mark not in seen] == []  # the walk sees what is one's own


def test_one_guests_forms_are_not_taken_from_the_other(guests):
    one, other = guests
    for sent in ("/my/not-me/", "/my/number/erase/"):
        other.person.post(sent)
    one.learner.refresh_from_db()
    assert (one.learner.contact_id is None, one.person.get("/my/").status_code) == (False, 200)
    assert all(one.person.get(f"/quizzes/attempts/{attempt}/result/").status_code == 200 for attempt in one.attempts)
