"""Reminders to a number one has proved, and taking it back: sealed, agreed to in words that are kept, and by nobody too young."""

import hashlib
from datetime import timedelta

import pytest
from django.db import connection

from learning import about_me, consents, contacts, my_learning, nudges, profile
from learning.models import Consent, Contact, Learner, Profile
from learning.my_learning import Number
from sms_gateway import numbers, outbox, sealing
from sms_gateway.models import OutboundMessage, State, Suppression
from tests import cast, factories
from tests.cast import Person
from tests.learning import people
from tests.learning.people import MONDAY_10AM, khmer
from tests.sms_gateway.workers import together

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
STOPPED, SENDS = "Texts to this number are stopped: we send nothing.", "We send at most two short texts a week."

ENGLISH = (
    "I want short reminders from Chbas on this number, at most two a week, between 8 in the morning and 8 in the evening. "
    "They never contain a link and never ask for a code. I can stop them at any time. "
    "If somebody stopped texts to this number before, mine may come again; whoever shares it with me agrees."
)


def said() -> list[tuple[str, bool]]:
    return list(Consent.objects.order_by("id").values_list("number_index", "granted"))


def of_age(answer: str) -> Learner:
    learner = people.somebody()
    about_me.answer(learner=learner, answers={"age": answer}, now=MONDAY_10AM)
    return learner


# --- sealed -----------------------------------------------------------------------------------------------------------


def test_the_digits_of_a_number_stand_in_no_column_of_any_table(citizen, tmp_path):
    """Proved at the door, mistyped before, stopped on the web, reminded: the whole way of a number."""
    factories.one_lesson(tmp_path)
    page = citizen.open("/c2/l2-1/check/")
    citizen.answer(page, cast.choices(page)[1])
    citizen.ask_for_a_code("012 345 67")
    citizen.prove("០១២ ៣៤៥ ៦៧៨")
    citizen.post("/my/number/", {"agree": "on"})
    nudges.send_due(Learner.objects.get().enrolments.get().nudge_at)
    assert OutboundMessage.objects.count() == 2
    citizen.post("/stop/", {"number": "+855 12 345 678"})

    spellings = [b"12345678", b"12 345 678", b"12 345 67", "១២៣៤៥៦៧៨".encode(), "១២ ៣៤៥".encode(), b"31323334353637"]
    seen = 0
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 -- our own tables
            for row in cursor.fetchall():
                for value in row:
                    written = bytes(value) if isinstance(value, memoryview | bytes) else str(value).encode()
                    assert [spelling for spelling in spellings if spelling in written] == [], table
                    seen += 1
    assert seen > 1000
    assert {sealing.open(one.recipient) for one in OutboundMessage.objects.all()} == {"+85512345678"}


@pytest.mark.parametrize("written", ["012 345 678", "០១២ ៣៤៥ ៦៧៨", "+855 12 345 678", "00855-12-345-678"])
def test_however_it_is_written_a_number_is_one_number(written):
    first, second = people.leaves(people.somebody()), people.leaves(people.somebody(), written)
    assert (first, Contact.objects.count()) == (second, 1)


# --- the words one agreed to ------------------------------------------------------------------------------------------


def test_the_consent_keeps_the_words_that_stood_on_the_page():
    contact = people.leaves(people.somebody())
    consent = Consent.objects.get()
    words = hashlib.sha256(khmer(ENGLISH).encode()).hexdigest()
    assert (consent.granted, consent.purpose, consent.number_index, consent.at) == (True, "sms", contact.number_index, MONDAY_10AM)
    assert (consent.text_version, consent.text_sha256, consent.language, consent.channel) == (consents.WORDINGS["sms"].version, words, "km", "web")
    assert str(consent) == "sms yes 2027-01-04"


def test_every_yes_and_no_is_a_row_of_its_own_and_the_newest_counts():
    learner = people.somebody()
    agreed = []
    for hours in range(4):
        if hours % 2:
            contacts.silence(learner=learner, now=MONDAY_10AM + hours * HOUR)
        else:
            people.leaves(learner, now=MONDAY_10AM + hours * HOUR)
        agreed.append(contacts.agreed(learner))
    assert ([granted for _index, granted in said()], agreed) == ([True, False, True, False], [True, False, True, False])


def test_another_number_is_another_consent_and_the_former_number_is_gone():
    learner = people.somebody()
    first = people.leaves(learner, "012 345 678")
    contacts.drop(learner=learner, now=MONDAY_10AM + HOUR)
    second = people.leaves(learner, "087 654 321", MONDAY_10AM + HOUR)
    assert said() == [(first.number_index, True), (first.number_index, False), (second.number_index, True)]
    assert list(Contact.objects.all()) == [second]
    assert contacts.agreed(learner) is True


def test_nobody_without_a_proved_number_has_agreed_or_can():
    learner = people.somebody()
    for contact in (None, Contact.objects.create(number_sealed=b"x", number_index="i", bucket=0, left_at=MONDAY_10AM)):
        learner.contact = contact
        with pytest.raises(contacts.NoNumber):
            contacts.remind(learner=learner, now=MONDAY_10AM)
    assert (contacts.agreed(learner), said()) == (False, [])


def test_who_silences_reminders_keeps_the_number():
    learner = people.somebody()
    contact = people.leaves(learner)
    contacts.silence(learner=learner, now=MONDAY_10AM + HOUR)
    learner.refresh_from_db()
    assert (learner.contact, contacts.agreed(learner)) == (contact, False)


def test_the_last_one_who_drops_a_number_takes_its_account_along():
    mother, daughter = people.somebody(), people.somebody()
    account = people.leaves(mother).user
    people.leaves(daughter)
    gone = []
    for one in (mother, daughter):
        contacts.drop(learner=one, now=MONDAY_10AM + HOUR)
        gone.append(not type(account).objects.filter(pk=account.pk).exists())
    assert gone == [False, True]


# --- one number, two people -------------------------------------------------------------------------------------------


def test_two_people_on_one_number_agree_each_for_themselves():
    mother, daughter = people.somebody(), people.somebody()
    contact = people.leaves(mother)
    people.leaves(daughter)
    contacts.drop(learner=daughter, now=MONDAY_10AM + HOUR)
    daughter.refresh_from_db()
    assert (daughter.contact, list(Contact.objects.all()), contacts.agreed(mother)) == (None, [contact], True)
    contacts.drop(learner=mother, now=MONDAY_10AM + HOUR)
    assert Contact.objects.count() == 0


def test_a_stop_is_a_no_of_everybody_on_the_number():
    for _ in range(2):
        people.leaves(people.somebody())
    contacts.stop(number="012345678", now=MONDAY_10AM + HOUR)
    assert [granted for _index, granted in said()] == [True, True, False, False]
    assert [contacts.agreed(learner) for learner in Learner.objects.all()] == [False, False]
    assert Suppression.objects.get().recipient_index == Contact.objects.get().number_index


def test_a_fresh_yes_on_the_page_ends_a_stop_that_was_said_there(tmp_path):
    """Stopped, erased, left again: its words say that a stop ends, and the next reminder goes out."""
    course = factories.one_lesson(tmp_path).get_parent()
    learner = people.somebody()
    people.answers(learner, course=course.translation_key)
    people.leaves(learner)
    contacts.stop(number="012345678", now=MONDAY_10AM + HOUR)
    contacts.drop(learner=learner, now=MONDAY_10AM + 2 * HOUR)
    people.leaves(learner, now=MONDAY_10AM + 3 * HOUR)
    assert (Suppression.objects.count(), contacts.agreed(learner), nudges.send_due(MONDAY_10AM + timedelta(days=3))) == (0, True, 1)


def test_a_stop_holds_for_the_others_on_the_number_until_they_say_yes_themselves():
    mother, daughter = people.somebody(), people.somebody()
    for one in (mother, daughter):
        people.leaves(one)
    contacts.stop(number="012345678", now=MONDAY_10AM + HOUR)
    people.leaves(daughter, now=MONDAY_10AM + 2 * HOUR)
    assert [my_learning.number(one) for one in (mother, daughter)] == [
        Number("+855 ••• 678", is_proved=True, has_agreed=one, is_stopped=False) for one in (False, True)
    ]


def test_a_stop_that_came_from_the_phone_itself_is_not_ended_on_a_page():
    contact = people.leaves(people.somebody())
    outbox.suppress(index=contact.number_index, source="sms")
    learner = people.somebody()
    people.leaves(learner, now=MONDAY_10AM + HOUR)
    assert (Suppression.objects.get().source, my_learning.number(learner).is_stopped) == ("sms", True)


def test_a_yes_for_one_number_ends_no_stop_of_another():
    contacts.stop(number="087 654 321", now=MONDAY_10AM)
    people.leaves(people.somebody(), "012 345 678", MONDAY_10AM + HOUR)
    assert Suppression.objects.get().recipient_index == sealing.index("+85587654321")


def test_a_stop_for_a_number_nobody_left_is_kept_too():
    contacts.stop(number="087 654 321", now=MONDAY_10AM)
    assert (Suppression.objects.get().recipient_index, said()) == (sealing.index("+85587654321"), [])


@pytest.mark.parametrize("others", [0, 1])
def test_who_takes_the_number_back_gets_nothing_that_was_queued_for_them(others, tmp_path):
    course = factories.one_lesson(tmp_path).get_parent()
    learner = people.somebody()
    people.answers(learner, course=course.translation_key)
    people.leaves(learner)
    for _ in range(others):
        people.leaves(people.somebody())
    assert nudges.send_due(MONDAY_10AM + timedelta(days=3)) == 1
    contacts.drop(learner=learner, now=MONDAY_10AM + timedelta(days=3, minutes=1))
    assert OutboundMessage.objects.get().state == State.CANCELLED


def test_taking_back_what_was_never_left_says_nothing():
    contacts.drop(learner=people.somebody(), now=MONDAY_10AM)
    assert said() == []


@pytest.mark.django_db(transaction=True)
def test_four_people_who_leave_one_number_at_once_share_one_contact():
    learners = [people.somebody() for _ in range(4)]
    together(4, lambda number: people.leaves(learners[number]))
    assert (Contact.objects.count(), Learner.objects.filter(contact__isnull=False).count(), Consent.objects.count()) == (1, 4, 4)


# --- who is too young -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("age", "terms"),
    [("under_15", (False, False)), ("not_said", (True, True)), (None, (True, True)), ("15_24", (True, False)), ("60_up", (True, False))],
)
def test_under_fifteen_leaves_no_number_and_who_did_not_say_ticks_that_they_are_older(age, terms):
    assert contacts.terms(of_age(age) if age else people.somebody()) == terms


def test_the_newest_word_about_ones_age_counts():
    learner = of_age("under_15")
    Profile.objects.create(learner=learner, question="age", answer="15_24", since=MONDAY_10AM + timedelta(days=300))
    assert (profile.latest(learner), contacts.terms(learner)) == ({"age": "15_24"}, (True, False))


@pytest.mark.parametrize("number", ["", "12", "023 123 456", "+66 81 234 5678", "012 345 67", "1 2 3 ភ្នំពេញ", "0" * 60])
def test_what_is_no_mobile_is_not_kept(number):
    with pytest.raises(numbers.NotAMobile):
        people.leaves(people.somebody(), number)
    assert (Contact.objects.count(), said()) == (0, [])


# --- on the page ------------------------------------------------------------------------------------------------------


@pytest.fixture
def learning(citizen, tmp_path) -> Person:
    """The citizen, after one answer."""
    factories.one_lesson(tmp_path)
    page = citizen.open("/c2/l2-1/check/")
    citizen.answer(page, cast.choices(page)[1])
    return citizen


@pytest.fixture
def proved(learning) -> Person:
    """The citizen, with a number proved at the door."""
    learning.prove()
    return learning


def test_reminders_are_offered_to_nobody_without_a_proved_number(learning):
    page = learning.post("/my/number/", {"agree": "on"}, follow=True)
    assert (page.context["form"], "/my/number/" in cast.text(page), said()) == (None, False, [])


def test_without_the_tick_nobody_is_reminded(proved):
    page = proved.post("/my/number/", {})
    errors = {"agree": [khmer("Please tick this if you want reminders.")]}
    assert (page.status_code, page.context["form"].errors, said()) == (422, errors, [])
    assert '<details id="number" open>' in cast.text(page)


def test_the_words_one_agrees_to_stand_beside_the_tick(proved):
    assert khmer(ENGLISH) in cast.text(proved.open("/my/"))


def test_who_agreed_sees_the_end_of_the_number_and_how_to_silence_and_to_erase_it(proved):
    proved.post("/my/number/", {"agree": "on"})
    page = cast.text(proved.open("/my/"))
    assert ["+855 ••• 678" in page, "345" in page, khmer(SENDS) in page, 'action="/my/number/quiet/"' in page, 'name="agree"' in page] == [
        True, False, True, True, False,
    ]  # fmt: skip
    page = cast.text(proved.post("/my/number/quiet/", follow=True))
    assert ["+855 ••• 678" in page, 'action="/my/number/quiet/"' in page, 'name="agree"' in page, said()[-1][1]] == [True, False, True, False]


def test_who_erases_the_number_is_a_guest_again_and_still_here(proved):
    learner = Learner.objects.get()
    page = proved.post("/my/number/erase/", follow=True)
    assert (page.context["me"], Contact.objects.count(), proved.cookies["learner"].value.split(":")[0]) == (learner, 0, str(learner.pk))
    assert "_auth_user_id" not in proved.session


def test_who_erases_the_number_and_has_a_pin_stays_in_by_it(proved):
    Learner.objects.update(pin="x")
    page = proved.post("/my/number/erase/", follow=True)
    assert (page.context["me"].is_protected, Contact.objects.count(), proved.session["learner"]) == (True, 0, str(Learner.objects.get().pk))


def test_a_number_that_was_stopped_is_said_to_be_stopped(proved):
    proved.post("/my/number/", {"agree": "on"})
    proved.post("/stop/", {"number": cast.NUMBER})
    page = cast.text(proved.open("/my/"))
    assert [khmer(STOPPED) in page, khmer(SENDS) in page, 'name="agree"' in page] == [True, False, True]
    page = cast.text(proved.post("/my/number/", {"agree": "on"}, follow=True))
    assert [khmer(STOPPED) in page, khmer(SENDS) in page] == [False, True]


def test_a_number_whose_key_is_gone_can_still_be_erased(proved, settings):
    settings.SEALING_KEYS = {7: b"7" * 32}
    page = cast.text(proved.open("/my/"))
    assert ["•••" in page, 'action="/my/number/erase/"' in page] == [False, True]


def test_a_number_left_before_numbers_were_proved_gets_nothing_and_can_be_erased(learning):
    Learner.objects.update(contact=Contact.objects.create(number_sealed=b"x", number_index="i", bucket=0, left_at=MONDAY_10AM))
    page = cast.text(learning.open("/my/"))
    assert [khmer("Nobody has shown yet whose number this is: we send nothing.") in page, 'name="agree"' in page] == [True, False]
    learning.post("/my/number/erase/")
    assert Contact.objects.count() == 0


def test_the_page_after_a_stop_leads_on(client):
    page = client.post("/stop/", {"number": "012 345 678"})
    assert (page.status_code, 'class="go fit" href="/"' in cast.text(page)) == (200, True)


@pytest.mark.parametrize("address", ["/my/number/", "/my/number/erase/"])
def test_nobody_leaves_or_erases_a_number_before_the_first_answer_or_by_looking(stranger, learning, address):
    assert stranger.post(address, {"agree": "on"}).headers["Location"] == "/my/"
    learning.prove()
    learning.post("/my/number/", {"agree": "on"})
    looked = [getattr(learning, how)(address) for how in ("get", "head")]
    assert ([page.headers["Location"] for page in looked], Contact.objects.count(), len(said())) == (["/my/", "/my/"], 1, 1)


@pytest.mark.parametrize("typed", ["", "023 123 456", "x"])
def test_a_stop_for_what_is_no_mobile_says_so(client, typed):
    page = client.post("/stop/", {"number": typed})
    assert (page.status_code, page.context["form"]["number"].value(), Suppression.objects.count()) == (422, typed, 0)


def test_anybody_may_say_stop_twice(client):
    assert [client.post("/stop/", {"number": "០១២៣៤៥៦៧៨"}).status_code for _ in range(2)] == [200, 200]
    assert Suppression.objects.count() == 1


def test_rows_have_names_that_tell_no_number():
    learner = people.somebody()
    contact = people.leaves(learner)
    assert (str(contact), str(learner)) == (f"contact {contact.pk}", f"learner {learner.pk}")
