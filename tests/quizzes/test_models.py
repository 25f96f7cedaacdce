"""A question nobody could answer is refused with what is missing."""

import pytest
from django.core.exceptions import ValidationError

from quizzes.models import Question, QuestionVersion
from tests.learning.people import khmer

pytestmark = pytest.mark.django_db

RIGHT, WRONG = {"text": "ក", "right": True, "feedback": "-"}, {"text": "ខ", "right": False, "feedback": "-"}
JUDGE = {"kind": "judge", "truth": "scam", "message": "ចុច x.example ឬ y.example", "channel": "sms"}
MARK = khmer("Mark the right answer: exactly one, or several where several are right.")
ONCE = khmer("This clue does not stand exactly once in the message: %s")


def question(*choices: dict, clues: tuple[str, ...] = (), **values: str) -> Question:
    one = Question(**({"kind": "single", "text": "អ្វី?"} | values))
    one.choices = [("choice", choice) for choice in choices]
    one.clues = [("clue", {"span": span, "why": "-"}) for span in clues]
    return one


@pytest.mark.parametrize(
    "asked",
    [
        ((RIGHT, WRONG), {}),
        ((RIGHT, RIGHT, WRONG), {"kind": "multiple"}),
        ((RIGHT, WRONG), {"kind": "multiple"}),
        ((), JUDGE),
        ((), JUDGE | {"clues": ("x.example", "y.example")}),
    ],
    ids=["one right", "two right", "one right of several", "a message", "a message with clues"],
)
def test_a_question_one_can_answer_is_taken(asked):
    choices, values = asked
    assert question(*choices, **values).clean() is None


@pytest.mark.parametrize(
    ("choices", "values", "faults"),
    [
        ((RIGHT, WRONG), {"text": ""}, {"text": [khmer("A written question needs its text.")]}),
        ((RIGHT,), {}, {"choices": [khmer("Give at least two answers.")]}),
        ((WRONG, WRONG), {}, {"choices": [MARK]}),
        ((RIGHT, RIGHT), {}, {"choices": [khmer("Several answers are marked as right. Mark one, or let the kind be “several answers”.")]}),
        ((WRONG, WRONG), {"kind": "multiple"}, {"choices": [MARK]}),
        ((), {"kind": "judge"}, {name: [khmer("“Real or fake?” needs this.")] for name in ("truth", "message", "channel")}),
        ((), JUDGE | {"clues": ("z.example",)}, {"clues": [ONCE % "z.example"]}),
        ((), JUDGE | {"clues": ("example",)}, {"clues": [ONCE % "example"]}),
    ],
)
def test_a_question_nobody_could_answer_is_refused_with_what_is_missing(choices, values, faults):
    with pytest.raises(ValidationError) as refused:
        question(*choices, **values).clean()
    assert refused.value.message_dict == faults


def test_a_question_made_in_the_editor_gets_an_id_that_stays():
    one = question(RIGHT, WRONG)
    one.locale_id = 1
    one.save()
    first = one.stable_id, one.translation_key
    one.save()
    assert (one.stable_id, one.translation_key) == first
    assert len(one.stable_id) == 9


def test_questions_and_their_versions_have_names_for_people():
    one = Question(stable_id="L2.1-q1", text="អ្វី?")
    assert str(one) == "L2.1-q1 · អ្វី?"
    assert str(QuestionVersion(content={"stable_id": "L2.1-q1"}, number=2)) == "L2.1-q1 v2"
