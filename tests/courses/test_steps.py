"""A lesson asks first, marks what gives a message away, states one rule, and explains a new word where it first stands."""

import re

import pytest
from django.utils import translation

from cms import curriculum
from courses import files, forms
from courses.curriculum import lesson_page
from courses.files import CurriculumError
from courses.loading import Decision
from courses.models import GlossaryTerm, Spelling
from tests import cast, factories

TERMS = [
    {"id": "otp", "term": "លេខកូដ OTP", "term_en": "OTP", "plain": "លេខប្រើម្តង"},
    {"id": "phone", "term": "ទូរសព្ទ", "term_en": "phone", "plain": "ទូរសព្ទ", "everyday": True, "avoid": ["ទូរស័ព្ទ"]},
]
SPELLINGS = [{"word": "ទូរសព្ទ", "typed": ["ទូរស័ព្ទ", "phone"]}]
TRY = {
    "id": "s1", "kind": "try", "title": "សារណាពិត?", "body": "អ្នកបានដាក់ពាក្យសុំ។",
    "twins": {
        "channel": "sms", "first": "genuine",
        "scam": {"sender": "SEVA", "text": "បើក a.example", "feedback": "ក្លែងក្លាយ៖ មើលចុង។", "clues": [{"span": "a.example", "why": "ចុងមិនត្រូវ"}]},
        "genuine": {"sender": "SEVA", "text": "បើក seva.gov.kh", "feedback": "ពិត៖ ចុងត្រូវ។"},
    },
}  # fmt: skip
EXAMPLE = {
    "id": "s2", "kind": "example", "title": "មើលសារនេះ", "term": "otp", "body": "កុំប្រាប់លេខ។",
    "message": {"channel": "call", "sender": "000", "truth": "scam", "text": "អានលេខកូដ OTP មក", "clues": [{"span": "អានលេខកូដ", "why": "គេសុំលេខកូដ"}]},
}  # fmt: skip
RULE = {"id": "s3", "kind": "rule", "title": "ក្បួន", "picture": "stop", "body": "ឈប់សិន។"}
PLAN = {"id": "s4", "kind": "plan", "title": "តើអ្នកនឹងធ្វើអ្វី?", "body": "បើគេសុំលេខកូដ ខ្ញុំនឹងដាក់ទូរសព្ទចុះ។"}


def taught(folder, *steps):
    """Write a course whose one lesson has these steps, with a glossary and spellings beside it."""
    factories.write(folder, {"C2": [factories.lesson("L2.1", written=1, pairs=0, steps=list(steps))]})
    (folder / "glossary.yaml").write_text(files.dump(TERMS, forms.TERM, many=True))
    (folder / "spellings.yaml").write_text(files.dump(SPELLINGS, forms.SPELLING, many=True))
    return folder


@pytest.fixture
def lesson(tmp_path, db):
    curriculum.load(taught(tmp_path, TRY, EXAMPLE, RULE, PLAN))
    return lesson_page("L2.1")


def test_every_kind_of_step_the_terms_and_the_spellings_come_back_letter_for_letter(tmp_path, lesson):
    assert set(curriculum.load(tmp_path).counts()) == {Decision.SAME}
    for name, text in curriculum.texts().items():
        assert text == (tmp_path / name).read_text(), name
    assert {one: (tmp_path / one.name).exists() for one in curriculum.canonical(tmp_path) if one.parent == tmp_path} == {
        tmp_path / name: True for name in ("site.yaml", "competences.yaml", "services.yaml", "glossary.yaml", "spellings.yaml")
    }


def test_somebody_judges_before_anything_is_taught_and_nothing_is_chosen_or_sent(citizen, lesson):
    page = cast.text(citizen.open(lesson.url))
    first = page[page.index('id="step-1"') : page.index('id="step-2"')]
    assert first.index("seva.gov.kh") < first.index("a.example")  # the file says which comes first
    doors = re.findall(r'<input type="radio" name="(\w+)"[^>]*>', first)
    assert [len(doors), len(set(doors)), "checked" in first, "<form" in first] == [4, 2, False, False]
    assert [said in first for said in ("ក្លែងក្លាយ៖ មើលចុង។", "ពិត៖ ចុងត្រូវ។", "ចុងមិនត្រូវ")] == [True] * 3


def test_a_clue_is_marked_in_the_message_and_explained_below_it(citizen, lesson):
    page = cast.text(citizen.open(lesson.url))
    example = page[page.index('id="step-2"') : page.index('id="step-3"')]
    assert re.search(r"<mark[^>]*>អានលេខកូដ<sup>", example)
    assert example.index("<mark") < example.index("គេសុំលេខកូដ")


def test_a_new_word_is_explained_on_the_screen_where_it_first_stands(citizen, lesson):
    page = cast.text(citizen.open(lesson.url))
    example = page[page.index('id="step-2"') : page.index('id="step-3"')]
    assert ["<summary>លេខកូដ OTP</summary>" in example, "លេខប្រើម្តង" in example] == [True, True]


def test_a_term_that_an_author_deletes_leaves_the_lesson_readable(citizen, lesson):
    GlossaryTerm.objects.get(slug="otp").delete()
    assert citizen.open(lesson.url).status_code == 200


def test_terms_and_spellings_edited_in_the_cms_stay(tmp_path, lesson):
    GlossaryTerm.objects.filter(slug="otp").update(plain="កែហើយ")
    Spelling.objects.update(typed="ទូរស័ព្ទ")
    loading = curriculum.load(tmp_path)
    assert loading.named(Decision.KEEP) == ["spelling ទូរសព្ទ", "term otp"]
    assert "កែហើយ" in curriculum.texts()["glossary.yaml"]


@pytest.mark.parametrize(
    ("step", "reason"),
    [
        (RULE | {"term": "nothing"}, "Unknown term “nothing”."),
        (RULE | {"picture": "elephant"}, "“elephant” is not one of: stop, think"),
        (TRY | {"picture": "stop"}, "A step with a message has no drawing."),
        ({**PLAN, "kind": "try"}, "A step to judge first has two messages, and nothing else has them."),
        (TRY | {"kind": "rule"}, "A step to judge first has two messages, and nothing else has them."),
        (RULE | {"message": EXAMPLE["message"]}, "An example has a message, and nothing else has one."),
        (EXAMPLE | {"message": EXAMPLE["message"] | {"text": "ឈប់"}}, "This clue does not stand exactly once in the message: អានលេខកូដ"),
        (
            TRY | {"twins": TRY["twins"] | {"scam": TRY["twins"]["scam"] | {"text": "a.example a.example"}}},
            "This clue does not stand exactly once in the message: a.example",
        ),
    ],
)
def test_a_step_that_could_not_be_shown_is_refused(tmp_path, step, reason):
    with translation.override("en"), pytest.raises(CurriculumError) as error:
        curriculum.Curriculum(taught(tmp_path, step))
    assert [fault.reason.startswith(reason) for fault in error.value.faults] == [True]
