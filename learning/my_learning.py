"""What somebody sees of their own learning: where they stopped, what they finished, what comes next."""

from dataclasses import dataclass

from courses.models import Competence
from learning import outline
from learning.models import Learner, LessonProgress


@dataclass(frozen=True)
class LessonState:
    """A lesson as this person has it."""

    lesson: outline.Lesson
    state: str  # "new", "started", "completed", "passed"


@dataclass(frozen=True)
class CourseState:
    """A course as this person has it; `next` is None when every check was sent."""

    course: outline.Course
    lessons: tuple[LessonState, ...]

    @property
    def done(self) -> int:
        """How many lessons are completed."""
        return sum(one.state in {"completed", "passed"} for one in self.lessons)

    @property
    def next(self) -> LessonState | None:
        """The lesson to go on with: one begun, else the first not completed."""
        left = [one for one in self.lessons if one.state in {"new", "started"} and one.lesson.check_url]
        return next((one for one in left if one.state == "started"), left[0] if left else None)


@dataclass(frozen=True)
class SkillState:
    """What was practised of one competence; never called mastered."""

    title: str
    right: int
    answered: int
    caught: int
    scams: int
    recognised: int
    genuine: int


def courses(learner: Learner, locale: str = "km") -> list[CourseState]:
    """Return the courses this person began, the most recent first."""
    recent = {key: place for place, key in enumerate(learner.enrolments.order_by("-active_at").values_list("course_key", flat=True))}
    progress = {row.lesson_key: _state(row) for row in learner.lessons.all()}
    begun = [course for course in outline.courses(locale) if course.key in recent]
    return [
        CourseState(course, tuple(LessonState(lesson, progress.get(lesson.key, "new")) for lesson in course.lessons))
        for course in sorted(begun, key=lambda course: recent[course.key])
    ]


def skills(learner: Learner) -> list[SkillState]:
    """Return what was practised, by competence, in the framework's order."""
    titles = dict(Competence.objects.values_list("code", "title"))
    return [
        SkillState(titles.get(row.skill, row.skill), row.right, row.answered, row.caught, row.scams, row.recognised, row.genuine)
        for row in learner.skills.order_by("skill")
    ]


def bars(skills: list[SkillState]) -> dict[str, int]:
    """Return both sides of judgement over everything answered so far."""
    return {name: sum(getattr(skill, name) for skill in skills) for name in ("caught", "scams", "recognised", "genuine")}


def _state(row: LessonProgress) -> str:
    if row.passed_at:
        return "passed"
    return "completed" if row.completed_at else "started"
