"""Filters for texts: what authors formatted, what is plain, and Khmer digits."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from wagtail.rich_text import RichText, expand_db_html

from courses import html, khmer
from courses.drawings import DRAWINGS
from courses.marking import Segment, marked
from courses.models import LessonPage

register = template.Library()
# The same texts are shown again and again, and bleach is slow: ten steps cost as much as the rest of the page.
_clean = lru_cache(maxsize=1024)(html.sanitize)
_WORDS = dict(DRAWINGS)


@register.filter
def formatted(value: RichText | str) -> SafeString:
    """Return what an author formatted, cleaned: the only way rich text reaches a page."""
    source = value.source if isinstance(value, RichText) else value
    try:
        return mark_safe(_clean(expand_db_html(source)))  # sanitize() is the one gate, held against an attack corpus
    except html.TooLong:  # a draft in the preview; publishing refuses it (courses/blocks.py)
        return conditional_escape(source[: html.MOST_CHARACTERS])


@register.filter
def paragraphs(value: str) -> SafeString:
    """Return plain text as paragraphs and lists."""
    return mark_safe(html.paragraphs(value))  # paragraphs() ends in sanitize()


@register.filter
def segments(message: Mapping[str, Any]) -> tuple[Segment, ...]:
    """Return the message of a step, cut at its clues."""
    return marked(message["text"], [clue.value["span"] for clue in message["clues"]])


@register.filter
def digits(value: object) -> str:
    """Return a number in the digits of the page's language, for running text."""
    return khmer.khmer_digits(str(value), get_language())


@register.filter
def kilobytes(value: int) -> int:
    """Return bytes as whole kilobytes, rounded up: nobody pays less than we said."""
    return -(-value // 1024)


@register.filter
def minutes(lessons: list[LessonPage]) -> int:
    """Return the minutes of all lessons together."""
    return sum(lesson.minutes for lesson in lessons)


@register.filter
def size(lessons: list[LessonPage]) -> int:
    """Return what all lessons together cost, in kilobytes."""
    return kilobytes(sum(lesson.weight for lesson in lessons))


@register.inclusion_tag("courses/drawing.html")
def drawing(name: str, *, beside_words: bool = False) -> dict[str, object]:
    """Return one of our drawings with the words that stand for it, silent where they stand beside it; nothing for a name we do not have."""
    return {"art": f"courses/drawings/{name}.html", "words": "" if beside_words else _WORDS[name]} if name in _WORDS else {}
