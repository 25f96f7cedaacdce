"""Hints for who publishes a lesson: what the rules for texts say of it. Only hints, for what somebody writes here is theirs."""

from itertools import islice
from typing import Any

from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import Page

from cms import text_faults
from cms.curriculum import WORDS
from courses import curriculum, files, forms, references
from courses.files import CurriculumError, Data
from courses.models import LessonPage
from courses.prose import house
from courses.prose.passages import Remark

_MOST = 3  # a few can be mended at once; a wall of them is not read


@hooks.register("after_publish_page")
def hint(request: Any, page: Page) -> None:  # noqa: ANN401 -- Wagtail's own signature
    """Show the first few hints for a Khmer lesson that was just published."""
    if isinstance(page, LessonPage) and page.locale.language_code == "km" and (found := of_lesson(page)):
        listed = format_html_join("", "<li>{}</li>", ((one,) for one in found))
        messages.warning(request, format_html("{}<ul>{}</ul>", _("Published. What would make the lesson easier and safer:"), listed))


def of_lesson(page: LessonPage) -> list[str]:
    """Return the first few things that the rules find in a lesson."""
    rules = house.build(_words(), references.GLOSSARY.entries(), references.SERVICES.entries())
    found = (remark for remark in text_faults.lesson_remarks(curriculum.export_lesson(page), rules) if not remark.advice)
    return list(islice(dict.fromkeys(_placed(remark) for remark in found), _MOST))


def _words() -> Data:
    """Return our lists of words. They lie in a file: without it, or if somebody broke it, fewer hints come."""
    try:
        found, _reader = files.read(settings.CURRICULUM / WORDS, forms.WORDS)
    except (CurriculumError, FileNotFoundError):
        return Data()
    return dict(found)


def _placed(remark: Remark) -> str:
    """Say where and what: the step as the author counts it, or the field as the editor calls it."""
    name, _dot, rest = remark.place.partition(".")
    if name == "steps" and rest:
        return _("Step %(number)d: %(hint)s") % {"number": int(rest.partition(".")[0]) + 1, "hint": text_faults.reason(remark)}
    label = {
        "title": _("Title"),
        "objective": _("What you can do afterwards"),
        "key_message": _("The one thing to remember"),
        "sms": _("As a text message"),
    }
    return f"{label.get(name, _('Steps'))}: {text_faults.reason(remark)}"
