"""On another phone: five words and a PIN. In another browser: a short code. Both are counted, and nothing is lost on the way."""

from datetime import timedelta

import pytest
import time_machine

from learning import carrying, protection
from learning.models import Carry, Learner, Profile
from tests import cast
from tests.cast import MONDAY_10AM, Person
from tests.learning.people import khmer
from tests.learning.test_family import MINUTE, OTHER, PIN, begins, course, is_in, names, protects  # noqa: F401 -- course is a fixture
from tests.sms_gateway.workers import together

pytestmark = pytest.mark.django_db

RETURN, NEW_PIN, CARRY = "/my/return/", "/my/return/pin/", "/my/carry/"


@pytest.fixture
def words(citizen, course) -> list[str]:  # noqa: F811 -- the fixture
    """Sok's five words; Sok learned something and left."""
    with time_machine.travel(MONDAY_10AM, tick=False):
        begins(citizen)
        drawn = protects(citizen)
        citizen.post("/my/not-me/")
    return drawn


# --- the words ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("between", [" ", "", "\n", "\u200b", ", "])
def test_words_and_pin_bring_the_learning_back(stranger, words, between):
    stranger.post(RETURN, {"words": between.join(words), "pin": PIN})
    assert (is_in(stranger), names(stranger), stranger.open("/my/").context["me"].attempts.count()) == ("សុខ", ["សុខ"], 1)


@pytest.mark.parametrize("what", ["another PIN", "another order", "four words", "other words", "no words of ours"])
def test_anything_else_opens_nothing(stranger, words, what):
    others = protection.draw("somebody else")
    said = {"another order": words[::-1], "four words": words[:4], "other words": others, "no words of ours": ["សួស្តី"]}.get(what, words)
    page = stranger.post(RETURN, {"words": " ".join(said), "pin": OTHER if what == "another PIN" else PIN})
    assert (page.status_code, is_in(stranger)) == (422, None)


def test_a_word_that_was_mistyped_is_told_by_its_place(stranger, words):
    page = stranger.post(RETURN, {"words": f"{words[0]} {words[1]} ឡឡឡ {words[3]} {words[4]}", "pin": PIN})
    said = khmer("Word %(number)s is not one of our words. Please look at it again.") % {"number": "៣"}
    assert page.context["form"].errors["words"] == [said]


def test_five_wrong_pins_shut_the_way_back_too(stranger, words):
    with time_machine.travel(MONDAY_10AM, tick=False):
        for _ in range(5):
            assert stranger.post(RETURN, {"words": " ".join(words), "pin": OTHER}).status_code == 422
        shut = stranger.post(RETURN, {"words": " ".join(words), "pin": PIN})
        assert (shut.status_code, shut.headers["Retry-After"]) == (429, "900")


def test_words_guessed_at_from_one_network_are_counted(stranger, words, monkeypatch):
    monkeypatch.setattr("learning.protect_views.RETURNS_PER_HOUR", 3)
    with time_machine.travel(MONDAY_10AM, tick=False):
        said = [stranger.post(RETURN, {"words": " ".join(protection.draw(str(number))), "pin": PIN}).status_code for number in range(4)]
        assert said == [422, 422, 422, 429]
        other = Person(REMOTE_ADDR="203.0.113.9")
        assert other.post(RETURN, {"words": " ".join(words), "pin": PIN}).status_code == 302


def test_whoever_comes_back_says_whether_the_guest_of_this_phone_was_they(stranger, words):
    begins(stranger)
    assert list(stranger.post(RETURN, {"words": " ".join(words), "pin": PIN}).context["form"].errors) == ["was_me"]
    stranger.post(RETURN, {"words": " ".join(words), "pin": PIN, "was_me": "yes"})
    assert (Learner.objects.count(), Learner.objects.get().attempts.count()) == (1, 2)


def test_new_words_end_the_old_ones(citizen, stranger, words):
    with time_machine.travel(MONDAY_10AM + MINUTE, tick=False):
        citizen.post(RETURN, {"words": " ".join(words), "pin": PIN})
        assert citizen.post("/my/me/words/", {"pin": OTHER, "seed": "x" * 20}).status_code == 422
        page = citizen.post("/my/me/words/", {"pin": PIN, "seed": "x" * 20}, follow=True)
        fresh = page.context["words"]
        said = [stranger.post(RETURN, {"words": " ".join(one), "pin": PIN}).status_code for one in (words, fresh)]
        assert said == [422, 302]


def test_the_words_stand_for_a_forgotten_pin(stranger, words):
    assert stranger.post(NEW_PIN, {"words": " ".join(protection.draw("no")), "pin": "8046"}).status_code == 422
    stranger.post(NEW_PIN, {"words": " ".join(words), "pin": "8046"})
    assert (is_in(stranger), protection.knows_pin(Learner.objects.get(), "8046", MONDAY_10AM)) == ("សុខ", True)


def test_whoever_is_leaving_does_not_come_back_by_words(stranger, words):
    Learner.objects.update(leaving_at=MONDAY_10AM)
    assert stranger.post(RETURN, {"words": " ".join(words), "pin": PIN}).status_code == 422


# --- the code for another browser ---------------------------------------------------------------------------------------
FACEBOOK = "Mozilla/5.0 (Linux; Android 9; wv) Chrome/74.0 Mobile [FB_IAB/FB4A;FBAV/300.0.0.0;]"


def shows(person: Person) -> str:
    """The code on the page."""
    return "".join(person.post("/my/carry/code/").context["code"])


def test_a_code_carries_a_guest_from_facebook_to_chrome(citizen, stranger, course):  # noqa: F811 -- the fixture
    begins(citizen)
    code = shows(citizen)
    assert (len(code), code.isdecimal()) == (8, True)
    page = stranger.post(CARRY, {"code": f"{code[:4]} {code[4:]}"}, follow=True)
    assert (page.context["me"], Learner.objects.count()) == (Learner.objects.get(), 1)
    assert citizen.open("/my/").context["me"] == page.context["me"]  # and stays there, too


def test_a_guest_finds_the_button_for_a_code_and_a_stranger_only_where_to_type_one(citizen, stranger, course):  # noqa: F811 -- the fixture
    begins(citizen)
    offers = [cast.text(person.open(CARRY)).count('action="/my/carry/code/"') for person in (citizen, stranger)]
    assert offers == [1, 0]


def test_the_code_is_kept_as_a_hash_and_works_once(citizen, stranger, course):  # noqa: F811 -- the fixture
    begins(citizen)
    code = shows(citizen)
    assert code not in str(list(Carry.objects.values()))
    assert [person.post(CARRY, {"code": code}).status_code for person in (stranger, Person())] == [302, 422]


@pytest.mark.parametrize(("later", "status"), [(9 * MINUTE + timedelta(seconds=59), 302), (10 * MINUTE, 422)])
def test_the_code_holds_for_ten_minutes(citizen, stranger, course, later, status):  # noqa: F811 -- the fixture
    with time_machine.travel(MONDAY_10AM, tick=False):
        begins(citizen)
        code = shows(citizen)
    with time_machine.travel(MONDAY_10AM + later, tick=False):
        assert stranger.post(CARRY, {"code": code}).status_code == status


def test_a_new_code_ends_the_former_one(citizen, stranger, course):  # noqa: F811 -- the fixture
    begins(citizen)
    codes = [shows(citizen), shows(citizen)]
    assert [stranger.post(CARRY, {"code": code}).status_code for code in codes] == [422, 302]


def test_what_was_done_in_both_browsers_comes_together(citizen, stranger, course):  # noqa: F811 -- the fixture
    begins(citizen)
    begins(stranger)
    stranger.post(CARRY, {"code": shows(citizen)})
    learner = Learner.objects.get()
    assert (learner.attempts.count(), citizen.open("/my/").context["me"], stranger.open("/my/").context["me"]) == (2, learner, learner)


def test_whoever_is_in_by_a_pin_takes_it_in(citizen, stranger, words):
    begins(stranger)
    code = shows(stranger)
    with time_machine.travel(MONDAY_10AM + MINUTE, tick=False):
        citizen.post(RETURN, {"words": " ".join(words), "pin": PIN})
    Carry.objects.update(made_at=MONDAY_10AM + MINUTE)
    with time_machine.travel(MONDAY_10AM + 2 * MINUTE, tick=False):
        citizen.post(CARRY, {"code": code})
        assert (is_in(citizen), Learner.objects.get().attempts.count()) == ("សុខ", 2)


def test_what_a_child_did_is_taken_in_by_nobody_older(citizen, stranger, words):
    begins(stranger)
    child = Learner.objects.get(nickname="")
    Profile.objects.create(learner=child, question="age", answer="under_15", since=MONDAY_10AM)
    code = shows(stranger)
    citizen.post(RETURN, {"words": " ".join(words), "pin": PIN})
    assert (citizen.post(CARRY, {"code": code}).status_code, child.attempts.count()) == (422, 1)


def test_only_a_guest_gets_a_code_and_a_code_stops_when_a_pin_stands_there(citizen, stranger, course):  # noqa: F811 -- the fixture
    assert citizen.post("/my/carry/code/").status_code == 302
    begins(citizen)
    code = shows(citizen)
    protects(citizen)
    assert (citizen.post("/my/carry/code/").status_code, stranger.post(CARRY, {"code": code}).status_code) == (302, 422)


def test_codes_typed_and_made_are_counted(citizen, stranger, course, monkeypatch):  # noqa: F811 -- the fixture
    monkeypatch.setattr(carrying, "TYPED_PER_HOUR", 3)
    monkeypatch.setattr(carrying, "MADE_PER_HOUR", 2)
    with time_machine.travel(MONDAY_10AM, tick=False):
        begins(citizen)
        assert [citizen.post("/my/carry/code/").status_code for _ in range(3)] == [200, 200, 429]
        tried = [stranger.post(CARRY, {"code": f"{number:08}"}) for number in range(4)]
        assert ([one.status_code for one in tried], int(tried[3].headers["Retry-After"]) > 0) == ([422, 422, 422, 429], True)


@pytest.mark.parametrize("code", ["", "1234567", "123456789", "abcdefgh", "x" * 5000])
def test_what_is_no_code_is_refused_and_counts_as_no_try(stranger, course, code):  # noqa: F811 -- the fixture
    page = stranger.post(CARRY, {"code": code})
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["code"])


@pytest.mark.django_db(transaction=True)
def test_four_browsers_that_type_one_code_at_once_carry_it_once(citizen, course):  # noqa: F811 -- the fixture
    begins(citizen)
    code = shows(citizen)
    assert sorted(together(4, lambda _: Person().post(CARRY, {"code": code}).status_code)) == [302, 422, 422, 422]


@pytest.mark.parametrize(("agent", "offered"), [(FACEBOOK, True), ("Mozilla/5.0 (Linux; Android 9) Chrome/99.0 Mobile", False)])
def test_inside_facebook_it_is_offered_and_elsewhere_it_is_a_quiet_link(citizen, course, agent, offered):  # noqa: F811 -- the fixture
    begins(citizen)
    page = cast.text(citizen.get("/my/", HTTP_USER_AGENT=agent))
    assert [khmer("You are inside another app") in page, 'href="/my/carry/"' in page] == [offered, True]
