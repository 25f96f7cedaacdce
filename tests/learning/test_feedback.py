"""People say whether a lesson helped and that a service did not work, without a name; its owner answers everybody."""

import re
from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from wagtail.models import ModelLogEntry

from courses.models import OfficialService
from learning import feedback, feedback_views
from learning.models import Learner, LessonVoice, LessonWord, Scope, ServiceAnswer, ServiceProblem, ServiceWord, Sweep
from learning.privacy import retention
from learning.redaction import redact
from learning.reports import complaints
from tests import cast, factories
from tests.cast import Person
from tests.learning.people import khmer

pytestmark = pytest.mark.django_db
PROBLEM, SERVICES, INBOX = "/services/verify/problem/", "/services/", "/reports/services/"


@pytest.fixture
def lesson(tmp_path):
    return factories.one_lesson(tmp_path, written=1, pairs=0)


def door(lesson) -> str:
    return f"/lessons/{lesson.translation_key}/helpful/"


def send(person: Person, address: str, **said: str):
    """Open the form, fill it in and send it."""
    return person.post(address, {"key": key(person.get(address))} | said)


def key(page) -> str:
    return re.search(r'name="key" value="([^"]+)"', page.content.decode()).group(1)


def complain(times: int, day: date, service: str = "verify") -> None:
    ServiceProblem.objects.bulk_create([ServiceProblem(key=uuid4().hex, service=service, what="shut", day=day) for _ in range(times)])


# --- a lesson ------------------------------------------------------------------------------------------------------------
def test_a_lesson_leads_to_the_questions_and_is_still_the_same_for_everybody(lesson, citizen):
    page = citizen.get("/c2/l2-1/")
    assert [f'href="{address}"' in page.content.decode() for address in (door(lesson), PROBLEM)] == [True, True]
    assert ("csrf" in page.content.decode(), citizen.get(door(lesson))["Cache-Control"]) == (False, "private, no-store")


def test_a_yes_is_kept_for_the_version_that_is_published_and_for_nobody(lesson, citizen):
    page = send(citizen, door(lesson), helpful="yes", words="ល្អណាស់ សូមទូរស័ព្ទ 012 345 678")
    assert (page.status_code, khmer("Thank you") in cast.text(page)) == (200, True)
    voice = LessonVoice.objects.get()
    assert (voice.lesson_key, voice.version, voice.helpful) == (lesson.translation_key, lesson.live_revision_id, True)
    assert (voice.word.text, Learner.objects.count()) == ("ល្អណាស់ សូមទូរស័ព្ទ […]", 0)


def test_a_double_tap_is_one_voice(lesson, citizen):
    said = {"key": key(citizen.get(door(lesson))), "helpful": "no", "words": "វែងពេក"}
    assert [citizen.post(door(lesson), said).status_code for _ in range(2)] == [200, 200]
    assert (LessonVoice.objects.count(), LessonWord.objects.count()) == (1, 1)


@pytest.mark.parametrize("bad", ["", "x", "of another"])
def test_a_form_with_a_bad_key_is_shown_again_with_what_was_written_and_works_then(lesson, citizen, bad):
    sent = feedback.sign("verify") if bad == "of another" else bad
    page = citizen.post(door(lesson), {"key": sent, "helpful": "yes", "words": "ល្អ"})
    assert (page.status_code, "ល្អ" in cast.text(page), LessonVoice.objects.count()) == (422, True, 0)
    citizen.post(door(lesson), {"key": key(page), "helpful": "yes", "words": "ល្អ"})
    assert LessonVoice.objects.get().word.text == "ល្អ"


def test_no_answer_and_too_long_a_word_are_refused_in_a_sentence(lesson, citizen):
    pages = [send(citizen, door(lesson), words="ល្អ"), send(citizen, door(lesson), helpful="yes", words="ល" * 301)]
    assert ([page.status_code for page in pages], LessonVoice.objects.count()) == ([422, 422], 0)


def test_a_lesson_nobody_may_read_has_no_question(lesson, citizen):
    lesson.unpublish()
    assert [citizen.get(address).status_code for address in (door(lesson), f"/lessons/{uuid4()}/helpful/")] == [404, 404]


def test_too_many_from_one_network_wait_and_are_told_so_in_khmer(lesson, citizen, monkeypatch):
    monkeypatch.setattr(feedback_views, "PER_HOUR", 1)
    first, second = (send(citizen, door(lesson), helpful="yes") for _ in range(2))
    assert (first.status_code, second.status_code, khmer("A little too fast") in cast.text(second)) == (200, 429, True)
    assert LessonVoice.objects.count() == 1


# --- a service -----------------------------------------------------------------------------------------------------------
def test_a_problem_is_kept_with_the_province_and_without_numbers(lesson, citizen):
    page = send(citizen, PROBLEM, what="fee", province="06", words="គេយក 20000៛ ទៅគណនី ០០១ ២៣៤ ៥៦៧ sok@mail.example")
    problem = ServiceProblem.objects.get()
    assert (page.status_code, problem.service, problem.what, problem.province) == (200, "verify", "fee", "06")
    assert problem.word.text == "គេយក 20000៛ ទៅគណនី […] […]"


def test_a_double_tap_is_one_problem_and_an_odd_province_none(lesson, citizen):
    said = {"key": key(citizen.get(PROBLEM)), "what": "odd"}
    for _ in range(2):
        citizen.post(PROBLEM, said)
    assert (send(citizen, PROBLEM, what="odd", province="99").status_code, ServiceProblem.objects.count()) == (422, 1)


def test_a_service_that_citizens_do_not_see_has_no_form(lesson, citizen):
    OfficialService.objects.update(certainty="unverified")
    assert [citizen.get(address).status_code for address in (PROBLEM, "/services/nothing/problem/")] == [404, 404]
    assert khmer("No service stands here yet") in cast.text(citizen.get(SERVICES))


# --- told to everybody ---------------------------------------------------------------------------------------------------
def test_few_people_are_not_counted_in_public(lesson, citizen):
    complain(9, date(2027, 1, 4))
    assert khmer("You said:") not in cast.text(citizen.get(SERVICES))
    ServiceAnswer.objects.create(service="verify", text="យើងបានកែហើយ។", answered_on=date(2027, 1, 9))
    page = cast.text(citizen.get(SERVICES))
    assert [khmer("fewer than 10 people could not use it.") in page, "យើងបានកែហើយ។" in page, "៥ ថ្ងៃ" in page] == [True, True, False]


def test_from_ten_people_on_everybody_reads_how_many_what_was_done_and_how_long_it_took(lesson, citizen):
    complain(12, date(2027, 1, 4))
    ServiceAnswer.objects.create(service="verify", text="យើងបានកែហើយ។", done_on=date(2027, 1, 8), answered_on=date(2027, 1, 9))
    page = cast.text(citizen.get(SERVICES))
    said = [khmer("about %(number)s people could not use it.") % {"number": "១០"}, khmer("Half of the people waited %(days)s day or less.")]
    assert [said[0] in page, said[1] % {"days": "៥"} in page, "៨" in page] == [True, True, True]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_public_page_costs_the_same_queries_however_many_services(lesson, citizen, rows, django_assert_num_queries):
    known = OfficialService.objects.get()
    for number in range(1, rows):
        known.pk, known.slug = None, f"verify{number}"
        known.save()
    for one in OfficialService.objects.all():
        complain(10, date(2027, 1, 4), one.slug)
        ServiceAnswer.objects.create(service=one.slug, text="ហើយ", answered_on=date(2027, 1, 9))
    with django_assert_num_queries(3):
        complaints.told(feedback.services())


# --- the owner -----------------------------------------------------------------------------------------------------------
def test_the_owner_reads_answers_once_and_everybody_sees_it(lesson, citizen, officer):
    send(citizen, PROBLEM, what="silent", province="06", words="រង់ចាំយូរ")
    assert f'href="{INBOX}verify/"' in officer.get(INBOX).content.decode()
    page = cast.text(officer.get(f"{INBOX}verify/"))
    assert ["រង់ចាំយូរ" in page, "កំពង់ធំ" in page] == [True, True]
    done = officer.post(f"{INBOX}verify/", {"text": "យើងបានបន្ថែមបុគ្គលិក។", "done_on": "2026-11-20"}, follow=True)
    assert (done.status_code, "យើងបានបន្ថែមបុគ្គលិក។" in cast.text(citizen.get(SERVICES))) == (200, True)
    entry = ModelLogEntry.objects.get(content_type__model="serviceanswer")
    assert (entry.action, entry.user.username, ServiceAnswer.objects.get().done_on) == ("wagtail.create", "officer", date(2026, 11, 20))
    assert officer.post(f"{INBOX}verify/", {"text": ""}).status_code == 422


def test_an_officer_of_another_ministry_finds_nothing_and_a_stranger_no_door(lesson, officer, trainer, stranger):
    Scope.objects.update(value="MOC")
    assert [officer.get(f"{INBOX}verify/").status_code, trainer.get(f"{INBOX}verify/").status_code] == [404, 200]
    assert khmer("No service of yours stands here") in cast.text(officer.get(INBOX))
    Scope.objects.update(value=" ")
    assert list(complaints.inbox(Scope.objects.get().user)) == []
    assert stranger.get(INBOX).status_code == 302


def test_who_waits_since_the_last_answer_is_counted(lesson):
    complain(2, date(2027, 1, 4))
    complain(3, date(2027, 1, 12))
    (before,) = complaints.told(feedback.services())
    ServiceAnswer.objects.create(service="verify", text="ហើយ", answered_on=date(2027, 1, 9))
    (after,) = complaints.told(feedback.services())
    assert (before.waiting, after.waiting, len(after.days)) == (5, 3, 5)


# --- kept for a year, without numbers ------------------------------------------------------------------------------------
def test_words_go_after_a_year_and_what_was_counted_stays(lesson, citizen):
    send(citizen, door(lesson), helpful="no", words="វែងពេក")
    send(citizen, PROBLEM, what="shut", words="បើកមិនបាន")
    now: datetime = timezone.now()
    retention.sweep(now + timedelta(days=365))
    assert (LessonWord.objects.count(), ServiceWord.objects.count()) == (1, 1)
    retention.sweep(now + timedelta(days=367))
    assert (LessonWord.objects.count(), ServiceWord.objects.count()) == (0, 0)
    assert (LessonVoice.objects.count(), ServiceProblem.objects.count()) == (1, 1)
    assert sorted(Sweep.objects.filter(gone=1, table__endswith="Word").values_list("table", flat=True)) == [
        "learning.LessonWord",
        "learning.ServiceWord",
    ]


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("0\u200b1\u200b2 345 678", "[…]"),
        ("+855 12 345 678 ហៅ", "[…] ហៅ"),
        ("01\u20602345678", "[…]"),
        ("គណនី 001.234.567", "គណនី […]"),
        ("០១២-៣៤៥-៦៧៨", "[…]"),
        ("sok.dara+x@mail.gov.example", "[…]"),
        ("40000៛ ថ្ងៃ 12/11/2026 ម៉ោង 9", "40000៛ ថ្ងៃ 12/11/2026 ម៉ោង 9"),
        ("   ", ""),
    ],
)
def test_numbers_and_addresses_are_taken_out(written, kept):
    assert redact(written) == kept


def test_what_is_kept_prints_itself():
    voice = LessonVoice(lesson_key=uuid4(), version=3, helpful=True)
    rows = [LessonWord(voice=voice, text="ល្អ"), ServiceWord(text="យូរ"), ServiceProblem(service="verify", what="odd", day=date(2027, 1, 4))]
    assert [str(one) for one in rows] == ["ល្អ", "យូរ", "verify 2027-01-04: odd"]
    assert (str(voice), str(ServiceAnswer(service="verify", answered_on=date(2027, 1, 4)))) == (f"{voice.lesson_key} 3: True", "verify 2027-01-04")
