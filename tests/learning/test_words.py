"""Five words on paper: hard to guess, easy to read, and typed however people type them."""

import contextlib
import random
import unicodedata
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses import khmer
from learning import words

DRAWN = st.sampled_from(words.LIST)


def test_the_words_are_512_and_five_of_them_are_more_than_44_bits():
    assert (len(words.LIST), len(set(words.LIST)), words.HOW_MANY) == (512, 512, 5)
    assert 44.9 < words.BITS < 45


def test_every_word_is_written_as_we_write_khmer_and_short():
    assert [word for word in words.LIST if khmer.normalise(word) != word or khmer.problems(word)] == []
    assert max(map(len, words.LIST)) <= 10


def test_no_word_begins_with_another_so_spaces_are_not_needed():
    folded = [words._folded(word) for word in words.LIST]
    assert len(set(folded)) == 512
    assert [(one, other) for one, other in permutations(folded, 2) if other.startswith(one)] == []


def test_no_word_shames_or_frightens():
    lists = ["ល្ងង់", "ឆោត", "ភ្លើ", "ខ្ជិល", "អន់", "លោភ", "ឆ្កួត", "ភ័យ", "ខ្លាច", "លួច", "ស្លាប់", "ឆ្កែ", "ជ្រូក"]
    assert set(lists) & set(words.LIST) == set()


@given(st.lists(DRAWN, min_size=5, max_size=5), st.sampled_from(["", " ", "\u200b", "  \n", ", ", "។ ", "-"]))
def test_whatever_stands_between_them_they_are_read(drawn, between):
    assert words.read(between.join(drawn)) == drawn


def test_numbers_before_them_and_a_page_copied_whole_are_read():
    drawn = words.draw(b"a page")
    assert words.read("\n".join(f"{number}. {word}" for number, word in enumerate(drawn, 1))) == drawn
    assert words.read("\n".join(f"{khmer.khmer_digits(number)}) {word}" for number, word in enumerate(drawn, 1))) == drawn


def test_marks_in_another_order_and_the_subscript_that_looks_the_same_are_read():
    """ស្រ្តី typed as many people type it; ក្ដាម with the other subscript."""
    assert words.read("ក្ដាម") == ["ក្តាម"]
    word = next(one for one in words.LIST if "្រ" in one and len(one) > 4)
    assert words.read(unicodedata.normalize("NFD", word)) == [word]
    assert words.read("ខែ្លង") == ["ខ្លែង"]


@pytest.mark.parametrize(("typed", "good"), [("ឆ្មា ហឹហឹ", 1), ("សួស្តី", 0), ("ឆ្មា ខ្លា គ", 2)])
def test_what_is_no_word_of_ours_is_told_by_its_place(typed, good):
    with pytest.raises(words.Unknown) as unknown:
        words.read(typed)
    assert unknown.value.good == good


@pytest.mark.parametrize("typed", ["", "   ", "12345", "hello", "\u200b"])
def test_nothing_typed_is_no_word(typed):
    assert words.read(typed) == []


@given(st.text(max_size=80))
def test_anything_may_be_typed(typed):
    with contextlib.suppress(words.Unknown):
        words.read(typed)


def test_the_same_seed_draws_the_same_five_and_another_one_others():
    seeds = [random.Random(number).randbytes(32) for number in range(200)]
    drawn = [tuple(words.draw(seed)) for seed in seeds]
    assert [tuple(words.draw(seed)) for seed in seeds] == drawn
    assert (len(set(drawn)), {len(set(one)) for one in drawn}) == (200, {5})
