"""What somebody may do after a run: one thing first, the others below it."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from learning import about_me, my_learning, outline, stages
from learning.stages import Stage
from quizzes.models import Attempt, QuizPage, Role


@dataclass(frozen=True)
class Way:
    """A button: where it leads, and how it looks ("" filled, "plain" outlined)."""

    text: str
    url: str
    kicker: str = ""
    icon: str = ""
    kind: str = "plain"


@dataclass(frozen=True)
class Onward:
    """What comes after a run: a test or survey that is due, where it is, and the buttons, the first one filled unless something is due."""

    stage: Stage | None
    stage_url: str
    ways: tuple[Way, ...]


def onward(attempt: Attempt, quiz: QuizPage) -> Onward:
    """Return what comes next for this person."""
    published = outline.courses(attempt.locale)
    course = next((one for one in published if one.key == attempt.course_key), None)
    stage = stages.due(attempt.learner, course, timezone.now()) if course else None
    first, *others = _ways(attempt, quiz, course, published)
    filled = Way(first.text, first.url, first.kicker, first.icon, "plain" if stage else "")
    return Onward(stage, stages.address(stage, course) if stage and course else "", (filled, *others))


def _ways(attempt: Attempt, quiz: QuizPage, course: outline.Course | None, published: list[outline.Course]) -> list[Way]:
    again = [Way(_again(quiz), f"{quiz.url}?again=1")] if not attempt.is_test else []
    about = [Way(_("Four short questions about you"), reverse("learning:about_me"), icon="person")] if about_me.is_due(attempt.learner) else []
    mine = [Way(_("My learning"), reverse("learning:home"), icon="list")]
    following = _following(attempt, course, published) if course else []
    if quiz.role == Role.CHECK and not attempt.passed:
        return [*again, *_lesson_again(attempt, course), *following, *about, *mine]
    return [*following, *about, *again, *mine] if following else [*mine, *about, *again]


def _again(quiz: QuizPage) -> str:
    return _("Do this check again") if quiz.role == Role.CHECK else _("Practise more, with other messages")


def _lesson_again(attempt: Attempt, course: outline.Course | None) -> list[Way]:
    lessons = course.lessons if course else ()
    return [Way(_("Look at the lesson again"), lesson.url) for lesson in lessons if lesson.key == attempt.lesson_key]


def _following(attempt: Attempt, course: outline.Course, published: list[outline.Course]) -> list[Way]:
    lesson = outline.after(course, attempt.lesson_key) if attempt.lesson_key else None
    new = None
    if lesson is None:
        lesson, new = my_learning.ahead(attempt.learner, course, published)
    if lesson:
        return [Way(lesson.title, lesson.url, _("Your next lesson"), "arrow")]
    return [Way(new.title, new.url, _("Next course"), "arrow")] if new else []
