"""The published courses and lessons as plain values: what learners, nudges and reports need to know of them."""

from dataclasses import dataclass
from uuid import UUID

from wagtail.models import Page

from courses.models import CoursePage, LessonPage


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
    """A published course with its lessons in order."""

    key: UUID
    title: str
    url: str
    lessons: tuple[Lesson, ...]

    @property
    def checked(self) -> set[UUID]:
        """The lessons that must be completed to complete the course."""
        return {lesson.key for lesson in self.lessons if lesson.check_url}


def courses(locale: str = "km") -> list[Course]:
    """Return the published courses of a language in their order; three queries however many there are."""
    pages = list(CoursePage.objects.live().public().filter(locale__language_code=locale).order_by("path"))
    lessons = list(LessonPage.objects.live().public().filter(locale__language_code=locale).order_by("path").defer("steps"))
    checks = Page.objects.live().public().filter(locale__language_code=locale, depth=_check_depth(lessons)).values_list("path", "url_path")
    urls = {path[: -Page.steplen]: url for path, url in checks}
    return [
        Course(
            page.translation_key, page.title, page.url,
            tuple(_lesson(one, page, urls.get(one.path)) for one in lessons if one.path.startswith(page.path)),
        )
        for page in pages
    ]  # fmt: skip


def _check_depth(lessons: list[LessonPage]) -> int:
    return lessons[0].depth + 1 if lessons else 0


def _lesson(page: LessonPage, course: CoursePage, check_path: str | None) -> Lesson:
    url = f"{course.url}{page.slug}/"
    return Lesson(
        page.translation_key, page.title, url, f"{url}{check_path.rstrip('/').rsplit('/', 1)[1]}/" if check_path else "", page.minutes, page.sms
    )


def after(lesson_key: UUID, locale: str = "km") -> Lesson | None:
    """Return the lesson that follows in the same course, or None after the last."""
    for course in courses(locale):
        for lesson, following in zip(course.lessons, (*course.lessons[1:], None), strict=True):
            if lesson.key == lesson_key:
                return following
    return None
