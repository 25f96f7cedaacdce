"""The pieces of a question. A choice's id is its block id, equal in every language."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.drawings import DRAWINGS


class ChoiceBlock(blocks.StructBlock):
    """One answer to choose, and what we say to somebody who chose it."""

    text = blocks.CharBlock(max_length=160, label=_("Answer"))
    picture = blocks.ChoiceBlock(choices=DRAWINGS, required=False, label=_("Drawing"), help_text=_("For “choose a picture”."))
    right = blocks.BooleanBlock(required=False, label=_("This is right"))
    feedback = blocks.TextBlock(rows=2, label=_("What we say to who chose it"))

    class Meta:
        icon = "radio-empty"
        label = _("Answer")


class ChoicesBlock(blocks.StreamBlock):
    """The answers of a written question."""

    choice = ChoiceBlock()

    class Meta:
        max_num = 8
