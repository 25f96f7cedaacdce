"""The pieces a lesson is made of: a step is one screen, an example shows a message as the phone would."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.rich_text import RichText

from courses import html

# What an author may format; courses/html.py lets nothing else reach a page.
FORMATS = ["bold", "ol", "ul", "link"]


class Channel(models.TextChoices):
    """The way a message reaches somebody."""

    SMS = "sms", _("SMS")
    TELEGRAM = "telegram", _("Telegram")
    MESSENGER = "messenger", _("Messenger")
    FACEBOOK = "facebook", _("Facebook")
    BANK = "bank", _("Bank app")
    CALL = "call", _("Phone call")
    BROWSER = "browser", _("Web page")
    LETTER = "letter", _("Letter")
    EMAIL = "email", _("E-mail")
    PAYMENT = "payment", _("Payment screen")


class Truth(models.TextChoices):
    """What a message really is."""

    SCAM = "scam", _("Fake")
    GENUINE = "genuine", _("Real")


class JudgingSkill(models.TextChoices):
    """What somebody learns to judge. Few, each with a bank of its own: only these can be mastered (decisions D7)."""

    MESSAGES = "messages", _("Telling real messages from fake ones")
    ESERVICES = "eservices", _("Telling real public e-services from fake ones")
    PAYMENTS = "payments", _("Telling real payments from fake ones")


class MessageBlock(blocks.StructBlock):
    """A message as it looks on a phone; inert, and stamped as an example."""

    channel = blocks.ChoiceBlock(choices=Channel.choices, default=Channel.SMS, label=_("Channel"))
    sender = blocks.CharBlock(max_length=60, label=_("Sender"))
    truth = blocks.ChoiceBlock(choices=Truth.choices, label=_("What it is"))
    text = blocks.TextBlock(rows=4, label=_("Message"))

    class Meta:
        icon = "mail"
        label = _("Message")


class FormattedBlock(blocks.RichTextBlock):
    """Text that an author formats; refused where it is longer or more tangled than we clean."""

    def clean(self, value: RichText) -> RichText:
        """Refuse what courses/html.py would refuse on the page."""
        cleaned = super().clean(value)
        try:
            html.sanitize(cleaned.source)
        except html.TooLong as error:
            raise ValidationError(_("This text is too long for one step.")) from error
        return cleaned


class StepBlock(blocks.StructBlock):
    """One screen: one idea, or one thing to do."""

    kind = blocks.ChoiceBlock(choices=[("learn", _("Idea")), ("do", _("Do this"))], default="learn", label=_("Kind"))
    title = blocks.CharBlock(max_length=60, label=_("Title"))
    body = FormattedBlock(features=FORMATS, label=_("Text"))

    class Meta:
        icon = "doc-full"
        label = _("Step")
        template = "courses/blocks/step.html"
        preview_value = {"kind": "do", "title": "ជំហានទី ១៖ ឈប់សិន", "body": "<p>កុំទាន់ចុច។ កុំទាន់ឆ្លើយ។</p>"}
        description = _("One screen with one idea, or one thing to do.")


class ExampleBlock(blocks.StructBlock):
    """One screen that shows a message and says what to notice in it."""

    title = blocks.CharBlock(max_length=60, label=_("Title"))
    message = MessageBlock()
    body = FormattedBlock(features=FORMATS, label=_("What to notice"))

    class Meta:
        icon = "mail"
        label = _("Example message")
        template = "courses/blocks/example.html"
        preview_value = {
            "title": "មើលសារនេះ",
            "message": {"channel": "sms", "sender": "000 000 000", "truth": "scam", "text": "អបអរសាទរ! លេខរបស់អ្នកឈ្នះម៉ូតូ ១ គ្រឿង។"},
            "body": "<p>រង្វាន់ពិត មិនសុំលុយមុនទេ។</p>",
        }
        description = _("A message as the phone shows it, with a remark.")


class StepsBlock(blocks.StreamBlock):
    """The steps of a lesson, in order."""

    step = StepBlock()
    example = ExampleBlock()

    class Meta:
        min_num = 1
        max_num = 12
