"""The courses as files: every fault of every file at once, the real ones as they should be, and lessons nobody here has seen."""

import json
import re
from io import StringIO
from itertools import combinations, product

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import translation

from cms import curriculum, english
from cms.models import User
from courses import files, forms
from courses.curriculum import course_page, lesson_page
from courses.files import CurriculumError
from courses.khmer import utf16_units
from courses.loading import Decision
from courses.models import Competence, CoursePage, LoadedObject
from learning.models import LessonProgress
from quizzes import scoring
from quizzes.models import Question, QuestionVersion, QuizPage
from sms_gateway import links
from tests import cast, factories, sites


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
        ("competences: [1.2, 4.2]", "competences: [1.2, 9.9]", 6, "Unknown competence “9.9”."),
        ("    code: 4.2", "    code: 9.9", 43, "Unknown competence “9.9”."),
        ("    code: 1.2", "    code: 9.9", 66, "Unknown competence “9.9”."),
        ("services: [verify]", "services: [verify, nobody]", 13, "Unknown service “nobody”."),
        ("draws: 1", "draws: 2", 14, "More pairs are drawn than there are."),
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
        ("        right: yes\n", "", 41, "The field “right” is missing."),
        ("    kind: single", "    kind: order", 41, "Unknown field “right”."),
        ("    kind: single", "    kind: picture", 41, "The field “picture” is missing."),
        ("        right: yes", "        picture: secret\n        right: yes", 41, "Unknown field “picture”."),
        ("    explanation: |-", "    service: nobody\n    explanation: |-", 46, "Unknown service “nobody”."),
        ("    sender: BANK", "    sender: BANK\n    service: nobody", 71, "Unknown service “nobody”."),
        ("    scam:\n", "    scam:\n      service: nobody\n", 76, "Unknown service “nobody”."),
        ("    genuine:\n", "    genuine:\n      code: 9.9\n", 85, "Unknown competence “9.9”."),
        ("    sender: BANK", "    sender: BANK\n    pool: test", 71, "“test” is not one of: practice."),
        ("    sender: BANK", "    sender: BANK\n    cues: 1\n    premise: 30", 65, "“easy” is not one of: hard."),
        ("    genuine:\n", "    genuine:\n      decoys: [ធនាគារ, 10 USD]\n", 65, "This part does not stand exactly once in the message: 10 USD"),
        ("    genuine:\n", "    genuine:\n      decoys: [.]\n", 65, "This part does not stand exactly once in the message: ."),
        (
            "      clues:\n        - span: bank.bad.example\n          why: |-\n            ព្រោះ bank.bad.example\n",
            "      clues: []\n      decoys: [ធនាគារ]\n",
            65,
            "To ask which part tells, mark at least one clue.",
        ),
        ("    kind: example", "    kind: learn", 29, "An example has a message, and nothing else has one."),
        ("    kind: do", "    kind: example", 21, "An example has a message, and nothing else has one."),
    ],
)
def test_a_slip_that_only_the_whole_shows_is_named(tmp_path, old, new, line, reason):
    factories.write(tmp_path, {"C2": [factories.lesson("L2.1", written=1)]})
    edited(tmp_path / "C2/L2.1.yaml", (old, new))
    assert refused(tmp_path) == [f"C2/L2.1.yaml:{line}: {reason}"]


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("    sender: BANK", "    sender: BANK\n    valid_until: 2027-2-30", 71, "Write the date like 2026-11-22."),
        ("    sender: BANK", "    sender: BANK\n    cues: many", 71, "A whole number is expected here."),
        ("    sender: BANK", "    sender: BANK\n    cues: -1", 71, "A whole number is expected here."),
        ("    sender: BANK", "    sender: BANK\n    premise: -9", 71, f"“-9” is not one of: {', '.join(str(one) for one in range(-8, 33))}."),
        ("    sender: BANK", "    sender: BANK\n    premise: --8", 71, "A whole number is expected here."),
        ("    sender: BANK", "    sender: BANK\n    skill: fishing", 71, "“fishing” is not one of: messages, eservices, payments."),
        ("    sender: BANK", "    sender: BANK\n    pool: exam", 71, "“exam” is not one of: practice, test."),
        ("    kind: single", "    kind: guess", 42, "“guess” is not one of: single, multiple, order, picture."),
    ],
)
def test_a_slip_in_what_a_question_may_say_is_named_with_its_own_line(tmp_path, old, new, line, reason):
    factories.write(tmp_path, {"C2": [factories.lesson("L2.1", written=1)]})
    edited(tmp_path / "C2/L2.1.yaml", (old, new))
    assert refused(tmp_path) == [f"C2/L2.1.yaml:{line}: {reason}"]


@pytest.mark.parametrize(
    ("pictures", "right", "reason"),
    [
        (("secret", "fish"), "a", "“fish” is not one of: stop, think, ask, family,"),
        (("secret", "pay"), "", "Mark the right answer: exactly one, or several where several are right."),
        (("secret", "pay"), "ab", "Mark the right answer: exactly one, or several where several are right."),
    ],
)
def test_a_picture_has_a_drawing_that_we_have_and_one_is_right(tmp_path, pictures, right, reason):
    choices = [
        {"id": one, "picture": picture, "right": one in right, "text": "រូប", "feedback": "មតិ"} for one, picture in zip("ab", pictures, strict=True)
    ]
    drawn = factories.question("L2.1-q1") | {"kind": "picture", "choices": choices}
    factories.write(tmp_path, {"C2": [factories.lesson("L2.1", questions=[drawn])]})
    assert [one.startswith(f"C2/L2.1.yaml:41: {reason}") for one in refused(tmp_path)] == [True]


def test_a_course_practises_a_skill_that_we_have(tmp_path):
    factories.write(tmp_path, {"C2": []})
    edited(tmp_path / "C2/course.yaml", ("proofread: no", "skill: fishing\nproofread: no"))
    assert refused(tmp_path) == ["C2/course.yaml:5: “fishing” is not one of: messages, eservices, payments."]


def banked(folder, *pairs, skill="messages"):
    """Write a bank beside the courses."""
    (folder / "bank").mkdir()
    (folder / f"bank/{skill}.yaml").write_text(files.dump(list(pairs), forms.BANKED, many=True))


@pytest.mark.parametrize(
    ("old", "new", "faults"),
    [
        ("  pool: test", "  pool: test\n  skill: messages", ["3: Unknown field “skill”."]),
        ("  pool: test", "  service: nobody", ["2: Unknown service “nobody”."]),
        ("  code: 1.2", "  code: 9.9", ["3: Unknown competence “9.9”."]),
        ("    - span: bank.bad.example", "    - span: nothing", ["1: This clue does not stand exactly once in the message: nothing"]),
        ("- id: m-1", "- id: L2.1-q1", ["1: The id “L2.1-q1” stands here twice."]),
        ("  genuine:\n", "  genuine:\n    id: L2.1-p1\n", ["22: The id “L2.1-p1” stands here twice."]),
    ],
)
def test_a_slip_in_a_bank_is_named_with_its_line(tmp_path, old, new, faults):
    factories.write(tmp_path, {"C2": [factories.lesson("L2.1", written=1)]})
    banked(tmp_path, factories.pair("m-1") | {"pool": "test"})
    edited(tmp_path / "bank/messages.yaml", (old, new))
    assert refused(tmp_path) == [f"bank/messages.yaml:{fault}" for fault in faults]


def test_a_bank_of_no_skill_that_we_have_is_named(tmp_path):
    factories.write(tmp_path, {})
    banked(tmp_path, factories.pair("m-1"), skill="fishing")
    assert refused(tmp_path) == ["bank/fishing.yaml:1: “fishing” is not one of: messages, eservices, payments."]


def test_a_bank_is_one_list_in_the_order_of_its_ids(tmp_path, settings):
    settings.CURRICULUM = factories.write(tmp_path, {})
    banked(tmp_path, factories.pair("m-2"), factories.pair("m-1"))
    with pytest.raises(CommandError, match=r"^not in canonical form \(make format mends it\): messages\.yaml$"):
        call_command("check_curriculum")
    call_command("check_curriculum", "--write", stdout=StringIO())
    wanted = files.dump([factories.pair("m-1"), factories.pair("m-2")], forms.BANKED, many=True)
    assert (tmp_path / "bank/messages.yaml").read_text() == wanted


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
        "C2/L2.2.yaml:14: More pairs are drawn than there are.",
        "C3/course.yaml:1: This file is missing.",
        f"{tmp_path.name}/site.yaml:1: The file is empty.",
    ]
    assert [model.objects.count() for model in (LoadedObject, CoursePage, Question, QuestionVersion)] == [0, 0, 0, 0]


def test_a_folder_that_is_not_there_is_named(tmp_path):
    reason = "This file is missing."
    assert refused(tmp_path / "none") == [f"none/{name}.yaml:1: {reason}" for name in ("competences", "services", "site")]


def test_a_course_of_a_ministry_may_count_for_no_competence(tmp_path, db):
    uncounted = factories.lesson("L2.1", written=1) | {"competences": []}
    for one in (*uncounted["questions"], *uncounted["pairs"]):
        one["code"] = ""
    factories.load(tmp_path, {"C2": [uncounted]})
    assert set(Question.objects.values_list("code", flat=True)) == {""}
    assert curriculum.texts()["C2/L2.1.yaml"] == (tmp_path / "C2/L2.1.yaml").read_text()


@pytest.mark.parametrize(
    ("sms", "reason"),
    [
        ("ក" * 71, "Too long for one text message: 71 signs, at most 70."),
        ("ក" * 69 + "🙂", "Too long for one text message: 71 signs, at most 70."),
        ("មើល verify.gov.kh", "A text message of ours carries no link and no address: we teach not to tap them."),
    ],
)
def test_a_lesson_that_is_no_single_text_message_is_named_with_its_line(tmp_path, sms, reason):
    factories.write(tmp_path, {"C2": [factories.lesson("L2.1") | {"sms": sms}]})
    assert refused(tmp_path) == [f"C2/L2.1.yaml:12: {reason}"]


@pytest.mark.parametrize(
    "sms", ["ចុច https://x.example", "www.x", "verify.gov.kh", "១.gov.kh/x", "10.1.2.3", "x。kh", "ចុងវាត្រូវជា .gov.kh។", "ឈប់។ គិត។", "៧.៥០០ រៀល"]
)
def test_lessons_call_a_link_what_the_outbox_would_refuse(sms):
    assert bool(forms.sms_fault(sms)) is (links.first(sms) is not None)


def test_an_id_is_no_longer_than_the_bank_can_keep(tmp_path):
    factories.write(tmp_path, {"C2": [factories.lesson("L2.1", questions=[factories.question("q" * 41)]) | {"pairs": [factories.pair("p" * 33)]}]})
    assert refused(tmp_path) == [
        "C2/L2.1.yaml:41: Too long: 41 signs, at most 40.",
        "C2/L2.1.yaml:65: Too long: 33 signs, at most 32.",
    ]


def test_the_longest_ids_are_kept_whole(tmp_path, db):
    factories.load(tmp_path, {"C2": [factories.lesson("L2.1", questions=[factories.question("q" * 40)]) | {"pairs": [factories.pair("p" * 32)]}]})
    assert set(Question.objects.values_list("stable_id", flat=True)) == {"q" * 40, "p" * 32 + "-scam", "p" * 32 + "-genuine"}
    assert set(curriculum.load(tmp_path).counts()) == {Decision.SAME}


# --- what the CMS holds, back into files -----------------------------------------------------------------------------------
def wrong_in_the_cms(folder) -> None:
    """What an import or an older version of this site may have left behind."""
    factories.one_lesson(folder, written=1, pairs=0)
    Question.objects.update(code="9.9", explanation="ស្រ្តី")


def test_what_the_loader_would_refuse_is_named_and_nothing_is_written(tmp_path, db):
    wrong_in_the_cms(tmp_path)
    before = {path: path.read_text() for path in tmp_path.rglob("*.yaml")}
    with pytest.raises(CommandError) as error:
        call_command("dump_curriculum", tmp_path)
    assert str(error.value).splitlines() == [
        "nothing written; correct this in the CMS first:",
        "C2/L2.1.yaml:46: The Khmer signs stand in another order than usual; written properly: ស្ត្រី (L2.1 › L2.1-q1: explanation: |-)",
    ]
    Question.objects.update(explanation="ល្អ")
    with pytest.raises(CommandError, match=r"C2/L2\.1\.yaml:43: Unknown competence “9\.9”\. \(L2\.1 › L2\.1-q1: code: 9\.9\)$"):
        call_command("dump_curriculum", tmp_path)
    assert {path: path.read_text() for path in tmp_path.rglob("*.yaml")} == before


def test_the_site_starts_with_what_it_has_when_a_file_is_refused(tmp_path, db, settings, capsys):
    settings.CURRICULUM = tmp_path
    factories.one_lesson(tmp_path, written=1, pairs=0)
    edited(tmp_path / "C2/L2.1.yaml", ("    code: 4.2", "    code: 9.9"))
    call_command("prepare", stdout=StringIO())
    said = capsys.readouterr().err
    assert ["C2/L2.1.yaml:43: Unknown competence “9.9”." in said, "NOTHING was loaded" in said] == [True, True]
    assert (lesson_page("L2.1").live, User.objects.count()) == (True, 3)


def test_on_the_first_run_a_refused_file_stops_the_start(tmp_path, db, settings):
    settings.CURRICULUM = factories.write(tmp_path, {"C2": [factories.lesson("L2.1", written=1)]})
    edited(tmp_path / "C2/L2.1.yaml", ("    code: 4.2", "    code: 9.9"))
    with pytest.raises(CommandError, match="Unknown competence"):
        call_command("prepare", stdout=StringIO())
    assert User.objects.count() == 0


def test_a_question_for_a_competence_that_was_deleted_in_the_cms_is_refused_with_its_file(tmp_path, db):
    factories.one_lesson(tmp_path, written=1, pairs=0)
    Competence.objects.get(code="4.2").delete()
    edited(tmp_path / "C2/L2.1.yaml", ("      ព្រោះ", "      ព្រោះថ្មី"))
    with pytest.raises(CurriculumError, match=r"^C2/L2\.1\.yaml:1: Unknown competence “4\.2”\.$"):
        curriculum.load(tmp_path)


def test_the_file_of_a_deleted_lesson_is_taken_away_and_its_pairs_go_into_the_bank(tmp_path, db):
    kept = factories.pair("L2.1-p1") | {"skill": "messages"}
    factories.load(tmp_path, {"C2": [factories.lesson("L2.1", pairs=0, draws=1) | {"pairs": [kept]}, factories.lesson("L2.2")]})
    (tmp_path / "C2/L2.3.yaml").write_text(files.dump(factories.lesson("L2.3"), forms.LESSON))  # written by a reviewer, not loaded yet
    lesson_page("L2.1").delete()
    call_command("dump_curriculum", tmp_path, stdout=(said := StringIO()))
    assert sorted(path.name for path in tmp_path.rglob("*.yaml")) == [
        "L2.2.yaml", "L2.3.yaml", "competences.yaml", "course.yaml", "messages.yaml", "services.yaml", "site.yaml",
    ]  # fmt: skip
    assert said.getvalue().splitlines()[1:] == [
        "  C2/L2.1.yaml: removed, it was deleted in the CMS",
        "  L2.1-q1 · សំណួរ L2.1-q1: in no lesson: not written",
        "  L2.1-q2 · សំណួរ L2.1-q2: in no lesson: not written",
    ]
    assert curriculum.load(tmp_path).named(Decision.LOAD) == ["L2.3", "L2.3 check", "L2.3-p1-genuine", "L2.3-p1-scam", "L2.3-q1", "L2.3-q2"]


def test_a_bank_whose_pairs_were_all_archived_leaves_with_them(tmp_path, db):
    factories.write(tmp_path, {"C2": []})
    banked(tmp_path, factories.pair("m-1"))
    curriculum.load(tmp_path)
    Question.objects.get(stable_id="m-1-scam").unpublish()
    call_command("dump_curriculum", tmp_path, stdout=StringIO())
    assert not (tmp_path / "bank").exists()


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
    call_command("check_curriculum", "--write", stdout=(said := StringIO()))
    assert (path.read_text(), said.getvalue()) == (wanted, "5 curriculum files in canonical form\n")


def test_a_fault_is_told_before_any_form(tmp_path, settings):
    settings.CURRICULUM = factories.write(tmp_path, {})
    edited(tmp_path / "services.yaml", ("  owner: MPTC\n", ""))
    with pytest.raises(CommandError, match=r"services\.yaml:1: The field “owner” is missing"):
        call_command("check_curriculum", "--write")


# --- the real courses ----------------------------------------------------------------------------------------------------
def test_the_real_files_are_canonical():
    content = curriculum.Curriculum(settings.CURRICULUM)
    wanted = curriculum.canonical_texts(content) | english.canonical(content)
    assert {path: path.read_text() for path in settings.CURRICULUM.rglob("*.yaml")} == wanted


def test_the_four_courses_are_complete(real, lessons):
    assert {course["id"]: len(taught) for course, taught in real.courses} == {"C2": 6, "C4": 6, "C5": 6, "C8": 5}
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


COUNT = "import json; from quizzes import banks; from quizzes.models import *; print(json.dumps([sorted({n for c in [banks.counts(s, 'km') "
COUNT += "for s in ('messages', 'eservices', 'payments')] for n in c.values()}), QuizPage.objects.exclude(skill='').filter(live=False).count()]))"


@pytest.mark.once
def test_the_real_courses_load_and_are_written_back_byte_for_byte(template, request, tmp_path):
    copy = sites.copy(template, request.config.cache.mkdir("chbas"), tmp_path)
    assert re.search(r"^curriculum: \d+ loaded$", copy.said, re.MULTILINE)  # nothing kept, nothing in conflict, no test closed
    assert json.loads(copy.manage("shell", "-v", "0", "-c", COUNT).splitlines()[-1]) == [[12], 0]
    said = copy.manage("dump_curriculum", str(tmp_path / "written"))
    written = {path.relative_to(tmp_path / "written"): path.read_bytes() for path in (tmp_path / "written").rglob("*.yaml")}
    aside = (curriculum.WORDS, curriculum.ENGLISH)  # the lists of our rules, and what reviewers read beside the Khmer, are not in the CMS
    kept = (path for path in settings.CURRICULUM.rglob("*.yaml") if path.name not in aside and path.parent.name not in aside)
    assert written == {path.relative_to(settings.CURRICULUM): path.read_bytes() for path in kept}
    assert said == f"{len(written)} files written\n"
    assert re.fullmatch(r"curriculum: \d+ same\n", copy.manage("load_curriculum"))


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
