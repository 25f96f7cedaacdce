"""What an answer is worth. Pure: plain values in, plain values out."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

# A check is passed with two thirds right, and each side of real-or-fake recognised at least once; a test with three quarters of
# each side, from four of each on (decisions D5).
_PART, _WHOLE = 2, 3
_TEST_PART, _TEST_WHOLE, _TEST_LEAST = 3, 4, 4


class Mark(NamedTuple):
    """One answered question: whether it was right, and for a message which side it stood on."""

    correct: bool
    truth: str = ""  # "scam", "genuine", or "" for a written question


class Bars(NamedTuple):
    """The two sides of judgement: scams caught of those shown, real messages recognised of those shown."""

    caught: int
    scams: int
    recognised: int
    genuine: int


def is_right(content: Mapping[str, Any], chosen: Iterable[str]) -> bool:
    """Whether exactly the right choices were chosen: a part of them, or one too many, is not right. Steps must be in their order.

    >>> content = {"choices": [{"id": "a", "right": True}, {"id": "b", "right": False}, {"id": "c", "right": True}]}
    >>> is_right(content, ["c", "a"]), is_right(content, ["a"]), is_right(content, ["a", "b", "c"])
    (True, False, False)
    >>> is_right({"kind": "order", "choices": [{"id": "a"}, {"id": "b"}]}, ["b", "a"])
    False
    """
    if content.get("kind") == "order":
        return [choice["id"] for choice in content["choices"]] == list(chosen)
    return {choice["id"] for choice in content["choices"] if choice["right"]} == set(chosen)


def bars(marks: Iterable[Mark]) -> Bars:
    """Count both sides.

    >>> bars([Mark(True, "scam"), Mark(False, "genuine"), Mark(True)])
    Bars(caught=1, scams=1, recognised=0, genuine=1)
    """
    marks = list(marks)
    scams = [mark.correct for mark in marks if mark.truth == "scam"]
    genuine = [mark.correct for mark in marks if mark.truth == "genuine"]
    return Bars(sum(scams), len(scams), sum(genuine), len(genuine))


def passes_check(marks: Iterable[Mark]) -> bool:
    """Whether a lesson's check is passed: two thirds right, and no side of real-or-fake wholly missed.

    Calling everything a scam never passes where a real message was shown, and the other way round.

    >>> passes_check([Mark(True), Mark(True), Mark(True, "scam"), Mark(False, "genuine")])
    False
    >>> passes_check([Mark(True), Mark(False), Mark(True, "scam"), Mark(True, "genuine")])
    True
    """
    marks = list(marks)
    side = bars(marks)
    if not marks or (side.scams and not side.caught) or (side.genuine and not side.recognised):
        return False
    return _WHOLE * sum(mark.correct for mark in marks) >= _PART * len(marks)


def passes_test(marks: Iterable[Mark]) -> bool:
    """Whether a test is passed: three quarters of each side, with four and more of each.

    >>> passes_test([Mark(True, "scam")] * 4 + [Mark(True, "genuine")] * 3 + [Mark(False, "genuine")])
    True
    >>> passes_test([Mark(True, "scam")] * 4 + [Mark(True, "genuine")] * 2 + [Mark(False, "genuine")] * 2)
    False
    """
    side = bars(marks)
    if min(side.scams, side.genuine) < _TEST_LEAST:
        return False
    return _TEST_WHOLE * side.caught >= _TEST_PART * side.scams and _TEST_WHOLE * side.recognised >= _TEST_PART * side.genuine
