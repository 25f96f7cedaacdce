"""Somebody doubts a message, sees what we would get, sends it, and reads the answer under a code; a trainer answers all look-alikes at once."""

import re
from datetime import timedelta

import pytest

from courses.models import LessonPage, OfficialService
from learning.privacy import retention
from quizzes import scam_reports
from quizzes.models import Question, ScamGroup, ScamReport
from tests import cast, factories
from tests.cast import MONDAY_10AM, Person
from tests.learning.people import khmer

pytestmark = pytest.mark.django_db
WON = "អបអរសាទរ! អ្នកឈ្នះរង្វាន់ $500 ពី Smart។ ចូល https://win.top/u/7 ហៅ 012 345 678 ដើម្បីទទួល។"
REDACTED = "អបអរសាទរ! អ្នកឈ្នះរង្វាន់ $500 ពី Smart។ ចូល win[.]top/[...] ហៅ [លេខទូរសព្ទ] ដើម្បីទទួល។"
INBOX = "/cms/scams/"


def sent(person: Person, text: str = WON, **other: str):
    """The page after both steps."""
    shown = person.post("/scams/report/", {"text": text, "channel": "sms"} | other)
    form = shown.context["form"]
    return person.post("/scams/report/send/", {name: form[name].value() for name in form.fields}, follow=True)


def reported(text: str = WON, nonce: str = "n", days: int = 0, **other: str) -> ScamReport:
    said = {"channel": "sms", "sender": "", "province": ""} | other
    return scam_reports.keep(nonce=nonce, text=text, now=MONDAY_10AM + timedelta(days=days), **said)


# --- citizens -----------------------------------------------------------------------------------------------------------
def test_what_would_be_kept_is_shown_before_anything_is_kept(citizen):
    page = citizen.post("/scams/report/", {"text": WON, "channel": "sms", "province": "06"})
    assert page.context["form"]["text"].value() == REDACTED
    assert page.context["removed"] == [("link", 1), ("phone", 1)]
    assert (page.status_code, page["Cache-Control"]) == (200, "private, no-store")
    assert ("345 678" in cast.text(page), ScamReport.objects.count(), ScamGroup.objects.count()) == (False, 0, 0)


def test_what_was_seen_is_what_is_kept(citizen):
    page = sent(citizen, province="06", sender="bank")
    report = ScamReport.objects.get()
    assert (report.text, report.channel, report.sender, report.province) == (REDACTED, "sms", "bank", "06")
    assert page.redirect_chain == [(f"/scams/{report.code}/", 302)]
    assert khmer("Thank you. A trainer will look at it.") in cast.text(page)
    assert f"{report.code[:3]}-{report.code[3:6]}-{report.code[6:]}" in cast.text(page)
    assert (page["Cache-Control"], 'content="noindex"' in cast.text(page)) == ("private, no-store", True)


def test_what_is_written_into_the_second_screen_is_redacted_again(citizen):
    citizen.post("/scams/report/send/", {"text": "ហៅ ០១២៣៤៥៦៧៨", "channel": "sms", "key": scam_reports.sign()})
    assert ScamReport.objects.get().text == "ហៅ [លេខទូរសព្ទ]"


def test_a_double_tap_is_one_report(citizen):
    form = {"text": WON, "channel": "sms", "key": scam_reports.sign()}
    answers = {citizen.post("/scams/report/send/", form)["Location"] for _tap in range(3)}
    assert (len(answers), ScamReport.objects.count()) == (1, 1)


def test_a_form_that_is_not_ours_is_shown_again_with_what_was_written(citizen):
    page = citizen.post("/scams/report/send/", {"text": "សារ", "channel": "sms", "key": "x"})
    assert (page.status_code, page.context["form"]["text"].value(), ScamReport.objects.count()) == (422, "សារ", 0)
    assert khmer("This form was open for too long. Please send it once more.") in cast.text(page)
    assert scam_reports.read(page.context["form"]["key"].value())


@pytest.mark.parametrize("address", ["/scams/report/", "/scams/report/send/"])
@pytest.mark.parametrize(("text", "channel"), [("", "sms"), ("\u200b\u2060", "sms"), ("ក" * 6001, "sms"), ("សារ", "pigeon")])
def test_what_says_nothing_is_asked_for_again(citizen, address, text, channel):
    page = citizen.post(address, {"text": text, "channel": channel, "key": scam_reports.sign()})
    assert (page.status_code, ScamReport.objects.count()) == (422, 0)


def test_two_thousand_signs_are_read_and_one_more_is_not(citizen):
    answers = [citizen.post("/scams/report/", {"text": "ក" * signs, "channel": "sms"}).status_code for signs in (2000, 2001)]
    assert answers == [200, 422]


def test_who_sends_without_end_is_asked_to_wait_in_khmer(citizen):
    for number in range(60):
        citizen.post("/scams/report/send/", {"text": f"សារ {number}", "channel": "sms", "key": scam_reports.sign()})
    page = citizen.post("/scams/report/send/", {"text": "សារ", "channel": "sms", "key": scam_reports.sign()})
    assert (page.status_code, ScamReport.objects.count()) == (429, 60)
    assert khmer("A little too fast") in cast.text(page)


@pytest.mark.parametrize(("certainty", "is_shown"), [("published", True), ("unverified", False)])
def test_victims_read_first_where_to_turn_to_but_only_what_somebody_checked(citizen, certainty, is_shown):
    OfficialService.objects.create(
        slug="police-hotline", name="បណ្តាញនគរបាល", name_en="Police", owner="នគរបាល", domains="police.example", certainty=certainty,
        checked_on=MONDAY_10AM.date(),
    )  # fmt: skip
    text = cast.text(citizen.get("/scams/report/"))
    assert ("police.example" in text) is is_shown
    assert text.index(khmer("Lost money or gave away a code? First this:")) < text.index("<h1>")


def test_a_code_is_found_however_it_is_typed(citizen):
    code = reported().code
    assert citizen.get("/scams/", {"code": f" {code[:3].lower()}-{code[3:]} "})["Location"] == f"/scams/{code}/"
    assert citizen.get(f"/scams/{code.lower()}/").status_code == 200


def test_a_code_that_is_none_is_said_to_be_none(citizen):
    assert [citizen.get(where).status_code for where in ("/scams/", "/scams/?code=ABC", "/scams/ABC/")] == [200, 404, 404]


def test_codes_cannot_be_guessed_or_mistaken():
    codes = {reported(nonce=str(number)).code for number in range(30)}
    assert len(codes) == 30
    assert all(re.fullmatch("[2-9A-HJKMNP-Z]{9}", code) for code in codes)


# --- look-alikes --------------------------------------------------------------------------------------------------------
def test_look_alikes_are_one_group_and_have_one_answer(citizen):
    one, other = reported(nonce="a"), reported(WON.replace("Smart", "Cellcard").replace("500", "1000"), nonce="b")
    scam_reports.decide(group=one.group, verdict="scam", words="កុំចុច", lesson=None, now=MONDAY_10AM)
    assert one.group == other.group
    assert "កុំចុច" in cast.text(citizen.get(f"/scams/{other.code}/"))


def test_another_message_is_another_group():
    assert reported(nonce="a").group != reported("បងអើយ ខ្ញុំបាត់ទូរសព្ទ សូមផ្ញើលុយមកលេខនេះសិន", nonce="b").group


# --- trainers -----------------------------------------------------------------------------------------------------------
def test_the_largest_group_without_an_answer_stands_first(trainer):
    small = reported("បងអើយ ខ្ញុំបាត់ទូរសព្ទ សូមផ្ញើលុយមកលេខនេះសិន", nonce="s")
    for number, province in enumerate(("06", "06", "12", "")):
        large = reported(nonce=str(number), days=number, province=province)
    done = reported("ការងារងាយៗ នៅផ្ទះ ប្រាក់ខែខ្ពស់ សូមទាក់ទងមក", nonce="d")
    scam_reports.decide(group=done.group, verdict="scam", words="x", lesson=None, now=MONDAY_10AM)
    listed = trainer.get(INBOX).context["object_list"]
    assert [(group.pk, group.size, group.provinces) for group in listed] == [(large.group_id, 4, 2), (small.group_id, 1, 0), (done.group_id, 1, 0)]
    assert (listed[0].first, listed[0].last) == (MONDAY_10AM, MONDAY_10AM + timedelta(days=3))


@pytest.mark.parametrize("groups", [1, 3])
def test_the_list_costs_the_same_however_long(trainer, groups, django_assert_num_queries):
    for number, text in enumerate(("ឈ្នះរង្វាន់ធំ", "បងអើយ ផ្ញើលុយមក", "ការងារងាយៗ នៅផ្ទះ")[:groups]):
        reported(text, nonce=str(number))
    trainer.get(INBOX)
    with django_assert_num_queries(12):
        assert len(trainer.get(INBOX).context["object_list"]) == groups


def test_one_answer_reaches_everybody_who_reported_it(trainer, citizen, tmp_path):
    lesson = factories.one_lesson(tmp_path)
    reports = [reported(nonce=number) for number in "ab"]
    where = f"{INBOX}{reports[0].group_id}/"
    assert "win[.]top" in cast.text(trainer.get(where))
    trainer.post(where, {"verdict": "scam", "words": "Smart មិនឱ្យរង្វាន់តាមតំណទេ។", "lesson": str(lesson.pk)})
    for report in reports:
        text = cast.text(citizen.get(f"/scams/{report.code}/"))
        assert all(part in text for part in (khmer("It is a scam"), "Smart មិនឱ្យរង្វាន់តាមតំណទេ។", lesson.url, lesson.title))


def test_a_lesson_that_was_taken_down_is_not_named_any_more(citizen, tmp_path):
    lesson, report = factories.one_lesson(tmp_path), reported()
    scam_reports.decide(group=report.group, verdict="genuine", words="ពិត", lesson=lesson, now=MONDAY_10AM)
    LessonPage.objects.get(pk=lesson.pk).unpublish()
    text = cast.text(citizen.get(f"/scams/{report.code}/"))
    assert (khmer("It is real") in text, lesson.title in text) == (True, False)


def test_an_answer_without_words_is_not_given(trainer):
    report = reported()
    page = trainer.post(f"{INBOX}{report.group_id}/", {"verdict": "scam", "words": ""})
    assert (page.status_code, ScamGroup.objects.get().verdict) == (422, "")


def test_a_twin_pair_is_made_in_one_action_and_once(trainer):
    report = reported(WON + "ក" * 1500)
    pages = [trainer.post(f"{INBOX}{report.group_id}/twins/") for _tap in range(2)]
    scam, genuine = Question.objects.get(truth="scam"), Question.objects.get(truth="genuine")
    assert (scam.twin, genuine.twin, Question.objects.count()) == (genuine, scam, 2)
    assert [(half.live, half.kind, half.channel, half.message) for half in (scam, genuine)] == [(False, "judge", "sms", report.text[:1000])] * 2
    assert [page["Location"] for page in pages] == [f"/cms/snippets/quizzes/question/edit/{scam.pk}/"] * 2
    assert trainer.get(pages[0]["Location"]).status_code == 200
    assert scam.get_latest_revision_as_object().twin == genuine


def test_no_twins_are_made_of_a_group_whose_messages_are_gone(trainer):
    empty = ScamGroup.objects.create(sketch=[], last_at=MONDAY_10AM)
    assert trainer.post(f"{INBOX}{empty.pk}/twins/").status_code == 404


def test_nobody_else_comes_in(officer, citizen):
    report = reported()
    addresses = (INBOX, f"{INBOX}{report.group_id}/", f"{INBOX}{report.group_id}/twins/")
    assert [person.get(where).status_code for person in (officer, citizen) for where in addresses] == [302] * 6


# --- what goes by itself ------------------------------------------------------------------------------------------------
def test_after_a_year_message_and_code_are_gone_and_then_the_answer(citizen):
    report = reported()
    scam_reports.decide(group=report.group, verdict="scam", words="x", lesson=None, now=MONDAY_10AM)
    retention.sweep(MONDAY_10AM + timedelta(days=365))
    assert (ScamReport.objects.count(), ScamGroup.objects.count()) == (1, 1)
    for days in (366, 367):
        retention.sweep(MONDAY_10AM + timedelta(days=days))
    assert (ScamReport.objects.count(), ScamGroup.objects.count()) == (0, 0)
    assert citizen.get(f"/scams/{report.code}/").status_code == 404


def test_the_answer_stays_while_somebody_may_come_for_it():
    reported(nonce="a")
    reported(nonce="b", days=300)
    for days in (366, 367):
        retention.sweep(MONDAY_10AM + timedelta(days=days))
    assert (ScamReport.objects.count(), ScamGroup.objects.count()) == (1, 1)
