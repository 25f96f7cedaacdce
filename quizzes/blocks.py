"""The pieces of a question. A choice's id is its block id, equal in every language."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

# The drawings that may stand for an answer; each is one in components/icon.html.
PICTURES = [
    ("message", _("Message")), ("chat", _("Chat")), ("phone", _("Telephone")), ("card", _("Card")), ("lock", _("Lock")), ("coin", _("Coin")),
    ("globe", _("Globe")), ("mail", _("E-mail")), ("letter", _("Letter")), ("person", _("Person")), ("people", _("People")), ("home", _("House")),
    ("clock", _("Clock")), ("eye", _("Eye")), ("hand", _("Hand")), ("speaker", _("Loudspeaker")), ("warning", _("Warning sign")),
    ("check", _("Tick")), ("help", _("Question mark")), ("star", _("Star")),
]  # fmt: skip


class ChoiceBlock(blocks.StructBlock):
    """One answer to choose, and what we say to somebody who chose it."""

    text = blocks.CharBlock(max_length=160, label=_("Answer"))
    picture = blocks.ChoiceBlock(choices=PICTURES, required=False, label=_("Drawing"), help_text=_("For “choose a picture”."))
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
