"""The banks: how full they are, that tests open only when they are full, and that a fake differs from its real twin in what tells alone."""

import re
from datetime import date
from difflib import SequenceMatcher
from io import StringIO
from itertools import pairwise, product

import pytest
from django.conf import settings
from django.core.management import call_command
from wagtail.models import Locale

from cms import curriculum
from courses import files, forms
from courses.blocks import Channel, JudgingSkill, Truth
from courses.loading import Decision
from quizzes import banks
from quizzes.curriculum import halves
from quizzes.models import TESTS, Kind, Pool, Question, QuizPage
from tests import factories

SKILLS, POOLS, TRUTHS = JudgingSkill.values, Pool.values, Truth.values


# --- how full a bank is --------------------------------------------------------------------------------------------------
def fill(skill: str, **pairs: int) -> list[Question]:
    """Put so many published pairs into each pool; return their halves."""
    km, made = Locale.objects.get(language_code="km"), []
    for pool, count in pairs.items():
        for number, truth in product(range(count), TRUTHS):
            values = {"kind": Kind.JUDGE, "skill": skill, "pool": pool, "truth": truth, "channel": "sms", "message": "សារ"}
            made.append(Question(stable_id=f"{skill}-{pool}-{number}-{truth}", locale=km, **values))
    Question.objects.bulk_create(made)
    for scam, genuine in zip(made[::2], made[1::2], strict=True):
        scam.twin, genuine.twin = genuine, scam
    Question.objects.bulk_update(made, ["twin"])
    return made


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("practice", "test", "missing"),
    [
        (0, 0, {"scam": 24, "scam test": 12, "genuine": 24, "genuine test": 12}),
        (12, 11, {"scam": 1, "scam test": 1, "genuine": 1, "genuine test": 1}),
        (13, 11, {"scam test": 1, "genuine test": 1}),
        (11, 12, {"scam": 1, "genuine": 1}),
        (12, 12, {}),
        (0, 24, {}),
    ],
)
def test_a_bank_says_what_is_missing_until_its_tests_may_open(practice, test, missing):
    fill("messages", practice=practice, test=test)
    fill("payments", practice=12, test=12)
    assert banks.missing("messages", "km") == missing
    assert banks.missing("messages", "en") == {"scam": 24, "scam test": 12, "genuine": 24, "genuine test": 12}
    expected = {(truth, pool): count for pool, count in zip(POOLS, (practice, test), strict=True) for truth in TRUTHS}
    assert banks.counts("messages", "km") == {name: count for name, count in expected.items() if count}


@pytest.mark.django_db
def test_only_what_may_be_drawn_today_counts():
    scam, _genuine, other, _twin, *_rest, alone, left = fill("messages", practice=1, test=3)
    Question.objects.filter(pk=scam.pk).update(live=False)
    Question.objects.filter(pk=other.pk).update(valid_until=date(2026, 1, 1))
    Question.objects.filter(pk__in=[alone.pk, left.pk]).update(twin=None)
    assert banks.counts("messages", "km") == {("genuine", "test"): 2, ("scam", "test"): 1}


# --- the pages of a course that draws from a bank ------------------------------------------------------------------------
def course_with_bank(folder, *, practice: int, test: int) -> None:
    """A course of the messages, and a bank beside it."""
    factories.write(folder, {"C2": []})
    (folder / "C2/course.yaml").write_text(files.dump(factories.course() | {"skill": "messages"}, forms.COURSE))
    pairs = [factories.pair(f"m-{number:02}") | {"pool": pool} for number, pool in enumerate(["practice"] * practice + ["test"] * test)]
    (folder / "bank").mkdir(exist_ok=True)
    (folder / "bank/messages.yaml").write_text(files.dump(pairs, forms.BANKED, many=True))


def tests() -> dict[str, bool]:
    return dict(QuizPage.objects.filter(role__in=TESTS).values_list("stable_id", "live"))


@pytest.mark.django_db
def test_a_course_with_a_skill_gets_its_practice_its_reviews_and_its_tests(tmp_path):
    course_with_bank(tmp_path, practice=1, test=1)
    loading = curriculum.load(tmp_path)
    made = QuizPage.objects.order_by("path").values_list("stable_id", "slug", "role", "skill", "pairs_drawn", "title", "live")
    assert list(made) == [
        ("C2 practice", "practice", "practice", "messages", 2, "ហាត់សម្គាល់សារ", True),
        ("C2 inbox", "inbox", "inbox", "messages", 2, "មួយថ្ងៃជាមួយសារ", True),
        ("C2 review", "review", "review", "messages", 2, "រំឭកការសម្គាល់សារ", True),
        ("C2 pretest", "pretest", "pretest", "messages", 4, "តេស្តសម្គាល់សារ មុនរៀន", False),
        ("C2 posttest", "posttest", "posttest", "messages", 4, "តេស្តសម្គាល់សារ ក្រោយរៀន", False),
        ("C2 retention", "retention", "retention", "messages", 4, "តេស្តសម្គាល់សារ មួយខែក្រោយ", False),
    ]
    assert [name for name in loading.named(Decision.LOAD) if name.startswith("C2 ")] == sorted(name for name, *_rest in made)
    assert set(curriculum.load(tmp_path).counts()) == {Decision.SAME}


@pytest.mark.django_db
def test_the_tests_open_with_the_last_missing_pair_and_close_when_one_is_archived(tmp_path):
    course_with_bank(tmp_path, practice=12, test=11)
    call_command("load_curriculum", tmp_path, stdout=(said := StringIO()))
    lacking = "  C2: its tests stay closed, the bank of messages lacks 1 scam, 1 scam test, 1 genuine, 1 genuine test"
    assert (said.getvalue().splitlines()[1:], tests()) == ([lacking], {"C2 pretest": False, "C2 posttest": False, "C2 retention": False})
    course_with_bank(tmp_path, practice=12, test=12)
    call_command("load_curriculum", tmp_path, stdout=(said := StringIO()))
    assert (said.getvalue().splitlines(), set(tests().values())) == (["curriculum: 5 loaded, 55 same"], {True})
    Question.objects.get(stable_id="m-00-scam").unpublish()
    curriculum.load(tmp_path)
    assert set(tests().values()) == {False}


@pytest.mark.django_db
def test_what_an_author_did_to_such_a_page_stays(tmp_path):
    course_with_bank(tmp_path, practice=0, test=0)
    curriculum.load(tmp_path)
    practice, pretest = (QuizPage.objects.get(slug=slug) for slug in ("practice", "pretest"))
    practice.title = "ពាក្យគ្រូ"
    practice.save_revision().publish()
    pretest.get_latest_revision().publish()
    QuizPage.objects.get(slug="inbox").delete()
    QuizPage.objects.get(slug="review").unpublish()
    assert curriculum.load(tmp_path).named(Decision.KEEP) == ["C2 inbox", "C2 practice", "C2 pretest", "C2 review"]
    assert sorted(QuizPage.objects.live().values_list("title", flat=True)) == ["តេស្តសម្គាល់សារ មុនរៀន", "ពាក្យគ្រូ"]


@pytest.mark.django_db
def test_a_page_an_author_made_at_that_address_before_keeps_it(tmp_path):
    factories.write(tmp_path, {"C2": []})
    curriculum.load(tmp_path)
    course = curriculum.CoursePage.objects.get()
    course.add_child(instance=QuizPage(title="ហាត់", slug="practice", role="practice", skill="messages", locale=course.locale))
    course_with_bank(tmp_path, practice=0, test=0)
    curriculum.load(tmp_path)
    assert list(QuizPage.objects.filter(role="practice").order_by("path").values_list("slug", flat=True)) == ["practice", "c2-practice"]


# --- the real banks ------------------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def pairs():
    """Every real pair, wherever it stands."""
    real = curriculum.Curriculum(settings.CURRICULUM)
    taught = [pair for _course, lessons in real.courses for lesson in lessons for pair in lesson["pairs"]]
    return [*taught, *(pair for bank in real.banks.values() for pair in bank)]


def of(pairs, skill: str, pool: str) -> list[tuple[dict, dict]]:
    both = [halves(pair) for pair in pairs]
    return [(scam, genuine) for scam, genuine in both if (scam["skill"], scam.get("pool", "practice")) == (skill, pool)]


@pytest.mark.parametrize(("skill", "pool"), list(product(SKILLS, POOLS)))
def test_every_pool_has_twelve_pairs(pairs, skill, pool):
    both = of(pairs, skill, pool)
    assert (len(both), {half["skill"] for pair in both for half in pair}) == (12, {skill})


def without(text: str, spans: list[str]) -> str:
    for span in spans:
        text = text.replace(span, "")
    return text


def test_outside_what_tells_twins_are_nearly_alike(pairs):
    differing = {}
    for scam, genuine in map(halves, pairs):
        rest = [without(half["text"], [clue["span"] for clue in half["clues"]]) for half in (scam, genuine)]
        differing[scam["id"]] = 1 - SequenceMatcher(None, *rest, autojunk=False).ratio()
    assert (len(differing), {name: share for name, share in differing.items() if share > 0.2}) == (72, {})


def overlaps(half: dict) -> bool:
    marked = [*(clue["span"] for clue in half["clues"]), *half.get("decoys", [])]
    places = sorted((half["text"].index(span), half["text"].index(span) + len(span)) for span in marked)
    return any(end > start for (_start, end), (start, _end) in pairwise(places))


def test_one_to_three_clues_tell_and_nothing_marked_overlaps(pairs):
    both = [half for pair in pairs for half in halves(pair)]
    assert [half["id"] for half in both if not 1 <= len(half["clues"]) <= 3] == []
    assert [half["id"] for half in both if overlaps(half)] == []


@pytest.mark.parametrize("skill", SKILLS)
def test_two_decoys_on_both_sides_of_a_pair_are_the_same(pairs, skill):
    decoyed = [(scam["decoys"], genuine["decoys"]) for scam, genuine in of(pairs, skill, "practice") if "decoys" in scam]
    assert (len(decoyed) >= 8, [both for both in decoyed if both[0] != both[1] or len(both[0]) != 2]) == (True, [])


FEATURES = {
    "khmer digits": r"[០-៩]",
    "latin digits": r"[0-9]",
    "link": r"\b(?:[a-z0-9-]+\.)+(?:kh|example|com|org|net)\b",
    "amount": r"[0-9][0-9,.]*\s*(?:៛|USD|KHR)|ចំនួន៖ [0-9]",
    "deadline": r"(?:មុន|ដល់)ថ្ងៃ|ក្នុង(?:រយៈពេល)? ?[0-9០-៩]+ ?(?:នាទី|ម៉ោង|ថ្ងៃ)|ប្រើបាន [0-9]+ នាទី|ថ្ងៃនេះ|ឥឡូវនេះ|ភ្លាម|យឺត",
    "date": r"ថ្ងៃទី|[0-9]{1,2}/[0-9]{1,2}",
    "brand": r"ផ្កាឈូក|មេគង្គ|ក្រវាញ|SEVA|Seva|សាលាឃុំ|ទីភ្នាក់ងារ",
}


@pytest.mark.parametrize(("skill", "pool", "feature"), list(product(SKILLS, POOLS, FEATURES)))
def test_nothing_that_can_be_counted_tells_a_fake(pairs, skill, pool, feature):
    shown = [[bool(re.search(FEATURES[feature], half["text"])) for half in both] for both in of(pairs, skill, pool)]
    scam, genuine = map(sum, zip(*shown, strict=True))
    assert abs(scam - genuine) <= 1


@pytest.mark.parametrize("skill", SKILLS)
def test_both_pools_have_every_difficulty_and_many_channels(pairs, skill):
    pools = [[scam for scam, _genuine in of(pairs, skill, pool)] for pool in POOLS]
    assert [{one["difficulty"] for one in pool} for pool in pools] == [{"easy", "medium", "hard"}] * 2
    assert [len({one["channel"] for one in pool}) >= 5 for pool in pools] == [True, True]


def test_every_channel_is_practised(pairs):
    assert {pair["channel"] for pair in pairs} | {"letter"} == set(Channel.values)
