"""See, correct, withdraw, erase, undo: the rights of a person, as a phone without JavaScript meets them."""

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from learning import consents, stages
from learning.models import Consent, Erasure, Learner, Profile
from learning.privacy import erasing
from tests import cast, factories
from tests.cast import Person
from tests.learning import planted
from tests.learning.people import khmer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _list(settings, tmp_path):
    settings.DATA = tmp_path


@pytest.fixture
def lesson(tmp_path: Path):
    return factories.one_lesson(tmp_path)


@pytest.fixture
def guest(citizen, lesson):
    """Somebody who did a lesson without saying who they are."""
    citizen.finish(citizen.open("/c2/l2-1/check/"), cast.knowing)
    return citizen


@pytest.fixture
def with_number(guest):
    """The same, signed in with a number."""
    guest.prove()
    return guest


def protect(person: Person, pin: str = "7394") -> Learner:
    """Put a PIN before one's learning."""
    person.post("/my/protect/", {"nickname": "ម៉ាក់", "picture": "key", "pin": pin, "is_15": "on"})
    return Learner.objects.get()


def khmer_page(person: Person, address: str) -> str:
    """The page's words without the folding of what is folded."""
    page = person.open(address)
    assert page.status_code == 200
    return cast.text(page)


# --- see ---------------------------------------------------------------------------------------------------------------
def test_a_guest_sees_what_is_held_what_for_and_how_long(guest):
    page = khmer_page(guest, "/my/data/")
    for told in ("Your answers, word for word", "To show you your answer and improve the lesson.", "Nobody has looked so far."):
        assert khmer(told) in page
    assert khmer("Text messages to your number") not in page  # there are none
    assert "/my/data/" in khmer_page(guest, "/my/")


def test_every_entry_can_be_read_and_taken_along(guest):
    page = khmer_page(guest, "/my/data/everything/")
    assert "សំណួរ L2.1-q1" in page
    file = guest.get("/my/data/file/")
    assert (file["Content-Type"], file["Content-Disposition"], file["Cache-Control"]) == (
        "application/json", 'attachment; filename="chbas.json"', "private, no-store",
    )  # fmt: skip
    taken = json.loads(file.content)["tables"]
    assert taken["learning.Learner"]["rows"][0]["id"] == str(Learner.objects.get().pk)
    assert len(taken["quizzes.Response"]["rows"]) == 4


def test_the_whole_number_stands_in_the_file_and_on_no_page(with_number):
    assert all("345678" not in khmer_page(with_number, address) for address in ("/my/data/", "/my/data/everything/"))
    assert "+85512345678" in with_number.get("/my/data/file/").content.decode()


@pytest.mark.parametrize("address", ["/my/data/", "/my/data/everything/", "/my/data/file/", "/my/data/correct/", "/my/data/erase/"])
def test_a_stranger_sees_nothing(guest, stranger, address):
    page = stranger.open(address)
    assert page.redirect_chain
    assert str(Learner.objects.get().pk) not in cast.text(page)


def test_who_looked_stands_there(with_number, trainer):
    trainer.get("/cms/messages/")
    page = khmer_page(with_number, "/my/data/")
    assert khmer("a trainer") in page
    assert khmer("Nobody has looked so far.") not in page


# --- correct -----------------------------------------------------------------------------------------------------------
def test_what_was_said_of_oneself_is_corrected_and_the_past_stays_as_it_was(guest):
    guest.post("/my/about/", {"province": "06", "sex": "female", "age": "25_34", "place": "town"})
    shown = guest.open("/my/data/correct/")
    assert 'value="06" selected' in cast.text(shown)
    page = guest.post("/my/data/correct/", {"province": "12", "sex": "female", "age": "25_34", "place": "town"}, follow=True)
    assert khmer("Corrected. What you said before counts until today, this from today on.") in cast.text(page)
    assert list(Profile.objects.order_by("since", "pk").values_list("question", "answer"))[4:] == [("province", "12")]
    assert Profile.objects.count() == 5


def test_an_answer_that_does_not_exist_is_refused(guest):
    assert guest.post("/my/data/correct/", {"province": "99"}).status_code == 422
    assert Profile.objects.count() == 0


def test_whoever_turns_out_to_be_a_child_loses_number_and_pin_and_stays_as_a_guest(with_number):
    page = with_number.post("/my/data/correct/", {"age": "under_15"}, follow=True)
    learner = Learner.objects.get()
    assert khmer("People under 15 leave no number and have no PIN here, so both were erased.") in cast.text(page)
    assert (learner.contact, learner.is_protected) == (None, False)
    assert khmer("Your answers, word for word") in khmer_page(with_number, "/my/data/")  # the cookie goes on


# --- withdraw ----------------------------------------------------------------------------------------------------------
def say(person: Person, purpose: str, word: str) -> str:
    return cast.text(person.post("/my/data/consent/", {"purpose": purpose, "say": word}, follow=True))


def test_each_purpose_is_agreed_to_and_taken_back_alone(with_number):
    for purpose in ("sms", "research"):
        assert khmer("Written down: yes.") in say(with_number, purpose, "yes")
        assert khmer("Written down: no. It holds from now on.") in say(with_number, purpose, "no")
    said = list(Consent.objects.exclude(purpose="record").order_by("pk").values_list("purpose", "granted"))
    assert said[-4:] == [("sms", True), ("sms", False), ("research", True), ("research", False)]


def test_the_words_and_the_day_of_a_yes_can_be_read_again(guest):
    say(guest, "research", "yes")
    page = khmer_page(guest, "/my/data/")
    assert (
        khmer(
            "My answers may be counted when Chbas finds out whether its lessons help: together with those of many others, "
            "never alone, without name, number and village. If I say no, nothing else changes for me."
        )
        in page
    )
    assert consents.WORDINGS["research"].version in page
    Consent.objects.update(text_sha256="of other words")
    assert "ចំពោះពាក្យពេចន៍ផ្សេង" in khmer_page(guest, "/my/data/")


def test_a_guest_cannot_say_yes_to_reminders_and_is_told_why(guest):
    assert khmer("Reminders need a number with which you signed in.") in khmer_page(guest, "/my/data/")
    assert khmer("Reminders need your number: sign in with it first.") in say(guest, "sms", "yes")


def test_without_the_record_there_is_nothing_to_keep_so_that_leads_to_erasing(guest):
    page = guest.post("/my/data/consent/", {"purpose": "record", "say": "no"}, follow=True)
    assert page.redirect_chain[-1][0] == "/my/data/erase/"
    assert khmer("Yes, erase everything") in cast.text(page)
    assert Learner.objects.get().leaving_at is None


@pytest.mark.parametrize("sent", [{}, {"purpose": "shoes", "say": "yes"}])
def test_a_purpose_that_does_not_exist_is_not_found(guest, sent):
    assert guest.post("/my/data/consent/", sent).status_code == 404


def test_whoever_does_not_want_to_be_counted_is_asked_for_no_test(guest, monkeypatch):
    learner = Learner.objects.get()
    monkeypatch.setattr(stages, "_window", lambda *_: (stages.Stage.TRUST_FIRST,))
    monkeypatch.setattr(stages, "_may", lambda *_: True)
    course = planted_course(learner)
    assert stages.due(learner, course, timezone.now()) == stages.Stage.TRUST_FIRST
    say(guest, "research", "no")
    assert stages.due(learner, course, timezone.now()) is None
    say(guest, "research", "yes")
    assert stages.due(learner, course, timezone.now()) == stages.Stage.TRUST_FIRST


def planted_course(learner: Learner):
    from learning.outline import Course  # noqa: PLC0415 -- only here

    return Course(learner.enrolments.get().course_key, "វគ្គ", "/c2/", (), skill="messages")


# --- erase, undo --------------------------------------------------------------------------------------------------------
def test_looking_at_the_page_erases_nothing(guest):
    page = khmer_page(guest, "/my/data/erase/")
    assert khmer("Sums over many people stay: nobody can be found in them.") in page
    assert khmer("Others learn with the same number: theirs stays, and the number stays for them.") not in page
    assert Erasure.objects.count() == 0


def test_a_guest_is_erased_and_takes_it_back_on_the_same_phone(guest, stranger):
    learner = Learner.objects.get()
    said = cast.text(guest.post("/my/data/erase/", follow=True))
    assert khmer("Take it back: keep everything") in said
    assert khmer("You have not begun yet") in khmer_page(guest, "/my/")
    assert guest.open(f"/quizzes/attempts/{learner.attempts.get().pk}/result/").status_code == 404
    stranger.post("/my/data/undo/", {"who": str(learner.pk)})
    assert Learner.objects.get().leaving_at is not None
    back = guest.post("/my/data/undo/", {"who": str(learner.pk)}, follow=True)
    assert khmer("Everything is as it was. Reminders begin again with your next answer.") in cast.text(back)
    assert khmer("You have not begun yet") not in khmer_page(guest, "/my/")


def test_somebody_new_may_begin_on_the_phone_and_the_first_one_can_still_undo(guest, lesson):
    first = Learner.objects.get()
    guest.post("/my/data/erase/")
    guest.answer(guest.open("/c2/l2-1/check/"), cast.choices(guest.open("/c2/l2-1/check/"))[0])
    assert Learner.objects.count() == 2
    guest.post("/my/data/undo/", {"who": str(first.pk)})
    assert str(first.pk) in khmer_page(guest, "/my/data/everything/")


def test_after_seven_days_there_is_nothing_to_take_back(guest):
    learner = Learner.objects.get()
    guest.post("/my/data/erase/")
    erasing.erase_due(timezone.now() + timedelta(days=7))
    page = guest.post("/my/data/undo/", {"who": str(learner.pk)}, follow=True)
    assert khmer("Take it back: keep everything") not in cast.text(page)
    assert Learner.objects.count() == 0


def test_who_signs_in_with_the_number_takes_it_back_on_any_phone(with_number, stranger):
    learner = Learner.objects.get()
    said = cast.text(with_number.post("/my/data/erase/", follow=True))
    assert khmer("To take it back, sign in with your number first.") in said
    with_number.post("/my/data/undo/", {"who": str(learner.pk)})
    assert Learner.objects.get().leaving_at is not None  # the phone alone proves nothing
    page = stranger.prove()
    assert page.redirect_chain[-1][0] == "/my/data/undo/"
    assert khmer("Take it back: keep everything") in cast.text(page)
    stranger.post("/my/data/undo/", {"who": str(learner.pk)})
    assert str(learner.pk) in khmer_page(stranger, "/my/data/everything/")


def test_who_signs_in_and_wants_it_gone_starts_anew(with_number, stranger):
    first = Learner.objects.get()
    with_number.post("/my/data/erase/")
    stranger.prove()
    assert stranger.get("/my/", follow=True).redirect_chain[-1][0].startswith("/my/who/")
    stranger.post("/my/who/new/", follow=True)
    erasing.erase_due(timezone.now() + timedelta(days=7))
    assert Learner.objects.filter(pk=first.pk).count() == 0


def test_who_has_a_pin_takes_it_back_with_it_and_guesses_are_counted(guest):
    learner = protect(guest)
    guest.post("/my/data/erase/")
    assert khmer_page(guest, "/my/data/undo/").count('name="pin"') == 1
    wrong = [guest.post("/my/data/undo/", {"who": str(learner.pk), "pin": pin}).status_code for pin in ("", "1", "1111", "2222", "3333", "4444")]
    assert wrong == [422] * 6
    assert Learner.objects.get().leaving_at is not None
    right = guest.post("/my/data/undo/", {"who": str(learner.pk), "pin": "៧៣៩៤"}, follow=True)
    assert khmer("Everything is as it was. Reminders begin again with your next answer.") in cast.text(right)
    assert "ម៉ាក់" in khmer_page(guest, "/my/data/everything/")


def test_five_wrong_pins_shut_the_way_back_for_a_while(guest):
    learner = protect(guest)
    guest.post("/my/data/erase/")
    for pin in ("1111", "2222", "3333", "4444", "5555"):
        guest.post("/my/data/undo/", {"who": str(learner.pk), "pin": pin})
    shut = guest.post("/my/data/undo/", {"who": str(learner.pk), "pin": "7394"})
    assert (shut.status_code, re.fullmatch(r"8\d\d|900", shut["Retry-After"]) is not None) == (429, True)
    assert "១៥" in cast.text(shut)


def test_a_tampered_cookie_brings_nobody_back(guest):
    guest.post("/my/data/erase/")
    (name,) = [name for name in guest.cookies if name.endswith("-leaving")]
    guest.cookies[name] = guest.cookies[name].value[:-3] + "abc"
    assert khmer("Take it back: keep everything") not in khmer_page(guest, "/my/data/undo/")


def test_a_shared_number_is_said_to_stay(with_number):
    learner = Learner.objects.get()
    planted.somebody(number=learner.contact)
    assert khmer("Others learn with the same number: theirs stays, and the number stays for them.") in khmer_page(with_number, "/my/data/erase/")


# --- everybody -----------------------------------------------------------------------------------------------------------
def test_everybody_reads_what_is_known_of_people_in_khmer_and_english_without_a_cookie(citizen, lesson):
    for address, told in (("/privacy/", khmer("Your answers, word for word")), ("/en/privacy/", "Your answers, word for word")):
        page = citizen.open(address)
        assert told in cast.text(page)
        assert page.cookies == {}
    assert "after 7 days it is gone" in cast.text(page)
    assert 'href="/privacy/"' in cast.text(citizen.open("/c2/l2-1/"))


def test_a_recycled_number_shows_its_new_owner_nothing_old(stranger):
    contact = planted.contact(now=timezone.now() - timedelta(days=400))
    former = planted.somebody(timezone.now() - timedelta(days=400), number=contact)
    planted.reminded(former, timezone.now() - timedelta(days=2))
    planted.Look.objects.create(number_index=contact.number_index, role="Trainers", what="messages", day=timezone.now().date(), at=timezone.now())
    stranger.prove()
    taken = json.loads(stranger.get("/my/data/file/").content)["tables"]
    assert [row["category"] for row in taken["sms_gateway.OutboundMessage"]["rows"]] == ["code"]
    assert taken["learning.Look"]["rows"] == []
    assert str(former.pk) not in json.dumps(taken)
