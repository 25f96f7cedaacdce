"""The pieces a lesson is made of: a step is one screen, an example shows a message as the phone would."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.rich_text import RichText
from wagtail.snippets.blocks import SnippetChooserBlock

from courses import html
from courses.drawings import DRAWINGS

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


class ClueBlock(blocks.StructBlock):
    """A part of the message that gives it away, or that reassures."""

    span = blocks.CharBlock(max_length=160, label=_("Part of the message, letter for letter"))
    why = blocks.TextBlock(rows=2, label=_("What it tells"))

    class Meta:
        icon = "search"
        label = _("Clue")


class CluesBlock(blocks.StreamBlock):
    """The clues of a message."""

    clue = ClueBlock()

    class Meta:
        max_num = 5


class MessageBlock(blocks.StructBlock):
    """A message as it looks on a phone; inert, and stamped as an example."""

    channel = blocks.ChoiceBlock(choices=Channel.choices, default=Channel.SMS, label=_("Channel"))
    sender = blocks.CharBlock(max_length=60, label=_("Sender"))
    truth = blocks.ChoiceBlock(choices=Truth.choices, label=_("What it is"))
    text = blocks.TextBlock(rows=4, label=_("Message"))
    clues = CluesBlock(required=False, label=_("Clues"))

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


class Kind(models.TextChoices):
    """What a step without a message is for."""

    LEARN = "learn", _("Idea")
    RULE = "rule", _("The rule, in a few words")
    DO = "do", _("Do this")
    PLAN = "plan", _("What will you do?")


class StepBlock(blocks.StructBlock):
    """One screen: one idea, one rule, one thing to do, or a plan."""

    kind = blocks.ChoiceBlock(choices=Kind.choices, default=Kind.LEARN, label=_("Kind"))
    title = blocks.CharBlock(max_length=60, label=_("Title"))
    picture = blocks.ChoiceBlock(choices=DRAWINGS, required=False, label=_("Drawing"))
    body = FormattedBlock(features=FORMATS, label=_("Text"))
    term = SnippetChooserBlock("courses.GlossaryTerm", required=False, label=_("New word on this screen"))

    class Meta:
        icon = "doc-full"
        label = _("Step")
        template = "courses/blocks/step.html"
        preview_value = {"kind": "do", "title": "ជំហានទី ១៖ ឈប់សិន", "picture": "stop", "body": "<p>កុំទាន់ចុច។ កុំទាន់ឆ្លើយ។</p>"}
        description = _("One screen with one idea, one rule, one thing to do, or a plan.")


class ExampleBlock(blocks.StructBlock):
    """One screen that shows a message, marks what to notice in it, and says what to do."""

    title = blocks.CharBlock(max_length=60, label=_("Title"))
    message = MessageBlock()
    body = FormattedBlock(features=FORMATS, label=_("What to notice"))
    term = SnippetChooserBlock("courses.GlossaryTerm", required=False, label=_("New word on this screen"))

    class Meta:
        icon = "mail"
        label = _("Example message")
        template = "courses/blocks/example.html"
        preview_value = {
            "title": "មើលសារនេះ",
            "message": {"channel": "sms", "sender": "000 000 000", "truth": "scam", "text": "អបអរសាទរ! លេខរបស់អ្នកឈ្នះម៉ូតូ ១ គ្រឿង។"},
            "body": "<p>រង្វាន់ពិត មិនសុំលុយមុនទេ។</p>",
        }
        description = _("A message as the phone shows it, its clues marked, with a remark.")


class TwinBlock(blocks.StructBlock):
    """One of two messages that differ in little."""

    sender = blocks.CharBlock(max_length=60, label=_("Sender"))
    text = blocks.TextBlock(rows=4, label=_("Message"))
    feedback = blocks.TextBlock(rows=2, max_length=300, label=_("What we say after the answer"))
    clues = CluesBlock(required=False, label=_("Clues"))

    class Meta:
        icon = "mail"


class TryBlock(blocks.StructBlock):
    """One screen on which to judge two messages before anything is taught. Nothing is kept of it (decisions D8)."""

    title = blocks.CharBlock(max_length=60, label=_("Title"))
    body = FormattedBlock(features=FORMATS, label=_("Your situation"))
    channel = blocks.ChoiceBlock(choices=Channel.choices, default=Channel.SMS, label=_("Channel"))
    first = blocks.ChoiceBlock(choices=Truth.choices, label=_("Which message comes first"))
    scam = TwinBlock(label=_("The fake message"))
    genuine = TwinBlock(label=_("The real message"))
    term = SnippetChooserBlock("courses.GlossaryTerm", required=False, label=_("New word on this screen"))

    class Meta:
        icon = "view"
        label = _("Judge first: two messages")
        template = "courses/blocks/try.html"
        preview_value = {
            "title": "សារណាពិត?",
            "body": "<p>អ្នកបានដាក់ពាក្យសុំតាម seva.gov.kh។</p>",
            "channel": "sms",
            "first": "scam",
            "scam": {"sender": "SEVA", "text": "សូមបើក seva.gov.kh.example.com", "feedback": "ក្លែងក្លាយ៖ ចុងអាសយដ្ឋាន មិនមែន .gov.kh ទេ។"},
            "genuine": {"sender": "SEVA", "text": "សូមបើក seva.gov.kh/login", "feedback": "ពិត៖ ចុងអាសយដ្ឋាន គឺ seva.gov.kh។"},
        }
        description = _("Two messages to judge before anything is taught; each answer is followed by the reason.")


class StepsBlock(blocks.StreamBlock):
    """The steps of a lesson, in order."""

    step = StepBlock()
    example = ExampleBlock()
    judge = TryBlock()

    class Meta:
        min_num = 1
        max_num = 12
