"""A form's key is ours, this quiz's and not too old, or it opens nothing."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from uuid import UUID

import pytest
import time_machine
from django.core import signing
from django.http import QueryDict

from quizzes import forms, keys
from quizzes.keys import FormKey

NOON = datetime(2027, 1, 5, 5, tzinfo=UTC)
# A key knows of its quiz nothing but this; a page of Wagtail's would ask the database.
QUIZ, OTHER = (SimpleNamespace(translation_key=UUID(int=number)) for number in (1, 2))
KEY = FormKey(UUID(int=1), "once", (3, 5, 8))


@pytest.fixture
def signed() -> str:
    return keys.sign(KEY)


def test_a_key_comes_back_as_it_was_given_out(signed):
    assert keys.read(signed, QUIZ) == KEY


def test_every_run_has_a_key_of_its_own():
    one, other = keys.new(QUIZ, [3, 5]), keys.new(QUIZ, [3, 5])
    assert (one.quiz_key, one.versions) == (QUIZ.translation_key, (3, 5))
    assert one.nonce != other.nonce
    assert len(one.nonce) == 22


def test_a_key_of_another_quiz_opens_nothing(signed):
    with pytest.raises(keys.BadKey):
        keys.read(signed, OTHER)


@pytest.mark.parametrize("text", ["", ":", "::", "a:b:c", "ច្បាស់:ច្បាស់:ច្បាស់", "\x00", "x" * 500_000], ids=range(7))
def test_what_is_no_key_opens_nothing(text):
    with pytest.raises(keys.BadKey):
        keys.read(text, QUIZ)


def test_a_key_changed_anywhere_opens_nothing(signed):
    for place, sign in enumerate(signed):
        changed = signed[:place] + ("A" if sign != "A" else "B") + signed[place + 1 :]
        with pytest.raises(keys.BadKey):
            keys.read(changed, QUIZ)


def test_something_we_signed_for_another_purpose_is_no_key():
    with pytest.raises(keys.BadKey):
        keys.read(signing.dumps([KEY.quiz_key.hex, "once", [3]], salt="learning.learner"), QUIZ)


@pytest.mark.parametrize(("age", "opens"), [(timedelta(days=30) - timedelta(seconds=2), True), (timedelta(days=30, seconds=2), False)])
def test_a_page_left_open_for_a_month_still_counts_and_an_older_one_not(age, opens):
    with time_machine.travel(NOON, tick=False):
        signed = keys.sign(KEY)
    with time_machine.travel(NOON + age, tick=False):
        if opens:
            assert keys.read(signed, QUIZ) == KEY
        else:
            with pytest.raises(keys.BadKey):
                keys.read(signed, QUIZ)


def test_a_form_says_which_question_was_answered_and_how(signed):
    post = QueryDict(mutable=True)
    post.update({"key": signed, "question": "5"})
    post.setlist("choice", ["b", "c"])
    assert forms.read(post, QUIZ) == forms.Sent(KEY, 5, ("b", "c"))


@pytest.mark.parametrize("question", ["", "4", "05", " 5", "5.0", "៥", "-1", "5; DROP TABLE", "9" * 5000], ids=range(9))
def test_a_question_that_was_not_drawn_is_not_asked(signed, question):
    post = QueryDict(mutable=True)
    post.update({"key": signed, "question": question})
    with pytest.raises(keys.BadKey):
        forms.read(post, QUIZ)


def test_a_form_that_names_a_thousand_choices_is_not_read_to_its_end(signed):
    post = QueryDict(mutable=True)
    post.update({"key": signed, "question": "5"})
    post.setlist("choice", [str(one) for one in range(1000)])
    assert len(forms.read(post, QUIZ).chosen) == 20
