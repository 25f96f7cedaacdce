"""Four questions about oneself: after the first finished check, once, and each may be left out."""

from datetime import timedelta

import pytest

from learning import about_me, profile, protection, provinces
from learning.forms import AboutMeForm
from learning.models import Contact, Learner, Profile
from tests import cast, factories
from tests.cast import Person
from tests.learning import people
from tests.learning.people import MONDAY_10AM, khmer
from tests.sms_gateway.workers import together

pytestmark = pytest.mark.django_db

ALL = {"province": "06", "sex": "female", "age": "25_34", "place": "village"}
NOTHING = dict.fromkeys(ALL, "not_said")


def said() -> dict[str, str]:
    return dict(Profile.objects.values_list("question", "answer"))


@pytest.fixture
def finished(citizen, tmp_path) -> Person:
    """The citizen, after the first check."""
    factories.one_lesson(tmp_path, written=1, pairs=0)
    citizen.finish(citizen.open("/c2/l2-1/check/"), cast.knowing)
    return citizen


def is_offered(person: Person) -> list[bool]:
    return ['href="/my/about/"' in cast.text(person.open("/my/")), person.get("/my/about/").status_code == 200]


def test_nobody_is_asked_before_the_first_finished_check(citizen, tmp_path):
    factories.one_lesson(tmp_path)
    assert citizen.get("/my/about/").headers["Location"] == "/my/"
    page = citizen.open("/c2/l2-1/check/")
    citizen.answer(page, cast.choices(page)[1])
    assert is_offered(citizen) == [False, False]
    assert (citizen.post("/my/about/", ALL).headers["Location"], said()) == ("/my/", {})


def test_a_check_that_was_not_passed_is_finished_too():
    learner = people.somebody()
    people.answers(learner)
    before = about_me.is_due(learner)
    people.finishes(learner, passed=False)
    assert [before, about_me.is_due(learner)] == [False, True]


def test_the_result_of_the_first_check_offers_it(citizen, tmp_path):
    factories.one_lesson(tmp_path, written=1, pairs=0)
    result = citizen.finish(citizen.open("/c2/l2-1/check/"), cast.knowing)
    assert 'href="/my/about/"' in cast.text(result)
    assert is_offered(citizen) == [True, True]


def test_one_form_with_four_answers_keeps_them_and_is_not_asked_again(finished):
    assert finished.post("/my/about/", ALL).headers["Location"] == "/my/"
    assert (said(), is_offered(finished)) == (ALL, [False, False])
    finished.post("/my/about/", ALL | {"province": "12"})
    assert (said(), Profile.objects.count()) == (ALL, 4)


def test_skipping_is_one_tap_and_is_not_asked_again(finished):
    finished.post("/my/about/", {"skip": "", "province": "06"})
    assert (said(), is_offered(finished)) == ({}, [False, False])


def test_what_is_left_out_is_not_said(finished):
    finished.post("/my/about/", {"sex": "male"})
    assert said() == NOTHING | {"sex": "male"}


def test_rather_not_say_is_an_answer_to_each(finished):
    finished.post("/my/about/", NOTHING)
    assert (said(), is_offered(finished)) == (NOTHING, [False, False])


def test_what_is_no_answer_comes_back_and_nothing_is_kept(finished):
    page = finished.post("/my/about/", ALL | {"province": "99", "sex": "x" * 10_000})
    assert (page.status_code, sorted(page.context["form"].errors), said()) == (422, ["province", "sex"], {})
    assert page.context["form"]["place"].value() == "village"
    assert is_offered(finished) == [True, True]


def test_under_fifteen_erases_number_and_pin_left_before_and_says_so(finished):
    finished.prove()
    learner = Learner.objects.get()
    protection.protect(learner=learner, nickname="សុខ", picture="key", pin="2580", drawn=protection.draw("a" * 16))
    finished.prove()  # the PIN ended the session
    finished.post(f"/my/who/{learner.pk}/", {"pin": "2580"})
    page = finished.post("/my/about/", ALL | {"age": "under_15"}, follow=True)
    assert [str(message) for message in page.context["messages"]] == [
        khmer("Under 15 you learn here without number and PIN, so what was left of these is erased. Your learning stays on this phone.")
    ]
    learner.refresh_from_db()
    assert (Contact.objects.count(), learner.pin, learner.words, learner.nickname, page.context["me"]) == (0, "", "", "", learner)
    assert (finished.cookies["learner"].value.split(":")[0], "learner" in finished.session) == (str(learner.pk), False)


@pytest.mark.parametrize(
    ("sent", "reply"),
    [
        (ALL, "Thank you. We do not ask this again."),
        ({"skip": "1"}, "That is all right. We do not ask this again."),
        (ALL | {"age": "under_15"}, "Thank you. People under 15 get no texts from us, so we do not ask you for a number."),
    ],
    ids=["answered", "skipped", "under 15"],
)
def test_whoever_answers_or_skips_is_told_that_it_came(finished, sent, reply):
    page = finished.post("/my/about/", sent, follow=True)
    assert [str(message) for message in page.context["messages"]] == [khmer(reply)]


@pytest.mark.parametrize(("age", "erased"), [("under_15", True), ("15_24", False), ("not_said", False)])
def test_only_under_fifteen_erases_a_number(age, erased):
    learner = people.somebody()
    people.leaves(learner)
    assert about_me.answer(learner=learner, answers={"age": age}, now=MONDAY_10AM) is erased
    assert Contact.objects.exists() is not erased


def test_under_fifteen_without_a_number_erases_nothing():
    assert about_me.answer(learner=people.somebody(), answers={"age": "under_15"}, now=MONDAY_10AM) is False


def test_a_child_on_the_familys_number_leaves_it_to_the_others():
    mother, child = people.somebody(), people.somebody()
    for one in (mother, child):
        people.leaves(one)
    about_me.answer(learner=child, answers={"age": "under_15"}, now=MONDAY_10AM)
    assert [Learner.objects.get(pk=one.pk).contact_id is None for one in (mother, child)] == [False, True]


def test_an_answer_holds_from_when_it_was_given_and_the_newest_counts():
    learner = people.somebody()
    about_me.answer(learner=learner, answers={"province": "06", "sex": "female"}, now=MONDAY_10AM)
    Profile.objects.create(learner=learner, question="province", answer="12", since=MONDAY_10AM + timedelta(days=1))
    assert profile.latest(learner) == {"province": "12", "sex": "female"}
    assert [str(one) for one in learner.profile.order_by("id")] == ["province: 06", "sex: female", "province: 12"]


def test_every_question_may_be_left_unsaid_and_no_answer_is_chosen_before():
    form = AboutMeForm()
    assert list(form.fields) == ["province", "sex", "age", "place"]
    assert {choices[-1][0] for choices in profile.CHOICES.values()} == {"not_said"}
    assert [form[name].initial for name in form.fields] == [None] * 4


def test_all_twenty_five_provinces_can_be_chosen_by_their_code():
    codes = [code for code, _khmer, _english in provinces.ALL]
    assert codes == [f"{number:02}" for number in range(1, 26)]
    assert [len({one[column] for one in provinces.ALL}) for column in (1, 2)] == [25, 25]
    assert [code for code, _name in profile.CHOICES["province"]] == [*codes, "not_said"]


@pytest.mark.django_db(transaction=True)
def test_an_impatient_thumb_answers_once(citizen, tmp_path):
    factories.one_lesson(tmp_path, written=1, pairs=0)
    citizen.finish(citizen.open("/c2/l2-1/check/"), cast.knowing)

    def send(_: int) -> int:
        tab = Person()
        tab.cookies = citizen.cookies
        return tab.post("/my/about/", ALL).status_code

    assert together(4, send) == [302] * 4
    assert (Profile.objects.count(), said()) == (4, ALL)
