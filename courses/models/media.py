"""Pictures, papers and recordings."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image
from wagtailmedia.models import AbstractMedia

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


class Sound(AbstractMedia):
    """A recording with its transcript."""

    transcript = models.TextField(_("Transcript"), blank=True)
    admin_form_fields = ("title", "file", "collection", "duration", "transcript", "tags")

    class Privacy(Nobody):
        """Nobody's data."""
