"""The courses as files: every fault of every file at once, the real ones as they should be, and lessons nobody here has seen."""

from io import StringIO
from itertools import combinations, product

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import translation
from wagtail.models import Revision

from cms import curriculum
from courses.curriculum import course_page, lesson_page
from courses.files import CurriculumError
from courses.khmer import utf16_units
from courses.loading import Decision
from courses.models import CoursePage, LoadedObject
from learning.models import LessonProgress
from quizzes import scoring
from quizzes.models import Question, QuestionVersion, QuizPage
from tests import cast, factories


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture(scope="module")
def real():
    """The courses as they are in curriculum/."""
    return curriculum.Curriculum(settings.CURRICULUM)


@pytest.fixture(scope="module")
def lessons(real):
    return [lesson for _course, lessons in real.courses for lesson in lessons]


def refused(folder) -> list[str]:
    """What is said about a folder that cannot be loaded."""
    with pytest.raises(CurriculumError) as error:
        curriculum.Curriculum(folder)
    return str(error.value).splitlines()


def edited(path, *changes: tuple[str, str]) -> None:
    """Change a file by hand."""
    text = path.read_text()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path.write_text(text)


# --- slips between files -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("competences: [1.2, 4.2]", "competences: [1.2, 9.9]", 1, "Unknown competence “9.9”."),
        ("    code: 4.2", "    code: 9.9", 41, "Unknown competence “9.9”."),
        ("    code: 1.2", "    code: 9.9", 65, "Unknown competence “9.9”."),
        ("services: [verify]", "services: [verify, nobody]", 1, "Unknown service “nobody”."),
        ("draws: 1", "draws: 2", 1, "More pairs are drawn than there are."),
        ("        right: yes", "        right: no", 41, "Mark the right answer: exactly one, or several where several are right."),
        ("        right: no", "        right: yes", 41, "Mark the right answer: exactly one, or several where several are right."),
        (
            "        - span: bank.bad.example",
            "        - span: bank.example",
            65,
            "This clue does not stand exactly once in the message: bank.example",
        ),
        (
            "L2.1-p1 bank.bad.example",
            "bank.bad.example bank.bad.example",
            65,
            "This clue does not stand exactly once in the message: bank.bad.example",
        ),
        ("    kind: example", "    kind: learn", 29, "An example has a message, and nothing else has one."),
        ("    kind: do", "    kind: example", 21, "An example has a message, and nothing else has one."),
    ],
)
def test_a_slip_that_only_the_whole_shows_is_named(tmp_path, old, new, line, reason):
    factories.write(tmp_path, {"C2": [factories.lesson("L2.1", written=1)]})
    edited(tmp_path / "C2/L2.1.yaml", (old, new))
    assert refused(tmp_path) == [f"C2/L2.1.yaml:{line}: {reason}"]


def test_several_right_answers_need_a_question_that_says_so(tmp_path):
    several = factories.question("L2.1-q1", kind="multiple")
    factories.write(tmp_path, {"C2": [factories.lesson("L2.1", questions=[several])]})
    assert curriculum.Curriculum(tmp_path).courses[0][1][0]["questions"] == [several]


def test_a_question_with_one_answer_is_no_question(tmp_path):
    alone = factories.question("L2.1-q1")
    factories.write(tmp_path, {"C2": [factories.lesson("L2.1", questions=[alone | {"choices": alone["choices"][1:2]}])]})
    assert refused(tmp_path) == ["C2/L2.1.yaml:41: Give at least two answers."]


def test_an_id_belongs_to_one_lesson_or_question_only(tmp_path):
    factories.write(tmp_path, {"C2": [factories.lesson("L2.1", written=1, pairs=0)], "C3": [factories.lesson("L3.1", written=0)]})
    edited(tmp_path / "C3/L3.1.yaml", ("id: L3.1\n", "id: L2.1\n"), ("id: L3.1-p1", "id: L2.1-q1"))
    edited(tmp_path / "C3/course.yaml", ("id: C3", "id: C2"))
    assert refused(tmp_path) == [
        "C3/L3.1.yaml:1: The id “L2.1” stands here twice.",
        "C3/L3.1.yaml:42: The id “L2.1-q1” stands here twice.",
        "C3/course.yaml:1: The id “C2” stands here twice.",
    ]


def test_a_service_that_citizens_see_has_a_date(tmp_path):
    factories.write(tmp_path, {})
    edited(tmp_path / "services.yaml", ("checked_on: 2024-02-08", 'checked_on: ""'))
    assert refused(tmp_path) == [f"{tmp_path.name}/services.yaml:1: The field “checked_on” is missing."]


def test_all_faults_of_all_files_are_named_at_once_and_nothing_is_loaded(tmp_path, db):
    factories.write(tmp_path, {"C2": [factories.lesson("L2.1"), factories.lesson("L2.2")], "C3": []})
    edited(tmp_path / "C2/L2.1.yaml", ("minutes: 3", "minutes: x"), ("proofread: no", "proofread: x"))
    edited(tmp_path / "C2/L2.2.yaml", ("draws: 1", "draws: 9"))
    (tmp_path / "C3/course.yaml").unlink()
    (tmp_path / "site.yaml").write_text("")
    with pytest.raises(CommandError) as error:
        call_command("load_curriculum", tmp_path)
    assert str(error.value).splitlines() == [
        "C2/L2.1.yaml:4: Write yes or no.",
        "C2/L2.1.yaml:5: A whole number is expected here.",
        "C2/L2.2.yaml:1: More pairs are drawn than there are.",
        "C3/course.yaml:1: This file is missing.",
        f"{tmp_path.name}/site.yaml:1: The file is empty.",
    ]
    assert [model.objects.count() for model in (LoadedObject, CoursePage, Question, QuestionVersion)] == [0, 0, 0, 0]


def test_a_folder_that_is_not_there_is_named(tmp_path):
    reason = "This file is missing."
    assert refused(tmp_path / "none") == [f"none/{name}.yaml:1: {reason}" for name in ("competences", "services", "site")]


# --- one way to write it -------------------------------------------------------------------------------------------------
def test_a_file_in_another_form_is_refused_and_mended(tmp_path, settings):
    settings.CURRICULUM = factories.write(tmp_path, {"C2": [factories.lesson("L2.1")]})
    path = tmp_path / "C2/L2.1.yaml"
    wanted = path.read_text()
    edited(
        path, ("minutes: 3", "minutes:  '3' # short"), ("competences: [1.2, 4.2]", 'competences: ["4.2", 1.2]'), ("      ១. មួយ", "\n\n      1. មួយ")
    )
    edited(path, ("    scam:\n", "    scam:\n      sender: BANK\n"))
    with pytest.raises(CommandError, match=r"^not in canonical form \(make format mends it\): L2\.1\.yaml$"):
        call_command("check_curriculum")
    call_command("check_curriculum", "--write", stdout=StringIO())
    call_command("check_curriculum", stdout=(said := StringIO()))
    assert (path.read_text(), said.getvalue()) == (wanted, "5 curriculum files in canonical form\n")


def test_a_fault_is_told_before_any_form(tmp_path, settings):
    settings.CURRICULUM = factories.write(tmp_path, {})
    edited(tmp_path / "services.yaml", ("  owner: MPTC\n", ""))
    with pytest.raises(CommandError, match=r"services\.yaml:1: The field “owner” is missing"):
        call_command("check_curriculum", "--write")


# --- the real courses ----------------------------------------------------------------------------------------------------
def test_the_real_files_are_canonical():
    assert {path: path.read_text() for path in settings.CURRICULUM.rglob("*.yaml")} == curriculum.canonical(settings.CURRICULUM)


def test_both_courses_are_complete(real, lessons):
    assert {course["id"]: len(taught) for course, taught in real.courses} == {"C2": 6, "C4": 6}
    assert [lesson["id"] for lesson in lessons if not 3 <= len(lesson["steps"]) <= 7] == []
    assert [lesson["id"] for lesson in lessons if not lesson["questions"]] == []


def test_every_check_judges_both_sides_or_nothing(lessons):
    assert [lesson["id"] for lesson in lessons if bool(lesson["pairs"]) != (lesson["draws"] > 0)] == []
    assert [lesson["id"] for lesson in lessons if lesson["pairs"]] != []


def test_every_choice_and_every_message_is_answered_with_a_reason(lessons):
    choices = [choice for lesson in lessons for question in lesson["questions"] for choice in question["choices"]]
    halves = [pair[truth] for lesson in lessons for pair in lesson["pairs"] for truth in ("scam", "genuine")]
    assert [one for one in choices if not one["feedback"]] == []
    assert [one for one in halves if not one["feedback"] or not one["clues"]] == []


def test_a_lesson_as_a_text_message_is_one_sms(lessons):
    assert [lesson["id"] for lesson in lessons if not 0 < utf16_units(lesson["sms"]) <= 70] == []


def longest(question: dict) -> set[str]:
    """What somebody chooses who never reads: the longest answer."""
    return {max(question["choices"], key=lambda one: (len(one["text"]), one["id"]))["id"]}


@pytest.mark.parametrize("door", ["scam", "genuine"])
def test_always_the_longest_choice_never_passes_a_check_with_two_sides(lessons, door):
    drawn = [(lesson, pairs) for lesson in lessons if lesson["pairs"] for pairs in combinations(lesson["pairs"], lesson["draws"])]
    passed = []
    for lesson, pairs in drawn:
        marks = [scoring.Mark(scoring.is_right(question, longest(question))) for question in lesson["questions"]]
        marks += [scoring.Mark(truth == door, truth) for _pair, truth in product(pairs, ("scam", "genuine"))]
        passed += [lesson["id"]] if scoring.passes_check(marks) else []
    assert (len(drawn) > 0, passed) == (True, [])


@pytest.mark.django_db
def test_the_real_courses_load_and_are_written_back_byte_for_byte(tmp_path):
    loading = curriculum.load(settings.CURRICULUM)
    assert (set(loading.counts()), len(loading.named(Decision.LOAD))) == ({Decision.LOAD}, len(loading.done))
    call_command("dump_curriculum", tmp_path, stdout=(said := StringIO()))
    written = {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*.yaml")}
    assert written == {path.relative_to(settings.CURRICULUM): path.read_bytes() for path in settings.CURRICULUM.rglob("*.yaml")}
    assert said.getvalue() == f"{len(written)} files written\n"
    before = Revision.objects.count(), QuestionVersion.objects.count()
    assert set(curriculum.load(tmp_path).counts()) == {Decision.SAME}
    assert (Revision.objects.count(), QuestionVersion.objects.count()) == before


# --- a lesson that nobody here has seen -----------------------------------------------------------------------------------
@pytest.mark.django_db
def test_a_lesson_file_that_nobody_has_seen_loads_shows_is_answered_and_counted(tmp_path, citizen):
    new = factories.lesson("L9.7", title="អានវិក្កយបត្រ", pairs=2, key_message="មើលឈ្មោះសិន")
    new["steps"].append({"id": "s4", "kind": "learn", "title": "ថ្មី", "body": "**អានឱ្យចប់**"})
    factories.load(tmp_path, {"C2": [factories.lesson("L2.1", written=1, pairs=0)], "C9": [new]})
    page = cast.text(citizen.open("/c9/l9-7/"))
    assert ["<b>អានឱ្យចប់</b>" in page, 'id="step-4"' in page, 'href="/c9/l9-7/check/"' in page] == [True, True, True]
    result = citizen.finish(citizen.open("/c9/l9-7/check/"), cast.knowing)
    counted = LessonProgress.objects.get()
    assert (result.context["bars"], result.context["attempt"].passed) == ((1, 1, 1, 1), True)
    assert (counted.lesson_key, counted.completed_at is not None) == (lesson_page("L9.7").translation_key, True)
    assert "អានវិក្កយបត្រ" in cast.text(citizen.open("/my/"))


@pytest.mark.django_db
def test_a_lesson_without_a_check_is_read_only(tmp_path, citizen):
    page = factories.one_lesson(tmp_path, written=0, pairs=0)
    assert (QuizPage.objects.count(), "/check/" in cast.text(citizen.open(page.url))) == (0, False)
    assert curriculum.texts()["C2/L2.1.yaml"] == (tmp_path / "C2/L2.1.yaml").read_text()


@pytest.mark.django_db
def test_a_step_with_a_name_of_its_own_keeps_it_as_a_block(tmp_path):
    named = factories.lesson("L2.1", written=0, pairs=0)
    named["steps"][0]["id"] = "intro"
    factories.load(tmp_path, {"C2": [named]})
    assert set(curriculum.load(tmp_path).counts()) == {Decision.SAME}
    assert curriculum.texts()["C2/L2.1.yaml"] == curriculum.canonical(tmp_path)[tmp_path / "C2/L2.1.yaml"]


@pytest.mark.django_db
def test_a_half_that_differs_from_its_twin_says_so_itself(tmp_path):
    pair = factories.pair("L2.1-p1")
    pair["genuine"]["sender"] = "012 345 678"
    factories.load(tmp_path, {"C2": [factories.lesson("L2.1", written=0) | {"pairs": [pair]}]})
    assert dict(Question.objects.values_list("truth", "sender")) == {"scam": "BANK", "genuine": "012 345 678"}
    assert curriculum.texts()["C2/L2.1.yaml"] == (tmp_path / "C2/L2.1.yaml").read_text()
    assert course_page("C2").get_children().count() == 1
