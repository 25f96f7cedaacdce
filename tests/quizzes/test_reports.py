"""A trainer reads which question needs what, in words; figures stand one click deeper, and nobody else sees either."""

from datetime import date

import pytest
from django.urls import reverse

from cms import roles
from learning.discernment import Counts
from quizzes import analysis, reports
from quizzes.models import ItemFigure, Question, QuestionVersion
from tests import cast, factories
from tests.cast import MONDAY_10AM, Person
from tests.learning.people import khmer
from tests.quizzes.test_analysis import VECTORS, answer_again, ask, bank, figure, message, people_answer, simulated, take, verdicts, written

pytestmark = pytest.mark.django_db

REPORT = "/cms/reports/questions/"
TELL_THE_MINISTRY = khmer("People take this genuine message for a scam: tell the ministry.")
TOO_EARLY = khmer("Too early: fewer than 50 answers.")
FINE = khmer("Works well: nothing to do.")
SUSPICIOUS = khmer("People suspect more but do not know more: they catch more fake messages and take more real ones for fake.")
BETTER = khmer("People tell fake from real better than before the course.")
BUT_LESS_TRUSTING = khmer("But they also take more real messages for fake: practise real ones more.")
TOO_FEW = khmer("too few answers so far")


def page(person: Person, address: str = REPORT) -> str:
    return cast.text(person.get(address))


def listed(trainer: Person, query: str = "") -> list[str]:
    return [row.version.content["stable_id"] for row in trainer.get(REPORT + query).context["object_list"]]


def sentences(trainer: Person, version: QuestionVersion) -> list[str]:
    return trainer.get(f"{REPORT}{version.pk}/").context["advice"]


def values(trainer: Person, version: QuestionVersion) -> dict[str, str | None]:
    return {str(one.name): one.value for one in trainer.get(f"{REPORT}{version.pk}/").context["numbers"]}


@pytest.fixture
def three() -> dict[str, QuestionVersion]:
    """A real message that most call a scam, a scam that most recognise, and one that hardly anybody met."""
    names = {"real": "genuine", "fake": "scam", "new": "scam"}
    found = {name: message(truth, stable_id=f"m-{name}") for name, truth in names.items()}
    for one in found.values():
        ask(one)
    people_answer(verdicts(found["real"], 42, 18) + verdicts(found["fake"], 42, 18) + verdicts(found["new"], 3, 1))
    analysis.analyse(MONDAY_10AM)
    return found


# --- the list -----------------------------------------------------------------------------------------------------------
def test_what_needs_looking_at_comes_first_with_what_to_do(trainer, three):
    assert listed(trainer) == ["m-real", "m-fake", "m-new"]
    text = page(trainer)
    assert [text.count(sentence) for sentence in (TELL_THE_MINISTRY, FINE, TOO_EARLY)] == [1, 1, 1]
    assert text.index(TELL_THE_MINISTRY) < text.index(FINE) < text.index(TOO_EARLY)


def test_the_ministry_to_tell_is_named_where_the_question_says_whose_message_it_is(trainer):
    real = message("genuine", service={"name": "ពន្ធដារ"})
    ask(real)
    people_answer(verdicts(real, 50, 10))
    analysis.analyse(MONDAY_10AM)
    assert sentences(trainer, real)[0] == f"{TELL_THE_MINISTRY} (ពន្ធដារ)"


def test_an_answer_that_misleads_nobody_and_one_that_may_be_right_are_named(trainer):
    asked, other = written(), written()
    people_answer([{asked: "c", other: "b"}] * 60 + [{asked: "b", other: "a"}] * 60)
    analysis.analyse(MONDAY_10AM)
    said = sentences(trainer, asked)
    assert khmer("Nobody can be misled by the answer “%(choice)s”: replace it.") % {"choice": "ចម្លើយ a"} in said
    assert khmer("People who know more choose the answer “%(choice)s”: if it is right, too, change it.") % {"choice": "ចម្លើយ c"} in said
    assert len(said) == 3  # whoever is told to check which answer is right need not be told to check it


def test_a_real_message_that_looks_fake_is_no_matter_of_explaining_it_better(trainer, three):
    assert (figure(three["real"]).flags, sentences(trainer, three["real"])) == (["looks_like_a_scam", "too_hard"], [TELL_THE_MINISTRY])


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("ខ្លី", "ខ្លី"),
        ("ពាក្យ " * 20, "ពាក្យ ពាក្យ ពាក្យ ពាក្យ ពាក្យ ពាក្យ ពាក្យ ពាក្យ ពាក្យ ពាក្យ …"),
        ("បន្ទាត់\n\nពីរ", "បន្ទាត់ ពីរ"),
        ("ក" * 61, "ក" * 60 + " …"),
    ],
)
def test_a_long_question_is_cut_between_words(text, shown):
    assert reports.title(ItemFigure(version=QuestionVersion(content={"stable_id": "q", "text": text}))) == f"q · {shown}"


@pytest.mark.parametrize(
    ("dif", "sentence"),
    [
        (-6.5, "Much harder for women than for men who know as much: unpublish it and look for the reason."),
        (6.5, "Much harder for men than for women who know as much: unpublish it and look for the reason."),
    ],
)
def test_it_is_said_for_whom_a_question_is_unfair(trainer, three, dif, sentence):
    ItemFigure.objects.filter(version=three["fake"]).update(dif=dif, flags=["unfair"])
    assert sentences(trainer, three["fake"]) == [khmer(sentence)]


def test_every_remark_has_a_name_and_a_sentence(trainer, three):
    for flag in analysis.Flag:
        ItemFigure.objects.update(flags=[str(flag)], dif=-2)
        assert trainer.get(f"{REPORT}{three['fake'].pk}/").status_code == 200
        assert listed(trainer, f"?flag={flag}") == ["m-real", "m-fake", "m-new"]


def test_questions_are_found_by_skill_and_by_remark(trainer, three):
    payment = message("scam", skill="payments", stable_id="p-1")
    ask(payment)
    ask(written(stable_id="L2.1-q1"))
    analysis.analyse(MONDAY_10AM)
    assert listed(trainer) == ["m-real", "m-fake", "L2.1-q1", "m-new", "p-1"]
    assert listed(trainer, "?skill=payments") == ["p-1"]
    assert listed(trainer, "?flag=looks_like_a_scam") == ["m-real"]
    assert listed(trainer, "?flag=too_early&skill=messages") == ["m-new"]
    assert listed(trainer, "?flag=hold") == []


def test_archived_questions_are_not_listed_and_one_without_a_date_left_says_so(trainer, three):
    Question.objects.filter(stable_id="m-real").update(live=False)
    Question.objects.filter(stable_id="m-new").update(valid_until=date(2026, 1, 1))
    analysis.analyse(MONDAY_10AM)
    assert listed(trainer) == ["m-new", "m-fake"]


def test_an_edited_question_is_listed_once_by_its_old_words_until_the_next_night(trainer, tmp_path):
    factories.one_lesson(tmp_path, written=1, pairs=0)
    question, old = Question.objects.get(), QuestionVersion.objects.get()
    people_answer([{old: old.content["choices"][0]["id"]}] * 60)
    analysis.analyse(MONDAY_10AM)
    question.text = "ពាក្យថ្មី"
    question.save_revision().publish()
    assert [row.version.number for row in trainer.get(REPORT).context["object_list"]] == [1]
    analysis.analyse(MONDAY_10AM.replace(day=5))
    assert [row.version.number for row in trainer.get(REPORT).context["object_list"]] == [2]
    new = QuestionVersion.objects.get(number=2)
    others = trainer.get(f"{REPORT}{new.pk}/").context["others"]
    assert [(one.version.number, one.first_answers, right) for one, right in others] == [(1, 60, "0\u00a0%")]
    assert f'href="{REPORT}{old.pk}/"' in page(trainer, f"{REPORT}{new.pk}/")


def test_before_the_first_night_the_list_is_empty(trainer, tmp_path):
    factories.one_lesson(tmp_path)
    assert listed(trainer) == []


@pytest.mark.parametrize("questions", [1, 3])
def test_the_report_costs_the_same_queries_however_many_questions(questions, trainer, django_assert_num_queries):
    for number in range(questions):
        asked = written(stable_id=f"q-{number}")
        ask(asked)
        people_answer([{asked: "b"}] * 60)
    messages = bank()
    for one in messages[0][:questions]:
        ask(one)
    for stage in ("pretest", "posttest", "retention")[:questions]:
        take(stage, {Counts(4, 4, 1, 4): 12}, messages)
    analysis.analyse(MONDAY_10AM)
    trainer.get(REPORT)
    with django_assert_num_queries(13):
        trainer.get(REPORT)


# --- one click deeper ---------------------------------------------------------------------------------------------------
def test_the_list_has_no_technical_figure_and_each_question_leads_to_its_own(trainer, three):
    text = page(trainer)
    assert khmer("Right (p)") not in text
    assert f'href="{REPORT}{three["fake"].pk}/"' in text
    text = page(trainer, f"{REPORT}{three['fake'].pk}/")
    question = Question.objects.get(stable_id="m-fake")
    assert f'href="{reverse(question.snippet_viewset.get_url_name("edit"), args=[question.pk])}"' in text
    assert f'href="{REPORT}"' in text


def test_a_figure_is_shown_only_where_enough_people_answered(trainer, three):
    found, early = values(trainer, three["fake"]), values(trainer, three["new"])
    assert {name: value for name, value in early.items() if value is not None} == {khmer("Answers"): "4", khmer("First answers"): "4"}
    assert (found[khmer("Right (p)")], found[khmer("Called fake")], found[khmer("Difficulty (b)")]) == ("70\u00a0%", "70\u00a0%", "0.41")
    assert [found[khmer(name)] for name in ("Tells who knows (r)", "Fit (outfit and infit)", "Women and men (DIF)")] == [None, None, None]
    assert page(trainer, f"{REPORT}{three['fake'].pk}/").count(TOO_FEW) == 4


def test_with_enough_people_every_figure_is_shown(trainer, three):
    fake = {"version": three["fake"]}
    known = {"r": -0.123, "r_same_side": 0.456, "outfit": 1.31, "infit": 1.0, "dif": -1.749, "dif_size": "C", "dif_is_sure": True}
    ItemFigure.objects.filter(**fake).update(answers=1400, first_answers=1234, compared=100, confidence=0.75, **known)
    assert list(values(trainer, three["fake"]).values()) == [
        "1400", "1234", "70\u00a0%", "0.41", "−0.12", "1.31 · 1.00", "C, −1.75", "70\u00a0%", "75\u00a0%", "0.46",
    ]  # fmt: skip


def test_of_a_written_question_it_is_shown_who_chose_what(trainer):
    asked, other = written(), written()
    learners = people_answer([{asked: "b", other: "b"}] * 40 + [{asked: "c", other: "a"}] * 12)
    answer_again(learners, [{asked: "a"}] * 52, first_attempt=False)
    analysis.analyse(MONDAY_10AM)
    found = trainer.get(f"{REPORT}{asked.pk}/").context["choices"]
    assert found == [("ចម្លើយ a", False, "0\u00a0%", "–"), ("ចម្លើយ b", True, "77\u00a0%", "1.00"), ("ចម្លើយ c", False, "23\u00a0%", "−1.00")]
    assert (figure(asked).answers, figure(asked).first_answers) == (104, 52)


# --- skills -------------------------------------------------------------------------------------------------------------
def test_before_and_after_stand_side_by_side_and_a_skill_nobody_was_tested_in_is_left_out(trainer):
    messages = bank()
    take("pretest", {Counts(2, 4, 2, 4): 10}, messages)
    take("posttest", {Counts(3, 4, 1, 4): 10}, messages)
    take("retention", {Counts(4, 4, 4, 4): 9}, messages)  # too few to show a share of
    analysis.analyse(MONDAY_10AM)
    ((name, rows),) = trainer.get(REPORT).context["skills"]
    assert name == khmer("Telling real messages from fake ones")
    assert [(row.learners, row.caught, row.recognised) for row in rows] == [
        (10, "50\u00a0%", "50\u00a0%"),
        (10, "75\u00a0%", "75\u00a0%"),
        (9, None, None),
    ]
    text = page(trainer)
    assert (text.count(khmer("fewer than 10")), SUSPICIOUS in text) == (1, False)
    assert text.count(khmer("Too early to compare: at least 100 people are needed before and after the course.")) == 2


@pytest.mark.parametrize(
    ("after", "said", "kind"),
    [
        ({"d": 1.2, "c": -0.8}, [SUSPICIOUS], "help-critical"),
        ({"d": 1.7, "c": -0.9}, [BETTER, BUT_LESS_TRUSTING], "help-warning"),
        ({"d": 2.0, "c": -0.3}, [BETTER], ""),
    ],
)
def test_where_people_suspect_more_a_warning_says_so_in_red_if_they_do_not_know_more(trainer, after, said, kind):
    messages = bank()
    take("pretest", simulated(300, d=1.2, c=-0.3), messages)
    take("posttest", simulated(300, **after), messages)
    analysis.analyse(MONDAY_10AM)
    text = page(trainer)
    assert [sentence for sentence in (SUSPICIOUS, BETTER, BUT_LESS_TRUSTING) if sentence in text] == said
    assert [one for one in ("help-critical", "help-warning") if one in text] == ([kind] if kind else [])


def test_the_figures_behind_it_stand_one_click_deeper_with_their_ranges(trainer):
    take("pretest", {Counts(*row[:4]): row[4] for row in VECTORS["population"]["patterns"]}, bank())
    analysis.analyse(MONDAY_10AM)
    ((_name, (before,)),) = trainer.get(REPORT).context["skills"]
    assert [one.value for one in before.numbers] == ["1.83 ± 0.22", "−0.16 ± 0.11", "0.86", None]
    assert "<details>" in page(trainer)


# --- who may ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("address", ["", "results/", "{pk}/"])
def test_only_people_who_may_change_questions_see_it(stranger, officer, trainer, three, address):
    where = REPORT + address.format(pk=three["real"].pk)
    assert [one.get(where).status_code for one in (stranger, officer, trainer)] == [302, 302, 200]


def test_somebody_in_the_cms_who_may_not_change_questions_neither_sees_it_nor_the_way_there(trainer, three):
    assert REPORT in page(trainer, "/cms/")
    editor = cast.staff("editor", roles.PROTECTORS)
    assert [editor.get(one).status_code for one in ("/cms/", REPORT, f"{REPORT}results/", f"{REPORT}{three['real'].pk}/")] == [200, 302, 302, 302]
    assert REPORT not in page(editor, "/cms/")


def test_a_version_without_figures_is_not_found(trainer):
    assert trainer.get(f"{REPORT}{written().pk}/").status_code == 404
