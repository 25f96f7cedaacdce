"""Recordings of steps: kept, made small, dropped. The row carries the work; the bell only hastens it, and the sweep needs none."""

import hashlib
import shutil
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from celery import current_app
from django.core.files import File
from django.db import transaction
from django.db.models.signals import post_delete
from django.utils import timezone
from wagtail.models import Page

from courses import aloud, audio
from courses.models import LessonPage, Recording, Sound
from courses.models.media import Step, place

MOST_BYTES = 5 * 2**20  # ten minutes of what a phone's browser records
_GRACE = timedelta(minutes=2)  # a bell has been answered by then
_LINGERS = timedelta(hours=1)  # kept pages (five minutes) may still lead to what was dropped
_AT_ONCE = 4  # each within a minute: a worker has five for a task


def fingerprint(file: File) -> str:
    """Return what stands for a file's bytes."""
    digest = hashlib.sha256()
    for chunk in file.chunks():  # from the beginning
        digest.update(chunk)
    return digest.hexdigest()


@transaction.atomic
def keep(*, lesson: LessonPage, step: Step, file: File, kind: str, seconds: float, by: Any) -> Recording:  # noqa: ANN401 -- the account, which this app must not know
    """Make this the recording of a step. The same sound sent twice is one recording, and then belongs to the text as it is now."""
    Page.objects.select_for_update(no_key=True).get(pk=lesson.pk)  # one after the other: the second of two taps finds the first one's
    where: Mapping[str, Any] = {"lesson": lesson.translation_key, "step": step.id, "locale": lesson.locale.language_code}
    before = Recording.objects.filter(**where).select_related("sound").first()
    sha256, said = fingerprint(file), aloud.fingerprint(step.said)
    if before and before.sound.sha256 == sha256:
        sound = before.sound
        sound.transcript = step.said
        sound.save(update_fields=["transcript"])
    else:
        title = f"{lesson.stable_id} {step.name} · {step.title}"
        sound = Sound(title=title, type="audio", transcript=step.said, sha256=sha256, file_bytes=file.size, duration=seconds, uploaded_by_user=by)
        sound.file.save(f"sound.{kind}", file, save=False)
        sound.save()
        # robust: with the broker down the row still waits for the sweep. A lambda: a partial crashes Django's error branch.
        transaction.on_commit(lambda: current_app.send_task("courses.transcode_sound", [sound.pk], retry=False, ignore_result=True), robust=True)
    if before and before.sound != sound:
        _let_go(before.sound)
    return Recording.objects.update_or_create(**where, defaults={"sound": sound, "said_sha256": said})[0]


@transaction.atomic
def drop(*, lesson: LessonPage, step: Step) -> None:
    """Leave a step without a recording; its files go within the hour."""
    for recording in Recording.objects.filter(lesson=lesson.translation_key, step=step.id, locale=lesson.locale.language_code):
        _let_go(recording.sound)
        recording.delete()


def _let_go(sound: Sound) -> None:
    sound.dropped_at = timezone.now()
    sound.save(update_fields=["dropped_at"])


def transcode(pk: int) -> None:
    """Make the small files of a sound, or note that it stays as it came. Whoever is killed in the middle has changed nothing."""
    has_ffmpeg = audio.can_make_small()
    sound = Sound.objects.to_be_made_small(anew=has_ffmpeg).filter(pk=pk).first()
    if not sound:
        return  # done by another worker, or dropped
    if not sound.file.storage.exists(sound.file.name):
        _settle(sound, Sound.State.FAILED)
    elif not has_ffmpeg:
        _settle(sound, Sound.State.AS_IT_CAME)
    else:
        _transcode(sound)


def _transcode(sound: Sound) -> None:
    with TemporaryDirectory(prefix="chbas-sound-") as name:
        folder = Path(name)
        with sound.file.open() as came, (folder / "came").open("wb") as copy:
            shutil.copyfileobj(came, copy)
        try:
            small = audio.make_small(folder / "came", folder)
        except audio.Unreadable:
            _settle(sound, Sound.State.FAILED)
        else:
            _settle(sound, Sound.State.READY, small)


@transaction.atomic
def _settle(sound: Sound, state: str, small: audio.Small | None = None) -> None:
    """Write down what became of the file that was looked at; of two workers the first does, and a file that was replaced waits on."""
    asked = Sound.objects.to_be_made_small(anew=state != Sound.State.AS_IT_CAME).filter(pk=sound.pk, file=sound.file.name)
    row = asked.select_for_update().first()
    if not row:
        return
    _remove_after_commit(row)
    row.state, row.made_from = state, row.file.name
    row.file_bytes = row.file.size if state != Sound.State.FAILED else row.file_bytes
    if small:
        row.duration = small.seconds
        name = Path(place(row, "")).name
        for field, path in ((row.opus, small.opus), (row.mp3, small.mp3)):
            with path.open("rb") as file:
                field.save(name + path.suffix, File(file), save=False)
        row.opus_bytes, row.mp3_bytes = row.opus.size, row.mp3.size
    row.save(update_fields=["state", "made_from", "file_bytes", "duration", "opus", "opus_bytes", "mp3", "mp3_bytes"])


def sweep(now: datetime | None = None) -> None:
    """Make small what a dead worker or a dead broker left, and forget what was dropped."""
    moment = now or timezone.now()
    waiting = Sound.objects.to_be_made_small(anew=audio.can_make_small()).filter(created_at__lt=moment - _GRACE)
    for pk in waiting.order_by("pk").values_list("pk", flat=True)[:_AT_ONCE]:
        transcode(pk)
    for sound in Sound.objects.filter(dropped_at__lt=moment - _LINGERS, recording=None):
        sound.delete()


def _remove_after_commit(sound: Sound) -> None:
    for storage, name in [(field.storage, field.name) for field in (sound.opus, sound.mp3) if field]:
        transaction.on_commit(lambda storage=storage, name=name: storage.delete(name))  # type: ignore[misc]  # mypy cannot see the defaults


def _sound_deleted(sender: type[Sound], instance: Sound, **_: object) -> None:  # noqa: ARG001 -- the signal's signature
    """Take the small files along; wagtailmedia takes the file itself."""
    _remove_after_commit(instance)


def connect() -> None:
    """Listen to sounds being deleted."""
    post_delete.connect(_sound_deleted, sender=Sound, dispatch_uid="courses.sound_deleted")
