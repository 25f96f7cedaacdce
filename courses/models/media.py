"""Pictures, papers and recordings, and which step each recording is of."""

import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image
from wagtail.models import Locale
from wagtailmedia.models import AbstractMedia, MediaQuerySet

from courses import aloud, audio, ids
from courses.privacy import Nobody


class Picture(AbstractImage):
    """An image with the words that stand for it."""

    alternative = models.CharField(_("Says in words what the picture shows"), max_length=200, blank=True)
    admin_form_fields = (*Image.admin_form_fields, "alternative")

    class Privacy(Nobody):
        """Nobody's data."""


class PictureRendition(AbstractRendition):
    """A picture in one size."""

    image = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="one_rendition_per_picture_and_size")]

    class Privacy(Nobody):
        """Nobody's data."""


class Paper(AbstractDocument):
    """A document to download."""

    admin_form_fields = Document.admin_form_fields

    class Privacy(Nobody):
        """Nobody's data."""


FOLDER = "sounds"


def place(_sound: "Sound", name: str) -> str:
    """Return where a sound is kept: under a name that says nothing and is never used again, so that phones may keep it for good."""
    return f"{FOLDER}/{secrets.token_hex(5)}{Path(name).suffix.lower()}"


class SoundQuerySet(MediaQuerySet):
    """Questions about sounds."""

    def to_be_made_small(self, *, anew: bool) -> Self:
        """Sounds whose small files are still to be made; `anew`: those, too, that were left as they came for want of ffmpeg."""
        states = {Sound.State.WAITING} | ({Sound.State.AS_IT_CAME} if anew else set())
        return self.filter(~models.Q(made_from=models.F("file")) | models.Q(state__in=states), type="audio", dropped_at=None)


class Sound(AbstractMedia):
    """A sound with its transcript: as it came, and the two small files that citizens hear."""

    class State(models.TextChoices):
        """What became of it."""

        WAITING = "waiting", _("being made small")
        READY = "ready", _("ready")
        AS_IT_CAME = "as_it_came", _("not made small: large for citizens")
        FAILED = "failed", _("cannot be played: record it again")

    file = models.FileField(_("File"), upload_to=place)
    transcript = models.TextField(_("Transcript"), blank=True)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)  # of the file: a second tap brings the same one
    file_bytes = models.PositiveIntegerField(default=0, editable=False)
    # Both have one name but for its end: names do not compress, and a lesson leads to a dozen.
    opus = models.FileField(upload_to=FOLDER, blank=True, editable=False)
    opus_bytes = models.PositiveIntegerField(default=0, editable=False)
    mp3 = models.FileField(upload_to=FOLDER, blank=True, editable=False)
    mp3_bytes = models.PositiveIntegerField(default=0, editable=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING, editable=False)
    made_from = models.CharField(max_length=100, blank=True, editable=False)  # the file of which this is the state: it may be replaced
    dropped_at = models.DateTimeField(null=True, blank=True, editable=False)

    admin_form_fields = ("title", "file", "collection", "duration", "transcript", "tags")
    objects = SoundQuerySet.as_manager()

    class Privacy(Nobody):
        """Nobody's data."""

    @property
    def is_small(self) -> bool:
        """Whether the small files are there."""
        return bool(self.state == self.State.READY and self.made_from == self.file.name)

    @property
    def is_for_citizens(self) -> bool:
        """Whether citizens may hear it."""
        return self.made_from == self.file.name and self.state in {self.State.READY, self.State.AS_IT_CAME}

    @property
    def sources(self) -> list[dict[str, str]]:
        """Return what a player may choose from, the cheapest first."""
        if self.is_small:
            return [{"src": self.opus.url, "type": "audio/ogg; codecs=opus"}, {"src": self.mp3.url, "type": audio.TYPES["mp3"]}]
        return [{"src": self.file.url, "type": audio.TYPES.get(self.file_extension.lower(), "application/octet-stream")}]

    @property
    def weight(self) -> int:
        """Return what listening costs in bytes, 0 where nobody knows."""
        return self.opus_bytes if self.is_small else self.file_bytes

    def says_other_than(self, text: str) -> bool:
        """Whether the transcript is another text, and not only another line end."""
        return bool(self.transcript.split()) and self.transcript.split() != text.split()

    @property
    def clock(self) -> str:
        """Return how long it is, "" where nobody knows."""
        return "{}:{:02}".format(*divmod(max(round(self.duration), 1), 60)) if self.duration else ""


class RecordingQuerySet(models.QuerySet["Recording"]):
    """Questions about recordings."""

    def of(self, lesson: Any) -> dict[str, "Recording"]:  # noqa: ANN401 -- a lesson page, which this module must not know
        """Return a lesson's recordings with their sounds, by the id of their step. One query."""
        locale = Locale.objects.filter(pk=lesson.locale_id).values("language_code")
        found = self.filter(lesson=lesson.translation_key, locale__in=locale).select_related("sound")
        return {str(recording.step): recording for recording in found}


class Recording(models.Model):
    """The sound of one step of a lesson. It names both by their ids, so that loading texts from files never loses one (decisions B2)."""

    lesson = models.UUIDField()
    step = models.UUIDField()
    locale = models.CharField(max_length=10)
    sound = models.OneToOneField(Sound, on_delete=models.CASCADE, related_name="recording")
    said_sha256 = models.CharField(max_length=64)  # courses/aloud.py: of the text that was read

    objects = RecordingQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["lesson", "step", "locale"], name="one_recording_per_step_and_language")]

    def __str__(self) -> str:
        return f"{self.sound}"

    class Privacy(Nobody):
        """Nobody's data."""


@dataclass(frozen=True)
class Step:
    """One step of a lesson as it is read aloud, and its recording, if there is one."""

    id: UUID
    name: str
    number: int
    title: str
    said: str
    recording: Recording | None

    @property
    def has_changed(self) -> bool:
        """Whether the text is another one than was read."""
        return self.recording is not None and self.recording.said_sha256 != aloud.fingerprint(self.said)


def to_read(lesson: Any) -> list[Step]:  # noqa: ANN401 -- a lesson page, which this module must not know
    """Return what is to be read in a lesson, in order."""
    found = Recording.objects.of(lesson)
    return [
        Step(
            id=UUID(block.id),
            name=ids.name(lesson.stable_id, block.id, "step"),
            number=number,
            title=block.value["title"] or "",
            said=aloud.said(block.block_type, block.value),
            recording=found.get(block.id),
        )
        for number, block in enumerate(lesson.steps, 1)
        if block.id
    ]
