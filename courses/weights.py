"""What a lesson costs the reader: bytes after compression, measured when it is published."""

import brotli
from django.http import HttpRequest
from django.template.loader import render_to_string
from wagtail.models import Page
from wagtail.signals import page_published

from courses import khmer
from courses.models import LessonPage

_QUALITY = 9  # as kept pages are compressed (cms/page_cache.py)


def measure(lesson: LessonPage) -> int:
    """Return the bytes of the lesson's page as it goes over the wire."""
    request = HttpRequest()
    request.META |= {"SERVER_NAME": "localhost", "SERVER_PORT": "80"}
    html = render_to_string(lesson.template, lesson.get_context(request), request)
    return len(brotli.compress(khmer.wrap_html(html).encode(), quality=_QUALITY))


def weigh(sender: type[Page], instance: Page, **_: object) -> None:  # noqa: ARG001 -- the signal's signature
    """Keep what a lesson weighs; its siblings' and its course's totals are sums of these."""
    if isinstance(instance, LessonPage):
        LessonPage.objects.filter(pk=instance.pk).update(weight=measure(instance))


def connect() -> None:
    """Listen to publishing."""
    page_published.connect(weigh, dispatch_uid="courses.weigh")
