"""What has grown old: facts past their date, questions about to go, lessons that nobody proofread."""

from datetime import date, timedelta

from django.db.models import Q, QuerySet

from courses.models import LessonPage, OfficialService
from quizzes.models import Question

ENOUGH = 10  # answers from which on "not helpful" says something
_YEAR, _SOON = timedelta(days=365), timedelta(days=30)


def services(day: date) -> QuerySet[OfficialService]:
    """Return the services that citizens see and nobody has checked for twelve months, the oldest first."""
    seen = OfficialService.objects.filter(~Q(certainty=OfficialService.Certainty.UNVERIFIED))
    return seen.filter(checked_on__lt=day - _YEAR).order_by("checked_on", "slug")


def questions(day: date) -> QuerySet[Question]:
    """Return the published questions that are not shown any more, or will not be in thirty days."""
    return Question.objects.filter(live=True, valid_until__lte=day + _SOON).order_by("valid_until", "stable_id")


def unproofread() -> QuerySet[LessonPage]:
    """Return the published lessons that no native reader has read."""
    return LessonPage.objects.live().filter(proofread=False).defer("steps").order_by("path")
