"""Leaving a number and taking it back: sealed, agreed to in words that are kept, and by nobody too young."""

import hashlib
import re
from datetime import timedelta

import pytest
from django.db import connection

from learning import about_me, contacts, my_learning, nudges, profile
from learning.contacts import TooYoung
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
STOPPED = "Texts to this number are stopped: we send nothing. If you want reminders again, erase it here and leave it once more."
NOT_A_MOBILE = khmer("This is not a Cambodian mobile number. Write it like 012 345 678.")

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
    """Left on the page, mistyped before, stopped on the web, reminded: the whole way of a number."""
    factories.one_lesson(tmp_path)
    page = citizen.open("/c2/l2-1/check/")
    citizen.answer(page, cast.choices(page)[1])
    for number in ("012 345 67", "០១២ ៣៤៥ ៦៧៨"):
        citizen.post("/my/number/", {"number": number, "agree": "on", "is_15": "on"})
    nudges.send_due(Learner.objects.get().enrolments.get().nudge_at)
    assert OutboundMessage.objects.count() == 1
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
    assert sealing.open(OutboundMessage.objects.get().recipient) == "+85512345678"


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
    assert (consent.text_version, consent.text_sha256, consent.language, consent.channel) == (contacts.VERSION, words, "km", "web")
    assert str(consent) == "sms yes 2027-01-04"


def test_every_yes_and_no_is_a_row_of_its_own_and_the_newest_counts():
    learner = people.somebody()
    agreed = []
    for hours in range(4):
        if hours % 2:
            contacts.drop(learner=learner, now=MONDAY_10AM + hours * HOUR)
        else:
            people.leaves(learner, now=MONDAY_10AM + hours * HOUR)
        agreed.append(contacts.agreed(learner))
    assert ([granted for _index, granted in said()], agreed) == ([True, False, True, False], [True, False, True, False])


def test_another_number_is_another_consent_and_the_former_number_is_gone():
    learner = people.somebody()
    first = people.leaves(learner, "012 345 678")
    second = people.leaves(learner, "087 654 321", MONDAY_10AM + HOUR)
    assert said() == [(first.number_index, True), (first.number_index, False), (second.number_index, True)]
    assert list(Contact.objects.all()) == [second]
    assert contacts.agreed(learner) is True


def test_nobody_without_a_number_has_agreed():
    assert contacts.agreed(people.somebody()) is False


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
    assert [my_learning.number(one) for one in (mother, daughter)] == [Number("+855 ••• 678", is_stopped=one) for one in (True, False)]


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
    ("age", "ticked", "kept"),
    [
        ("under_15", True, False), ("under_15", False, False), ("not_said", False, False), ("not_said", True, True),
        ("15_24", False, True), ("60_up", True, True), (None, False, False), (None, True, True),
    ],
)  # fmt: skip
def test_under_fifteen_leaves_no_number_and_who_did_not_say_ticks_that_they_are_older(age, ticked, kept):
    learner = of_age(age) if age else people.somebody()
    if kept:
        contacts.leave(learner=learner, number="012345678", is_15=ticked, now=MONDAY_10AM)
    else:
        with pytest.raises(TooYoung):
            contacts.leave(learner=learner, number="012345678", is_15=ticked, now=MONDAY_10AM)
    assert (Contact.objects.count(), Consent.objects.count()) == (int(kept), int(kept))


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


AGREED = {"agree": "on", "is_15": "on"}


@pytest.mark.parametrize(
    "typed", ["023 123 456", "+66 81 234 5678", "012 345 67", "ភ្នំពេញ", "<b>012</b>"], ids=["fixed line", "Thai", "short", "word", "markup"]
)
def test_what_is_no_mobile_comes_back_with_a_sentence_and_what_was_typed(learning, typed):
    page = learning.post("/my/number/", {"number": typed} | AGREED)
    assert (page.status_code, page.context["form"].errors, page.context["form"]["number"].value()) == (422, {"number": [NOT_A_MOBILE]}, typed)
    assert [NOT_A_MOBILE in cast.text(page), f'value="{typed}"' in cast.text(page) or "&lt;b&gt;" in page.content.decode()] == [True, True]
    assert Contact.objects.count() == 0


def test_a_megabyte_where_a_number_belongs_is_refused_and_nothing_is_lost(learning):
    refused = learning.post("/my/number/", {"number": "1" * 2**20} | AGREED)
    assert (refused.status_code, 'lang="km"' in cast.text(refused)) == (400, True)
    assert (learning.post("/my/number/", {"number": cast.NUMBER} | AGREED).status_code, Contact.objects.count()) == (302, 1)


@pytest.mark.parametrize(
    ("ticked", "errors"),
    [
        ({"agree": "on"}, {"is_15": [khmer("Only people of 15 and older can leave a number.")]}),
        ({"is_15": "on"}, {"agree": [khmer("Please tick this if you want reminders.")]}),
    ],
)
def test_without_the_ticks_no_number_is_kept(learning, ticked, errors):
    page = learning.post("/my/number/", {"number": cast.NUMBER} | ticked)
    assert (page.status_code, page.context["form"].errors, Contact.objects.count()) == (422, errors, 0)


def test_who_said_their_age_is_not_asked_to_tick_it(learning):
    about_me.answer(learner=Learner.objects.get(), answers={"age": "25_34"}, now=MONDAY_10AM)
    assert "is_15" not in learning.open("/my/").context["form"].fields
    assert learning.post("/my/number/", {"number": cast.NUMBER, "agree": "on"}).status_code == 302
    assert Contact.objects.count() == 1


def test_who_is_under_fifteen_is_not_offered_and_cannot_force_it(learning):
    about_me.answer(learner=Learner.objects.get(), answers={"age": "under_15"}, now=MONDAY_10AM)
    page = learning.open("/my/")
    assert ("form" in page.context, 'name="number"' in cast.text(page)) == (False, False)
    learning.post("/my/number/", {"number": cast.NUMBER} | AGREED)
    assert Contact.objects.count() == 0


def test_what_is_missing_is_listed_in_the_order_of_the_page_and_said_beside_each_field(learning):
    page = cast.text(learning.post("/my/number/", {"number": ""}))
    assert re.findall(r'<a href="#(id_\w+)"><b>([^<]+)</b>', page) == [
        ("id_number", khmer("Mobile number")), ("id_is_15", khmer("I am 15 or older")), ("id_agree", khmer("Your agreement")),
    ]  # fmt: skip
    assert re.findall(r'<ul class="error" id="(\w+)_error">', page) == ["id_number", "id_is_15", "id_agree"]
    assert '<details id="number" open>' in page


def test_who_left_a_number_sees_its_last_three_digits_and_how_to_erase_it(learning):
    learning.post("/my/number/", {"number": cast.NUMBER} | AGREED)
    page = cast.text(learning.open("/my/"))
    assert ["+855 ••• 678" in page, "345" in page, 'action="/my/number/erase/"' in page, 'name="number"' in page] == [True, False, True, False]
    learning.post("/my/number/erase/")
    assert (Contact.objects.count(), 'name="number"' in cast.text(learning.open("/my/"))) == (0, True)


def test_a_number_that_was_stopped_is_said_to_be_stopped_and_not_after_a_fresh_yes(learning):
    stopped, sends = (khmer(text) for text in (STOPPED, "You left a number. We send at most two short texts a week."))
    seen = []
    for address in ("/my/number/", "/stop/", "/my/number/erase/", "/my/number/"):
        learning.post(address, {"number": cast.NUMBER} | AGREED)
        page = cast.text(learning.open("/my/"))
        seen.append((stopped in page, sends in page))
    assert seen == [(False, True), (True, False), (False, False), (False, True)]


def test_a_number_whose_key_is_gone_can_still_be_erased(learning, settings):
    learning.post("/my/number/", {"number": cast.NUMBER} | AGREED)
    settings.SEALING_KEYS = {7: b"7" * 32}
    page = cast.text(learning.open("/my/"))
    assert ["•••" in page, 'action="/my/number/erase/"' in page] == [False, True]


def test_the_page_after_a_stop_leads_on(client):
    page = client.post("/stop/", {"number": "012 345 678"})
    assert (page.status_code, 'class="go fit" href="/"' in cast.text(page)) == (200, True)


@pytest.mark.parametrize("address", ["/my/number/", "/my/number/erase/"])
def test_nobody_leaves_or_erases_a_number_before_the_first_answer_or_by_looking(stranger, learning, address):
    assert stranger.post(address, {"number": cast.NUMBER} | AGREED).headers["Location"] == "/my/"
    learning.post("/my/number/", {"number": cast.NUMBER} | AGREED)
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
