"""One phone, several people: who learns now, coming in by a PIN, somebody new, leaving. Nobody sees anything of another one."""

import re
from datetime import timedelta

import pytest
import time_machine

from cms.models import Session
from cms.sessions import SessionStore
from learning import learners, phones, protection
from learning.models import Contact, Evidence, Gate, Learner, Profile
from quizzes.models import Attempt
from tests import cast, factories
from tests.cast import MONDAY_10AM, Person
from tests.learning import people
from tests.learning.people import khmer

pytestmark = pytest.mark.django_db

CHECK = "/c2/l2-1/check/"
MINUTE = timedelta(minutes=1)
PIN, OTHER = "2580", "9173"


@pytest.fixture
def course(tmp_path) -> None:
    factories.one_lesson(tmp_path, written=1, pairs=0)


@pytest.fixture
def family(citizen, course) -> Person:
    """One phone on Monday morning: Sok has a PIN and left; so does Dara."""
    with time_machine.travel(MONDAY_10AM, tick=False):
        for name, pin in (("សុខ", PIN), ("ដារ៉ា", OTHER)):
            begins(citizen)
            protects(citizen, name, pin)
            citizen.post("/my/not-me/")
    return citizen


def begins(person: Person) -> None:
    """Answer a question, as a guest or as whoever is in."""
    page = person.open(f"{CHECK}?again=1")
    person.answer(page, cast.choices(page)[1])


def form(name: str = "សុខ", pin: str = PIN, **more: str) -> dict[str, str]:
    return {"nickname": name, "picture": "key", "pin": pin, "is_15": "on", "seed": f"{name}-{pin}-0123456789abcdef"} | more


def protects(person: Person, name: str = "សុខ", pin: str = PIN, address: str = "/my/protect/", **more: str) -> list[str]:
    """Choose name, picture and PIN, and read the words."""
    page = person.post(address, form(name, pin, **more), follow=True)
    return re.findall(r"<li>([^<]+)</li>", re.search(r'<ol class="words">(.*?)</ol>', cast.text(page))[1])


def named(name: str) -> Learner:
    return Learner.objects.get(nickname=name)


def door(name: str) -> str:
    return f"/my/who/{named(name).pk}/"


def is_in(person: Person) -> str | None:
    """Who is in."""
    page = person.open("/my/")
    return page.context["me"].nickname if "courses" in page.context else None


def names(person: Person) -> list[str]:
    return [one.nickname for one in person.open("/my/who/").context["people"]]


# --- a PIN before it ----------------------------------------------------------------------------------------------------
def test_a_guest_chooses_name_picture_and_pin_and_sees_five_words_once(citizen, course):
    begins(citizen)
    guest = Learner.objects.get()
    words = protects(citizen)
    learner = Learner.objects.get()
    assert (learner.pk, learner.nickname, learner.picture, learner.is_protected, len(words)) == (guest.pk, "សុខ", "key", True, 5)
    assert citizen.get("/my/words/").headers["Location"] == "/my/"
    # Many of the words are everyday ones, and stand on that page for another reason: what must not come back is the list.
    assert "</li><li>".join(words) not in cast.text(citizen.open("/my/me/"))
    assert [PIN in learner.pin, learner.pin[:6], learner.words[:6], len(learner.words_index)] == [False, "argon2", "argon2", 5]


def test_pin_words_and_name_stand_nowhere_in_the_clear(citizen, course):
    begins(citizen)
    words = protects(citizen)
    rows = [str(row) for model in (Learner, Session, Gate) for row in model.objects.values()]
    assert [one for one in (*words, "".join(words)) if any(one in row for row in rows)] == []


def test_the_cookie_alone_opens_nothing_any_more(citizen, course):
    begins(citizen)
    thief = Person()
    thief.cookies["learner"] = citizen.cookies["learner"].value
    protects(citizen)
    assert (is_in(citizen), is_in(thief), citizen.cookies["learner"].value) == ("សុខ", None, "")


def test_a_double_tap_protects_once_and_shows_the_same_words(citizen, course):
    begins(citizen)
    other = Person()
    other.cookies["learner"] = citizen.cookies["learner"].value
    assert protects(citizen) == protects(other)
    assert (Learner.objects.count(), is_in(other)) == (1, "សុខ")


def test_the_words_page_belongs_to_whoever_chose_them(citizen, stranger, course):
    begins(citizen)
    citizen.post("/my/protect/", form())
    stranger.cookies["words"] = citizen.cookies["words"].value
    assert stranger.get("/my/words/").headers["Location"] == "/my/"


@pytest.mark.parametrize("pin", ["0000", "1111", "1234", "4321", "0123", "7890", "9999", "123", "12345", "", "abcd", "១២៣៤"])
def test_a_pin_everybody_tries_first_is_refused(citizen, course, pin):
    begins(citizen)
    page = citizen.post("/my/protect/", form(pin=pin))
    assert (page.status_code, list(page.context["form"].errors), Learner.objects.get().pin) == (422, ["pin"], "")


@pytest.mark.parametrize("typed", ["2580", "២៥៨០", "2 5 8 0", " 25-80 "])
def test_a_pin_is_understood_as_people_type_it(citizen, course, typed):
    begins(citizen)
    protects(citizen, pin=typed)
    assert protection.knows_pin(Learner.objects.get(), "2580", MONDAY_10AM)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("  សុខ \u200b ដារ៉ា ", "សុខ ដារ៉ា"), ("Anna", "Anna"), ("🐘", "🐘"), ("<b>x</b>", "<b>x</b>"), ("សុខ\u202e", "សុខ"), ("្រស", "្រស")],
)
def test_a_name_may_be_any_name_without_what_nobody_sees(citizen, course, typed, kept):
    begins(citizen)
    protects(citizen, name=typed, seed="0123456789abcdef")
    assert Learner.objects.get().nickname == kept
    assert "<b>x</b>" not in citizen.open("/my/who/").content.decode()


@pytest.mark.parametrize("name", ["", "   ", "\u200b\u200d", "\u3164", "ក" * 21, "x" * 10_000])
def test_a_name_nobody_can_read_or_too_long_is_refused(citizen, course, name):
    begins(citizen)
    page = citizen.post("/my/protect/", form(name=name, seed="0123456789abcdef"))
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["nickname"])


def test_two_may_have_the_same_name(family):
    begins(family)
    protects(family, "សុខ", "8046", seed="another-0123456789")
    assert Learner.objects.filter(nickname="សុខ").count() == 2


def test_other_fields_that_were_sent_change_nothing(citizen, course):
    begins(citizen)
    protects(citizen, contact="1", leaving_at="2027-01-01", words="x", id="0")
    learner = Learner.objects.get()
    assert (learner.contact, learner.leaving_at, learner.words[:6]) == (None, None, "argon2")


def test_under_fifteen_gets_no_pin_and_is_told_kindly(citizen, course):
    begins(citizen)
    Profile.objects.create(learner=Learner.objects.get(), question="age", answer="under_15", since=MONDAY_10AM)
    for page in (citizen.open("/my/protect/"), citizen.post("/my/protect/", form())):
        assert khmer("You need no PIN") in cast.text(page)
    assert Learner.objects.get().is_protected is False
    with pytest.raises(protection.TooYoung):
        protection.protect(learner=Learner.objects.get(), nickname="a", picture="key", pin=PIN, drawn=protection.draw("a"))


def test_whoever_has_not_said_their_age_says_they_are_15(citizen, course):
    begins(citizen)
    page = citizen.post("/my/protect/", form() | {"is_15": ""})
    assert list(page.context["form"].errors) == ["is_15"]
    Profile.objects.create(learner=Learner.objects.get(), question="age", answer="25_34", since=MONDAY_10AM)
    assert "is_15" not in citizen.open("/my/protect/").context["form"].fields


def test_who_learned_nothing_yet_is_led_to_choose_as_somebody_new(stranger, course):
    assert stranger.get("/my/protect/").headers["Location"] == "/my/who/new/"


# --- who learns now -----------------------------------------------------------------------------------------------------
def test_whoever_left_stands_on_the_phone_with_name_and_picture_and_nothing_else(family):
    with time_machine.travel(MONDAY_10AM + MINUTE, tick=False):
        assert family.get("/my/").headers["Location"] == "/my/who/"
        assert names(family) == ["ដារ៉ា", "សុខ"]
        page = cast.text(family.open("/my/who/"))
    assert [*(str(attempt.pk) in page for attempt in Attempt.objects.all()), 'class="drawing"' in page] == [False, False, True]


def test_the_right_pin_lets_in_and_gives_the_session_another_name(family):
    with time_machine.travel(MONDAY_10AM + MINUTE, tick=False):
        before = family.session.session_key
        assert family.post(door("សុខ"), {"pin": PIN}).headers["Location"] == "/my/"
        assert (is_in(family), family.session.session_key != before) == ("សុខ", True)
        first = family.session.session_key
        family.post(door("ដារ៉ា"), {"pin": OTHER})
        assert (is_in(family), family.session.session_key != first, Session.objects.filter(session_key=first).exists()) == ("ដារ៉ា", True, False)


def test_the_pin_of_another_one_lets_nobody_in(family):
    with time_machine.travel(MONDAY_10AM + MINUTE, tick=False):
        page = family.post(door("សុខ"), {"pin": OTHER})
        assert (page.status_code, list(page.context["form"].errors), is_in(family)) == (422, ["pin"], None)


def test_after_five_wrong_pins_the_right_one_waits_and_the_page_says_how_long(family):
    with time_machine.travel(MONDAY_10AM + MINUTE, tick=False):
        for _ in range(5):
            assert family.post(door("សុខ"), {"pin": "0000"}).status_code == 422
        shut = family.post(door("សុខ"), {"pin": PIN})
        assert (shut.status_code, shut.headers["Retry-After"], "១៥" in cast.text(shut)) == (429, "900", True)
        assert family.post(door("ដារ៉ា"), {"pin": OTHER}).status_code == 302
    with time_machine.travel(MONDAY_10AM + 17 * MINUTE, tick=False):
        family.post("/my/not-me/")
        assert family.post(door("សុខ"), {"pin": PIN}).status_code == 302


def test_somebody_of_another_phone_is_not_found(family, stranger):
    for address in (door("សុខ"), f"{door('សុខ')}pin/"):
        assert [stranger.get(address).status_code, stranger.post(address, {"pin": PIN}).status_code] == [404, 404]


def test_a_cookie_of_the_phone_that_was_changed_knows_nobody(family):
    for changed in ("", "x", family.cookies["phone"].value[:-1], "a" * 4000):
        family.cookies["phone"] = changed
        assert names(family) == []


def test_the_phone_knows_eight_people_for_half_a_year_the_last_one_first(citizen, course):
    for number in range(10):
        with time_machine.travel(MONDAY_10AM + number * MINUTE, tick=False):
            learner = people.somebody()
            protection.protect(learner=learner, nickname=f"n{number}", picture="key", pin=PIN, drawn=protection.draw(str(number)))
            response = citizen.get("/my/who/")
            phones.remember(response.wsgi_request, response, learner)
            citizen.cookies["phone"] = response.cookies["phone"].value
    with time_machine.travel(MONDAY_10AM + timedelta(days=179), tick=False):
        assert names(citizen) == [f"n{number}" for number in range(9, 1, -1)]
    with time_machine.travel(MONDAY_10AM + timedelta(days=181), tick=False):
        assert names(citizen) == []
    assert len(citizen.cookies["phone"].value) < 500


def test_whoever_asked_to_be_erased_is_shown_to_nobody(family):
    Learner.objects.filter(nickname="សុខ").update(leaving_at=MONDAY_10AM)
    address = door("សុខ")
    with time_machine.travel(MONDAY_10AM + MINUTE, tick=False):
        assert (names(family), family.post(address, {"pin": PIN}).status_code) == (["ដារ៉ា"], 404)


def test_whoever_wants_it_is_not_shown_on_this_phone_any_more(family):
    with time_machine.travel(MONDAY_10AM + MINUTE, tick=False):
        family.post(door("សុខ"), {"pin": PIN})
        family.post("/my/me/forget/")
        assert (is_in(family), names(family)) == ("សុខ", ["ដារ៉ា"])


def test_looking_at_the_addresses_of_forms_changes_nothing(family):
    with time_machine.travel(MONDAY_10AM + MINUTE, tick=False):
        family.post(door("សុខ"), {"pin": PIN})
        for address in ("/my/me/forget/", "/my/who/join/", "/my/not-me/", "/my/record/", "/my/me/pin/", "/my/me/words/", "/my/carry/code/"):
            assert family.get(address).status_code == 302
        assert (is_in(family), names(family)) == ("សុខ", ["សុខ", "ដារ៉ា"])


# --- was that you? ------------------------------------------------------------------------------------------------------
def test_what_was_just_done_without_a_name_becomes_mine_if_i_say_so(family):
    with time_machine.travel(MONDAY_10AM + 5 * MINUTE, tick=False):
        begins(family)
        guest = Learner.objects.get(nickname="")
        page = family.open(door("សុខ"))
        assert khmer("Somebody learned on this phone just now, without a name. Was that you?") in cast.text(page)
        assert family.post(door("សុខ"), {"pin": PIN}).status_code == 422  # nothing is chosen for anybody
        family.post(door("សុខ"), {"pin": PIN, "was_me": "yes"})
        assert (is_in(family), named("សុខ").attempts.count(), named("សុខ").evidence.filter(kind="answer").count()) == ("សុខ", 2, 2)
        assert (Learner.objects.filter(pk=guest.pk).exists(), family.cookies["learner"].value) == (False, "")


def test_who_says_no_leaves_the_guest_alone_and_is_not_asked_again(family):
    with time_machine.travel(MONDAY_10AM + 5 * MINUTE, tick=False):
        begins(family)
        guest = Learner.objects.get(nickname="")
        family.post(door("សុខ"), {"pin": PIN, "was_me": "no"})
        assert (is_in(family), named("សុខ").attempts.count(), guest.attempts.count()) == ("សុខ", 1, 1)
        family.post("/my/not-me/")
        assert is_in(family) == ""  # the guest, whose cookie is all they have
        assert "was_me" not in family.open(door("ដារ៉ា")).context["form"].fields
        family.post(door("ដារ៉ា"), {"pin": OTHER})
        assert is_in(family) == "ដារ៉ា"


def test_a_wrong_pin_moves_nothing(family):
    with time_machine.travel(MONDAY_10AM + 5 * MINUTE, tick=False):
        begins(family)
        family.post(door("សុខ"), {"pin": OTHER, "was_me": "yes"})
        assert Learner.objects.filter(nickname="").get().attempts.count() == 1


def test_what_a_child_did_is_never_offered_to_somebody_older(family):
    with time_machine.travel(MONDAY_10AM + 5 * MINUTE, tick=False):
        begins(family)
        child = Learner.objects.get(nickname="")
        Profile.objects.create(learner=child, question="age", answer="under_15", since=MONDAY_10AM)
        family.post(door("សុខ"), {"pin": PIN, "was_me": "yes"})
        assert (is_in(family), child.attempts.count()) == ("សុខ", 1)
        family.post("/my/not-me/")
        assert family.open("/my/").context["me"] == child


# --- somebody new -------------------------------------------------------------------------------------------------------
def test_somebody_new_learns_beside_the_others(family):
    with time_machine.travel(MONDAY_10AM + 5 * MINUTE, tick=False):
        words = protects(family, "បុប្ផា", "7391", "/my/who/new/")
        assert (len(words), names(family), named("បុប្ផា").attempts.count()) == (5, ["បុប្ផា", "ដារ៉ា", "សុខ"], 0)
        begins(family)
        assert (named("បុប្ផា").attempts.count(), Evidence.objects.filter(learner=named("សុខ"), kind="answer").count()) == (1, 1)


@pytest.mark.parametrize(("said", "attempts"), [("yes", 1), ("no", 0)])
def test_somebody_new_says_whether_the_guest_was_they(citizen, course, said, attempts):
    begins(citizen)
    guest = Learner.objects.get()
    protects(citizen, "បុប្ផា", "7391", "/my/who/new/", was_me=said)
    new = named("បុប្ផា")
    assert (new.attempts.count(), new == guest, Learner.objects.count()) == (attempts, said == "yes", 1 if said == "yes" else 2)


def test_a_double_tap_makes_one_new_person(family):
    with time_machine.travel(MONDAY_10AM + 5 * MINUTE, tick=False):
        for _ in range(2):
            protects(family, "បុប្ផា", "7391", "/my/who/new/")
        assert Learner.objects.filter(nickname="បុប្ផា").count() == 1


# --- behind a number ----------------------------------------------------------------------------------------------------
def test_whoever_comes_in_by_a_number_says_first_who_they_are(citizen, course):
    begins(citizen)
    citizen.prove()
    mother = Learner.objects.get()
    protects(citizen, "បុប្ផា", "7391", "/my/who/new/")
    assert named("បុប្ផា").contact == mother.contact  # somebody new behind the same number
    citizen.post("/my/not-me/")
    phone = Person()
    page = phone.prove()
    assert (page.redirect_chain[-1][0], phone.get("/my/").headers["Location"]) == ("/my/who/", "/my/who/")
    assert [one.pk for one in page.context["people"]] == [mother.pk, named("បុប្ផា").pk]
    phone.post(f"/my/who/{mother.pk}/")  # no PIN: the code was enough
    assert phone.open("/my/").context["me"] == mother
    assert phone.post(door("បុប្ផា")).status_code == 422
    phone.post(door("បុប្ផា"), {"pin": "7391"})
    assert (is_in(phone), "_auth_user_id" in phone.session) == ("បុប្ផា", True)


def test_coming_in_as_somebody_who_is_not_behind_the_number_ends_its_sign_in(family):
    family.prove("011 222 333")
    family.post("/my/not-me/")
    family.prove("011 222 333")
    assert "_auth_user_id" in family.session
    family.post(door("សុខ"), {"pin": PIN})
    assert ("_auth_user_id" in family.session, is_in(family), Contact.objects.count()) == (False, "សុខ", 1)


def test_who_has_a_pin_may_belong_to_the_familys_number_too(family, stranger, course):
    begins(stranger)
    stranger.prove()  # the mother, on her own phone
    family.post(door("សុខ"), {"pin": PIN})
    page = family.prove()
    assert page.context["may_join"]
    family.post("/my/who/join/")
    assert named("សុខ").contact == Contact.objects.get()
    family.post("/my/who/join/")
    assert Learner.objects.filter(contact__isnull=False).count() == 2


def test_nobody_joins_a_number_that_is_not_signed_in(family):
    family.post(door("សុខ"), {"pin": PIN})
    family.post("/my/who/join/")
    assert named("សុខ").contact is None


# --- leaving ------------------------------------------------------------------------------------------------------------
def test_leaving_ends_the_session_and_leads_to_who_learns_now(family):
    with time_machine.travel(MONDAY_10AM + MINUTE, tick=False):
        family.post(door("សុខ"), {"pin": PIN})
        key = family.session.session_key
        left = family.post("/my/not-me/")
        assert (left.headers["Location"], left.headers["Clear-Site-Data"]) == ("/my/who/", '"cache"')
        assert (is_in(family), Session.objects.filter(session_key=key).exists()) == (None, False)


def test_the_session_from_before_opens_nothing(family):
    with time_machine.travel(MONDAY_10AM + MINUTE, tick=False):
        family.post(door("សុខ"), {"pin": PIN})
        thief = Person()
        thief.cookies["session"] = family.cookies["session"].value
        assert is_in(thief) == "សុខ"
        family.post(door("ដារ៉ា"), {"pin": OTHER})
        assert is_in(thief) is None


@pytest.mark.parametrize(("own", "away", "then"), [(False, 29, "សុខ"), (False, 31, None), (True, 31, "សុខ"), (True, 91 * 24 * 60, None)])
def test_after_half_an_hour_nobody_is_in_and_after_90_days_on_ones_own_phone(family, own, away, then):
    with time_machine.travel(MONDAY_10AM + MINUTE, tick=False):
        family.post(door("សុខ"), {"pin": PIN} | ({"own_phone": "on"} if own else {}))
    with time_machine.travel(MONDAY_10AM + MINUTE + away * MINUTE, tick=False):
        assert is_in(family) == then


def test_whoever_goes_on_learning_stays_in(family):
    with time_machine.travel(MONDAY_10AM + MINUTE, tick=False):
        family.post(door("សុខ"), {"pin": PIN})
    for minutes in range(20, 120, 20):
        with time_machine.travel(MONDAY_10AM + minutes * MINUTE, tick=False):
            assert is_in(family) == "សុខ"


def test_a_number_that_nobody_was_chosen_behind_waits_half_an_hour_too(citizen, course):
    with time_machine.travel(MONDAY_10AM, tick=False):
        begins(citizen)
        citizen.prove()
        citizen.post("/my/not-me/")
    phone = Person()
    with time_machine.travel(MONDAY_10AM + 5 * MINUTE, tick=False):
        begins(phone)
        phone.prove()
        assert len(phone.open("/my/who/").context["people"]) == 1
    with time_machine.travel(MONDAY_10AM + 36 * MINUTE, tick=False):
        assert phone.open("/my/who/").context["people"] == []
        assert "_auth_user_id" not in phone.session


def test_the_own_phone_of_one_is_not_that_of_the_next(family):
    with time_machine.travel(MONDAY_10AM + MINUTE, tick=False):
        family.post(door("សុខ"), {"pin": PIN, "own_phone": "on"})
        family.post(door("ដារ៉ា"), {"pin": OTHER})
    with time_machine.travel(MONDAY_10AM + timedelta(hours=1), tick=False):
        assert is_in(family) is None


# --- change, forget -----------------------------------------------------------------------------------------------------
def test_name_and_picture_can_be_changed(family):
    with time_machine.travel(MONDAY_10AM + MINUTE, tick=False):
        family.post(door("សុខ"), {"pin": PIN})
        family.post("/my/me/", {"nickname": "តា", "picture": "shop"})
        assert (is_in(family), named("តា").picture) == ("តា", "shop")
        assert family.post("/my/me/", {"nickname": "", "picture": "nothing"}).status_code == 422


def test_another_pin_needs_the_old_one_and_ends_every_other_session(family):
    with time_machine.travel(MONDAY_10AM + MINUTE, tick=False):
        family.post(door("សុខ"), {"pin": PIN})
        other = Person()
        other.cookies["phone"] = family.cookies["phone"].value
        other.post(door("សុខ"), {"pin": PIN})
        assert family.post("/my/me/pin/", {"old_pin": OTHER, "pin": "8046"}).status_code == 422
        family.post("/my/me/pin/", {"old_pin": PIN, "pin": "8046"})
        assert (is_in(family), is_in(other)) == ("សុខ", None)
        assert [other.post(door("សុខ"), {"pin": pin}).status_code for pin in (PIN, "8046")] == [422, 302]


def test_a_forgotten_pin_is_replaced_after_a_code_within_ten_minutes(citizen, course):
    with time_machine.travel(MONDAY_10AM, tick=False):
        begins(citizen)
        citizen.prove()
        protects(citizen)
        citizen.post("/my/not-me/")
    phone, address = Person(), f"{door('សុខ')}pin/"
    with time_machine.travel(MONDAY_10AM + timedelta(days=1), tick=False):
        phone.prove()
        assert f'href="{address}"' in cast.text(phone.open(door("សុខ")))
        phone.post(address, {"pin": "8046"})
        assert is_in(phone) == "សុខ"
    with time_machine.travel(MONDAY_10AM + timedelta(days=1, minutes=11), tick=False):
        assert phone.get(address).headers["Location"] == "/my/return/pin/"
        assert phone.post(address, {"pin": "1928"}).headers["Location"] == "/my/return/pin/"
    assert protection.knows_pin(named("សុខ"), "8046", MONDAY_10AM)


def test_who_opens_no_page_of_their_own_costs_no_query_more(rf, django_assert_num_queries):
    request = rf.get("/my/")
    request.session = SessionStore()
    with django_assert_num_queries(0):
        assert (learners.of(request), phones.must_choose(request)) == (None, False)
