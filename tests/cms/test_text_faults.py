"""What the rules for texts say of files, with file and line; and the hints that a trainer sees who publishes a lesson."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import translation
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from cms import curriculum, hints, text_faults
from courses import files, forms
from courses.curriculum import lesson_page
from tests import cast, factories
from tests.learning.people import khmer

TERMS = [
    {"id": "link", "term": "តំណភ្ជាប់", "term_en": "link", "plain": "អក្សរដែលចុច", "avoid": ["លីង"]},
    {"id": "police", "term": "នគរបាល", "term_en": "police", "plain": "អ្នករក្សាសន្តិសុខ", "everyday": True, "avoid": ["ប៉ូលិស"]},
]
WORDS = {name: {"what": "A list.", "words": words} for name, words in {"fear": "ភ័យ", "action": "ឈប់", "spelling": "អោយ → ឱ្យ"}.items()}

FIRST = "“តំណភ្ជាប់” comes here for the first time: make it the new word of this step (link)."
NUMBER = "This number neither begins with 000 nor belongs to an official service: 012 345 678"


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def steps(**changes: str) -> list[dict]:
    """Four steps as we want them; `changes`: another body for a step."""
    kinds = {"s1": "learn", "s2": "do", "s3": "rule", "s4": "plan"}
    return [{"id": name, "kind": kind, "title": "គំនិត", "body": changes.get(name, "ឈប់សិន។")} for name, kind in kinds.items()]


def write(folder, *lessons: dict) -> curriculum.Curriculum:
    factories.write(folder, {"C2": list(lessons or [factories.lesson("L2.1", steps=steps())])})
    (folder / "glossary.yaml").write_text(files.dump(TERMS, forms.TERM, many=True))
    (folder / "words.yaml").write_text(files.dump(WORDS, forms.WORDS))
    return curriculum.Curriculum(folder)


def edited(path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def faults(content: curriculum.Curriculum) -> list[str]:
    return [str(one).removeprefix(f"{content.folder.name}/") for one in text_faults.of(content)[0]]


def test_a_folder_that_keeps_every_rule_has_no_faults(tmp_path):
    assert faults(write(tmp_path)) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "fault"),
    [
        ("C2/L2.1.yaml", "ឈប់សិន។", "ហៅប៉ូលិស។", "C2/L2.1.yaml:19: Write “នគរបាល”, not “ប៉ូលិស”."),
        ("C2/L2.1.yaml", "ឈប់សិន។", "ធ្វើអោយបាន។", "C2/L2.1.yaml:19: Write “ឱ្យ”, not “អោយ”."),
        ("C2/L2.1.yaml", "ឈប់សិន។", "ទៅ a.com។", "C2/L2.1.yaml:19: This address is neither made up nor that of an official service: a.com"),
        ("C2/L2.1.yaml", "services: [verify]", "services: []", ""),  # nothing is named
        ("C2/L2.1.yaml", "minutes: 3", "minutes: 1", ""),  # it is as short as that
        ("C2/L2.1.yaml", "kind: rule", "kind: do", "C2/L2.1.yaml:15: A lesson has exactly one rule, this one has 0."),
        ("C2/L2.1.yaml", "sms: ឈប់សិន", "sms: ភ័យណាស់", "C2/L2.1.yaml:12: “ភ័យ” frightens, and nothing to do follows."),
        ("C2/L2.1.yaml", "      ឈប់សិន។", "      ចុចតំណភ្ជាប់។", f"C2/L2.1.yaml:16: {FIRST}"),
        ("C2/course.yaml", "អ្នកនឹងចេះ", "អ្នកភ័យ", "C2/course.yaml:6: “ភ័យ” frightens, and nothing to do follows."),
        ("site.yaml", "យើងជាអ្នកបង្រៀន។", "ប៉ូលិសបង្រៀន។", "site.yaml:7: Write “នគរបាល”, not “ប៉ូលិស”."),
        ("site.yaml", "មេរៀនខ្លីៗ", "ភ័យ", "site.yaml:3: “ភ័យ” frightens, and nothing to do follows."),
        ("services.yaml", "មិនសុំលេខ PIN ទេ។", "ហៅ 012 345 678", f"services.yaml:6: {NUMBER}"),
        ("glossary.yaml", "អក្សរដែលចុច", "អក្សរដែលប៉ូលិសចុច", "glossary.yaml:4: Write “នគរបាល”, not “ប៉ូលិស”."),
    ],
)  # fmt: skip
def test_a_fault_is_named_with_its_file_and_line_and_still_loads(tmp_path, file, old, new, fault):
    write(tmp_path)
    edited(tmp_path / file, old, new)
    assert faults(curriculum.Curriculum(tmp_path)) == ([fault] if fault else [])


def test_a_choice_and_a_message_to_judge_are_found_at_their_own_lines(tmp_path):
    asked = factories.lesson("L2.1", steps=steps(), written=2)
    asked["questions"][1]["choices"][2]["feedback"] = "ហៅប៉ូលិស"
    asked["pairs"][0]["genuine"]["feedback"] = "ហៅប៉ូលិស"
    content = write(tmp_path, asked)
    lines = (tmp_path / "C2/L2.1.yaml").read_text().splitlines()
    assert faults(content) == [
        f"C2/L2.1.yaml:{number}: Write “នគរបាល”, not “ប៉ូលិស”." for number, line in enumerate(lines) if line.strip() == "ហៅប៉ូលិស"
    ]  # the line of its field, which stands above the text


def test_a_bank_that_is_too_small_is_named_by_its_file(tmp_path):
    write(tmp_path)
    (tmp_path / "bank").mkdir()
    (tmp_path / "bank/messages.yaml").write_text(files.dump([factories.pair("m-1")], forms.BANKED, many=True))
    assert faults(curriculum.Curriculum(tmp_path)) == [
        "bank/messages.yaml:1: Only 0 of 2 real messages are of public e-services; a third is wanted.",
        "bank/messages.yaml:1: The bank of messages has 1 messages that are genuine, at least 24 are needed.",
        "bank/messages.yaml:1: The bank of messages has 1 messages that are scam, at least 24 are needed.",
    ]


def test_the_command_tells_figures_and_faults_and_advice_when_asked(tmp_path, settings):
    settings.CURRICULUM = tmp_path
    long = " ".join(["គាត់ទៅទិញត្រី"] * 4)  # 16 words
    write(tmp_path, factories.lesson("L2.1", steps=steps(s1=f"{long}។")))
    call_command("check_curriculum", stdout=(plain := StringIO()))
    call_command("check_curriculum", "--advice", stdout=(advised := StringIO()))
    first, *figures = plain.getvalue().splitlines()
    assert (first, figures[0]) == (
        "7 curriculum files in canonical form", "1 lessons, 4 steps; words of a lesson's steps 26, at most 26; minutes 2, at most 2",
    )  # fmt: skip
    assert advised.getvalue().splitlines() == [first, f"C2/L2.1.yaml:19: A sentence of 16 words, at most 12: {long}", *figures]
    edited(tmp_path / "C2/L2.1.yaml", "ឈប់សិន។", "ហៅប៉ូលិស។")
    with pytest.raises(CommandError, match=r"^C2/L2\.1\.yaml:24: Write “នគរបាល”, not “ប៉ូលិស”\.$"):
        call_command("check_curriculum", stdout=(said := StringIO()))
    assert said.getvalue().splitlines()[0] == first


def test_without_lists_and_glossary_there_is_less_to_look_up(tmp_path):
    factories.write(tmp_path, {"C2": [factories.lesson("L2.1", steps=steps(s1="ហៅប៉ូលិស។"))]})
    assert faults(curriculum.Curriculum(tmp_path)) == []


# --- in the CMS -----------------------------------------------------------------------------------------------------------
def form(page, *bodies: str) -> dict:
    """The editor's form of a lesson, with these steps."""
    blocks = [("step", {"kind": "do", "title": "គំនិត", "picture": "", "body": rich_text(f"<p>{body}</p>"), "term": ""}) for body in bodies]
    values = {"title": page.title, "slug": page.slug, "objective": "អ្នកអាច", "key_message": "ឈប់សិន", "sms": "ឈប់សិន", "minutes": 3}
    return nested_form_data(values | {"steps": streamfield(blocks), "action-publish": "1"})


@pytest.mark.django_db
def test_a_trainer_publishes_what_breaks_a_rule_and_sees_what_would_be_better(tmp_path, settings, trainer):
    settings.CURRICULUM = tmp_path
    write(tmp_path, factories.lesson("L2.1", steps=steps(), written=0, pairs=0, sms="ភ័យ"))
    curriculum.load(tmp_path)
    page = lesson_page("L2.1")
    assert hints.of_lesson(page) == ["As a text message: “ភ័យ” frightens, and nothing to do follows."]
    (tmp_path / "words.yaml").write_text("- spoiled")
    assert hints.of_lesson(page) == []
    (tmp_path / "words.yaml").unlink()
    assert (hints.of_lesson(page), hints.hint(None, page)) == ([], None)  # nothing to say, nobody to say it to
    with translation.override("km"):
        shown = cast.text(trainer.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), form(page, "ហៅប៉ូលិស។", "ធ្វើបាន។"), follow=True))
    page.refresh_from_db()
    assert (page.live, page.has_unpublished_changes, len(page.steps)) == (True, False, 2)
    assert khmer("Published. What would make the lesson easier and safer:") + "<ul><li>" in shown
    assert hints.of_lesson(page) == [
        "Steps: A lesson has 4 to 6 steps, this one has 2.",
        "Steps: A lesson has exactly one rule, this one has 0.",
        "Step 2: The last step is a plan: what will you do?",
    ]
