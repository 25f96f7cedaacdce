"""Every night: what all answers say about each question, and about each skill before and after its course.

Answers are read once; nothing is written before everything is worked out, and then all at once: killed, it changes nothing, and run
again it does the same again. Only `manage.py analyse_items` calls this: fitting a population loads numpy, which no web server and no
worker may (decisions H2).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from itertools import groupby
from math import factorial, isfinite, sqrt
from operator import attrgetter, itemgetter
from typing import Any
from uuid import UUID

from django.db import models, transaction

from learning import consents, discernment, population
from learning.disclosure import FEWEST
from learning.models import Consent, Profile
from learning.outcomes import learning_day
from learning.population import Fit
from quizzes import item_analysis, phish_scale
from quizzes.item_analysis import Dif, Distractor, Flag, Misfit, Observed, point_biserial
from quizzes.models import ItemFigure, Kind, Question, QuestionVersion, Response, SkillFigure, Stage
from quizzes.models.figures import COMPARED, FITTED
from quizzes.surprise import Model, Seen
from quizzes.tallies import Row, SkillTally, Tallies, Tally

Content = dict[str, Any]
OF_A_CHOICE = frozenset({Flag.SECOND_RIGHT, Flag.DEAD_CHOICE})  # remarks that name the wrong choice they are about
_CHUNK = 5000  # rows at hand at a time
_NOBODY: tuple[UUID | None, str] = (None, "")
_ONE_SIDED = 1.645  # standard errors: 5 %
_POOLED = 100  # verdicts with a word on how sure, before these are judged (measurement.md 1.4)


def analyse(now: datetime) -> tuple[int, int]:
    """Let the figures say what all answers to date do; return how many questions and how many tests have some."""
    versions = list(QuestionVersion.objects.filter(voided_at__isnull=True))
    tallies = read(versions)
    items, skills = list(item_figures(tallies, versions, now)), list(skill_figures(tallies.tests, now))
    write(items, skills, now)
    return len(items), len(skills)


# --- reading and writing ----------------------------------------------------------------------------------------------
def read(versions: Iterable[QuestionVersion]) -> Tallies:
    """Return all answers to these versions counted, in one pass: they come person by person, and so does what people said of themselves.

    Left out are the answers of everybody who said no to being counted.
    """
    tallies = Tallies({version.pk: version.content.get("truth", "") for version in versions})
    counted = Response.objects.exclude(attempt__learner__in=consents.refusers(Consent.Purpose.RESEARCH))
    answers = counted.order_by("attempt__learner_id").values_list(
        "attempt__learner_id", "version_id", "chosen", "correct", "confidence", "first_attempt", "seen_before", "mode",
        "attempt__role", "attempt__skill",
    )  # fmt: skip
    said = _said()
    somebody, sex = next(said, _NOBODY)
    for learner, theirs in groupby(map(Row._make, answers.iterator(chunk_size=_CHUNK)), attrgetter("learner")):
        while somebody and somebody < learner:
            somebody, sex = next(said, _NOBODY)
        tallies.add(theirs, sex if somebody == learner else "")
    return tallies


def _said() -> Iterator[tuple[UUID, str]]:
    """Return the sex people last said they have, in the order in which their answers come. A look-up per answer would take hours."""
    said = Profile.objects.filter(question=Profile.Question.SEX).order_by("learner_id", "since", "id").values_list("learner_id", "answer")
    for learner, theirs in groupby(said.iterator(chunk_size=_CHUNK), itemgetter(0)):
        *_earlier, (_learner, last) = theirs
        yield learner, last


@transaction.atomic
def write(items: Iterable[ItemFigure], skills: Iterable[SkillFigure], now: datetime) -> None:
    """Let these be the figures: what has none any more, because all who answered were erased, loses its old ones."""
    _upsert(ItemFigure, items, ["version"])
    _upsert(SkillFigure, skills, ["skill", "stage"])
    for model in (ItemFigure, SkillFigure):
        model._default_manager.filter(computed_at__lt=now).delete()  # noqa: SLF001 -- Django's documented API


def _upsert(model: type[models.Model], rows: Iterable[models.Model], key: list[str]) -> None:
    others = [one.name for one in model._meta.concrete_fields if not one.primary_key and one.name not in key]  # noqa: SLF001 -- as above
    model._default_manager.bulk_create(rows, update_conflicts=True, unique_fields=key, update_fields=others)  # noqa: SLF001 -- as above


# --- questions --------------------------------------------------------------------------------------------------------
def item_figures(tallies: Tallies, versions: Iterable[QuestionVersion], now: datetime) -> Iterator[ItemFigure]:
    """Make the figures of every version that was answered or is asked now."""
    contents = {version.pk: version.content for version in versions}
    asked, fits = _asked(versions), dict(_misfits(tallies, contents))
    for pk in sorted({*tallies.items, *asked}):
        figure = _figure(pk, contents[pk], tallies.items[pk], fits.get(pk), now)
        _remark(figure, contents[pk], asked.get(pk), learning_day(now))
        yield figure


def _asked(versions: Iterable[QuestionVersion]) -> dict[int, Question]:
    """Return the questions that are asked now, by their newest version."""
    newest = {(one.question_key, one.locale): one.pk for one in sorted(versions, key=attrgetter("number"))}
    found = {newest.get((one.translation_key, one.locale.language_code)): one for one in Question.objects.filter(live=True).select_related("locale")}
    return {pk: question for pk, question in found.items() if pk is not None}


def _misfits(tallies: Tallies, contents: Mapping[int, Content]) -> Iterator[tuple[int, Misfit | None]]:
    """Return how answers fit ability; scams, real messages and written questions each ask for an ability of their own."""
    for side, results in tallies.results.items():
        mine = {pk: tally for pk, tally in tallies.items.items() if tally.first and tallies.sides[pk] == side}
        model = Model.of({pk: Seen(tally.first, tally.right / tally.first, 1 / options(contents[pk])) for pk, tally in mine.items()}, results)
        yield from ((pk, model.misfit(pk, [*tally.same_side.elements()])) for pk, tally in mine.items() if tally.first >= FITTED)


def _figure(pk: int, content: Content, tally: Tally, fit: Misfit | None, now: datetime) -> ItemFigure:
    n, dif = tally.first, _dif(tally)
    p = tally.right / n if n else None
    compared = [(right, rest) for _chosen, right, rest in tally.chosen.elements() if rest is not None]
    choices = {} if content["kind"] == Kind.ORDER else {one["id"]: _choice(one["id"], tally) for one in content["choices"]}
    return ItemFigure(
        version_id=pk, answers=tally.answers, first_answers=n, right=p, choices=choices, computed_at=now,
        said_scam=choices["scam"]["n"] / n if content.get("truth") and n else None,
        confidence=sum(tally.confidence.elements()) / tally.confidence.total() if tally.confidence else None,
        compared=len(compared), r=point_biserial(compared),
        r_same_side=point_biserial([(right, rest.k / rest.m) for right, rest in tally.same_side.elements() if rest.m]),
        difficulty=None if p is None else _finite(item_analysis.difficulty(p, 1 / options(content))),
        outfit=fit and fit.outfit, infit=fit and fit.infit,
        dif=dif and dif.delta, dif_size=dif.size if dif else "", dif_is_sure=bool(dif and dif.is_sure),
    )  # fmt: skip


def options(content: Content) -> int:
    """Return how many answers a question has, of which guessing takes one.

    >>> choices = [{"id": one} for one in "abcd"]
    >>> [options({"kind": kind, "choices": choices}) for kind in ("single", "multiple", "order")]
    [4, 15, 24]
    """
    n = len(content["choices"])
    return {Kind.MULTIPLE: 2**n - 1, Kind.ORDER: factorial(n)}.get(content["kind"], n)


def _choice(name: str, tally: Tally) -> dict[str, Any]:
    """Return how many took a choice and, where they are enough to be no single people, how that goes with knowing."""
    taken = [(name in chosen, rest) for chosen, _right, rest in tally.chosen.elements()]
    n = sum(took for took, _rest in taken)
    return {"n": n, "r": point_biserial([(took, rest) for took, rest in taken if rest is not None]) if n >= FEWEST else None}


def _dif(tally: Tally) -> Dif | None:
    women = sum(people for (_band, is_woman, _right), people in tally.groups.items() if is_woman)
    if min(women, tally.groups.total() - women) < FEWEST:
        return None
    return item_analysis.dif(item_analysis.strata(tally.groups.elements()))


def _finite(value: float) -> float | None:
    return value if isfinite(value) else None


# --- what a trainer is told -------------------------------------------------------------------------------------------
def _remark(figure: ItemFigure, content: Content, question: Question | None, today: date) -> None:
    """Write down what a trainer should look at: of the question, and of each wrong choice alone."""
    n, truth = figure.first_answers, content.get("truth", "")
    wrong = {} if truth or not n else {one["id"]: figure.choices[one["id"]] for one in content["choices"] if figure.choices and not one["right"]}
    distractors = {name: Distractor(one["n"] / n, _surely(one["r"], figure.compared, above=True)) for name, one in wrong.items()}
    observed = Observed(
        n=n, p=figure.right or 0, options=options(content), truth=truth, predicted=_predicted(content, question),
        r_corrected=_surely(figure.r, figure.compared, above=False) if figure.compared >= COMPARED else None,
        distractors=[*distractors.values()],
        misfit=Misfit(figure.outfit, figure.infit) if figure.outfit is not None and figure.infit is not None else None,
        dif=[Dif(1, figure.dif, 0, figure.dif_size, figure.dif_is_sure)] if figure.dif is not None else [],
        is_expired=bool(question and question.valid_until and question.valid_until < today),
    )  # fmt: skip
    flags = item_analysis.flags(observed)
    figure.flags, figure.urgency = [str(flag) for flag in flags], urgency(flags)
    for name, one in distractors.items():
        alone = item_analysis.flags(replace(observed, distractors=[one]))
        wrong[name]["flags"] = [str(flag) for flag in alone if flag in OF_A_CHOICE]


def _surely(r: float | None, n: int, *, above: bool) -> float | None:
    """Return what a correlation surely is above, or below (19 times of 20): to be told to unpublish a good question is worse than to wait.

    Of 144 faultless messages with 90 to 290 simulated answers, 17 had an r below 0 by chance and 64 one below 0.1; surely so, 0 and 10.

    >>> [round(_surely(-0.1, n, above=False), 3) for n in (100, 400)]
    [0.063, -0.019]
    """
    if r is None:
        return None
    error = _ONE_SIDED * (1 - r * r) / sqrt(n)
    return r - error if above else r + error


def _predicted(content: Content, question: Question | None) -> tuple[phish_scale.Difficulty, ...]:
    """Return how hard a scam was meant to be."""
    if content.get("truth") != "scam":
        return ()
    if question and question.cues is not None and question.premise is not None:
        return (phish_scale.difficulty(question.cues, question.premise),)
    return phish_scale.meant_by(content.get("difficulty", ""))


def urgency(flags: Iterable[Flag]) -> int:
    """Return the place of a question in the report: by its first remark, then those without any, at last those with too few answers.

    >>> [urgency(flags) for flags in ([Flag.TOO_EARLY, Flag.EXPIRED], [Flag.MISFIT], [], [Flag.TOO_EARLY])]
    [4, 10, 12, 13]
    """
    order, found = list(Flag), set(flags)
    calm = len(order) + (Flag.TOO_EARLY in found)
    return min((order.index(flag) for flag in found - {Flag.TOO_EARLY}), default=calm)


# --- skills -----------------------------------------------------------------------------------------------------------
def skill_figures(tests: Mapping[tuple[str, str], SkillTally], now: datetime) -> Iterator[SkillFigure]:
    """Make the figures of each test of each skill; a group below a hundred people is not fitted and not compared."""
    fits = {test: population.fit(one.patterns) for test, one in tests.items() if population.is_publishable(one.patterns)}
    for (skill, stage), one in sorted(tests.items()):
        h, ns, f, nn = (sum(counts[place] * people for counts, people in one.patterns.items()) for place in range(4))
        fit, before = fits.get((skill, stage)), fits.get((skill, Stage.PRETEST))
        change = discernment.change(before, fit) if before and fit and stage != Stage.PRETEST else None
        beliefs, is_scam = zip(*one.beliefs.elements(), strict=True) if one.beliefs.total() >= _POOLED else ((), ())
        yield SkillFigure(
            skill=skill, stage=stage, learners=one.patterns.total(), hits=h, scams=ns, false_alarms=f, genuine=nn, computed_at=now,
            **_fitted(fit), a=discernment.nonparametric_a(h / ns, f / nn), brier=discernment.brier(beliefs, is_scam).brier if beliefs else None,
            verdict=str(change.verdict) if change else "",
        )  # fmt: skip


def _fitted(fit: Fit | None) -> dict[str, float | None]:
    return {name: _finite(getattr(fit, name)) if fit else None for name in ("d", "se_d", "c", "se_c")}
