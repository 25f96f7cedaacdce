"""The published courses and lessons as plain values: what learners, nudges and reports need to know of them."""

from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q
from wagtail.models import Page

from courses.models import PRACTICE, CoursePage, LessonPage


@dataclass(frozen=True)
class Lesson:
    """A published lesson; one without a check cannot be completed."""

    key: UUID
    title: str
    url: str
    check_url: str
    minutes: int
    sms: str


@dataclass(frozen=True)
class Course:
    """A published course with its lessons in order, and where its own practice, tests and reviews are, by their role."""

    key: UUID
    title: str
    url: str
    lessons: tuple[Lesson, ...]
    quizzes: dict[str, str] = field(default_factory=dict)
    skill: str = ""
    everybody_below: int = 500
    one_in: int = 5

    @property
    def checked(self) -> set[UUID]:
        """The lessons that must be completed to complete the course."""
        return {lesson.key for lesson in self.lessons if lesson.check_url}


def courses(locale: str = "km") -> list[Course]:
    """Return the published courses of a language in their order; four queries however many there are."""
    here = Q(locale__language_code=locale) & ~CoursePage.objects.all().private_q()  # what is for some only is asked once for all three
    pages = list(CoursePage.objects.live().filter(here).order_by("path"))
    lessons = list(LessonPage.objects.live().filter(here).order_by("path").defer("steps"))
    below = Page.objects.live().filter(here, depth__gt=_depth(pages)).order_by("path")
    taken = {page.path for page in lessons}
    others = [(path, slug) for path, slug in below.values_list("path", "slug") if path not in taken]
    checks = {path[: -Page.steplen]: slug for path, slug in reversed(others) if slug != PRACTICE}
    return [_course(page, [one for one in lessons if one.path.startswith(page.path)], checks, others) for page in pages]


def _depth(pages: list[CoursePage]) -> int:
    return pages[0].depth if pages else 0


def _course(page: CoursePage, lessons: list[LessonPage], checks: dict[str, str], others: list[tuple[str, str]]) -> Course:
    return Course(
        page.translation_key, page.title, page.url, tuple(_lesson(one, page, checks.get(one.path, "")) for one in lessons),
        quizzes={slug: f"{page.url}{slug}/" for path, slug in others if path[: -Page.steplen] == page.path},
        skill=page.skill, everybody_below=page.everybody_below, one_in=page.one_in,
    )  # fmt: skip


def _lesson(page: LessonPage, course: CoursePage, check: str) -> Lesson:
    url = f"{course.url}{page.slug}/"
    return Lesson(page.translation_key, page.title, url, f"{url}{check}/" if check else "", page.minutes, page.sms)


def course(key: UUID, locale: str = "km") -> Course | None:
    """Return one published course, or None."""
    return next((one for one in courses(locale) if one.key == key), None)


def after(course: Course, lesson_key: UUID | None) -> Lesson | None:
    """Return the lesson that follows in the course, or None after the last."""
    keys = [lesson.key for lesson in course.lessons]
    place = keys.index(lesson_key) + 1 if lesson_key in keys else len(keys)
    return course.lessons[place] if place < len(keys) else None
