"""How a value stands on a page for the person it is about. What only the program can read stands in the file, not on the page."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Field, Model
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from courses import khmer
from courses.blocks import JudgingSkill
from courses.models import Competence
from learning import outline, profile
from learning.models import Learner, Profile

_KINDS = {"answer": _("an answer"), "finish": _("a finished check")}
_ROLES = {
    "check": _("Check of a lesson"), "practice": _("Practice"), "inbox": _("A day’s messages: most of them are real"), "review": _("Review"),
    "pretest": _("Test before the course"), "posttest": _("Test after the course"), "retention": _("Test a month later"),
}  # fmt: skip
_ASKED = {"trust1": _("Questions about trust"), "trust2": _("Questions about trust"), "trust3": _("Questions about trust")}
_CHANNELS = {"web": _("on the web"), "sms": _("by text message"), "self": _("alone")}
_SIDES = {"scam": _("Fake"), "genuine": _("Real")}
_ARMS = {"both": _("before and after the course"), "post": _("after the course only"), "none": _("not at all")}
# Field -> what its values mean.
_WORDS: dict[str, Mapping[str, object]] = {
    "kind": _KINDS, "role": _ROLES, "stage": _ROLES | _ASKED | {"screen": _("Questions about you")}, "channel": _CHANNELS, "mode": _CHANNELS,
    "truth": _SIDES, "arm": _ARMS,
}  # fmt: skip
# Names by which rows are told apart and repeats known again.
_FOR_PROGRAMS = frozenset({"source_key", "key", "origin", "worker", "drawn", "item_version", "text_sha256", "address_index", "block_index"})


class Reader:
    """Puts values into words."""

    def __init__(self) -> None:
        published = outline.courses(get_language() or settings.LANGUAGE_CODE)
        self.titles: dict[UUID, str] = {course.key: course.title for course in published}
        self.titles |= {lesson.key: lesson.title for course in published for lesson in course.lessons}
        self.skills: dict[str, Any] = dict(Competence.objects.values_list("code", "title")) | dict(JudgingSkill.choices)

    def shown(self, row: Model, field: Field, value: Any) -> str:  # noqa: ANN401 -- whatever a field holds
        """Return the words for a value that is there; nothing for what only a program reads."""
        if field.name in _FOR_PROGRAMS or (field.is_relation and not isinstance(row, Learner)):
            return ""
        if isinstance(value, UUID):
            return self.titles.get(value, str(value) if isinstance(row, Learner) else "")
        if isinstance(value, bool):
            return gettext("Yes") if value else gettext("No")
        if isinstance(value, date):
            return _digits(_day(value))
        if isinstance(value, int | float):
            return _digits(f"{value:g}" if isinstance(value, float) else str(value))
        return self._said(row, field, str(value))

    def _said(self, row: Model, field: Field, value: str) -> str:
        if isinstance(row, Profile) and field.name == "answer":
            return str(dict(profile.CHOICES[Profile.Question(row.question)]).get(value, value))
        if field.name in {"skill", "judging"}:
            return str(self.skills.get(value, value))
        if field.name in {"language", "locale"}:
            return str(dict(settings.LANGUAGES).get(value, value))
        if said := _WORDS.get(field.name, {}).get(value):
            return str(said)
        return str(getattr(row, f"get_{field.name}_display")() if field.choices else value)


def _day(value: date) -> str:
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "j F Y, H:i")
    return date_format(value, "j F Y")


def _digits(text: str) -> str:
    return khmer.khmer_digits(text) if get_language() == "km" else text
