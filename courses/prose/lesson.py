"""Rules for a whole lesson: its shape, new words one at a time, and no fear without a next step."""

from collections.abc import Iterator, Sequence

from courses.prose import text
from courses.prose.house import House, Term
from courses.prose.passages import OURS, SCAM, Data, Passage, Remark, of_lesson, of_step

STEPS = range(4, 7)
TITLE_SIGNS = 34
BODY_WORDS, BODY_SIGNS = 35, 140
RULE_WORDS, RULE_SIGNS = 40, 160
_ACTS = frozenset({"do", "rule", "plan"})
_SOON = 2  # a next step comes at once, or after one more


def of_whole(lesson: Data, house: House) -> Iterator[Remark]:
    """Yield what is wrong with a lesson as a whole. Texts one by one: courses/prose/language.py and claims.py."""
    yield from _shape(lesson["steps"])
    yield from _lengths(lesson["steps"])
    yield from _terms(lesson, house)
    yield from _fears(lesson, house)


def _shape(steps: Sequence[Data]) -> Iterator[Remark]:
    kinds = [step["kind"] for step in steps]
    if len(kinds) not in STEPS:
        yield Remark("steps", "steps", {"steps": len(kinds), "least": STEPS[0], "most": STEPS[-1]})
    if kinds.count("rule") != 1:
        yield Remark("steps", "rule", {"rules": kinds.count("rule")})
    if kinds[-1:] != ["plan"]:
        yield Remark(f"steps.{len(kinds) - 1}.kind" if kinds else "steps", "plan")


def _lengths(steps: Sequence[Data]) -> Iterator[Remark]:
    for place, step in enumerate(steps):
        if len(step["title"]) > TITLE_SIGNS:
            yield Remark(f"steps.{place}.title", "signs", {"signs": len(step["title"]), "most": TITLE_SIGNS})
        words, signs = (RULE_WORDS, RULE_SIGNS) if step["kind"] == "rule" else (BODY_WORDS, BODY_SIGNS)
        if (found := text.count(step["body"])) > words:
            yield Remark(f"steps.{place}.body", "words", {"words": found, "most": words})
        if len(step["body"]) > signs:
            yield Remark(f"steps.{place}.body", "signs", {"signs": len(step["body"]), "most": signs})


# --- new words ----------------------------------------------------------------------------------------------------------


def _terms(lesson: Data, house: House) -> Iterator[Remark]:
    """Yield where a new word is not explained at its first use, where two are new at once, and where the check says one that no step did."""
    known = {term.id for term in house.terms if term.everyday}
    for place, step in enumerate(lesson["steps"]):
        found = named((passage.text for passage in of_step(step, "") if passage.role != "sender"), house.terms)
        new = [term for term in found if term.id not in known]
        own = step.get("term", "")
        if len(new) > 1:
            yield Remark(f"steps.{place}", "new_words", {"text": ", ".join(term.word for term in new)})
        for term in new:
            if term.id != own and len(new) == 1:
                yield Remark(f"steps.{place}", "unexplained", {"text": term.word, "term": term.id})
        if own and own not in {term.id for term in found}:
            yield Remark(f"steps.{place}.term", "unused", {"term": own}, advice=True)
        known |= {term.id for term in new}
    asked = (passage.text for passage in of_lesson(lesson) if passage.voice == OURS and passage.place.startswith("questions."))
    late = [term.word for term in named(asked, house.terms) if term.id not in known]
    if late:
        yield Remark("questions", "late", {"text": ", ".join(late)}, advice=True)


def named(texts: Iterator[str], terms: Sequence[Term]) -> list[Term]:
    """Return the terms that stand in some texts, in the glossary's order; one inside a longer one is not named.

    >>> terms = [Term("app", "កម្មវិធី", True, ()), Term("browser", "កម្មវិធីអ៊ីនធឺណិត", False, ())]
    >>> [term.id for term in named(iter(["បើកកម្មវិធីអ៊ីនធឺណិត"]), terms)]
    ['browser']
    """
    longest_first = sorted(terms, key=lambda term: -len(term.word))
    found = set[str]()
    for one in texts:
        taken = list[text.Span]()
        for term in longest_first:
            free = [span for span in text.spans(term.word, one) if not any(span.start < end and start < span.end for start, end in taken)]
            taken += free
            found |= {term.id} if free else set()
    return [term for term in terms if term.id in found]


# --- fear ---------------------------------------------------------------------------------------------------------------


def _fears(lesson: Data, house: House) -> Iterator[Remark]:
    """Yield what frightens and says no next step: at once, or for a step within the next two."""
    steps = lesson["steps"]
    for place, step in enumerate(steps):
        acts = step["kind"] in _ACTS or any(later["kind"] in _ACTS for later in steps[place + 1 : place + 1 + _SOON])
        ours = [passage for passage in of_step(step, f"steps.{place}") if passage.voice == OURS]
        frightens = text.has(house.list("fear"), "\n".join(passage.text for passage in ours))
        is_risk = step["kind"] == "example" and step["message"]["truth"] == SCAM
        if not acts and (is_risk or (step["kind"] == "learn" and frightens)):
            yield Remark(f"steps.{place}", "risk")
        elif not acts and frightens and not text.has(house.list("action"), step["body"]):
            yield Remark(f"steps.{place}", "fear", {"word": frightens})
    for passage in of_lesson(lesson):
        if passage.place in {"key_message", "sms"}:
            yield from of_alone(passage, house)


def of_alone(passage: Passage, house: House) -> Iterator[Remark]:
    """Yield whether a text that stands alone frightens and says nothing to do."""
    word = text.has(house.list("fear"), passage.text)
    if word and not text.has(house.list("action"), passage.text):
        yield Remark(passage.place, "fear", {"word": word})
