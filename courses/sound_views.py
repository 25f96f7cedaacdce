"""Doors below /cms/sounds/: a lesson's recordings, one step's recording, and the script to print."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.models import Page

from courses import audio, sounds
from courses.models import CoursePage, LessonPage
from courses.models.media import Step

_LONGEST = 3600  # seconds


class SoundForm(forms.Form):
    """A file that sounds, whatever its name says."""

    sound = forms.FileField(label=_("Sound file"), error_messages={"required": _("Choose a sound file first.")})
    seconds = forms.FloatField(required=False, min_value=0, max_value=_LONGEST)

    def clean_sound(self) -> UploadedFile:
        """Refuse what is too large, and what its first bytes show to be no sound."""
        file: UploadedFile = self.cleaned_data["sound"]
        self.kind = audio.kind(file.read(audio.HEAD))
        if (file.size or 0) > sounds.MOST_BYTES:
            raise ValidationError(_("This file is too large: 5 MB at most. Record a shorter piece."))
        if not self.kind:
            raise ValidationError(_("This is no sound file that we know: send MP3, M4A, OGG, WebM or WAV."))
        return file


@require_safe
def of_lesson(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show all steps of a lesson: only the rows to the editor's script, else a page that needs no script."""
    lesson = _editable(request, page_id)
    template = "courses/sounds/rows.html" if _asks_for_rows(request) else "courses/sounds/page.html"
    return render(request, template, {"lesson": lesson, "steps": lesson.to_read(), "form": SoundForm(), "by_script": _asks_for_rows(request)})


@require_http_methods(["GET", "HEAD", "POST"])
def of_step(request: Any, page_id: int, step_id: UUID) -> HttpResponse:  # noqa: ANN401 -- Wagtail's request, with its user
    """Show one step, and keep what was sent as its recording."""
    lesson = _editable(request, page_id)
    step = _step(lesson, step_id)
    if request.method != "POST":
        return _row(request, lesson, step)
    form = SoundForm(request.POST, request.FILES)
    if not form.is_valid():
        return _row(request, lesson, step, " ".join(str(one) for one in form["sound"].errors) or gettext("Send it again, please."))
    given = form.cleaned_data
    sounds.keep(lesson=lesson, step=step, file=given["sound"], kind=form.kind, seconds=given["seconds"] or 0, by=request.user)
    request.has_published = True  # the author's own browser forgets the page it kept (cms/admin_policy.py)
    return _row(request, lesson, _step(lesson, step_id))


@require_POST
def drop(request: Any, page_id: int, step_id: UUID) -> HttpResponse:  # noqa: ANN401 -- as above
    """Leave a step without a recording."""
    lesson = _editable(request, page_id)
    sounds.drop(lesson=lesson, step=_step(lesson, step_id))
    request.has_published = True
    return _row(request, lesson, _step(lesson, step_id))


@require_safe
def script(request: Any, page_id: int) -> HttpResponse:  # noqa: ANN401 -- as above
    """Show what is to be read in a lesson, or in all lessons of a course, large and without the editor around it."""
    page = get_object_or_404(Page, pk=page_id).specific
    if not isinstance(page, CoursePage | LessonPage):
        raise Http404
    found = LessonPage.objects.descendant_of(page, inclusive=True).order_by("path")
    lessons = [lesson.get_latest_revision_as_object() for lesson in found if lesson.permissions_for_user(request.user).can_edit()]
    if not lessons:
        raise PermissionDenied
    return render(request, "courses/sounds/script.html", {"page": page, "lessons": [(lesson, lesson.to_read()) for lesson in lessons]})


def _editable(request: Any, page_id: int) -> LessonPage:  # noqa: ANN401 -- as above
    """Return the lesson as it is saved last, if this person may change it now."""
    lesson = get_object_or_404(LessonPage, pk=page_id)
    rights = lesson.permissions_for_user(request.user)
    if not rights.can_edit() or rights.page_locked():
        raise PermissionDenied
    return lesson.get_latest_revision_as_object()


def _step(lesson: LessonPage, step_id: UUID) -> Step:
    found = next((step for step in lesson.to_read() if step.id == step_id), None)
    if found is None:
        raise Http404
    return found


def _asks_for_rows(request: HttpRequest) -> bool:
    return request.headers.get("X-Requested-With") == "XMLHttpRequest"


def _row(request: HttpRequest, lesson: LessonPage, step: Step, error: str = "") -> HttpResponse:
    if _asks_for_rows(request):
        shown = {"lesson": lesson, "step": step, "error": error, "by_script": True}
        return render(request, "courses/sounds/row.html", shown, status=422 if error else 200)
    if error:
        messages.error(request, error)
    return redirect("sounds", lesson.pk)


def urls() -> list[URLPattern]:
    """Return the addresses, below /cms/."""
    return [
        path("sounds/<int:page_id>/", of_lesson, name="sounds"),
        path("sounds/<int:page_id>/script/", script, name="sound_script"),
        path("sounds/<int:page_id>/<uuid:step_id>/", of_step, name="sound"),
        path("sounds/<int:page_id>/<uuid:step_id>/drop/", drop, name="sound_drop"),
    ]
