"""How a value stands on a page for the person it is about. What only the program reads stands in the file (the notes' `coded`)."""

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


class Reader:
    """Puts values into words."""

    def __init__(self) -> None:
        self.language = get_language() or settings.LANGUAGE_CODE
        published = outline.courses(self.language)
        self.titles: dict[UUID, str] = {course.key: course.title for course in published}
        self.titles |= {lesson.key: lesson.title for course in published for lesson in course.lessons}
        self.skills: dict[str, Any] = dict(Competence.objects.values_list("code", "title")) | dict(JudgingSkill.choices)

    def shown(self, row: Model, field: Field, value: Any) -> str:  # noqa: ANN401 -- whatever a field holds
        """Return the words for a value that is there; nothing for a key to another row."""
        if field.is_relation:
            return ""
        if isinstance(value, UUID):
            return self.titles.get(value, str(value) if isinstance(row, Learner) else "")
        if isinstance(value, bool):
            return gettext("Yes") if value else gettext("No")
        if isinstance(value, date):
            return self._digits(_day(value))
        if isinstance(value, int | float):
            return self._digits(f"{value:g}" if isinstance(value, float) else str(value))
        return self._said(row, field, str(value))

    def _digits(self, text: str) -> str:
        return khmer.khmer_digits(text, self.language)

    def _said(self, row: Model, field: Field, value: str) -> str:
        if isinstance(row, Profile) and field.name == "answer":
            return str(dict(profile.CHOICES[Profile.Question(row.question)]).get(value, value))
        if field.name in {"skill", "judging"}:
            return str(self.skills.get(value, value))
        if field.name in {"language", "locale"}:
            return language(value)
        if said := _WORDS.get(field.name, {}).get(value):
            return str(said)
        return str(getattr(row, f"get_{field.name}_display")() if field.choices else value)


def language(code: str) -> str:
    """Return a language by its own name."""
    return str(dict(settings.LANGUAGES).get(code, code))


def _day(value: date) -> str:
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "j F Y, H:i")
    return date_format(value, "j F Y")
