"""Who somebody is: a signed cookie for thirty days, made by the first answer, ended by one tap."""

from datetime import timedelta
from http.cookies import Morsel
from uuid import uuid4

import pytest
import time_machine
from django.core import signing
from django.test import override_settings

from learning import learners
from learning.models import Learner
from quizzes.models import Attempt, Response
from tests import cast, factories
from tests.cast import Person
from tests.learning.people import MONDAY_10AM, khmer

pytestmark = pytest.mark.django_db

CHECK = "/c2/l2-1/check/"
DAY = timedelta(days=1)


@pytest.fixture
def learning(citizen, tmp_path) -> Person:
    """The citizen on Monday morning, after one answer."""
    factories.one_lesson(tmp_path)
    with time_machine.travel(MONDAY_10AM, tick=False):
        page = citizen.open(CHECK)
        citizen.answer(page, cast.choices(page)[1])
    return citizen


def cookie(person: Person) -> Morsel:
    return person.cookies["learner"]


def is_known(person: Person) -> bool:
    return "courses" in (person.get("/my/").context or {})


def test_the_cookie_is_for_the_server_alone_and_lives_thirty_days(learning):
    kept = cookie(learning)
    assert [kept[name] for name in ("httponly", "samesite", "secure", "path", "domain", "max-age")] == [True, "Lax", "", "/", "", 30 * 24 * 3600]
    assert kept.value.split(":")[0] == str(Learner.objects.get().pk)


def test_where_the_site_has_https_the_cookie_never_travels_without(learning, settings):
    settings.HTTPS = True
    with time_machine.travel(MONDAY_10AM, tick=False):
        assert learning.get("/my/", secure=True).cookies["learner"]["secure"] is True


@pytest.mark.parametrize(("away", "known"), [(30 * DAY - timedelta(minutes=1), True), (30 * DAY + timedelta(minutes=1), False)])
def test_who_stays_away_for_more_than_thirty_days_is_a_stranger(learning, away, known):
    with time_machine.travel(MONDAY_10AM + away, tick=False):
        assert is_known(learning) is known


def test_a_personal_page_renews_the_cookie_and_a_public_one_does_not(learning):
    first = cookie(learning).value
    with time_machine.travel(MONDAY_10AM + 20 * DAY, tick=False):
        for address in ("/", "/c2/", "/c2/l2-1/", "/stop/"):
            assert "learner" not in learning.get(address).cookies
        assert cookie(learning).value == first
        learning.get("/my/")
        assert cookie(learning).value != first
    with time_machine.travel(MONDAY_10AM + 49 * DAY, tick=False):
        assert is_known(learning) is True


@pytest.mark.parametrize("address", ["/my/", CHECK, "attempt", "feedback"])
def test_every_personal_page_renews_the_cookie(learning, address):
    start = f"/quizzes/attempts/{Attempt.objects.get().pk}/"
    with time_machine.travel(MONDAY_10AM + DAY, tick=False):
        answer = learning.get({"attempt": start, "feedback": f"{start}1/"}.get(address, address))
    assert answer.cookies["learner"]["max-age"] == 30 * 24 * 3600


def test_a_changed_cookie_is_nobody(learning):
    with time_machine.travel(MONDAY_10AM, tick=False):
        whole = cookie(learning).value
        for changed in ("", "x", whole[:-1], whole + "x", str(uuid4()) + whole[36:], str(Learner.objects.get().pk), "a" * 4000, whole.upper()):
            learning.cookies["learner"] = changed
            assert is_known(learning) is False
        learning.cookies["learner"] = whole
        assert is_known(learning) is True


@pytest.mark.parametrize("salt", ["quizzes.key", "django.core.signing"])
def test_an_id_we_signed_for_another_purpose_is_nobody(learning, salt):
    with time_machine.travel(MONDAY_10AM, tick=False):
        learning.cookies["learner"] = signing.TimestampSigner(salt=salt).sign(str(Learner.objects.get().pk))
        assert is_known(learning) is False


def test_somebody_who_was_erased_is_nobody_and_may_begin_again(learning):
    Learner.objects.all().delete()
    with time_machine.travel(MONDAY_10AM, tick=False):
        assert is_known(learning) is False
        page = learning.open(CHECK)
        learning.answer(page, cast.choices(page)[1])
        assert is_known(learning) is True
    assert Learner.objects.count() == 1


# --- a double tap -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("later", "status", "people_then"), [(59, 302, 1), (60, 404, 1), (61, 404, 1)])
def test_a_form_sent_again_without_a_cookie_joins_within_a_minute_only(citizen, tmp_path, later, status, people_then):
    factories.one_lesson(tmp_path)
    with time_machine.travel(MONDAY_10AM, tick=False):
        page = citizen.open(CHECK)
        citizen.answer(page, cast.choices(page)[1])
    form = cast.fields(page) | {"choice": cast.choices(page)[1]}
    with time_machine.travel(MONDAY_10AM + timedelta(seconds=later), tick=False):
        other = Person()
        answer = other.post(cast.action(page), form)
    assert (answer.status_code, "learner" in other.cookies, Learner.objects.count(), Response.objects.count()) == (status, later < 60, people_then, 1)


def test_the_same_form_makes_the_same_person():
    first, second, other = (learners.arrive(nonce, MONDAY_10AM) for nonce in ("a", "a", "b"))
    assert (first, first == other, first.joinable_until) == (second, False, MONDAY_10AM + timedelta(seconds=60))
    assert [learners.joins(first, nonce, MONDAY_10AM) for nonce in ("a", "b")] == [True, False]


def test_whoever_was_retired_is_joined_by_nobody():
    learner = learners.arrive("a", MONDAY_10AM)
    learners.retire(learner, MONDAY_10AM + timedelta(seconds=1))
    learner.refresh_from_db()
    assert learners.joins(learner, "a", MONDAY_10AM + timedelta(seconds=1)) is False


# --- "not me" ---------------------------------------------------------------------------------------------------------


def test_not_me_is_one_tap_and_the_next_one_starts_as_nobody(learning):
    with time_machine.travel(MONDAY_10AM + timedelta(seconds=10), tick=False):
        done = learning.post("/my/not-me/")
        assert (done.status_code, done.headers["Location"], cookie(learning).value) == (302, "/my/", "")
        assert is_known(learning) is False
        page = learning.open(CHECK)
        learning.answer(page, cast.choices(page)[1])
    assert (Learner.objects.count(), [one.attempts.count() for one in Learner.objects.all()]) == (2, [1, 1])


def test_not_me_stands_on_every_personal_page(learning):
    start = f"/quizzes/attempts/{Attempt.objects.get().pk}/"
    with time_machine.travel(MONDAY_10AM, tick=False):
        pages = [cast.text(learning.open(address)) for address in ("/my/", CHECK, start, f"{start}1/")]
    assert ['action="/my/not-me/"' in page for page in pages] == [True] * 4


def test_who_starts_as_a_new_person_is_told_so(learning):
    with time_machine.travel(MONDAY_10AM, tick=False):
        page = learning.post("/my/not-me/", follow=True)
    said = khmer("You start as a new person now. What was answered before stays with whoever answered it.")
    assert [str(message) for message in page.context["messages"]] == [said]


def test_not_me_of_nobody_is_no_mistake_and_looking_at_it_does_nothing(stranger, learning):
    assert [page.headers["Location"] for page in (stranger.post("/my/not-me/"), learning.get("/my/not-me/"))] == ["/my/", "/my/"]
    with time_machine.travel(MONDAY_10AM, tick=False):
        assert is_known(learning) is True


@override_settings(LEARNER_COOKIE_NAME="__Host-learner")
def test_the_cookie_of_https_is_forgotten_too(learning):
    answer = learning.post("/my/not-me/")
    assert [answer.cookies["__Host-learner"][name] for name in ("max-age", "path", "secure")] == [0, "/", True]


def test_looking_costs_one_query_to_know_who_it_is(learning, rf, django_assert_num_queries):
    request = rf.get("/my/")
    request.COOKIES["learner"] = cookie(learning).value
    with time_machine.travel(MONDAY_10AM, tick=False), django_assert_num_queries(1):
        assert [str(learners.of(request).pk) for _ in range(3)] == [cookie(learning).value.split(":")[0]] * 3


def test_nobody_costs_no_query(rf, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert learners.of(rf.get("/my/")) is None


def test_two_people_on_one_phone_see_nothing_of_each_other(learning):
    mine = Attempt.objects.get().pk
    with time_machine.travel(MONDAY_10AM + timedelta(minutes=5), tick=False):
        learning.post("/my/not-me/")
        page = learning.open(CHECK)
        learning.answer(page, cast.choices(page)[0])
        assert [learning.get(f"/quizzes/attempts/{mine}/{end}").status_code for end in ("", "1/", "result/")] == [404, 404, 404]
        assert [one.answered for one in learning.open("/my/").context["skills"]] == [1]
