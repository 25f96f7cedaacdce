"""What somebody gets who never reads a question: exact numbers by hand, the same by counting every draw, and a gate that is not blind."""

import doctest
from fractions import Fraction
from itertools import combinations, product
from math import comb

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from cms.curriculum import Curriculum
from cms.management.commands import check_bots
from courses import files, forms
from quizzes import bots, chances, scoring
from quizzes.bots import BOTS, GUESSER, Choice, Pair, Set, Written, ngrams_right, pass_rate, report
from quizzes.scoring import Bars
from tests import factories

BY_NAME = {bot.name: bot for bot in BOTS}
FAKE, REAL = BY_NAME["always fake"], BY_NAME["always real"]
LINK, NO_LINK = BY_NAME["link or amount: fake"], BY_NAME["no link or amount: fake"]
TWINS = Pair("ផ្ញើលុយ 5 USD", "កុំផ្ញើលុយ 5 USD")  # an amount on both sides: nothing to see without reading
TOLD = Pair("ចូល bank.example", "ចូលធនាគារ")  # the fake alone has a link


def written(*texts: str, right: str = "a", kind: str = "single") -> Written:
    """A question with its choices a, b, c ... of these texts; `right` names the right ones."""
    return Written(tuple(Choice(text, letter in right) for letter, text in zip("abcdef", texts, strict=False)), kind)


def even(right: str = "b", choices: int = 3, kind: str = "single") -> Written:
    """A question whose choices all look alike."""
    return written(*["ចម្លើយ"] * choices, right=right, kind=kind)


def check(*questions: Written, pairs: tuple[Pair, ...] = (), drawn: int = 1, name: str = "L2.1") -> Set:
    """A lesson's check."""
    return Set(name, "C2", questions, pairs, drawn if pairs else 0)


# --- written questions ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("question", "chance"),
    [
        (even(), "1/3"),
        (even(choices=4), "1/4"),
        (even("ac", 3, "multiple"), "1/7"),
        (even("ac", 4, "multiple"), "1/15"),
        (even("", 4, "order"), "1/24"),
        (even("b", 4, "picture"), "1/4"),
    ],
)
def test_a_guesser_is_right_by_chance_and_no_bot_sees_more_where_all_choices_look_alike(question, chance):
    habits = {name: str(BY_NAME[name].choose(question)) for name in ("longest", "shortest", "widest", "narrowest")}
    of_several = f"1/{comb(len(question.choices), 2)}"  # half of them, drawn among equals
    assert str(GUESSER.choose(question)) == chance
    assert set(habits.values()) == {of_several if question.kind == "multiple" else chance}


@pytest.mark.parametrize(
    ("bot", "question", "chance"),
    [
        ("longest", written("កកក", "ក", "កក"), "1"),
        ("longest", written("កក", "ក", "កកក"), "0"),
        ("longest", written("កក", "ក", "កក"), "1/2"),
        ("shortest", written("ក", "កក", "កក"), "1"),
        ("shortest", written("កក", "ក", "កក"), "0"),
        ("widest", written("ខ្ញុំ", "កា", "ក"), "0"),  # five signs that look as wide as one
        ("longest", written("ខ្ញុំ", "កា", "ក"), "1"),
        ("narrowest", written("ខ្ញុំ", "កា", "ក"), "1/2"),
        ("first", even("a"), "1"),
        ("first", even("b"), "0"),
        ("last", even("c"), "1"),
        ("last", even("c", 4), "0"),
        ("first", even("", 3, "order"), "1/6"),  # steps are shown mixed
        # Of several answers a bot takes half, since one alone is hardly ever right.
        ("first", even("ab", 4, "multiple"), "1"),
        ("first", even("ac", 4, "multiple"), "0"),
        ("first", even("a", 4, "multiple"), "0"),
        ("last", even("bc", 3, "multiple"), "1"),
        ("longest", written("កកក", "ក", "កក", "ក", right="ac", kind="multiple"), "1"),
        ("longest", written("កកក", "កក", "កក", "ក", right="ac", kind="multiple"), "1/2"),
        ("longest", written("កក", "កក", "កក", "ក", right="ac", kind="multiple"), "1/3"),
        ("longest", written("កកក", "កក", "កក", "ក", right="bc", kind="multiple"), "0"),
        ("all but the last", even("abc", 4, "multiple"), "1"),
        ("all but the last", even("abcd", 4, "multiple"), "0"),
        ("all", even("abcd", 4, "multiple"), "1"),
        ("all", even("abc", 4, "multiple"), "0"),
        ("all", even("a"), "1/3"),
        ("always fake", even("a"), "1/3"),
    ],
)
def test_a_bot_is_right_where_its_habit_leads(bot, question, chance):
    assert str(BY_NAME[bot].choose(question)) == chance


# --- messages ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "has"),
    [
        ("ចូល seva.gov.kh/forum", True),
        ("ឯកសារ Seva.apk", True),
        ("បង់ 10,000 ៛", True),
        ("បង់ ១០ ដុល្លារ", True),
        ("US$5", True),
        ("KHR 500", True),
        ("បង់ជារៀល", False),
        ("ថ្ងៃទី 30/11 ម៉ោង 8.30 លេខ 0158", False),
        ("ទៅសាលាឃុំ។", False),
    ],
)
def test_a_link_or_an_amount_is_seen_without_reading(text, has):
    assert bots.has_link_or_amount(text) is has


@pytest.mark.parametrize(
    ("bot", "pair", "right"), [(FAKE, TWINS, (1, 0)), (REAL, TWINS, (0, 1)), (LINK, TOLD, (1, 1)), (NO_LINK, TOLD, (0, 0)), (LINK, TWINS, (1, 0))]
)
def test_a_bot_judges_by_its_one_sign(bot, pair, right):
    assert bot.right(pair) == right


def test_who_only_knows_choices_guesses_messages_and_who_only_knows_messages_guesses_choices():
    assert {BY_NAME["longest"].right(TOLD), GUESSER.right(TOLD)} == {(Fraction(1, 2), Fraction(1, 2))}
    assert {LINK.choose(even()), FAKE.choose(even()), GUESSER.choose(even())} == {Fraction(1, 3)}


# --- how often a set is passed -------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("one", "bot", "rate"),
    [
        (check(), GUESSER, "0"),  # nobody passes what asks nothing
        (check(even(), even(), even()), GUESSER, "7/27"),
        (check(*[even(choices=4)] * 4), GUESSER, "13/256"),  # three of four: 4 × 3/256 + 1/256
        (check(even(), even(), pairs=(TWINS,)), GUESSER, "5/36"),  # both halves, and not both questions wrong
        (check(even(), even(), pairs=(TWINS, TWINS), drawn=2), GUESSER, "11/48"),
        (check(pairs=(TWINS,)), GUESSER, "1/4"),
        (check(even("a"), even("b"), pairs=(TWINS,)), BY_NAME["first"], "1/4"),
        (check(even("b"), even("b"), pairs=(TWINS,)), BY_NAME["first"], "0"),
        (check(even("a"), even("a"), even("b")), BY_NAME["first"], "1"),
        (check(even("a"), even("b"), even("c")), BY_NAME["first"], "0"),
        (check(even(), pairs=(TOLD,)), LINK, "1"),
        (check(even(), pairs=(TOLD, TWINS)), LINK, "1/2"),
        (check(even(), pairs=(TOLD, TWINS, TWINS)), LINK, "1/3"),
        (check(even(), even(), pairs=(TOLD, TWINS)), LINK, "5/18"),
        (check(even(), pairs=(TOLD,)), NO_LINK, "0"),
        (check(even(), pairs=(TWINS,)), FAKE, "0"),
        (check(even(), pairs=(TWINS,)), REAL, "0"),
        (Set("b", "b", pairs=(TWINS,) * 4, drawn=2, bank=True), GUESSER, "5/16"),
        (Set("b", "b", pairs=(TWINS,) * 8, drawn=4, bank=True, passes=scoring.passes_test), GUESSER, "25/256"),
        (Set("b", "b", pairs=(TWINS,) * 7, drawn=4, bank=True, passes=scoring.passes_test), GUESSER, "0"),  # too few for a test
        (Set("b", "b", pairs=(TOLD, TWINS), drawn=1, bank=True), LINK, "1/2"),  # the real half must be the one without a link
        (Set("b", "b", pairs=(TOLD, TOLD), drawn=1, bank=True), LINK, "1"),
        (Set("b", "b", pairs=(TWINS,) * 4, drawn=2, bank=True), FAKE, "0"),
    ],
)
def test_what_a_set_is_worth_by_hand(one, bot, rate):
    assert str(pass_rate(one, bot)) == rate


PAIRS = st.lists(st.sampled_from([TWINS, TOLD, Pair("ចូលធនាគារ", "ចូល bank.example"), Pair("ចូល", "មក")]), max_size=4).map(tuple)
QUESTIONS = st.lists(
    st.one_of(
        st.builds(even, st.sampled_from("abc")),
        st.builds(even, st.sampled_from(["ab", "cd", "abc", "abcd"]), st.just(4), st.just("multiple")),
        st.builds(written, st.text("ក្ា", max_size=3), st.text("ក្ា", max_size=3), st.text("ក្ា", max_size=3), right=st.sampled_from("abc")),
    ),
    max_size=3,
).map(tuple)


def counted(pairs: tuple, drawn: int, *, bank: bool) -> dict[Bars, Fraction]:
    """The chance of each outcome, every draw and every luck counted one by one."""
    every: dict[Bars, Fraction] = {}
    places = range(len(pairs))
    draws = [(scams, real) for scams, real in product(combinations(places, drawn), repeat=2) if not {*scams} & {*real}] if bank else None
    draws = draws if draws is not None else [(both, both) for both in combinations(places, drawn)]
    for scams, real in draws:
        shown = [pairs[place][0] for place in scams] + [pairs[place][1] for place in real]
        for luck in product((0, 1), repeat=2 * drawn):
            weight = Fraction(1, len(draws))
            for chance, right in zip(shown, luck, strict=True):
                weight *= chance if right else 1 - chance
            bars = Bars(sum(luck[:drawn]), drawn, sum(luck[drawn:]), drawn)
            every[bars] = every.get(bars, Fraction(0)) + weight
    return {bars: weight for bars, weight in every.items() if weight}


@given(st.lists(st.tuples(*[st.sampled_from([Fraction(0), Fraction(1, 3), Fraction(1, 2), Fraction(1)])] * 2), max_size=4).map(tuple), st.data())
def test_every_draw_and_every_luck_counted_one_by_one_gives_the_same(pairs, data):
    bank = data.draw(st.booleans())
    drawn = data.draw(st.integers(0, len(pairs) // (2 if bank else 1)))
    assert chances.judged_of(pairs, drawn, bank=bank) == counted(pairs, drawn, bank=bank)


@given(st.lists(st.fractions(0, 1, max_denominator=9), max_size=5))
def test_all_outcomes_of_written_questions_together_are_certain(given_chances):
    counts = chances.right_of(given_chances)
    assert (len(counts), sum(counts)) == (len(given_chances) + 1, 1)
    assert sum(right * chance for right, chance in enumerate(counts)) == sum(given_chances)


@given(QUESTIONS, PAIRS.filter(bool), st.integers(1, 4), st.booleans(), st.sampled_from([scoring.passes_check, scoring.passes_test]))
def test_whoever_always_gives_the_same_verdict_never_passes_a_set_with_two_sides(questions, pairs, drawn, bank, passes):
    one = Set("s", "g", questions, pairs * 2, min(drawn, len(pairs)), passes, bank)
    assert {pass_rate(one, FAKE), pass_rate(one, REAL)} == {0}


@given(QUESTIONS, PAIRS, st.integers(0, 4), st.booleans())
def test_if_every_message_were_the_other_the_two_one_sided_bots_would_change_places(questions, pairs, drawn, bank):
    flipped = tuple(Pair(pair.genuine, pair.scam) for pair in pairs)
    drawn = min(drawn, len(pairs) // (2 if bank else 1))
    caught = Set("s", "g", questions, pairs, drawn, lambda marks: 2 * scoring.bars(marks).caught > drawn, bank)
    known = Set("s", "g", questions, flipped, drawn, lambda marks: 2 * scoring.bars(marks).recognised > drawn, bank)
    for bot, other in ((FAKE, REAL), (REAL, FAKE), (LINK, NO_LINK)):
        assert pass_rate(caught, bot) == pass_rate(known, other)


# --- runs of signs -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("pairs", "right"),
    [
        ([TWINS], "1/2"),  # nothing to learn from
        ([Pair("ដូចគ្នា", "ដូចគ្នា")] * 5, "1/2"),
        ([Pair(f"{word} ប្រញាប់!", f"{word} អរគុណ") for word in ("ទឹក", "ផ្ទះ", "ដី", "ផ្លូវ")], "1"),
        ([Pair("ក", "ខ"), Pair("ខ", "ក")], "0"),  # what was a sign in one pair misleads in the other
    ],
)
def test_the_model_learns_what_fakes_have_in_common_and_nothing_else(pairs, right):
    assert str(ngrams_right(pairs)) == right


@given(st.lists(st.builds(Pair, st.text("កខគ", max_size=4), st.text("កខគ", max_size=4)), min_size=1, max_size=5))
def test_the_model_does_not_care_which_side_is_called_fake_nor_in_which_order_it_learns(pairs):
    assert ngrams_right(pairs) == ngrams_right(pairs[::-1]) == ngrams_right([Pair(pair.genuine, pair.scam) for pair in pairs])


# --- the gate ------------------------------------------------------------------------------------------------------------
def broken(*sets: Set) -> set[tuple[str, str, str]]:
    """What the gate finds: measure, place and bot."""
    return {(row.measure, row.where, row.bot) for row in report(sets) if row.broken}


def course(question: Written, *, lessons: int = 10) -> list[Set]:
    """A course whose lessons all ask the same way."""
    return [check(question, question, pairs=(Pair(f"ក{number}", f"ខ{number}"),), name=f"L2.{number}") for number in range(lessons)]


@pytest.mark.parametrize(
    ("question", "bots_seen"),
    [
        (written("វែងជាងគេ", "ខ្លី", "ខ្លី"), {"longest", "widest", "first"}),
        (written("វែង ១", "ខ្លី", "វែង ២", right="b"), {"shortest", "narrowest"}),
        (even("a"), {"first"}),
        (even("d", 4), {"last"}),
    ],
)
def test_a_giveaway_in_every_question_breaks_the_limit_of_each_check_and_of_the_course(question, bots_seen):
    found = broken(*course(question))
    assert {("passes", f"L2.{number}", bot) for number in range(10) for bot in bots_seen} <= found
    assert {bot for measure, where, bot in found if measure == "right" and where == "C2"} == bots_seen
    assert bots_seen <= {bot for measure, _where, bot in found if measure == "the right one is"}


def test_always_the_middle_one_is_a_giveaway_that_only_the_course_shows():
    assert {one for one in broken(*course(even("b"))) if one[2] != "n-grams"} == {("the right one is", "C2", "second")}
    assert ("the right one is", "C2", "third") in broken(*course(even("c", 4)))


def test_of_several_answers_all_or_half_is_a_giveaway():
    every, last_two = even("abc", 3, "multiple"), even("cd", 4, "multiple")
    assert ("passes", "L2.1", "all") in broken(check(every, every, every))
    assert ("passes", "L2.1", "all but the last") in broken(check(*[even("abc", 4, "multiple")] * 3))
    assert ("passes", "L2.1", "last") in broken(check(last_two, last_two, last_two))


def test_messages_told_apart_by_a_link_are_a_giveaway():
    told = tuple(Pair(f"{number} bank.example", f"{number} ធនាគារ") for number in range(20))
    assert ("passes", "L2.1", LINK.name) in broken(check(even(), even(), pairs=told[:2]))
    found = broken(Set("b practice", "b", pairs=told, drawn=2, bank=True))
    assert found == {("passes", "b practice", LINK.name), ("right", "b", LINK.name), ("right", "b", "n-grams"), ("right", "all banks", "n-grams")}


def test_a_few_questions_say_too_little_about_a_course_or_a_bank():
    few = tuple(Pair(f"{number} bank.example", f"{number} ធនាគារ") for number in range(19))
    rows = report([Set("b practice", "b", pairs=few, drawn=2, bank=True)])
    assert {row.most for row in rows if row.measure == "right"} == {None}
    assert {str(row.share) for row in rows if row.bot == "n-grams"} == {"1"}


def test_a_set_where_everything_looks_alike_breaks_nothing():
    assert broken(check(even("a", 4), even("c", 4), even("d", 4), even("b", 4)), check(even("b"), even("b"), pairs=(TWINS, TWINS))) == set()


def test_chance_allows_an_author_some_repetition_and_no_more():
    """Of ten questions with four choices one in twenty authors has five and more right ones (7.8 %), but not six (2.0 %), at one place."""
    found = {row.bot: row for row in report([check(*[even("a", 4)] * 5, *[even("b", 4)] * 5)]) if row.measure == "the right one is"}
    assert (found["first"].share, found["first"].most, found["first"].guesser) == (Fraction(1, 2), Fraction(1, 2), Fraction(1, 4))


def test_a_limit_that_is_broken_says_where_by_whom_and_by_how_much():
    rows = report([check(even("a"), even("b"), pairs=(TWINS,))])
    assert [str(row) for row in rows if row.broken] == ["L2.1: first passes 25.0%; a guesser 13.9%, at most 18.9%"]


# --- the real courses, and the command -----------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def real():
    """Every share of the courses as they are in curriculum/."""
    return report(check_bots.sets(Curriculum(settings.CURRICULUM)))


@pytest.mark.parametrize("measure", ["passes", "right", "the right one is", "n-grams"])
def test_nobody_passes_the_real_courses_unread(real, measure):
    held = [row for row in real if measure == (row.bot if row.bot == "n-grams" else row.measure)]
    assert (held != [], [str(row) for row in held if row.broken]) == (True, [])


def test_the_real_courses_are_looked_at_whole(real):
    checks = {row.where for row in real if row.measure == "passes"}
    courses = {row.where for row in real if row.measure == "the right one is"}
    lessons = {f"L{course}.{number}" for course in (2, 4, 5, 8) for number in range(1, 7)} - {"L8.6"}
    assert (lessons <= checks, courses) == (True, {"C2", "C4", "C5", "C8"})
    assert {row.bot for row in real} == {*BY_NAME, "n-grams", "second", "third"}
    assert {row.where for row in real if row.bot == "n-grams"} >= {"all banks"}


def test_pools_of_a_bank_are_apart_and_a_pair_without_a_skill_is_its_courses(tmp_path):
    lesson = factories.lesson("L2.1", pairs=2)
    lesson["pairs"][0] |= {"skill": "messages"}
    lesson["pairs"][1]["genuine"]["sender"] = "012 345 678"
    (tmp_path / "bank").mkdir()
    banked = [factories.pair("m-1") | {"pool": "test"}, factories.pair("m-2") | {"pool": "test"}, factories.pair("m-3")]
    (tmp_path / "bank/messages.yaml").write_text(files.dump(banked, forms.BANKED, many=True))
    found = check_bots.sets(Curriculum(factories.write(tmp_path, {"C2": [lesson]})))
    assert [(one.name, one.group, len(one.written), len(one.pairs), one.drawn, one.bank, one.passes) for one in found] == [
        ("L2.1", "C2", 2, 2, 1, False, scoring.passes_check),
        ("C2 practice", "bank C2", 0, 1, 2, True, scoring.passes_check),
        ("messages practice", "bank messages", 0, 2, 2, True, scoring.passes_check),
        ("messages test", "bank messages", 0, 2, 4, True, scoring.passes_test),
    ]
    assert found[1].pairs == (Pair("ធនាគារ៖ L2.1-p2 bank.bad.example ថ្ងៃនេះ", "012 345 678\nធនាគារ៖ L2.1-p2 bad.bank.example ថ្ងៃនេះ"),)


def test_the_command_shows_a_line_for_each_set_and_is_content_with_even_choices(tmp_path, settings, capsys):
    settings.CURRICULUM = factories.write(tmp_path, {"C2": [factories.lesson("L2.1")]})
    call_command("check_bots")
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert lines[0] == ["set", "measure", "worst", "bot", "share", "guesser", "at", "most"]
    assert [line[0] for line in lines[1:]] == ["L2.1", "C2", "C2", "C2", "bank", "bank", "all"]
    assert lines[1][-3:] == ["13.9%", "13.9%", "18.9%"]


def test_the_command_fails_where_the_right_choice_is_the_longest(tmp_path, settings):
    lesson = factories.lesson("L2.1")
    for question in lesson["questions"]:
        question["choices"][1]["text"] = "ចម្លើយដែលវែងជាងគេ"
    settings.CURRICULUM = factories.write(tmp_path, {"C2": [lesson]})
    with pytest.raises(CommandError) as error:
        call_command("check_bots")
    assert str(error.value).splitlines() == [
        "can be passed unread (decision D9):",
        "L2.1: longest passes 25.0%; a guesser 13.9%, at most 18.9%",
        "L2.1: widest passes 25.0%; a guesser 13.9%, at most 18.9%",
    ]


def test_a_fault_in_a_file_is_told_before_any_share(tmp_path, settings):
    settings.CURRICULUM = factories.write(tmp_path, {"C2": [factories.lesson("L2.1", draws=9)]})
    with pytest.raises(CommandError, match=r"^C2/L2\.1\.yaml:14: "):
        call_command("check_bots")


@pytest.mark.parametrize("module", [bots, chances])
def test_the_examples_in_the_source_hold(module):
    found = doctest.testmod(module)
    assert (found.failed, found.attempted > 0) == (0, True)
