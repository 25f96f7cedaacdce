"""The citizens' door: a number, a code, in. It says the same to everybody, forgets nothing one did, and lets nobody else in."""

import re
from datetime import timedelta

import pytest
from django.core import signing
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms.models import Session, User
from learning.models import Contact, Learner, Profile, SignInCode
from sms_gateway import sealing
from sms_gateway.models import OutboundMessage
from tests import cast
from tests.cast import NUMBER, Person

pytestmark = pytest.mark.django_db
DOOR, CODE = "/accounts/login/code/", "/accounts/login/code/confirm/"


def known(number: str = NUMBER) -> Contact:
    """Somebody proved this number before, and left."""
    person = Person()
    person.prove(number)
    SignInCode.objects.update(sent_at=timezone.now() - timedelta(days=2))
    return Contact.objects.get(number_index=sealing.index("+855" + number.replace(" ", "")[1:]))


# --- in ------------------------------------------------------------------------------------------------------------------
def test_a_citizen_comes_in_with_a_number_and_a_code(citizen):
    asked = citizen.ask_for_a_code()
    assert (asked.status_code, asked.headers["Location"]) == (302, CODE)
    page = cast.text(citizen.get(CODE))
    assert ["678" in page, "345" in page, 'inputmode="numeric"' in page, 'autocomplete="one-time-code"' in page] == [True, False, True, True]
    entered = citizen.post(CODE, {"code": cast.code_on_the_phone()})
    assert (entered.status_code, entered.headers["Location"]) == (302, "/my/")
    contact = Contact.objects.get()
    assert (contact.proved_at is not None, contact.user.works_here, contact.user.has_usable_password()) == (True, False, False)
    assert Learner.objects.get().contact == contact


@pytest.mark.parametrize("number", ["012345678", "012 345 678", "+855 12 345 678", "0085512345678", "០១២ ៣៤៥ ៦៧៨", "85512345678"])
def test_a_number_is_understood_as_people_write_it(citizen, number):
    citizen.prove(number)
    assert sealing.open(sealing.SealedNumber(bytes(Contact.objects.get().number_sealed), Contact.objects.get().number_index)) == "+85512345678"


@pytest.mark.parametrize("number", ["+1 202 555 0123", "023 123 456", "12", "", "abc", "+66 81 234 5678"])
def test_a_foreign_number_and_a_telephone_at_home_are_refused_kindly_and_cost_nothing(citizen, number):
    refused = citizen.ask_for_a_code(number)
    assert (refused.status_code, OutboundMessage.objects.count(), SignInCode.objects.count()) == (422, 0, 0)
    assert refused.context["form"].errors["phone"]


def test_what_was_typed_is_still_there_after_a_refusal(citizen):
    assert 'value="023 123 456"' in cast.text(citizen.ask_for_a_code("023 123 456"))


def test_whoever_has_not_said_their_age_says_they_are_15(citizen):
    refused = citizen.post(DOOR, {"phone": NUMBER})
    assert (refused.status_code, list(refused.context["form"].errors), OutboundMessage.objects.count()) == (422, ["is_15"], 0)


# --- the same to everybody -------------------------------------------------------------------------------------------------
def test_a_known_and_an_unknown_number_hear_the_same_and_cost_the_same():
    known()
    answers = []
    for number in (NUMBER, "011 222 333"):
        before, person = OutboundMessage.objects.count(), Person()
        first = person.ask_for_a_code(number)
        page = re.sub(r'value="\w{64}"|•• \d{3}', "", cast.text(person.get(CODE)))
        cookies = {name: sorted((key, bool(value)) for key, value in cookie.items()) for name, cookie in person.cookies.items()}
        answers.append((first.status_code, first.headers["Location"], page, cookies, OutboundMessage.objects.count() - before))
    assert answers[0] == answers[1]
    assert answers[0][4] == 1


def test_a_known_number_takes_no_other_queries_than_an_unknown_one():
    known()
    shapes = []
    for number in (NUMBER, "011 222 333"):
        with CaptureQueriesContext(connection) as asked:
            Person().ask_for_a_code(number)
        shapes.append([re.sub(r"'[^']*'|\b\d[\d.]*\b|X'\w*'|\bs\d+_x\d+\b", "?", query["sql"]) for query in asked.captured_queries])
    assert [line.split(" VALUES")[0] for line in shapes[0]] == [line.split(" VALUES")[0] for line in shapes[1]]


def test_staff_are_never_found_by_a_code(citizen, trainer):
    User.objects.filter(email="trainer@chbas.example").update(username="+85512345678")
    citizen.prove()
    assert Contact.objects.get().user.works_here is False


# --- codes ---------------------------------------------------------------------------------------------------------------
def test_a_wrong_code_may_be_mended_twice_then_a_new_one_is_needed(citizen):
    citizen.ask_for_a_code()
    wrong = f"{(int(cast.code_on_the_phone()) + 1) % 10**6:06}"
    assert [citizen.post(CODE, {"code": wrong}).status_code for _ in range(3)] == [200, 200, 302]
    assert citizen.post(CODE, {"code": cast.code_on_the_phone()}).headers["Location"] == DOOR
    assert Contact.objects.count() == 0


def test_a_new_code_can_be_had_without_writing_the_number_again(citizen):
    citizen.ask_for_a_code()
    former = cast.code_on_the_phone()
    SignInCode.objects.update(sent_at=timezone.now() - timedelta(minutes=2))
    assert citizen.post(DOOR, {"again": "1"}).headers["Location"] == CODE
    newest = cast.code_on_the_phone()
    if former != newest:
        assert citizen.post(CODE, {"code": former}).status_code == 200
    citizen.post(CODE, {"code": newest})
    assert Contact.objects.count() == 1


def test_another_number_can_be_written_while_a_code_is_on_its_way(citizen):
    citizen.ask_for_a_code("011 222 333")
    assert citizen.get(DOOR).status_code == 200
    citizen.prove()
    assert Contact.objects.get().number_index == sealing.index("+85512345678")


def test_the_code_of_another_browser_does_not_open(citizen, stranger):
    citizen.ask_for_a_code()
    mine = cast.code_on_the_phone()
    stranger.ask_for_a_code("011 222 333")
    if mine != cast.code_on_the_phone():
        stranger.post(CODE, {"code": mine})
    assert stranger.get("/my/").context is None or Contact.objects.count() == 0


def test_a_limit_is_a_page_in_khmer_that_says_how_long(citizen, settings):
    settings.CODES_PER_HOUR = 0
    limited = citizen.ask_for_a_code()
    page = cast.text(limited)
    assert (limited.status_code, limited.headers["Retry-After"], "៦០ នាទី" in page) == (429, "3600", True)
    assert (Contact.objects.count(), SignInCode.objects.count(), OutboundMessage.objects.count()) == (0, 0, 0)


def test_a_class_of_thirty_behind_one_address_signs_up():
    for number in range(30):
        Person().prove(f"012 34{number:02} 567")
    assert (Contact.objects.count(), Learner.objects.count(), User.objects.count()) == (30, 30, 30)


def test_an_address_that_a_visitor_writes_into_a_header_does_not_count(settings):
    for number in range(3):
        Person(HTTP_X_FORWARDED_FOR=f"198.51.100.{number}", REMOTE_ADDR="203.0.113.7").ask_for_a_code(f"01234{number}567")
    assert SignInCode.objects.values("address_index").distinct().count() == 1


# --- what is kept ----------------------------------------------------------------------------------------------------------
def test_the_number_stands_in_no_session_no_cookie_and_no_page(citizen):
    citizen.ask_for_a_code()
    code = cast.code_on_the_phone()
    seen = cast.text(citizen.get(CODE)) + repr(citizen.cookies) + repr(citizen.session.items())
    citizen.post(CODE, {"code": code})
    seen += cast.text(citizen.get("/my/")) + repr(citizen.cookies) + repr(dict(citizen.session.items()))
    opened = [signing.loads(one.session_data, salt="django.contrib.sessions.SessionStore") for one in Session.objects.all()]
    for secret in ("12345678", "345 678", code):
        assert secret not in seen
        assert secret not in repr(opened)


def test_extra_fields_change_nothing(citizen):
    citizen.ask_for_a_code(email="admin@chbas.example", user="1", is_staff="1", next="https://evil.example/")
    entered = citizen.post(CODE, {"code": cast.code_on_the_phone(), "next": "https://evil.example/", "user_id": "1"})
    assert (entered.headers["Location"], User.objects.get().is_staff, User.objects.get().email) == ("/my/", False, "")


def test_a_new_session_for_whoever_comes_in_and_the_former_id_opens_nothing(citizen):
    citizen.ask_for_a_code()
    before = citizen.cookies["session"].value
    citizen.post(CODE, {"code": cast.code_on_the_phone()})
    assert citizen.cookies["session"].value != before
    thief = Person()
    thief.cookies["session"] = before
    assert thief.get(CODE).headers["Location"] == DOOR


def test_the_session_says_whose_it_is(citizen):
    citizen.prove()
    assert list(Session.objects.exclude(account=None).values_list("account", "learner")) == [(User.objects.get().pk, Learner.objects.get().pk)]


# --- whose work it is --------------------------------------------------------------------------------------------------------
def test_who_left_a_number_without_proving_it_has_no_claim_on_it(citizen):
    squatter = Learner.objects.create(made_at=timezone.now(), joinable_until=timezone.now())
    sealed = sealing.seal("+85512345678")
    squatter.contact = Contact.objects.create(number_sealed=sealed.sealed, number_index=sealed.index, bucket=1, left_at=timezone.now())
    squatter.save()
    citizen.prove()
    squatter.refresh_from_db()
    assert (squatter.contact, Contact.objects.get().learners.count()) == (None, 1)


def test_a_year_later_the_new_owner_of_a_number_sees_nothing_old(citizen, stranger):
    citizen.prove()
    former = Learner.objects.get()
    Contact.objects.update(proved_at=timezone.now() - timedelta(days=366))
    SignInCode.objects.all().delete()
    page = stranger.prove()
    assert (page.redirect_chain[-1][0], Contact.objects.get().learners.filter(pk=former.pk).exists()) == ("/my/", False)
    assert User.objects.count() == 1


def test_somebody_who_said_they_are_under_15_is_asked_for_no_number(citizen, rf):
    learner = Learner.objects.create(made_at=timezone.now(), joinable_until=timezone.now())
    Profile.objects.create(learner=learner, question="age", answer="under_15", since=timezone.now())
    citizen.cookies["learner"] = signing.TimestampSigner(salt="learning.learner").sign(str(learner.pk))
    page, refused = citizen.get(DOOR), citizen.ask_for_a_code()
    assert ('name="phone"' in cast.text(page), refused.status_code, OutboundMessage.objects.count()) == (False, 422, 0)


# --- time ------------------------------------------------------------------------------------------------------------------
def pass_by(person: Person, time: timedelta) -> None:
    """Let the session wait for its person."""
    kept = person.session
    kept["waits_until"] -= time.total_seconds()
    kept.save()


def is_in(person: Person) -> bool:
    """Whether my learning is somebody's."""
    return person.get("/my/").context["request"].learner is not None


def test_half_an_hour_without_a_tap_ends_it(citizen):
    citizen.prove()
    for _ in range(3):  # each tap lets it wait anew
        pass_by(citizen, timedelta(minutes=29))
        assert is_in(citizen)
    pass_by(citizen, timedelta(minutes=31))
    assert [is_in(citizen), Session.objects.exclude(account=None).count()] == [False, 0]


def test_a_session_ends_with_the_browser_unless_the_phone_is_ones_own(citizen, stranger):
    citizen.prove()
    stranger.prove("011 222 333", own_phone="on")
    assert [citizen.cookies["session"]["max-age"], stranger.cookies["session"]["max-age"] // 86300] == ["", 90]
    pass_by(stranger, timedelta(days=89))
    assert is_in(stranger)
