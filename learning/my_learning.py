"""What somebody sees of their own learning: where they stopped, what they finished, what comes next."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Max

from courses.blocks import JudgingSkill
from courses.models import Competence
from learning import consents, contacts, mastery, outline, reviews, stages, texting
from learning import skills as skills_of
from learning.models import Consent, Enrolment, Evidence, Learner, LearnerSkill, LessonProgress
from learning.outcomes import learning_day
from sms_gateway import numbers, sealing

_CHECK = "check"  # the role of a run that ends a lesson
_RECORD = Consent.Purpose.RECORD


@dataclass(frozen=True)
class LessonState:
    """A lesson as this person has it, and since when its check lies half done, be it the first time or a repeat."""

    lesson: outline.Lesson
    state: str  # "new", "started", "completed", "passed"
    stopped_at: datetime | None = None

    @property
    def is_done(self) -> bool:
        """Whether its check was sent once."""
        return self.state in {"completed", "passed"}


@dataclass(frozen=True)
class CourseState:
    """A course as this person has it: since when each lesson was begun or completed."""

    course: outline.Course
    enrolment: Enrolment
    begun: dict[UUID, datetime | None]
    lessons: tuple[LessonState, ...]

    @property
    def done(self) -> int:
        """How many lessons are completed."""
        return sum(one.is_done for one in self.lessons)


@dataclass(frozen=True)
class SkillState:
    """What was practised of one competence; of a judging skill also whether it is mastered, and how likely it is still known today."""

    skill: str
    title: str
    right: int
    answered: int
    caught: int
    scams: int
    recognised: int
    genuine: int
    mastered_at: date | None = None
    confirmed_at: date | None = None
    teach_again: bool = False
    card: reviews.Card | None = None

    @property
    def judges(self) -> bool:
        """Whether this is a judging skill; everything else is practised, never mastered."""
        return self.skill in JudgingSkill.values

    @property
    def weaker(self) -> str | None:
        """Which side to practise."""
        return mastery.weaker(self.caught, self.scams, self.recognised, self.genuine)


@dataclass(frozen=True)
class Step:
    """Something to do next: a stage of a course, or a review, and where."""

    name: str
    url: str
    title: str


@dataclass(frozen=True)
class Number:
    """Somebody's number, as it may stand on a screen: its end alone; and what is sent to it for this person."""

    masked: str
    is_proved: bool
    has_agreed: bool
    is_stopped: bool  # whatever they agreed to: nothing is sent to the number at all


def page(learner: Learner, published: list[outline.Course], now: datetime) -> dict[str, Any]:
    """Return everything "my learning" shows of somebody."""
    today = learning_day(now)
    begun, known = courses(learner, published), skills(learner, today)
    seen: dict[str, Any] = {"me": learner, "courses": begun, "skills": known, "bars": bars(known), "number": number(learner)}
    seen |= {"next": upcoming(begun), "new_course": not_begun(begun, published)}
    return seen | {"stage": stage(begun, now), "reviews": reviews_due(known, begun, today)} | kept(learner, begun)


def courses(learner: Learner, published: list[outline.Course]) -> list[CourseState]:
    """Return the courses this person began, the most recent first."""
    enrolments = {one.course_key: one for one in learner.enrolments.order_by("-active_at").prefetch_related("asked")}
    rows, stopped = {row.lesson_key: row for row in learner.lessons.all()}, _stopped(learner)
    taught = {course.key: course for course in published}
    return [_course(taught[key], one, rows, stopped) for key, one in enrolments.items() if key in taught]


def _course(course: outline.Course, enrolment: Enrolment, rows: dict[UUID, LessonProgress], stopped: dict[UUID, datetime]) -> CourseState:
    begun = {row.lesson_key: row.completed_at for row in rows.values() if row.course_key == course.key}
    states = tuple(LessonState(one, _state(rows.get(one.key)), stopped.get(one.key)) for one in course.lessons)
    return CourseState(course, enrolment, begun, states)


def _stopped(learner: Learner) -> dict[UUID, datetime]:
    """Return the lessons whose check lies half done, with the time of the last answer: the newest thing known of them is no end."""
    checks = learner.evidence.filter(role=_CHECK, lesson_key__isnull=False)
    newest = checks.values("lesson_key").annotate(newest=Max("pk")).values("newest")
    return {row.lesson_key: row.recorded_at for row in learner.evidence.filter(pk__in=newest, kind=Evidence.Kind.ANSWER) if row.lesson_key}


def upcoming(begun: list[CourseState]) -> LessonState | None:
    """Return the lesson to go on with: where somebody stopped last, else the first not finished, else the first not passed."""
    lessons = [one for course in begun for one in course.lessons if one.lesson.check_url]
    if stopped := {one.stopped_at: one for one in lessons if one.stopped_at}:
        return stopped[max(stopped)]
    left = [one for one in lessons if not one.is_done] or [one for one in lessons if one.state == "completed"]
    return left[0] if left else None


def not_begun(begun: list[CourseState], published: list[outline.Course]) -> outline.Course | None:
    """Return the first course with lessons that this person has not begun."""
    keys = {one.course.key for one in begun}
    return next((course for course in published if course.key not in keys and course.lessons), None)


def number(learner: Learner) -> Number | None:
    """Return the number this person left; it is opened in memory only, and shows no end where the key that sealed it is gone."""
    contact = learner.contact
    if contact is None:
        return None
    try:
        end = numbers.masked(sealing.open(sealing.SealedNumber(bytes(contact.number_sealed), contact.number_index)))
    except sealing.CannotOpen:
        end = ""
    return Number(end, contact.proved_at is not None, contacts.agreed(learner), texting.is_stopped(contact))


def kept(learner: Learner, begun: list[CourseState]) -> dict[str, object]:
    """Return whether to offer a way to keep this learning for good, and, where one is there, the words to agree to if nobody answered them yet."""
    if learner.is_protected:
        return {"record": consents.WORDINGS[_RECORD].text if _is_open(learner) else ""}
    return {"may_keep": any(course.done for course in begun) and contacts.terms(learner).may_leave}


def _is_open(learner: Learner) -> bool:
    """Whether to ask for the consent to a record: never said anything, or yes to words that changed since."""
    last = consents.newest(learner, _RECORD)
    return last is None or (last.granted and not consents.is_of_today(last))


def ahead(learner: Learner, course: outline.Course, published: list[outline.Course]) -> tuple[outline.Lesson | None, outline.Course | None]:
    """Return the first lesson of the course whose check was not sent yet; where none is left, the first course that has one."""
    done = set(learner.lessons.filter(completed_at__isnull=False).values_list("lesson_key", flat=True))
    lesson = next((one for one in course.lessons if one.key not in done and one.check_url), None)
    return lesson, None if lesson else next((one for one in published if one.checked - done), None)


def skills(learner: Learner, today: date) -> list[SkillState]:
    """Return what was practised: judging skills first, then competences in the framework's order."""
    titles = dict(Competence.objects.values_list("code", "title"))
    rows = sorted(learner.skills.all(), key=lambda row: (row.skill not in JudgingSkill.values, row.skill))
    return [_skill(row, titles, today) for row in rows]


def _skill(row: LearnerSkill, titles: dict[str, str], today: date) -> SkillState:
    title = str(JudgingSkill(row.skill).label) if row.skill in JudgingSkill.values else titles.get(row.skill, row.skill)
    counts = (row.right, row.answered, row.caught, row.scams, row.recognised, row.genuine)
    card = skills_of.card_of(row)
    return SkillState(row.skill, title, *counts, row.mastered_at, row.confirmed_at, row.teach_again, card if card and card.due <= today else None)


def bars(skills: list[SkillState]) -> dict[str, int]:
    """Return both sides of judgement over everything judged so far."""
    judged = [skill for skill in skills if skill.judges] or skills
    return {name: sum(getattr(skill, name) for skill in judged) for name in ("caught", "scams", "recognised", "genuine")}


def stage(begun: list[CourseState], now: datetime) -> Step | None:
    """Return the test or survey that somebody is asked to take now, the course they were in last coming first; None for most people."""
    for one in begun:
        if due := stages.due_of(one.enrolment, one.course, one.begun, now):
            return Step(due, stages.address(due, one.course), one.course.title)
    return None


def reviews_due(skills: list[SkillState], begun: list[CourseState], today: date) -> list[Step]:
    """Return the reviews that are due, the one most likely forgotten first; at most three, and none where a lesson would help more."""
    where = {one.course.skill: one.course.quizzes["review"] for one in begun if "review" in one.course.quizzes}
    cards = {skill.skill: skill.card for skill in skills if skill.card and skill.skill in where and not skill.teach_again}
    titles = {skill.skill: skill.title for skill in skills}
    return [Step(name, where[name], titles[name]) for name in reviews.most_overdue(cards, today)]


def _state(row: LessonProgress | None) -> str:
    if row is None:
        return "new"
    if row.passed_at:
        return "passed"
    return "completed" if row.completed_at else "started"
