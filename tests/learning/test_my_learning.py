"""My learning: where I stopped, what I finished, what comes next, whatever was published or archived meanwhile."""

import re
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from courses.curriculum import lesson_page
from courses.models import CoursePage, LessonPage
from learning import my_learning, outline, progress
from learning.models import Learner
from learning.outcomes import Run, learning_day
from quizzes.models import QuizPage
from tests import cast, factories
from tests.learning import people
from tests.learning.people import MONDAY_10AM, khmer

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def courses_with(folder: Path, lessons: int, courses: int = 1) -> None:
    factories.teach(
        folder, {f"C{c}": [factories.lesson(f"L{c}.{n}", written=1, pairs=0) for n in range(1, lessons + 1)] for c in range(2, 2 + courses)}
    )


def does(learner: Learner, name: str, what: str = "answers", now=MONDAY_10AM, **shown: object) -> None:
    """Answer in, or finish, the lesson of this id."""
    page = lesson_page(name)
    where = {"lesson": page.translation_key, "course": page.get_parent().translation_key}
    getattr(people, what)(learner, now, **where, **shown)


def begun(learner: Learner) -> list[my_learning.CourseState]:
    return my_learning.courses(learner, outline.courses())


def states(learner: Learner) -> dict[str, list[str]]:
    return {course.course.title: [lesson.state for lesson in course.lessons] for course in begun(learner)}


def comes_next(learner: Learner) -> str | None:
    found = my_learning.upcoming(begun(learner))
    return found and found.lesson.title


# --- the outline ------------------------------------------------------------------------------------------------------


def test_the_outline_has_every_published_lesson_with_its_check_in_order(tmp_path):
    courses_with(tmp_path, 2, 2)
    found = outline.courses()
    assert [(course.title, course.url, [lesson.title for lesson in course.lessons]) for course in found] == [
        ("វគ្គ C2", "/c2/", ["មេរៀន L2.1", "មេរៀន L2.2"]), ("វគ្គ C3", "/c3/", ["មេរៀន L3.1", "មេរៀន L3.2"]),
    ]  # fmt: skip
    first = found[0].lessons[0]
    assert (first.key, first.url, first.check_url, first.minutes, first.sms) == (
        lesson_page("L2.1").translation_key, "/c2/l2-1/", "/c2/l2-1/check/", 3, "ឈប់សិន",
    )  # fmt: skip
    assert found[0].checked == {lesson.key for lesson in found[0].lessons}


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_language_without_courses_has_an_empty_outline(tmp_path, language):
    courses_with(tmp_path, 1)
    assert outline.courses(language) == []


def test_before_anything_is_published_the_outline_is_empty():
    assert outline.courses() == []


def test_archived_pages_vanish_from_the_outline(tmp_path):
    courses_with(tmp_path, 3, 2)
    lesson_page("L2.2").unpublish()
    QuizPage.objects.child_of(lesson_page("L2.3")).get().unpublish()
    CoursePage.objects.get(stable_id="C3").unpublish()
    (course,) = outline.courses()
    assert [(lesson.title, lesson.check_url) for lesson in course.lessons] == [("មេរៀន L2.1", "/c2/l2-1/check/"), ("មេរៀន L2.3", "")]
    assert course.checked == {lesson_page("L2.1").translation_key}


def test_after_a_lesson_comes_the_next_of_its_course_and_after_the_last_none(tmp_path):
    courses_with(tmp_path, 3, 2)
    lesson_page("L2.2").unpublish()
    places = [("L2.1", 0), ("L2.2", 0), ("L2.3", 0), ("L3.1", 1)]
    following = [outline.after(outline.courses()[course], lesson_page(name).translation_key) for name, course in places]
    assert [one and one.title for one in following] == ["មេរៀន L2.3", None, None, "មេរៀន L3.2"]


@pytest.mark.parametrize("many", [1, 3])
def test_the_outline_costs_the_same_queries_however_many_courses_and_lessons(tmp_path, many, django_assert_num_queries):
    courses_with(tmp_path, many, many)
    outline.courses()
    with django_assert_num_queries(4):
        outline.courses()


# --- my learning ------------------------------------------------------------------------------------------------------


def test_only_courses_one_began_are_shown_the_most_recent_first(tmp_path):
    courses_with(tmp_path, 1, 3)
    learner = people.somebody()
    assert states(learner) == {}
    does(learner, "L2.1")
    does(learner, "L4.1", now=MONDAY_10AM + HOUR)
    assert list(states(learner)) == ["វគ្គ C4", "វគ្គ C2"]
    does(learner, "L2.1", now=MONDAY_10AM + 2 * HOUR)
    assert list(states(learner)) == ["វគ្គ C2", "វគ្គ C4"]


def test_a_lesson_is_new_begun_finished_or_passed(tmp_path):
    courses_with(tmp_path, 4)
    learner = people.somebody()
    does(learner, "L2.2")
    does(learner, "L2.3", "finishes", passed=False)
    does(learner, "L2.4", "finishes", passed=True)
    assert states(learner) == {"វគ្គ C2": ["new", "started", "completed", "passed"]}
    assert begun(learner)[0].done == 2


def test_what_comes_next_is_what_was_begun_else_the_first_that_is_left(tmp_path):
    courses_with(tmp_path, 3)
    learner = people.somebody()
    order = []
    for name in ("L2.3", "L2.2", "L2.1"):
        does(learner, name)
        order.append(comes_next(learner))
        does(learner, name, "finishes")
        order.append(comes_next(learner))
    assert order == ["មេរៀន L2.3", "មេរៀន L2.1", "មេរៀន L2.2", "មេរៀន L2.1", "មេរៀន L2.1", None]


def test_a_lesson_that_was_not_passed_comes_again_after_all_others(tmp_path):
    courses_with(tmp_path, 2, 2)
    learner = people.somebody()
    order = []
    for name, passed in [("L3.1", True), ("L2.1", False), ("L2.2", True), ("L3.2", True), ("L2.1", True)]:
        does(learner, name, "finishes", MONDAY_10AM + len(order) * HOUR, passed=passed)
        order.append(comes_next(learner))
    assert order == ["មេរៀន L3.2", "មេរៀន L2.2", "មេរៀន L3.2", "មេរៀន L2.1", None]


def test_a_check_that_lies_half_done_comes_first_also_a_repeat_and_the_latest_of_several(tmp_path):
    courses_with(tmp_path, 2, 2)
    learner = people.somebody()
    does(learner, "L2.1", "finishes")
    does(learner, "L3.2", now=MONDAY_10AM + HOUR)
    does(learner, "L2.1", now=MONDAY_10AM + 2 * HOUR)
    found = [(comes_next(learner), states(learner)["វគ្គ C2"][0])]
    does(learner, "L2.1", "finishes", MONDAY_10AM + 3 * HOUR, passed=False)
    found.append((comes_next(learner), states(learner)["វគ្គ C2"][0]))
    assert found == [("មេរៀន L2.1", "passed"), ("មេរៀន L3.2", "passed")]


def test_practice_that_lies_half_done_is_no_check_to_go_on_with(tmp_path):
    courses_with(tmp_path, 2)
    learner = people.somebody()
    does(learner, "L2.1", "finishes")
    page = lesson_page("L2.1")
    run = Run(attempt_key=uuid4(), lesson_key=page.translation_key, course_key=page.get_parent().translation_key, role="practice")
    progress.record(learner=learner, run=run, outcomes=[people.outcome()], now=MONDAY_10AM + HOUR)
    assert comes_next(learner) == "មេរៀន L2.2"


def test_a_lesson_without_a_check_is_never_what_comes_next(tmp_path):
    courses_with(tmp_path, 2)
    learner = people.somebody()
    does(learner, "L2.2")
    QuizPage.objects.child_of(lesson_page("L2.1")).get().unpublish()
    does(learner, "L2.2", "finishes")
    assert comes_next(learner) is None


def test_archived_lessons_and_courses_vanish_and_come_back_as_they_were(tmp_path):
    courses_with(tmp_path, 2, 2)
    learner = people.somebody()
    does(learner, "L2.1", "finishes")
    does(learner, "L3.1", "finishes")
    page, course = lesson_page("L2.1"), CoursePage.objects.get(stable_id="C3")
    page.unpublish()
    course.unpublish()
    assert states(learner) == {"វគ្គ C2": ["new"]}
    LessonPage.objects.get(pk=page.pk).save_revision().publish()
    CoursePage.objects.get(pk=course.pk).save_revision().publish()
    assert states(learner) == {"វគ្គ C2": ["passed", "new"], "វគ្គ C3": ["passed", "new"]}


def test_skills_are_named_as_competences_and_add_up_to_the_two_bars(tmp_path):
    courses_with(tmp_path, 1)
    learner = people.somebody()
    for skill, truth, correct in [("1.2", "scam", True), ("1.2", "genuine", False), ("4.2", "scam", False), ("9.9", "", True)]:
        does(learner, "L2.1", skill=skill, truth=truth, correct=correct)
    found = my_learning.skills(learner, learning_day(MONDAY_10AM))
    assert [(one.title, one.right, one.answered) for one in found] == [("វាយតម្លៃ", 1, 2), ("ការពារទិន្នន័យ", 0, 1), ("9.9", 1, 1)]
    assert my_learning.bars(found) == {"caught": 1, "scams": 2, "recognised": 0, "genuine": 1}


# --- the page ---------------------------------------------------------------------------------------------------------


def test_the_page_leads_back_into_the_check_one_stopped_in(citizen, tmp_path):
    factories.teach(tmp_path, {"C2": [factories.lesson("L2.1"), factories.lesson("L2.2")]})
    page = citizen.open("/c2/l2-2/check/")
    citizen.answer(page, cast.choices(page)[1])
    mine = citizen.open("/my/")
    assert ('href="/c2/l2-2/check/"' in cast.text(mine), mine.context["next"].lesson.title) == (True, "មេរៀន L2.2")
    assert citizen.open("/c2/l2-2/check/").context["shown"].position == 2


def test_the_page_leads_to_the_next_lesson_after_a_finished_one(citizen, tmp_path):
    courses_with(tmp_path, 2)
    citizen.finish(citizen.open("/c2/l2-1/check/"), lambda offered: offered[0])
    mine = cast.text(citizen.open("/my/"))
    assert ['href="/c2/l2-2/"' in mine, 'href="/c2/l2-2/check/"' in mine] == [True, False]


def test_a_repeat_that_was_left_in_the_middle_is_gone_on_with_from_my_learning(citizen, tmp_path):
    factories.teach(tmp_path, {"C2": [factories.lesson("L2.1"), factories.lesson("L2.2")]})
    citizen.finish(citizen.open("/c2/l2-1/check/"), cast.knowing)
    page = citizen.open("/c2/l2-1/check/?again=1")
    citizen.answer(page, cast.choices(page)[1])
    mine = cast.text(citizen.open("/my/"))
    assert [khmer("Go on where you stopped") in mine, 'href="/c2/l2-1/check/"' in mine, khmer("Passed") in mine] == [True, True, True]


WELL_DONE = khmer("Well done! You have passed every lesson of the courses you began.")


def test_who_passed_everything_is_told_so_and_offered_the_next_course_until_there_is_none(citizen, tmp_path):
    courses_with(tmp_path, 1, 2)
    seen = []
    for course in (2, 3):
        citizen.finish(citizen.open(f"/c{course}/l{course}-1/check/"), cast.knowing)
        page = citizen.open("/my/")
        seen.append((WELL_DONE in cast.text(page), page.context["next"], page.context["new_course"] and page.context["new_course"].title))
    assert seen == [(True, None, "វគ្គ C3"), (True, None, None)]


def test_who_passed_everything_is_offered_practice(citizen, tmp_path):
    factories.course_with_tests(tmp_path, lessons=1)
    citizen.finish(citizen.open("/c2/l2-1/check/"), cast.knowing)
    assert re.findall(r'href="([^"]+)" class="card">', cast.text(citizen.open("/my/"))) == ["/c2/practice/"]


def test_the_dots_of_a_course_show_which_lessons_were_done(citizen, tmp_path):
    courses_with(tmp_path, 3)
    citizen.finish(citizen.open("/c2/l2-2/check/"), cast.knowing)
    dots = re.search(r'<ol class="dots"[^>]*>(.*?)</ol>', cast.text(citizen.open("/my/")))[1]
    assert dots == '<li class="here"></li><li class="done"></li><li></li>'


def test_who_has_not_begun_is_led_to_the_lessons(stranger, tmp_path):
    courses_with(tmp_path, 1)
    page = stranger.open("/my/")
    assert (page.status_code, "courses" in page.context, 'href="/"' in cast.text(page)) == (200, False, True)


def test_my_learning_is_only_looked_at_and_kept_by_nobody(citizen, tmp_path):
    courses_with(tmp_path, 1)
    page = citizen.open("/c2/l2-1/check/")
    citizen.answer(page, cast.choices(page)[1])
    assert (citizen.post("/my/").status_code, citizen.get("/my/").headers["Cache-Control"]) == (405, "private, no-store")
    assert '<meta name="robots" content="noindex">' in cast.text(citizen.get("/my/"))


@pytest.mark.parametrize("many", [1, 3])
def test_the_page_costs_the_same_queries_however_much_one_learned(citizen, tmp_path, many, django_assert_num_queries):
    courses_with(tmp_path, many, many)
    for course in range(2, 2 + many):
        page = citizen.open(f"/c{course}/l{course}-1/check/")
        citizen.answer(page, cast.choices(page)[1])
    learner = Learner.objects.get()
    for skill in ("1.2", "4.2", "9.9")[:many]:
        does(learner, "L2.1", skill=skill)
    citizen.get("/my/")
    with django_assert_num_queries(14):
        citizen.get("/my/")
