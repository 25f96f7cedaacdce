"""How many start, complete and pass: nationally per course, and per province over all courses. Never both at once (decisions C8).

Everything is counted in SQL up to one moment that the caller names. Enrolments and lesson progress are made from evidence
alone, so whoever is counted here has answered at least once; evidence itself is not read.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Self

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from learning import disclosure, provinces
from learning.disclosure import Share
from learning.models import Enrolment, Learner, LessonProgress, Profile
from learning.outline import Course
from learning.policy import PHNOM_PENH
from learning.scopes import Sight

# Where a province stands among 6 x 6 equal tiles, counted from 0: row, column.
TILES: dict[str, tuple[int, int]] = {
    "01": (1, 1), "02": (2, 1), "03": (2, 3), "04": (2, 2), "05": (3, 2), "06": (1, 3), "07": (5, 2), "08": (4, 3), "09": (4, 1),
    "10": (1, 4), "11": (1, 5), "12": (3, 3), "13": (0, 3), "14": (3, 4), "15": (3, 1), "16": (0, 5), "17": (1, 2), "18": (5, 1),
    "19": (0, 4), "20": (4, 4), "21": (4, 2), "22": (0, 2), "23": (5, 3), "24": (2, 0), "25": (2, 4),
}  # fmt: skip
_TONES = 5
_NAMES = ("started", "completed", "passed")


@dataclass(frozen=True)
class Row:
    """One group as an officer may see it: None where fewer than ten people stand behind a figure."""

    name: str
    started: int | None
    completed: Share | None
    passed: Share | None
    # Without a check nobody can complete anything: then both shares are None for another reason.
    has_check: bool = True
    tile: str = ""

    @classmethod
    def of(cls, name: str, counts: dict[str, int], *, has_check: bool = True, code: str = "") -> Self:
        """Show of the counts what may be shown; the passed are a share of the completed (disclosure.py says why)."""
        completed = disclosure.share(counts["completed"], counts["started"]) if has_check else None
        passed = disclosure.share(counts["passed"], counts["completed"]) if has_check else None
        return cls(name, disclosure.shown(counts["started"]), completed, passed, has_check, _tile(code, completed))

    @property
    def people(self) -> str:
        """The number as Cambodians print it."""
        return "" if self.started is None else f"{self.started:,}"


def midnight(now: datetime) -> datetime:
    """Return when today began in Cambodia. Whole days only: who reloads a page must not see the one answer that came in between.

    >>> from datetime import UTC
    >>> midnight(datetime(2027, 1, 5, 17, 30, tzinfo=UTC)).isoformat()
    '2027-01-06T00:00:00+07:00'
    """
    return datetime.combine(now.astimezone(PHNOM_PENH).date(), time.min, PHNOM_PENH)


def by_course(courses: Sequence[Course], until: datetime) -> list[Row]:
    """Count the people of each course; who completed has finished the check of every lesson that has one. One query."""
    if not courses:
        return []
    mine = Q(*(Q(course_key=course.key, learner__lessons__lesson_key__in=course.checked) for course in courses), _connector=Q.OR)
    people = Enrolment.objects.filter(started_at__lt=until).values("id", "course_key").annotate(
        completed=Count("learner__lessons", filter=mine & Q(learner__lessons__completed_at__lt=until)),
        passed=Count("learner__lessons", filter=mine & Q(learner__lessons__passed_at__lt=until)),
    )  # fmt: skip
    counts = people.aggregate(**{
        f"{name}_{place}": Count("id", filter=Q(course_key=course.key) & (Q() if name == "started" else Q(**{name: len(course.checked)})))
        for place, course in enumerate(courses)
        for name in _NAMES
    })  # fmt: skip
    return [
        Row.of(course.title, {name: counts[f"{name}_{place}"] for name in _NAMES}, has_check=bool(course.checked))
        for place, course in enumerate(courses)
    ]


def by_province(until: datetime) -> list[Row]:
    """Count the people of each province by what they last said, and at the end those who did not say. One query."""
    said = Profile.objects.filter(learner=OuterRef("pk"), question=Profile.Question.PROVINCE, since__lt=until).order_by("-since", "-id")
    lessons = LessonProgress.objects.filter(learner=OuterRef("pk"))
    groups = (
        Learner.objects.filter(Exists(Enrolment.objects.filter(learner=OuterRef("pk"), started_at__lt=until)))
        .annotate(
            province=Subquery(said.values("answer")[:1]),
            has_completed=Exists(lessons.filter(completed_at__lt=until)),
            has_passed=Exists(lessons.filter(passed_at__lt=until)),
        )
        .values("province")
        .annotate(
            started=Count("id"),
            completed=Count("id", filter=Q(has_completed=True)),
            passed=Count("id", filter=Q(has_passed=True)),
        )
    )
    counts: dict[str, Counter[str]] = {code: Counter() for code in (*TILES, "")}
    for province, *numbers in groups.values_list("province", *_NAMES):
        counts[province if province in TILES else ""].update(dict(zip(_NAMES, numbers, strict=True)))
    return [*(Row.of(name, counts[code], code=code) for code, name, _english in provinces.ALL), Row.of(_("Not said"), counts[""])]


def seen(rows: Sequence[Row], sight: Sight) -> list[Row]:
    """Return of all provinces' rows what this person may read: all of them, or their own ones. They tell no more than the whole table does."""
    own = {provinces.NAMES[code] for code in sight.provinces}
    return [row for row in rows if sight.whole_country or row.name in own]


def _tile(code: str, share: Share | None) -> str:
    """Return the classes of a province's tile: its place, and its tone in fifths; "none" is hatched."""
    if not code:
        return ""
    row, column = TILES[code]
    tone = "none" if share is None else f"s{min(share.middle * _TONES // 100, _TONES - 1)}"
    return f"r{row + 1} c{column + 1} {tone}"
