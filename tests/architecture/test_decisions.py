"""Every ruling that the product follows by now, with the test that would fail if it did not.

The rulings themselves are the project's decisions; a letter and a number name one. Those of later issues stand below with the reason.
"""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

RULINGS: dict[str, list[str]] = {}
LATER: dict[str, str] = {
    "B6": "Voiding a repaired answer key belongs to the issue on quizzes, with what misled learners then see.",
    "C4": "Sessions of citizens who sign in come with signing in.",
    "C6": "Erasure with its undo comes with people's rights.",
    "D3": "Tests (one open attempt per learner) come with the issue on quizzes.",
    "D4": "Offline answers come with the issue on offline use.",
    "D7": "Banks of 24 + 24 and their pools come with the issue on quizzes.",
    "D9": "Bots over every published set come with the issue on quizzes; the longest choice and one door are tested here.",
    "D10": "Sampled tests come with the issue on quizzes.",
    "D11": "The trust survey comes with the issue on quizzes.",
    "D12": "Refreshers come with the issue on quizzes.",
    "F3": "Nudges in bulk SQL come with the issue on text messages; the step column is here.",
    "F11": "SMPP comes later.",
    "G1": "Citizens' sign-in comes with its issue; that nobody can sign up is tested.",
    "G2": "Sign-in codes come with citizens' sign-in.",
    "G4": "Nicknames and recovery words come with citizens' sign-in.",
    "H2": "Nothing uses numpy yet; memory is measured in docs/figures.md.",
    "H5": "Recording in the editor comes with sound.",
}


def tests_in(path: str) -> set[str]:
    """The names of the test functions in a file."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


@pytest.mark.parametrize("ruling", sorted(RULINGS))
def test_each_ruling_has_tests_that_exist(ruling):
    missing = [one for one in RULINGS[ruling] if one.split("::")[1] not in tests_in(one.split("::")[0])]
    assert missing == []


def test_every_ruling_is_either_tested_or_said_to_be_later():
    numbers = {"A": 11, "B": 10, "C": 8, "D": 12, "E": 4, "F": 11, "G": 4, "H": 5}
    every = {f"{letter}{number}" for letter, last in numbers.items() for number in range(1, last + 1)}
    assert every == set(RULINGS) | set(LATER)
    assert set(RULINGS) & set(LATER) == set()
