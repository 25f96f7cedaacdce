"""Rules for one text: short, kind, one word for one thing, digits and money as Cambodians print them."""

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from courses import khmer
from courses.prose import text
from courses.prose.house import House
from courses.prose.passages import OURS, Passage, Remark

WORDS_IN_SENTENCE, WANTED = 18, 12
_MOST_WORDS = {"answer": 12, "plain": 12, "feedback": 30, "explanation": 35}

_DIGIT = "0-9០-៩"
_NUMBER = rf"[{_DIGIT}](?:[{_DIGIT}.,]*[{_DIGIT}])?"
_THOUSANDS = r"\d{1,3}(?:,\d{3})*"
_RIEL = re.compile(rf"៛\s*{_NUMBER}|{_NUMBER}\s*៛")
_RIEL_GOOD = re.compile(rf"{_THOUSANDS} ៛", re.ASCII)
_DOLLAR = re.compile(rf"(?:US)?\$\s*{_NUMBER}|{_NUMBER}\s*\$")
_DOLLAR_GOOD = re.compile(rf"US\$ {_THOUSANDS}(?:\.\d\d)?", re.ASCII)
_IN_WORDS = re.compile(rf"{_NUMBER}\s*(?:ដុល្លារ|រៀល|USD|KHR)")
_IN_WORDS_GOOD = re.compile(rf"{_THOUSANDS}(?:\.\d\d)? (?:ដុល្លារ|រៀល|USD|KHR)", re.ASCII)
_MONEY = re.compile(rf"{_RIEL.pattern}|{_DOLLAR.pattern}|{_IN_WORDS.pattern}|(?:USD|KHR)\s*{_NUMBER}")
_BOTH_SCRIPTS = re.compile("[0-9][.,]?[០-៩]|[០-៩][.,]?[0-9]")
_LATIN, _KHMER_DIGIT = re.compile("[0-9]"), re.compile("[០-៩]")
_BARE_NUMBER = re.compile(rf"{_NUMBER}%?")


def of_passage(passage: Passage, house: House) -> Iterator[Remark]:
    """Yield what is wrong with the words and figures of one text; a message may speak as cheats and people really do, but not print money anyhow."""
    if passage.voice == OURS:
        yield from _length(passage)
        yield from _choice_of_words(passage, house)
    yield from _money(passage)
    yield from _digits(passage)


def _length(passage: Passage) -> Iterator[Remark]:
    for sentence in text.sentences(passage.text):
        if (found := text.count(sentence)) > WANTED:
            long = found > WORDS_IN_SENTENCE
            values = {"words": found, "most": WORDS_IN_SENTENCE if long else WANTED, "text": sentence}
            yield Remark(passage.place, "sentence", values, advice=not long)
    most = _MOST_WORDS.get(passage.role)
    if most and (found := text.count(passage.text)) > most:
        yield Remark(passage.place, "words", {"words": found, "most": most})


def _choice_of_words(passage: Passage, house: House) -> Iterator[Remark]:
    for term in house.terms:
        # Taken out first: the segmenter may cut into the right word, and what is left of it may be a wrong one.
        if passage.role != "term" and (wrong := text.has(term.avoid, passage.text.replace(term.word, " "))):
            yield Remark(passage.place, "avoid", {"wrong": wrong, "right": term.word})
    for wrong, right in house.spellings:
        if text.spelled(wrong, passage.text):
            yield Remark(passage.place, "avoid", {"wrong": wrong, "right": right})
    for sentence in text.sentences(passage.text):
        word = text.has(house.list("shame"), sentence)
        if word and not text.has(house.list("negation"), sentence.partition(word)[0]):
            yield Remark(passage.place, "shame", {"word": word, "text": sentence})


def _money(passage: Passage) -> Iterator[Remark]:
    forms = [(_RIEL, _RIEL_GOOD)]
    if passage.voice == OURS:
        forms += [(_DOLLAR, _DOLLAR_GOOD), (_IN_WORDS, _IN_WORDS_GOOD)]
    for any_form, good in forms:
        for found in any_form.findall(passage.text):
            if not good.fullmatch(found):
                yield Remark(passage.place, "money", {"text": found})


def _digits(passage: Passage) -> Iterator[Remark]:
    for sentence in text.sentences(passage.text):
        scripts = defaultdict[str, set[bool]](set)  # by unit: whether its numbers have Khmer digits
        for unit, number in _numbers(sentence):
            scripts[unit] |= {bool(_KHMER_DIGIT.search(number))}
        if _BOTH_SCRIPTS.search(sentence) or any(len(found) > 1 for found in scripts.values()):
            yield Remark(passage.place, "digits", {"text": sentence})


def _numbers(sentence: str) -> Iterator[tuple[str, str]]:
    """Yield each number with its unit: all money is one, else it is the word behind the number."""
    for found in _MONEY.findall(sentence):
        yield "money", found
    pieces = [word for word in khmer.words(_MONEY.sub(" ", sentence)) if not word.isspace()]
    for number, unit in pairwise(pieces):
        if _BARE_NUMBER.fullmatch(number) and not _BARE_NUMBER.fullmatch(unit):
            yield unit.rstrip("។៖,.»)"), number
