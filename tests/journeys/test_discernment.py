"""Telling real from fake: tested before and after, practised, mastered, and asked again when it begins to fade."""

from datetime import timedelta

import pytest
import time_machine
from django.http import HttpResponse

from cms.models import User
from learning import corrections, reviews
from learning.models import Asked, Enrolment, Evidence, LearnerSkill, SurveyAnswer, SurveyDraft
from quizzes.models import Attempt, Question, QuestionVersion, Response
from tests import cast, factories
from tests.cast import MONDAY_10AM, Person

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def course(tmp_path):
    return factories.course_with_tests(tmp_path)


def lesson(citizen: Person, name: str) -> HttpResponse:
    """Finish a lesson's check knowing everything; return the result."""
    return citizen.know_all(citizen.open(f"/c2/{name}/check/"))


def first_lesson(citizen: Person, arm: str = "both") -> None:
    """Begin the course; by chance this person is asked to take the tests of this arm."""
    lesson(citizen, "l2-1")
    Enrolment.objects.update(arm=arm)


def judged(attempt: Attempt, *, wrong: str = "") -> dict[str, str]:
    """A test filled in: everything right but one side, if asked; sure of all."""
    versions = QuestionVersion.objects.in_bulk(attempt.drawn)
    truths = {pk: versions[pk].content["truth"] for pk in attempt.drawn}
    other = {"scam": "genuine", "genuine": "scam"}
    return {f"choice-{pk}": other[truth] if truth == wrong else truth for pk, truth in truths.items()} | {f"sure-{pk}": "sure" for pk in truths}


def take(citizen: Person, role: str, **how: str) -> HttpResponse:
    """Begin a test and send it; return the result."""
    citizen.post(f"/quizzes/{factories.quiz(role).pk}/begin/")
    attempt = Attempt.objects.get(role=role)
    return citizen.post(f"/quizzes/attempts/{attempt.pk}/test/", judged(attempt, **how), follow=True)


# --- before, after, a month later -----------------------------------------------------------------------------------------


def test_a_sampled_citizen_is_tested_before_the_second_lesson_and_at_the_end_and_sees_two_bars(citizen, course):
    with time_machine.travel(MONDAY_10AM, tick=False):
        assert citizen.open("/c2/pretest/").templates[0].name == "quizzes/test_closed.html"
        first_lesson(citizen)
        offer = citizen.open("/my/").context["stage"]
        assert (offer.name, offer.url) == ("pretest", "/c2/pretest/")
        before = take(citizen, "pretest", wrong="genuine")
        assert (before.context["bars"], before.context["weaker"]) == ((4, 4, 0, 4), "genuine")
        lesson(citizen, "l2-2")
        after = take(citizen, "posttest")
        assert (after.context["bars"], after.context["attempt"].passed) == ((4, 4, 4, 4), True)
    with time_machine.travel(MONDAY_10AM + 29 * DAY, tick=False):
        assert citizen.open("/c2/retention/").templates[0].name == "quizzes/test_closed.html"
    with time_machine.travel(MONDAY_10AM + 31 * DAY, tick=False):
        assert take(citizen, "retention").context["attempt"].passed
    assert list(Evidence.objects.filter(kind="answer", role__in=["pretest", "posttest", "retention"]).values_list("unseen", flat=True)) == [True] * 24


def test_nobody_is_tested_before_a_first_lesson_or_after_beginning_the_second(citizen, course):
    first_lesson(citizen)
    page = citizen.open("/c2/l2-2/check/")
    citizen.answer(page, cast.choices(page)[0])
    assert citizen.post(f"/quizzes/{factories.quiz('pretest').pk}/begin/").status_code == 409
    assert citizen.open("/my/").context["stage"] is None


@pytest.mark.parametrize(("arm", "first"), [("none", None), ("post", "trust1"), ("both", "pretest")])
def test_chance_decides_who_is_asked(citizen, course, arm, first):
    first_lesson(citizen, arm)
    stage = citizen.open("/my/").context["stage"]
    assert (stage and stage.name) == first


def test_who_declines_a_test_is_not_asked_again(citizen, course):
    first_lesson(citizen)
    citizen.post(f"/quizzes/{factories.quiz('pretest').pk}/not-now/")
    assert citizen.open("/my/").context["stage"].name == "trust1"
    assert list(Asked.objects.values_list("stage", flat=True)) == ["pretest"]


# --- one page, sent once --------------------------------------------------------------------------------------------------


def test_two_tabs_on_one_test_are_one_test(citizen, course):
    first_lesson(citizen)
    begin = f"/quizzes/{factories.quiz('pretest').pk}/begin/"
    assert len({citizen.post(begin)["Location"] for _ in range(2)}) == 1
    assert Attempt.objects.filter(role="pretest").count() == 1


def test_a_test_sent_again_by_the_back_button_changes_nothing(citizen, course):
    first_lesson(citizen)
    take(citizen, "pretest", wrong="scam")
    attempt = Attempt.objects.get(role="pretest")
    citizen.post(f"/quizzes/attempts/{attempt.pk}/test/", judged(attempt))
    assert Response.objects.filter(attempt=attempt, correct=True).count() == 4


def test_a_test_says_nothing_about_its_messages_on_the_way_or_afterwards(citizen, course):
    first_lesson(citizen)
    take(citizen, "pretest")
    attempt = Attempt.objects.get(role="pretest")
    page = citizen.get(f"/quizzes/attempts/{attempt.pk}/1/")
    assert (page.status_code, page["Location"]) == (302, f"/quizzes/attempts/{attempt.pk}/")


@pytest.mark.parametrize("field", ["choice", "sure"])
def test_what_is_missing_is_named_and_what_was_chosen_is_kept(citizen, course, field):
    first_lesson(citizen)
    citizen.post(f"/quizzes/{factories.quiz('pretest').pk}/begin/")
    attempt = Attempt.objects.get(role="pretest")
    form = judged(attempt)
    del form[f"{field}-{attempt.drawn[2]}"]
    page = citizen.post(f"/quizzes/attempts/{attempt.pk}/test/", form)
    assert (page.status_code, [row["shown"].position for row in page.context["rows"] if row["lacks"]]) == (422, [3])
    assert cast.text(page).count(" checked") == 15
    assert Response.objects.filter(attempt=attempt).count() == 0


def test_a_test_left_for_a_week_no_longer_counts(citizen, course):
    with time_machine.travel(MONDAY_10AM, tick=False):
        first_lesson(citizen)
        citizen.post(f"/quizzes/{factories.quiz('pretest').pk}/begin/")
    attempt = Attempt.objects.get(role="pretest")
    with time_machine.travel(MONDAY_10AM + 8 * DAY, tick=False):
        address = f"/quizzes/attempts/{attempt.pk}/test/"
        assert [page.templates[0].name for page in (citizen.get(address), citizen.post(address, judged(attempt)))] == ["quizzes/test_late.html"] * 2
    assert Response.objects.filter(attempt=attempt).count() == 0


def test_a_bank_too_small_has_no_tests(citizen, tmp_path):
    factories.course_with_tests(tmp_path, test=11)
    first_lesson(citizen)
    assert citizen.post(f"/quizzes/{factories.quiz('pretest').pk}/begin/").status_code == 409
    assert Attempt.objects.filter(role="pretest").count() == 0


# --- what people think ----------------------------------------------------------------------------------------------------


def survey(citizen: Person, **answers: str) -> HttpResponse:
    """Answer, or skip, the survey that is due."""
    return citizen.post(citizen.open("/my/").context["stage"].url, answers)


def test_an_opinion_is_kept_with_nine_others_and_without_its_person(course):
    for number in range(10):
        person = Person()
        with time_machine.travel(MONDAY_10AM, tick=False):
            first_lesson(person, "post")
            assert survey(person, T1="4", T7=str(1 + number % 5)).status_code == 302
        assert SurveyAnswer.objects.count() == (10 if number == 9 else 0)
    assert (SurveyDraft.objects.count(), set(SurveyAnswer.objects.values_list("month", "survey", "stage", "sex"))) == (
        0, {("2027-01", "trust", "trust1", "not_said")},
    )  # fmt: skip
    assert sorted(row.answers["T7"] for row in SurveyAnswer.objects.all()) == sorted("1234512345")


@pytest.mark.parametrize("said", [{"skip": "1", "T1": "5"}, {}, {"T1": "not_said"}])
def test_skipping_or_saying_nothing_keeps_nothing_and_is_not_asked_again(citizen, course, said):
    first_lesson(citizen, "post")
    survey(citizen, **said)
    assert (SurveyDraft.objects.count(), Asked.objects.filter(stage="trust1").count()) == (0, 1)


def test_an_opinion_sent_twice_is_kept_once(citizen, course):
    first_lesson(citizen, "post")
    address = citizen.open("/my/").context["stage"].url
    for _ in range(2):
        citizen.post(address, {"T1": "5"})
    assert SurveyDraft.objects.count() == 1


# --- mastered, and asked again --------------------------------------------------------------------------------------------


def always_scam(_offered: list[str]) -> str:
    return "scam"


def practise(citizen: Person, role: str = "practice") -> None:
    citizen.know_all(citizen.open(f"/c2/{role}/?again=1"))


def test_who_is_right_on_two_days_has_mastered_it_and_is_asked_again_after_two_eleven_and_46_days(citizen, course):
    with time_machine.travel(MONDAY_10AM, tick=False):
        for _ in range(3):
            practise(citizen)
        assert LearnerSkill.objects.get(skill="messages").mastered_at is None
    moment = MONDAY_10AM + DAY
    with time_machine.travel(moment, tick=False):
        practise(citizen)
        assert LearnerSkill.objects.get(skill="messages").mastered_at == moment.date()
        assert citizen.open("/my/").context["reviews"] == []
    gaps = []
    for _ in range(3):
        due = LearnerSkill.objects.get(skill="messages").due
        gaps.append((due - moment.date()).days)
        with time_machine.travel(moment + timedelta(days=gaps[-1] // 2), tick=False):
            citizen.open("/my/")  # a guest's phone forgets them after 30 days without a visit
        moment += timedelta(days=gaps[-1])
        with time_machine.travel(moment, tick=False):
            assert [one.url for one in citizen.open("/my/").context["reviews"]] == ["/c2/review/"]
            practise(citizen, "review")
    assert gaps == [2, 11, 46]
    assert LearnerSkill.objects.get(skill="messages").confirmed_at == MONDAY_10AM.date() + timedelta(days=3)


def test_calling_everything_a_scam_never_masters_anything(citizen, course):
    for day in range(3):
        with time_machine.travel(MONDAY_10AM + day * DAY, tick=False):
            for _ in range(2):
                citizen.finish(citizen.open("/c2/practice/?again=1"), always_scam)
    skill = LearnerSkill.objects.get(skill="messages")
    assert (skill.caught, skill.scams, skill.recognised, skill.genuine, skill.mastered_at) == (12, 12, 0, 12, None)


def test_a_days_messages_and_tests_master_nothing(citizen, course):
    for day in range(2):
        with time_machine.travel(MONDAY_10AM + day * DAY, tick=False):
            practise(citizen, "inbox")
    assert LearnerSkill.objects.get(skill="messages").mastered_at is None


def test_three_reviews_that_go_wrong_lead_back_to_the_lesson(citizen, course):
    with time_machine.travel(MONDAY_10AM, tick=False):
        practise(citizen)
    LearnerSkill.objects.filter(skill="messages").update(mastered_at=MONDAY_10AM.date())
    card = reviews.begin(MONDAY_10AM.date())
    LearnerSkill.objects.filter(skill="messages").update(
        card_state=card.state, stability=card.stability, difficulty=card.difficulty, due=card.due, last_review=card.last_review
    )
    for day in (2, 4, 6):
        with time_machine.travel(MONDAY_10AM + day * DAY, tick=False):
            citizen.finish(citizen.open("/c2/review/?again=1"), always_scam)
    with time_machine.travel(MONDAY_10AM + 10 * DAY, tick=False):
        page = citizen.open("/my/")
        assert (LearnerSkill.objects.get(skill="messages").teach_again, page.context["reviews"]) == (True, [])


# --- the other way round --------------------------------------------------------------------------------------------------


def test_with_every_truth_flipped_advice_and_pass_flip_too(citizen, course):
    first_lesson(citizen)
    citizen.post(f"/quizzes/{factories.quiz('pretest').pk}/begin/")
    attempt = Attempt.objects.get(role="pretest")
    said = judged(attempt, wrong="scam")
    for version in QuestionVersion.objects.filter(pk__in=attempt.drawn):
        flipped = {"scam": "genuine", "genuine": "scam"}[version.content["truth"]]
        doors = [{"id": door, "right": door == flipped} for door in ("genuine", "scam")]
        QuestionVersion.objects.filter(pk=version.pk).update(content=version.content | {"truth": flipped, "choices": doors})
    result = citizen.post(f"/quizzes/attempts/{attempt.pk}/test/", said, follow=True)
    assert (result.context["bars"], result.context["weaker"]) == ((0, 4, 4, 4), "scam")


def test_a_repaired_answer_key_counts_no_longer_and_those_misled_are_told(citizen, course):
    page = citizen.open("/c2/l2-1/check/")
    citizen.answer(page, *cast.right(page))
    question = Question.objects.get(stable_id="L2.1-q1")
    choices = question.choices.get_prep_value()
    choices[0]["value"]["right"], choices[1]["value"]["right"] = True, False
    question.choices = question._meta.get_field("choices").to_python(choices)
    question.save_revision().publish()
    assert corrections.settle(MONDAY_10AM) == 1
    told = citizen.open("/my/").context["corrections"]
    assert ([one.correction for one in told], LearnerSkill.objects.filter(skill="4.2").count()) == (["ចម្លើយ a"], 0)
    assert Response.objects.get().correct is True


def test_a_health_ministrys_course_without_a_competence_and_without_messages_is_taken_and_reported(citizen, officer, tmp_path):
    plain = factories.lesson("L9.1", written=3, pairs=0) | {"competences": [], "services": []}
    plain["questions"] = [question | {"code": ""} for question in plain["questions"]]
    factories.teach(tmp_path, {"C9": [plain]})
    with time_machine.travel(MONDAY_10AM, tick=False):
        result = citizen.know_all(citizen.open("/c9/l9-1/check/"))
        page = citizen.open("/my/")
        assert (result.context["attempt"].passed, page.context["skills"], page.context["stage"]) == (True, [], None)
    with time_machine.travel(MONDAY_10AM + DAY, tick=False):
        officer.force_login(User.objects.get(username="officer"))
        assert "វគ្គ C9" in cast.text(officer.get("/reports/"))
