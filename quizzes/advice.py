"""What figures say in plain words: what is wrong with a question and what to do about it, and whether a skill grew or only suspicion."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import hypot
from typing import NamedTuple, Self

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.blocks import JudgingSkill
from learning.discernment import Verdict
from learning.disclosure import FEWEST
from learning.intervals import normal, z
from quizzes.item_analysis import Flag
from quizzes.models import ItemFigure, SkillFigure, Stage
from quizzes.models.figures import COMPARED, EARLY, FITTED

# Each remark by name, and as what is wrong and what to do about it.
NAMES: dict[Flag, Promise] = {
    Flag.TOO_EARLY: _("Too early"),
    Flag.HOLD: _("Those who know get it wrong"),
    Flag.UNFAIR: _("Unfair to men or women"),
    Flag.LOOKS_LIKE_A_SCAM: _("Real, but looks fake"),
    Flag.EXPIRED: _("Out of date"),
    Flag.CHECK_KEY: _("Check the right answer"),
    Flag.SECOND_RIGHT: _("A second right answer?"),
    Flag.TOO_EASY: _("Too easy"),
    Flag.TOO_HARD: _("Too hard"),
    Flag.DEAD_CHOICE: _("An answer that misleads nobody"),
    Flag.MISFIT: _("Answers like chance"),
    Flag.UNEXPECTED: _("Not as hard as expected"),
}
ADVICE: dict[Flag, Promise] = {
    Flag.TOO_EARLY: _("Too early: fewer than 50 answers."),
    Flag.HOLD: _("People who know more get this wrong: unpublish it and check which answer is marked right."),
    Flag.LOOKS_LIKE_A_SCAM: _("People take this genuine message for a scam: tell the ministry."),
    Flag.EXPIRED: _("Its source is out of date and it is no longer drawn: check the source again, or unpublish it."),
    Flag.CHECK_KEY: _("It hardly tells who knows from who does not: check the right answer and the wording."),
    Flag.TOO_EASY: _("Nearly everybody gets it right: ask something harder."),
    Flag.TOO_HARD: _("Hardly anybody knows it: explain it better in the lesson, or ask more simply."),
    Flag.MISFIT: _("The answers look like chance: make the wording clearer."),
    Flag.UNEXPECTED: _("Much harder or much easier than expected: correct its difficulty."),
}
# About single answers, and about one of two groups.
_OF_A_CHOICE: dict[Flag, Promise] = {
    Flag.SECOND_RIGHT: _("People who know more choose the answer “%(choice)s”: if it is right, too, change it."),
    Flag.DEAD_CHOICE: _("Nobody can be misled by the answer “%(choice)s”: replace it."),
}
_HARDER_FOR_WOMEN = _("Much harder for women than for men who know as much: unpublish it and look for the reason.")
_HARDER_FOR_MEN = _("Much harder for men than for women who know as much: unpublish it and look for the reason.")

VERDICTS: dict[str, Promise] = {
    Verdict.IMPROVED: _("People tell fake from real better than before the course."),
    Verdict.MORE_SUSPICIOUS: _("People suspect more but do not know more: they catch more fake messages and take more real ones for fake."),
    Verdict.TRUST_RESTORED: _("People trust real messages again and tell fake from real as well as before."),
    Verdict.NO_CHANGE: _("No difference from before the course that could not be chance."),
    "": _("Too early to compare: at least 100 people are needed before and after the course."),
}
# Said besides, where discernment grew and suspicion did, too: who is taught both has still lost something.
_TRUSTS_LESS = _("But they also take more real messages for fake: practise real ones more.")


class Number(NamedTuple):
    """A technical figure and what it means; no value where too few people answered."""

    name: Promise
    meaning: Promise
    value: str | None


# What somebody is told already who is told the first.
_IMPLIED = {Flag.HOLD: Flag.CHECK_KEY, Flag.LOOKS_LIKE_A_SCAM: Flag.TOO_HARD}


def sentences(figure: ItemFigure) -> Iterator[str]:
    """Say in plain words what the figures ask a trainer to do, most urgent first."""
    flags = [Flag(code) for code in figure.flags]
    for flag in flags:
        if flag in {_IMPLIED.get(other) for other in flags}:
            continue
        if flag in _OF_A_CHOICE:
            yield from (str(_OF_A_CHOICE[flag]) % {"choice": text} for text in _blamed(figure, flag))
        elif flag == Flag.UNFAIR:
            yield str(_HARDER_FOR_WOMEN if (figure.dif or 0) < 0 else _HARDER_FOR_MEN)
        elif flag == Flag.LOOKS_LIKE_A_SCAM and (service := figure.version.content.get("service")):
            yield f"{ADVICE[flag]} ({service['name']})"
        else:
            yield str(ADVICE[flag])


def _blamed(figure: ItemFigure, flag: Flag) -> Iterator[str]:
    """Return the wrong answers that a remark is about."""
    return (one["text"] for one in figure.version.content["choices"] if flag in figure.choices[one["id"]].get("flags", ()))


# --- skills -----------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class StageRow:
    """One test of a skill as a trainer reads it: shares None below ten people, and what it says against the test before the course."""

    stage: str
    learners: int
    caught: str | None
    recognised: str | None
    verdict: str
    warning: str
    numbers: list[Number]

    @classmethod
    def of(cls, figure: SkillFigure, before: SkillFigure | None) -> Self:
        """Say of the figures what may be said."""
        is_shown, verdict = figure.learners >= FEWEST, "" if figure.stage == Stage.PRETEST else str(VERDICTS[figure.verdict])
        only_suspects = figure.verdict == Verdict.MORE_SUSPICIOUS
        return cls(
            stage=str(figure.get_stage_display()),
            learners=figure.learners,
            caught=_percent(figure.hits / figure.scams, is_shown),
            recognised=_percent(1 - figure.false_alarms / figure.genuine, is_shown),
            verdict="" if only_suspects else verdict,
            warning=verdict if only_suspects else str(_TRUSTS_LESS) if before and _trusts_less(before, figure) else "",
            numbers=_skill_numbers(figure, is_shown),
        )


def skills() -> list[tuple[str, list[StageRow]]]:
    """Return every skill that was tested with its tests in their order; one query."""
    found = {(one.skill, one.stage): one for one in SkillFigure.objects.all()}
    rows = [
        (str(skill.label), [StageRow.of(found[skill, stage], found.get((skill, Stage.PRETEST))) for stage in Stage if (skill, stage) in found])
        for skill in JudgingSkill
    ]
    return [row for row in rows if row[1]]


def _trusts_less(before: SkillFigure, after: SkillFigure) -> bool:
    """Whether people surely suspect more than before, and show it by recognising fewer real messages."""
    if before.c is None or before.se_c is None or after.c is None or after.se_c is None:
        return False
    fewer = after.false_alarms * before.genuine > before.false_alarms * after.genuine
    return fewer and normal(after.c - before.c, hypot(before.se_c, after.se_c)).high < 0


def _skill_numbers(figure: SkillFigure, is_shown: bool) -> list[Number]:  # noqa: FBT001 -- reads like a sentence where it is called
    d, c = (
        None if value is None else f"{_decimal(value)} ± {_decimal(z() * error)}" if error is not None else f"{_decimal(value)}"
        for value, error in ((figure.d, figure.se_d), (figure.c, figure.se_c))
    )
    brier = None if figure.brier is None else _decimal(figure.brier)
    return [
        Number(_("Tells fake from real (d′)"), _("0: guessing. 1: fair. 2: good."), d),
        Number(_("Suspicion (c)"), _("Below 0: people suspect too much. Above 0: they trust too much."), c),
        Number(_("Fake and real apart (A)"), _("0.5: guessing. 1: without a mistake."), _decimal(figure.a, is_shown)),
        Number(_("How far off (Brier)"), _("Counts how sure people were. 0: sure and right. 0.25: not knowing."), brier),
    ]


# --- the figures themselves -------------------------------------------------------------------------------------------
def numbers(figure: ItemFigure) -> list[Number]:
    """Return the technical figures that a question of this kind has."""
    n, is_judged = figure.first_answers, bool(figure.version.content.get("truth"))
    is_known, is_compared, is_fitted = n >= EARLY, figure.compared >= COMPARED, n >= FITTED
    dif = f"{figure.dif_size}, {_decimal(figure.dif)}" if figure.dif_is_sure else None
    found = [
        Number(_("Answers"), _("All answers so far, repeated ones too."), str(figure.answers)),
        Number(_("First answers"), _("Only these count here: given alone, to a question drawn by chance and not met before."), str(n)),
        Number(_("Right (p)"), _("How many of 100 people were right."), _percent(figure.right, is_known)),
        Number(_("Difficulty (b)"), _("Guesses taken out. 0: half of the people know it. Above 0: fewer do."), _decimal(figure.difficulty, is_known)),
        Number(
            _("Tells who knows (r)"), _("1: those who do well elsewhere get it right. 0: it says nothing. Below 0: those who do badly get it right."),
            _decimal(figure.r, is_compared),
        ),
        Number(
            _("Fit (outfit and infit)"), _("1: answers are as expected of these people. Above 1.3: like chance. Below 0.7: too orderly."),
            f"{_decimal(figure.outfit)} · {_decimal(figure.infit)}" if is_fitted else None,
        ),
        Number(
            _("Women and men (DIF)"), _("A: as hard for women as for men who know as much. B: not quite. C: not at all. Below 0: harder for women."),
            dif,
        ),
    ]  # fmt: skip
    judged = [
        Number(_("Called fake"), _("How many of 100 people called the message fake."), _percent(figure.said_scam, is_known)),
        Number(_("How sure"), _("Asked in tests. More than were right: people are too sure of themselves."), _percent(figure.confidence, is_known)),
        Number(
            _("Tells who knows, on its own side"),
            _("The same among fake messages only, or real ones only. Good here and bad above: it rewards suspicion or trust."),
            _decimal(figure.r_same_side, is_compared),
        ),
    ]  # fmt: skip
    return [*found, *(judged if is_judged else [])]


class Choice(NamedTuple):
    """An answer of a written question: how many of 100 chose it, and whether those who know did."""

    text: str
    right: bool
    share: str | None
    r: str | None


def choices(figure: ItemFigure) -> list[Choice]:
    """Return the answers of a written question; nothing for a message, nor while it is too early."""
    n, content = figure.first_answers, figure.version.content
    if n < EARLY or content.get("truth") or not figure.choices:
        return []
    taken = [(one, figure.choices[one["id"]]) for one in content["choices"]]
    return [Choice(one["text"], one["right"], _percent(took["n"] / n), _decimal(took["r"])) for one, took in taken]


def right(figure: ItemFigure) -> str | None:
    """Return how many of 100 were right, None while it is too early."""
    return _percent(figure.right, figure.first_answers >= EARLY)


def _decimal(value: float | None, is_enough: bool = True) -> str | None:  # noqa: FBT001, FBT002 -- reads like a sentence where it is called
    return ("–" if value is None else f"{value:.2f}".replace("-", "−")) if is_enough else None


def _percent(share: float | None, is_enough: bool = True) -> str | None:  # noqa: FBT001, FBT002 -- as above
    return ("–" if share is None else f"{round(100 * share)}\u00a0%") if is_enough else None
