"""A message with its clues marked, and a question that does not tell its answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses import marking
from courses.marking import Segment
from quizzes import showing
from quizzes.models import Attempt, QuestionVersion, Response
from quizzes.showing import Choice

CHOICES = [
    {"id": "a", "text": "ចុច", "right": False, "feedback": "កុំចុច"},
    {"id": "b", "text": "ឈប់", "right": True, "feedback": "ល្អ"},
    {"id": "c", "text": "សួរ", "right": True, "feedback": ""},
]


@pytest.mark.parametrize(
    ("message", "spans", "shown"),
    [
        ("", [], []),
        ("", ["x"], []),
        ("pay now", [], [("pay now", 0)]),
        ("pay now", ["gone"], [("pay now", 0)]),
        ("pay now", [""], [("pay now", 0)]),
        ("pay now", ["pay now"], [("pay now", 1)]),
        ("pay now", ["now", "pay"], [("pay", 2), (" ", 0), ("now", 1)]),
        ("pay now", ["pay", " now"], [("pay", 1), (" now", 2)]),  # side by side
        ("pay now!", ["pay now", "now!"], [("pay now", 1), ("!", 0)]),  # they overlap: the first stands
        ("pay now!", ["now!", "pay now"], [("pay now", 2), ("!", 0)]),
        ("pay now", ["pay", "pay now"], [("pay", 1), (" now", 0)]),  # one within the other: the shorter at the same start
        ("pay pay", ["pay"], [("pay", 1), (" pay", 0)]),  # written twice: the first place
        ("pay pay", ["pay", "pay"], [("pay", 1), (" pay", 0)]),  # named twice: the first clue
        ("<b>pay</b>", ["<b>"], [("<b>", 1), ("pay</b>", 0)]),
        ("លេខ PIN របស់អ្នក", ["PIN"], [("លេខ ", 0), ("PIN", 1), (" របស់អ្នក", 0)]),
    ],
)
def test_the_clues_of_a_message_are_marked_where_they_stand(message, spans, shown):
    assert list(marking.marked(message, spans)) == [Segment(*one) for one in shown]


@given(st.text("abc ", max_size=30), st.lists(st.text("abc ", max_size=6), max_size=6))
def test_marking_loses_and_adds_no_letter_and_uses_each_clue_once(message, spans):
    segments = marking.marked(message, spans)
    clues = [segment.clue for segment in segments if segment.clue]
    assert "".join(segment.text for segment in segments) == message
    assert all(segment.text for segment in segments)
    assert len(clues) == len(set(clues))
    assert all(segment.text == spans[segment.clue - 1] for segment in segments if segment.clue)


def version(**content: object) -> QuestionVersion:
    return QuestionVersion(pk=7, content={"kind": "multiple", "text": "អ្វី?", "explanation": "ព្រោះ", "choices": CHOICES} | content)


def test_a_question_before_it_is_answered_tells_nothing():
    message = {"truth": "scam", "message": "PIN?", "action": "សួរ", "clues": [{"span": "PIN", "why": "សុំ PIN"}]}
    shown = showing.question(version(**message), 2, 4)
    assert shown.choices == (Choice("a", "ចុច"), Choice("b", "ឈប់"), Choice("c", "សួរ"))
    assert shown.content == {"kind": "multiple", "text": "អ្វី?", "message": "PIN?"}
    assert (shown.position, shown.total, shown.truth, shown.correct, shown.clues, shown.segments) == (2, 4, "", None, (), ())


def test_an_answered_question_tells_what_it_was_and_answers_what_was_chosen():
    content = {"truth": "scam", "message": "PIN?", "clues": [{"span": "PIN", "why": "សុំ PIN"}]}
    response = Response(version=version(**content), chosen=["a", "c"], correct=False)
    shown = showing.feedback(response, Attempt(drawn=[3, 7]))
    assert (shown.position, shown.total, shown.truth, shown.correct) == (2, 2, "scam", False)
    assert shown.choices == (
        Choice("a", "ចុច", right=False, chosen=True, feedback="កុំចុច"),
        Choice("b", "ឈប់", right=True, chosen=False, feedback="ល្អ"),
        Choice("c", "សួរ", right=True, chosen=True, feedback=""),
    )
    assert (shown.clues, shown.segments) == (("សុំ PIN",), (Segment("PIN", 1), Segment("?")))
