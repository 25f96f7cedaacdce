"""Every night the answers tell which questions work: counted once, never mixed up, and nobody can be told from a figure."""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from math import log
from pathlib import Path
from random import Random
from statistics import NormalDist
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.management import call_command
from wagtail.models import Locale

from cms.celery import app
from learning.discernment import Counts, Verdict
from learning.models import Learner, Profile
from quizzes import analysis, item_analysis, scoring
from quizzes.item_analysis import Stratum
from quizzes.models import Attempt, ItemFigure, Question, QuestionVersion, Response, SkillFigure
from quizzes.surprise import Model, Result, Seen
from tests import databases, factories
from tests.cast import MONDAY_10AM

VECTORS = json.loads((Path(__file__).parents[1] / "vectors.json").read_text())
CDF = NormalDist().cdf
Bank = tuple[list[QuestionVersion], list[QuestionVersion]]
TOMORROW = MONDAY_10AM.replace(day=5)
_names = count(1)


# --- people and what they answer ----------------------------------------------------------------------------------------
def written(right: str = "b", *, choices: str = "abc", **other: object) -> QuestionVersion:
    """A published question; of its choices those in `right` are right."""
    offered = [{"id": one, "text": f"ចម្លើយ {one}", "right": one in right, "feedback": ""} for one in choices]
    return _version({"kind": "single", "text": "សំណួរ", "choices": offered} | other)


def message(truth: str, **other: object) -> QuestionVersion:
    """A published message to judge."""
    doors = [{"id": one, "right": one == truth} for one in ("genuine", "scam")]
    return _version({"kind": "judge", "text": "", "message": "សារ", "truth": truth, "skill": "messages", "choices": doors} | other)


def _version(content: dict[str, object]) -> QuestionVersion:
    content = {"stable_id": f"m-{next(_names):03}", "code": "1.2"} | content
    return QuestionVersion.objects.create(question_key=uuid4(), locale="km", number=1, content=content, published_at=MONDAY_10AM)


def ask(version: QuestionVersion) -> Question:
    """Let a version be the newest of a question that is asked now."""
    values = {name: version.content.get(name, "") for name in ("stable_id", "kind", "text", "truth", "message", "skill")}
    locale = Locale.objects.get(language_code="km")
    return Question.objects.create(translation_key=version.question_key, locale=locale, choices=[], clues=[], **values)


def people_answer(sheets: Sequence[Mapping[QuestionVersion, str]], *, role: str = "check", skill: str = "", **other: object) -> list[Learner]:
    """Somebody new for each sheet chooses what it says."""
    learners = Learner.objects.bulk_create(Learner(made_at=MONDAY_10AM, joinable_until=MONDAY_10AM) for _ in sheets)
    answer_again(learners, sheets, role=role, skill=skill, **other)
    return learners


def answer_again(
    learners: Sequence[Learner], sheets: Sequence[Mapping[QuestionVersion, str]], *, role: str = "check", skill: str = "", **other: object
) -> None:
    """The same people choose what the sheets say, in a run of its own."""
    keys = {"quiz_key": uuid4(), "course_key": uuid4(), "locale": "km", "role": role, "skill": skill, "opened_at": MONDAY_10AM, "drawn": []}
    attempts = Attempt.objects.bulk_create(Attempt(learner=learner, nonce=uuid4().hex, **keys) for learner in learners)
    Response.objects.bulk_create(
        Response(attempt=attempt, version=one, chosen=[chosen], correct=scoring.is_right(one.content, [chosen]), answered_at=MONDAY_10AM, **other)
        for attempt, sheet in zip(attempts, sheets, strict=True)
        for one, chosen in sheet.items()
    )


def say(learners: Sequence[Learner], sex: str) -> None:
    Profile.objects.bulk_create(Profile(learner=one, question="sex", answer=sex, since=MONDAY_10AM) for one in learners)


def figure(version: QuestionVersion) -> ItemFigure:
    return ItemFigure.objects.get(version=version)


def verdicts(version: QuestionVersion, scam: int, genuine: int) -> list[dict[QuestionVersion, str]]:
    """So many people call it a scam, and so many call it real."""
    return [{version: "scam"}] * scam + [{version: "genuine"}] * genuine


def bank() -> Bank:
    """Four scams and four real messages."""
    return [message("scam") for _ in range(4)], [message("genuine") for _ in range(4)]


# --- exact figures ------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_while_nobody_answered_there_is_nothing_to_say(tmp_path):
    assert analysis.analyse(MONDAY_10AM) == (0, 0)
    factories.one_lesson(tmp_path, written=2, pairs=1)
    assert analysis.analyse(TOMORROW) == (4, 0)
    said = ItemFigure.objects.values_list("answers", "first_answers", "right", "r", "difficulty", "flags")
    assert list(said) == [(0, 0, None, None, None, ["too_early"])] * 4


@pytest.mark.django_db
def test_eight_people_and_five_questions_give_what_was_worked_out_beforehand():
    questions = [written() for _ in range(5)]
    people_answer([{one: "b" if right else "a" for one, right in zip(questions, row, strict=True)} for row in VECTORS["ctt"]["M"]])
    analysis.analyse(MONDAY_10AM)
    for one, expected in zip(map(figure, questions), VECTORS["ctt"]["items"], strict=True):
        assert (one.right, one.r, one.r_same_side) == pytest.approx((expected["p"], *[expected["r_pb_corr"]] * 2), abs=6e-7)
        assert (one.answers, one.first_answers, one.compared, one.flags) == (8, 8, 8, ["too_early"])
        assert one.difficulty == pytest.approx(item_analysis.difficulty(expected["p"], 1 / 3))
        assert one.choices["c"] == {"n": 0, "r": None, "flags": []}
    assert figure(questions[1]).choices["a"] == {"n": 3, "r": None, "flags": []}


@pytest.mark.django_db
def test_who_suspects_everything_does_not_make_a_question_look_good():
    messages = [message(truth) for truth in ("scam", "scam", "genuine", "genuine")]
    people_answer([dict.fromkeys(messages, "scam"), dict.fromkeys(messages, "genuine")] * 5)
    analysis.analyse(MONDAY_10AM)
    for one in map(figure, messages):
        assert (one.right, one.said_scam, one.r, one.r_same_side) == (0.5, 0.5, None, pytest.approx(1))
        assert one.choices == {"scam": {"n": 5, "r": None}, "genuine": {"n": 5, "r": None}}
        assert one.difficulty is None  # no more than guessing


@pytest.mark.django_db
def test_ten_and_more_who_chose_an_answer_tell_whether_those_who_know_did():
    asked, other = written(), written()
    knowing, others = [{asked: "c", other: "b"}] * 60, [{asked: "b", other: "a"}] * 60
    people_answer([*knowing, *others])
    analysis.analyse(MONDAY_10AM)
    found = figure(asked)
    assert found.choices == {
        "a": {"n": 0, "r": None, "flags": ["dead_choice"]},
        "b": {"n": 60, "r": pytest.approx(-1)},
        "c": {"n": 60, "r": pytest.approx(1), "flags": ["second_right"]},
    }
    assert (found.r, found.flags) == (pytest.approx(-1), ["hold", "check_key", "second_right", "dead_choice"])


@pytest.mark.django_db
def test_how_sure_people_were_is_a_mean():
    asked = message("scam")
    for sure, chosen in ((0.95, "scam"), (0.5, "genuine"), (0.95, "scam")):
        people_answer([{asked: chosen}], role="posttest", confidence=sure)
    analysis.analyse(MONDAY_10AM)
    assert figure(asked).confidence == pytest.approx(0.8)


# --- remarks ------------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
@pytest.mark.parametrize("flipped", [False, True])
def test_a_real_message_that_most_call_a_scam_is_remarked_upon_and_with_every_truth_flipped_the_other_one_is(flipped):
    real, fake = (message(truth) for truth in (("scam", "genuine") if flipped else ("genuine", "scam")))
    people_answer(verdicts(real, 42, 18) + verdicts(fake, 42, 18))
    analysis.analyse(MONDAY_10AM)
    found = {one: figure(one) for one in (real, fake)}
    assert [found[one].said_scam for one in (real, fake)] == [0.7, 0.7]
    suspected, caught = (fake, real) if flipped else (real, fake)
    assert (found[suspected].right, found[suspected].flags) == (0.3, ["looks_like_a_scam", "too_hard"])
    assert (found[caught].right, found[caught].flags) == (0.7, [])
    assert found[suspected].urgency < found[caught].urgency


@pytest.mark.django_db
@pytest.mark.parametrize(("differ", "flags"), [(26, []), (28, ["check_key"]), (30, ["hold", "check_key", "second_right"])])
def test_nobody_is_told_to_take_out_a_question_for_what_may_be_chance(differ, flags):
    asked, other = written(choices="ab"), written(choices="ab")
    alike, unlike = [{asked: one, other: one} for one in "ab"], [{asked: one, other: two} for one, two in ("ab", "ba")]
    people_answer(alike * (50 - differ) + unlike * differ)
    analysis.analyse(MONDAY_10AM)
    assert (figure(asked).r, figure(asked).compared) == (pytest.approx(1 - differ / 25), 100)
    assert [flag for flag in figure(asked).flags if flag != "too_hard"] == flags


@pytest.mark.django_db
def test_a_question_past_its_date_and_one_harder_than_its_author_said_are_remarked_upon():
    old, hard = message("genuine"), message("scam", difficulty="easy")
    Question.objects.filter(pk=ask(old).pk).update(valid_until=MONDAY_10AM.date().replace(day=3))
    people_answer(verdicts(hard, 60, 40))
    analysis.analyse(MONDAY_10AM)
    assert (figure(old).flags, figure(hard).flags) == (["too_early", "expired"], ["unexpected"])


def of_many_results(asked: QuestionVersion, others: Sequence[QuestionVersion], people: int, *, right_of_five: int) -> list[Learner]:
    """People of every result on the four others, of whom so many of five get the question right."""
    sheets = []
    for number in range(people):
        known = number // 5 % 5
        rest = {one: "b" if place < known else "a" for place, one in enumerate(others)}
        sheets.append(rest | {asked: "b" if number % 5 < right_of_five else "a"})
    return people_answer(sheets)


@pytest.mark.django_db
def test_a_question_much_harder_for_women_than_for_men_who_know_as_much_is_unfair():
    asked, *others = (written() for _ in range(5))
    say(of_many_results(asked, others, 200, right_of_five=4), "male")
    say(of_many_results(asked, others, 100, right_of_five=1), "female")
    say(of_many_results(asked, others, 50, right_of_five=1), "not_said")
    analysis.analyse(MONDAY_10AM)
    found, expected = figure(asked), item_analysis.dif([Stratum(32, 8, 4, 16)] * 4)
    assert (found.dif, found.dif_size, found.dif_is_sure) == (pytest.approx(expected.delta), "C", True)
    assert (found.dif, found.flags[0]) == (pytest.approx(-2.35 * log(16)), "unfair")


@pytest.mark.django_db
@pytest.mark.parametrize(("women", "is_compared"), [(9, False), (10, True)])
def test_groups_below_ten_people_are_not_compared(women, is_compared):
    asked, *others = (written() for _ in range(5))
    say(of_many_results(asked, others, 25, right_of_five=4), "male")
    say(of_many_results(asked, others, women, right_of_five=1), "female")
    analysis.analyse(MONDAY_10AM)
    assert (figure(asked).dif is not None, bool(figure(asked).dif_size), figure(asked).dif_is_sure) == (is_compared, is_compared, False)


@pytest.mark.django_db
def test_what_somebody_last_said_of_themselves_counts():
    asked, *others = (written() for _ in range(5))
    men, women = (of_many_results(asked, others, 25, right_of_five=of_five) for of_five in (4, 1))
    say([*men, *women, *people_answer([{}] * 5)], "male")  # some said it and never answered, others answered and never said it
    people_answer([{asked: "b"}] * 5)
    Profile.objects.bulk_create(Profile(learner=one, question="sex", answer="female", since=TOMORROW) for one in women)
    analysis.analyse(TOMORROW)
    assert figure(asked).dif == pytest.approx(-2.35 * log(16))


# --- which answers count ------------------------------------------------------------------------------------------------
@pytest.mark.django_db
@pytest.mark.parametrize(
    "other", [{"first_attempt": False}, {"seen_before": True}, {"mode": "class"}, {"role": "adaptive"}], ids=lambda one: next(iter(one))
)
def test_only_first_answers_given_alone_to_what_chance_drew_count(other):
    asked = message("scam")
    people_answer(verdicts(asked, 3, 1))
    people_answer(verdicts(asked, 0, 4), **other)
    analysis.analyse(MONDAY_10AM)
    assert (figure(asked).answers, figure(asked).first_answers, figure(asked).right) == (8, 4, 0.75)


@pytest.mark.django_db
def test_an_edited_question_keeps_the_figures_of_its_old_words_apart(tmp_path):
    factories.one_lesson(tmp_path, written=1, pairs=0)
    question = Question.objects.get()
    old = QuestionVersion.objects.get()
    right, wrong = (next(one["id"] for one in old.content["choices"] if one["right"] is is_right) for is_right in (True, False))
    people_answer([{old: right}] * 3 + [{old: wrong}] * 2)
    question.text = "ពាក្យថ្មី"
    question.save_revision().publish()
    new = QuestionVersion.objects.get(number=2)
    people_answer([{new: right}] + [{new: wrong}] * 3)
    analysis.analyse(MONDAY_10AM)
    assert [(one.first_answers, one.right) for one in (figure(old), figure(new))] == [(5, 0.6), (4, 0.25)]


@pytest.mark.django_db
def test_a_question_whose_key_was_wrong_says_nothing_neither_of_itself_nor_of_others():
    asked, other, wrong = (written() for _ in range(3))
    people_answer([{asked: "b", other: "b", wrong: "a"}, {asked: "a", other: "a", wrong: "b"}] * 2)
    QuestionVersion.objects.filter(pk=wrong.pk).update(voided_at=MONDAY_10AM)
    analysis.analyse(MONDAY_10AM)
    assert (ItemFigure.objects.count(), figure(asked).r) == (2, pytest.approx(1))


# --- nothing is lost, and nobody is kept ----------------------------------------------------------------------------------
def kept() -> list[dict[str, object]]:
    return [*ItemFigure.objects.order_by("pk").values(), *SkillFigure.objects.order_by("pk").values()]


@pytest.mark.django_db
def test_run_again_it_changes_nothing():
    take("pretest", {Counts(4, 4, 1, 4): 3}, bank())
    analysis.analyse(MONDAY_10AM)
    before = kept()
    analysis.analyse(MONDAY_10AM)
    assert (kept(), len(before)) == (before, 9)


@pytest.mark.django_db
def test_somebody_who_is_erased_meanwhile_changes_nothing_and_is_gone_the_next_night():
    asked, other = written(), written()
    gone, *_others = people_answer([{asked: "b", other: "b"}, {asked: "a"}, {asked: "b"}])
    versions = list(QuestionVersion.objects.all())
    tallies = analysis.read(versions)
    gone.delete()
    analysis.write(list(analysis.item_figures(tallies, versions, MONDAY_10AM)), [], MONDAY_10AM)
    assert (figure(asked).first_answers, figure(other).first_answers) == (3, 1)
    analysis.analyse(TOMORROW)
    assert (figure(asked).first_answers, figure(asked).right, ItemFigure.objects.filter(version=other).exists()) == (2, 0.5, False)


@pytest.mark.django_db
def test_killed_half_way_the_figures_of_the_night_before_still_stand():
    asked = written()
    people_answer([{asked: "b"}])
    analysis.analyse(MONDAY_10AM)
    before = kept()
    people_answer([{asked: "a"}])
    tallies = analysis.read([asked])

    def killed() -> Iterator[SkillFigure]:
        raise KeyboardInterrupt
        yield

    with pytest.raises(KeyboardInterrupt):
        analysis.write(list(analysis.item_figures(tallies, [asked], TOMORROW)), killed(), TOMORROW)
    assert kept() == before


# --- skills before and after --------------------------------------------------------------------------------------------
def take(stage: str, patterns: Mapping[Counts, int], bank: Bank, **other: object) -> None:
    """So many people take a test and judge so."""
    sheets = []
    for counts, people in patterns.items():
        shown = zip(bank, (counts.h, counts.f), (counts.ns, counts.nn), strict=True)
        sheet = {one: "scam" if place < said else "genuine" for side, said, of in shown for place, one in enumerate(side[:of])}
        sheets += [sheet] * people
    people_answer(sheets, role=stage, skill="messages", **other)


def simulated(people: int, *, d: float, c: float) -> Counter[Counts]:
    """People of these means, with spreads of 0.6 and 0.4."""
    rng, patterns = Random(20_270_105), Counter()
    for _ in range(people):
        own_d, own_c = rng.gauss(d, 0.6), rng.gauss(c, 0.4)
        hits, alarms = (sum(rng.random() < CDF(sign * own_d / 2 - own_c) for _ in range(4)) for sign in (1, -1))
        patterns[Counts(hits, 4, alarms, 4)] += 1
    return patterns


@pytest.mark.django_db
def test_a_skill_is_what_was_worked_out_beforehand():
    vector = VECTORS["population"]
    take("pretest", {Counts(*row[:4]): row[4] for row in vector["patterns"]}, bank())
    take("pretest", {Counts(3, 3, 4, 4): 500}, bank())  # with too few messages of one side nobody counts
    analysis.analyse(MONDAY_10AM)
    found, out = SkillFigure.objects.get(), vector["out"]
    assert (found.skill, found.stage, found.learners, found.verdict, found.brier) == ("messages", "pretest", 140, "", None)
    assert (found.hits, found.scams, found.false_alarms, found.genuine) == (469, 560, 137, 560)
    assert (found.d, found.c, found.se_d, found.se_c) == pytest.approx((out["mu_d"], out["mu_c"], out["se_d"], out["se_c"]), abs=5e-5)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("after", "verdict"),
    [
        ({"d": 1.2, "c": -0.8}, Verdict.MORE_SUSPICIOUS),
        ({"d": 2.0, "c": -0.3}, Verdict.IMPROVED),
        ({"d": 1.3, "c": 0.2}, Verdict.TRUST_RESTORED),
        ({"d": 1.2, "c": -0.3}, Verdict.NO_CHANGE),
    ],
)
def test_after_the_course_it_is_said_whether_people_know_more_or_only_suspect_more(after, verdict):
    messages = bank()
    take("pretest", simulated(300, d=1.2, c=-0.3), messages)
    take("posttest", simulated(300, **after), messages)
    take("retention", simulated(99, **after), messages)  # one too few to say anything
    analysis.analyse(MONDAY_10AM)
    found = {one.stage: one for one in SkillFigure.objects.all()}
    assert {stage: one.verdict for stage, one in found.items()} == {"pretest": "", "posttest": verdict, "retention": ""}
    assert (found["retention"].learners, found["retention"].d, found["retention"].se_c) == (99, None, None)


@pytest.mark.django_db
def test_how_far_off_people_were_is_said_from_a_hundred_verdicts_on():
    take("posttest", {Counts(4, 4, 2, 4): 12}, bank(), confidence=0.75)
    analysis.analyse(MONDAY_10AM)
    assert SkillFigure.objects.get().brier is None
    take("posttest", {Counts(4, 4, 2, 4): 1}, bank(), confidence=0.75)
    analysis.analyse(TOMORROW)
    found = SkillFigure.objects.get()
    assert (found.learners, found.brier) == (13, pytest.approx((6 * 0.25**2 + 2 * 0.75**2) / 8))
    assert found.a == pytest.approx(0.875)


# --- fit ----------------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
@pytest.mark.parametrize(("people", "is_fitted"), [(199, False), (200, True)])
def test_fit_is_told_from_two_hundred_answers_on(people, is_fitted):
    asked, *others = (written() for _ in range(5))
    of_many_results(asked, others, people, right_of_five=4)
    analysis.analyse(MONDAY_10AM)
    assert ((figure(asked).outfit is not None), (figure(asked).infit is not None)) == (is_fitted, is_fitted)


def sheets(rng: Random, *, noisy: frozenset[int]) -> tuple[dict[int, Seen], Counter[Result], dict[int, list[tuple[bool, Result]]]]:
    """Three thousand people, each with 20 of 40 questions with four choices; those in `noisy` are a coin that falls right seven times of ten."""
    hard, results = [rng.gauss(-0.5, 1) for _ in range(40)], Counter()
    answers: dict[int, list[tuple[bool, Result]]] = {number: [] for number in range(40)}
    for _ in range(3000):
        able, shown = rng.gauss(0, 1), rng.sample(range(40), 20)
        right = {one: rng.random() < (0.7 if one in noisy else item_analysis.expected(able, hard[one], 0.25)) for one in shown}
        results[Result(sum(right.values()), 20)] += 1
        for one in shown:
            answers[one].append((right[one], Result(sum(right.values()) - right[one], 19)))
    seen = {one: Seen(len(given), sum(right for right, _rest in given) / len(given), 0.25) for one, given in answers.items()}
    return seen, results, answers


def test_good_questions_fit_and_a_coin_is_more_surprising_than_any_of_them():
    seen, results, answers = sheets(Random(5), noisy=frozenset({7}))
    model = Model.of(seen, results)
    found = {one: model.misfit(one, given) for one, given in answers.items()}
    assert model.spread == 1.0
    assert all(0.85 < part < 1.15 for one, fit in found.items() if one != 7 for part in fit)
    assert max(found, key=lambda one: found[one].outfit) == max(found, key=lambda one: found[one].infit) == 7
    assert found[7].outfit > 1.15


def test_where_everybody_is_right_or_only_guesses_nothing_is_surprising():
    model = Model.of({"easy": Seen(10, 1, 0.5), "guessed": Seen(10, 0.4, 0.5)}, {Result(1, 2): 10})
    assert (model.misfit("easy", [(True, Result(0, 1))]), model.misfit("guessed", [(True, Result(1, 1))])) == (None, None)


@pytest.mark.parametrize("rest", [Result(0, 0), Result(2, 5), Result(900, 1000)])
def test_who_did_well_elsewhere_is_expected_to_do_well_here(rest):
    model = Model.of({"a": Seen(100, 0.7, 0.25), "b": Seen(100, 0.5, 0.25)}, {Result(1, 2): 50, Result(2, 2): 50})
    expected = [model.expected("a", Result(k, rest.m)) for k in range(rest.m + 1)]
    assert expected == sorted(expected)
    assert model.expected("a", Result(0, 0)) == pytest.approx(0.7)


# --- when and where it runs -----------------------------------------------------------------------------------------------
def test_it_runs_at_half_past_two_in_cambodia():
    entry = next(one for one in app.conf.beat_schedule.values() if one["task"] == "quizzes.analyse_items")
    assert (entry["schedule"].hour, entry["schedule"].minute, str(app.timezone)) == ({2}, {30}, "Asia/Phnom_Penh")


@pytest.mark.django_db
def test_the_command_says_how_much_it_worked_out(capsys):
    people_answer([{written(): "b"}])
    call_command("analyse_items")
    assert capsys.readouterr().out == "1 questions, 0 tests of skills\n"


# A worker with everything it loads, and the web server's addresses; both answered one question before the task runs.
WORKER = """
import sys
import django
django.setup()
import cms.urls
from cms.celery import app
from learning.models import Learner
from quizzes.models import Attempt, ItemFigure, QuestionVersion, Response
from django.utils.timezone import now
from uuid import uuid4
app.loader.import_default_modules()
content = {"kind": "single", "choices": [{"id": "a", "right": True}, {"id": "b", "right": False}]}
version = QuestionVersion.objects.create(question_key=uuid4(), locale="km", number=1, content=content, published_at=now())
learner = Learner.objects.create(made_at=now(), joinable_until=now())
keys = {"quiz_key": uuid4(), "course_key": uuid4(), "locale": "km", "role": "check", "drawn": [], "opened_at": now()}
attempt = Attempt.objects.create(learner=learner, nonce="n", **keys)
Response.objects.create(attempt=attempt, version=version, chosen=["a"], correct=True, answered_at=now())
app.tasks["quizzes.analyse_items"]()
print(ItemFigure.objects.get().first_answers, {"numpy", "scipy"} & {*sys.modules})
"""


def test_the_worker_has_it_done_by_a_child_and_never_loads_numpy(template, tmp_path):
    environment = os.environ | {"CHBAS_DATA": str(tmp_path), "DATABASE_URL": databases.copy(template, tmp_path)}
    run = subprocess.run([sys.executable, "-c", WORKER], cwd=settings.BASE, env=environment, capture_output=True, text=True, check=False)
    assert (run.stdout, run.returncode) == ("1 set()\n", 0), run.stderr
