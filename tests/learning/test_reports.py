"""An officer sees how many are reached and never a person; nobody else sees even that."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from uuid import UUID, uuid4

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone
from django.utils.translation import gettext, override
from wagtail.models import Page, Site

from courses.models import CoursePage, HomePage, LessonPage
from learning import about_me, progress, provinces
from learning.disclosure import Share
from learning.models import Enrolment, Evidence, Learner, LessonProgress, Scope
from learning.outcomes import Outcome, Run
from learning.outline import Course, Lesson
from learning.reports import uptake
from learning.reports.uptake import Row
from quizzes.models import QuizPage
from tests import cast

pytestmark = pytest.mark.django_db

NOON = datetime(2027, 1, 5, 5, tzinfo=UTC)  # in Cambodia
TONIGHT = datetime(2027, 1, 5, 17, tzinfo=UTC)  # midnight in Cambodia
KAMPONG_THOM, KEP = "06", "23"


def a_course(*, checked: int = 1, unchecked: int = 0) -> Course:
    """A course with so many lessons with a check, and so many without one."""
    return Course(uuid4(), "Safe money", "/c4/", tuple(Lesson(uuid4(), "", "", url, 3, "") for url in ["/check/"] * checked + [""] * unchecked))


def citizens(how_many: int, *, now: datetime = NOON, province: str = "") -> list[Learner]:
    people = [Learner.objects.create(made_at=now, joinable_until=now) for _ in range(how_many)]
    for learner in people if province else ():
        about_me.answer(learner=learner, answers={"province": province}, now=now)
    return people


def answer(people: Iterable[Learner], course_key: UUID, lesson_key: UUID, now: datetime = NOON) -> None:
    """Each answers one question of the lesson's check."""
    for learner in people:
        run = Run(attempt_key=uuid4(), lesson_key=lesson_key, course_key=course_key, role="check")
        outcome = Outcome(
            skill="4.2",
            item_key=uuid4(),
            item_version=1,
            truth="scam",
            correct=True,
            said_scam=True,
            first_attempt=True,
            unseen=True,
            source_key=str(uuid4()),
        )
        progress.record(learner=learner, run=run, outcomes=[outcome], now=now)


def finish(people: Iterable[Learner], course_key: UUID, lesson_key: UUID, *, passed: bool, now: datetime = NOON) -> None:
    """Each sends the lesson's check to its end."""
    for learner in people:
        run = Run(attempt_key=uuid4(), lesson_key=lesson_key, course_key=course_key, role="check")
        progress.record(learner=learner, run=run, outcomes=[], passed=passed, now=now)


def of_province(code: str) -> Row:
    rows = uptake.by_province(TONIGHT)
    return rows[[one for one, _name, _english in provinces.ALL].index(code)] if code else rows[-1]


# --- what is counted --------------------------------------------------------------------------------------------------


def test_a_course_is_completed_by_the_check_of_every_lesson_that_has_one_and_passed_by_passing_all_of_them():
    course = a_course(checked=2, unchecked=1)
    first, second, _unchecked = course.lessons
    people = citizens(100)
    answer(people, course.key, first.key)
    finish(people[:80], course.key, first.key, passed=True)
    finish(people[:60], course.key, second.key, passed=False)
    finish(people[:30], course.key, second.key, passed=True)
    assert uptake.by_course([course], TONIGHT) == [Row("Safe money", 100, Share(60, 60), Share(50, 50))]


def test_a_course_counts_only_its_own_people_and_lessons():
    course, other = a_course(), a_course()
    people = citizens(50)
    finish(people[:20], course.key, course.lessons[0].key, passed=True)
    finish(people, other.key, other.lessons[0].key, passed=True)
    rows = uptake.by_course([course, other], TONIGHT)
    assert rows == [Row("Safe money", 20, Share(50, 100), Share(50, 100)), Row("Safe money", 50, Share(80, 100), Share(80, 100))]


def test_a_course_without_a_check_says_so_instead_of_calling_everybody_done():
    course = a_course(checked=0, unchecked=1)
    answer(citizens(20), course.key, course.lessons[0].key)
    assert uptake.by_course([course], TONIGHT) == [Row("Safe money", 20, None, None, has_check=False)]


def test_a_lesson_that_moved_to_another_course_counts_where_it_is_now():
    course, old = a_course(), a_course()
    people = citizens(20)
    finish(people, old.key, course.lessons[0].key, passed=True)
    answer(people, course.key, course.lessons[0].key)
    assert uptake.by_course([course], TONIGHT) == [Row("Safe money", 20, Share(50, 100), Share(50, 100))]


def test_thousands_are_printed_as_cambodians_print_them():
    assert Row("Safe money", 12480, None, None).people == "12,480"


def test_without_courses_there_is_nothing_to_count():
    assert uptake.by_course([], TONIGHT) == []


def test_a_province_counts_people_once_over_all_courses():
    course, other = a_course(checked=2), a_course()
    people = citizens(60, province=KAMPONG_THOM)
    answer(people, course.key, course.lessons[0].key)
    answer(people[:20], other.key, other.lessons[0].key)
    finish(people[:30], course.key, course.lessons[0].key, passed=False)
    finish(people[:30], course.key, course.lessons[1].key, passed=False)
    finish(people[:15], other.key, other.lessons[0].key, passed=True)
    assert of_province(KAMPONG_THOM) == Row("កំពង់ធំ", 60, Share(50, 50), Share(50, 50), tile="r2 c4 s2")


def test_a_citizen_who_moved_counts_where_they_last_said_they_live():
    people = citizens(40, province=KAMPONG_THOM, now=NOON - timedelta(days=30))
    answer(people, uuid4(), uuid4())
    for learner in people[:15]:
        about_me.answer(learner=learner, answers={"province": KEP}, now=NOON)
    assert (of_province(KAMPONG_THOM).started, of_province(KEP).started) == (25, 15)


@pytest.mark.parametrize("said", ["", "not_said", "99"])
def test_a_citizen_who_did_not_say_where_they_live_is_counted_as_not_said(said):
    answer(citizens(20, province=said), uuid4(), uuid4())
    assert of_province("") == Row(gettext("Not said"), 20, Share(0, 50), None)


def test_a_citizen_who_never_answered_is_not_counted():
    citizens(20, province=KEP)
    assert of_province(KEP) == Row("កែប", None, None, None, tile="r6 c4 none")


def test_nobody_is_counted_without_evidence():
    course = a_course()
    finish(citizens(3, province=KEP), course.key, course.lessons[0].key, passed=True)
    assert (
        set(Enrolment.objects.values_list("learner"))
        == set(LessonProgress.objects.values_list("learner"))
        == set(Evidence.objects.values_list("learner"))
    )


def test_what_happens_today_is_told_tomorrow():
    course = a_course()
    (lesson,) = course.lessons
    people = citizens(40, province=KEP)
    answer(people[:20], course.key, lesson.key, now=TONIGHT - timedelta(seconds=1))
    answer(people[20:], course.key, lesson.key, now=TONIGHT)
    finish(people, course.key, lesson.key, passed=True, now=TONIGHT)
    for learner in people:
        about_me.answer(learner=learner, answers={"province": KAMPONG_THOM}, now=TONIGHT)
    assert uptake.by_course([course], TONIGHT) == [Row("Safe money", 20, Share(0, 50), None)]
    assert of_province(KEP) == Row("កែប", 20, Share(0, 50), None, tile="r6 c4 s1")
    assert of_province(KAMPONG_THOM).started is None
    assert uptake.by_course([course], TONIGHT + timedelta(seconds=1)) == [Row("Safe money", 40, Share(75, 100), Share(75, 100))]


# --- who is protected -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("people", "number"), [(0, None), (9, None), (10, 10), (12, 10), (13, 15)])
def test_a_group_of_fewer_than_ten_is_hidden_and_a_larger_one_rounded(people, number):
    course = a_course()
    answer(citizens(people, province=KEP), course.key, course.lessons[0].key)
    assert (uptake.by_course([course], TONIGHT)[0].started, of_province(KEP).started) == (number, number)


def test_the_few_who_completed_have_no_share_of_passed():
    course = a_course()
    people = citizens(40, province=KEP)
    answer(people, course.key, course.lessons[0].key)
    finish(people[:9], course.key, course.lessons[0].key, passed=True)
    assert of_province(KEP) == Row("កែប", 40, Share(0, 25), None, tile="r6 c4 s0")


def test_there_is_no_row_of_totals():
    course = a_course()
    finish(citizens(20, province=KEP), course.key, course.lessons[0].key, passed=True)
    names = [name for _code, name, _english in provinces.ALL]
    assert [row.name for row in uptake.by_province(TONIGHT)] == [*names, gettext("Not said")]
    assert len(uptake.by_course([course], TONIGHT)) == 1


def test_every_province_has_a_tile_of_its_own():
    assert list(uptake.TILES) == [code for code, _name, _english in provinces.ALL]
    assert len(set(uptake.TILES.values())) == 25
    assert all(0 <= row < 6 and 0 <= column < 6 for row, column in uptake.TILES.values())


# --- who may look -----------------------------------------------------------------------------------------------------


@pytest.fixture
def officer(django_user_model):
    user = django_user_model.objects.create(username="officer", email="officer@example.org")
    user.user_permissions.add(Permission.objects.get(codename="see_reports", content_type__app_label="learning"))
    Scope.objects.create(user=user, kind=Scope.Kind.MINISTRY, value="MPTC")
    cast.lock(user)
    return user


@pytest.fixture
def trainer(django_user_model):
    user = django_user_model.objects.create(username="trainer", email="trainer@example.org", is_staff=True)
    cast.lock(user)
    return user


def publish(how_many: int) -> list[CoursePage]:
    """Courses of one lesson with its check each."""
    home = Page.get_first_root_node().add_child(instance=HomePage(title="Chbas", slug="chbas", intro="-"))
    Site.objects.update(root_page=home)
    courses = [
        home.add_child(instance=CoursePage(title=f"Course {place}", slug=f"c{place}", stable_id=f"C{place}", summary="-"))
        for place in range(how_many)
    ]
    for course in courses:
        lesson = course.add_child(instance=LessonPage(title="Lesson", slug="l1", stable_id=f"{course.stable_id}.1", objective="-", key_message="-"))
        lesson.add_child(instance=QuizPage(title="Check", slug="check", stable_id=f"{course.stable_id}.1.check"))
    return courses


class Tables(HTMLParser):
    """The rows of all tables of a page, each cell as its plain text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self._cell = False
        self.feed(page)

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        if tag in {"td", "th"}:
            self.rows[-1].append("")
        self._cell = tag in {"td", "th"} or self._cell

    def handle_endtag(self, tag: str) -> None:
        self._cell = self._cell and tag not in {"td", "th"}

    def handle_data(self, data: str) -> None:
        if self._cell:
            self.rows[-1][-1] += data


def khmer(text: str) -> str:
    with override("km"):
        return gettext(text)


def test_a_stranger_is_sent_to_the_door(client):
    response = client.get("/reports/")
    assert (response.status_code, response.headers["Location"]) == (302, "/accounts/login/?next=/reports/")


def test_a_trainer_without_the_permission_is_turned_away(client, trainer):
    client.force_login(trainer)
    assert client.get("/reports/").status_code == 403


def test_an_officer_who_left_is_sent_to_the_door(client, officer):
    client.force_login(officer)
    officer.is_active = False
    officer.save()
    assert client.get("/reports/").status_code == 302


def test_an_officer_changes_nothing(client, officer):
    client.force_login(officer)
    assert client.post("/reports/").status_code == 405


def test_an_officer_sees_both_tables_and_the_tiles(client, officer):
    (course,) = publish(1)
    lesson = course.get_children().get()
    people = citizens(40, province=KAMPONG_THOM, now=timezone.now() - timedelta(days=2))
    keys = course.translation_key, lesson.translation_key
    answer(people, *keys, now=timezone.now() - timedelta(days=2))
    finish(people[:20], *keys, passed=False, now=timezone.now() - timedelta(days=2))
    client.force_login(officer)
    page = client.get("/reports/").content.decode()
    rows, hidden = Tables(page).rows, khmer("fewer than 10")
    assert rows[1:2] == [["Course 0", "40", "50\u00a0%", "≤50\u00a0%"]]
    expected = {name: [hidden] for _code, name, _english in provinces.ALL} | {"កំពង់ធំ": ["40", "50\u00a0%", "≤50\u00a0%"], khmer("Not said"): [hidden]}
    assert {name: cells for name, *cells in rows[3:]} == expected
    assert len(re.findall(r'<li class="tile r\d c\d none">', page)) == 24
    assert len(re.findall(r'<li class="tile r2 c4 s2">', page)) == 1


def provinces_shown(page: str) -> list[str]:
    """The provinces of which the page has a row, and whether there is the picture of all of them."""
    names = [name for _code, name, _english in provinces.ALL]
    return [row[0] for row in Tables(page).rows if row[0] in names]


@pytest.mark.parametrize(
    ("given", "whole_country", "seen"),
    [
        ([("ministry", "MPTC")], True, [name for _code, name, _english in provinces.ALL]),
        ([("province", KAMPONG_THOM)], False, ["កំពង់ធំ"]),
        ([("province", KAMPONG_THOM), ("province", KEP)], False, ["កំពង់ធំ", "កែប"]),
        ([("province", KEP), ("ministry", "MPTC")], True, [name for _code, name, _english in provinces.ALL]),
        ([("partner", "A school")], False, []),
        ([("province", "99")], False, []),
    ],
)
def test_an_officer_reads_about_the_area_that_is_theirs_and_the_whole_country_by_course(client, officer, given, whole_country, seen):
    publish(1)
    Scope.objects.all().delete()
    Scope.objects.bulk_create([Scope(user=officer, kind=kind, value=value) for kind, value in given])
    client.force_login(officer)
    page = client.get("/reports/").content.decode()
    assert (provinces_shown(page), '<ol class="map">' in page, "Course 0" in page) == (seen, whole_country, True)


def test_an_officer_without_an_area_is_told_who_gives_one(client, officer):
    Scope.objects.all().delete()
    client.force_login(officer)
    refused = client.get("/reports/")
    assert (refused.status_code, khmer("No area was given to you yet") in cast.text(refused), Tables(refused.content.decode()).rows) == (
        403,
        True,
        [],
    )


def test_an_administrator_reads_everything_without_an_area(client, officer):
    Scope.objects.all().delete()
    type(officer).objects.update(is_superuser=True)
    client.force_login(officer)
    assert '<ol class="map">' in client.get("/reports/").content.decode()


def test_an_officer_sees_that_a_course_has_no_check_yet(client, officer):
    (course,) = publish(1)
    QuizPage.objects.get().delete()
    two_days_ago = timezone.now() - timedelta(days=2)
    answer(citizens(20), course.translation_key, course.get_children().get().translation_key, now=two_days_ago)
    client.force_login(officer)
    assert Tables(client.get("/reports/").content.decode()).rows[1] == ["Course 0", "20", khmer("no check yet")]


def test_an_officer_sees_the_day_up_to_which_was_counted(client, officer, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: TONIGHT + timedelta(minutes=1))
    client.force_login(officer)
    response = client.get("/reports/")
    assert str(response.context["last_day"]) == "2027-01-05"


def test_the_report_stays_with_the_officer(client, officer):
    client.force_login(officer)
    response = client.get("/reports/")
    assert response.headers["Cache-Control"] == "private, no-store"
    assert '<meta name="robots" content="noindex">' in response.content.decode()


@pytest.mark.parametrize("how_many", [1, 3])
def test_a_report_costs_the_same_queries_however_many_courses_provinces_and_people(how_many, client, officer, django_assert_num_queries):
    for course, (code, _name, _english) in zip(publish(how_many), provinces.ALL, strict=False):
        finish(citizens(4 * how_many, province=code), course.translation_key, course.get_children().get().translation_key, passed=True)
    client.force_login(officer)
    client.get("/reports/")
    with django_assert_num_queries(12):
        client.get("/reports/")
