"""What citizens find: lessons, courses, plain pages, official services, words. Nothing that was looked for is kept or logged."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from modelsearch.backends import get_search_backend
from modelsearch.query import MATCH_NONE
from wagtail.models import Locale

from courses import search
from courses.clusters import Spellings
from courses.models import AboutPage, CoursePage, GlossaryTerm, LessonPage, OfficialService

LONGEST = 80  # characters of a question
MOST = _LESSONS, _COURSES, _PLAIN, _SERVICES, _TERMS = 10, 3, 1, 3, 3


@dataclass
class Found:
    """What there is for a question; where nothing is found, the courses stand in for it."""

    query: str
    lessons: list[LessonPage] = field(default_factory=list)
    pages: list[CoursePage | AboutPage] = field(default_factory=list)
    services: list[OfficialService] = field(default_factory=list)
    terms: list[GlossaryTerm] = field(default_factory=list)
    courses: list[CoursePage] = field(default_factory=list)  # all that may be read

    def __len__(self) -> int:
        """Count what was found."""
        return len(self.lessons) + len(self.pages) + len(self.services) + len(self.terms)


def find(asked: str, language: str) -> Found:
    """Return what holds the words of the question as written, in any spelling; failing that, what holds them anywhere."""
    found = Found(" ".join(asked[:LONGEST].split()))
    readable = _readable(language)
    found.courses = list(readable(CoursePage).order_by("path"))
    if found.query:
        known = search.known_spellings()
        for understand in (search.understand, search.understand_words):
            if not found:
                _look(found, understand, known, readable)
    courses = {course.path: course for course in found.courses}
    for lesson in found.lessons:
        lesson.course = courses.get(lesson.path[: -LessonPage.steplen])
    return found


def _readable(language: str) -> Callable[[Any], QuerySet]:
    """What everybody may read in this language."""
    locale = Locale.objects.filter(language_code=language)
    private = CoursePage.objects.all().private_q()  # one query for all kinds of pages
    return lambda model: model.objects.live().filter(locale__in=locale).exclude(private)


def _look(found: Found, understand: Callable[[str, Spellings], Any], known: Spellings, readable: Callable[[Any], QuerySet]) -> None:
    query = understand(found.query, known)
    if query is MATCH_NONE:
        return
    backend = get_search_backend()
    published = OfficialService.objects.exclude(certainty=OfficialService.Certainty.UNVERIFIED)
    found.lessons = list(backend.search(query, readable(LessonPage).defer("steps"))[:_LESSONS])
    found.pages = [*backend.search(query, readable(CoursePage))[:_COURSES], *backend.search(query, readable(AboutPage))[:_PLAIN]]
    found.services = list(backend.search(query, published)[:_SERVICES])
    found.terms = list(backend.search(query, GlossaryTerm.objects.all())[:_TERMS])
