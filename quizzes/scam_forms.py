"""What is written of a message that somebody doubts, and what a trainer answers."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from courses.blocks import Channel
from courses.models import LessonPage
from learning import provinces
from quizzes import scam_redaction, scam_reports
from quizzes.models import SaidSender, Verdict


class MessageForm(forms.Form):
    """The message, how it came, and two things that may be left out."""

    most = scam_redaction.LONGEST
    text = forms.CharField(
        label=_("The message, copied or typed"),
        widget=forms.Textarea({"rows": 7, "autocomplete": "off"}),
        error_messages={"required": _("Please paste or type the message.")},
    )
    channel = forms.ChoiceField(
        label=_("How it came"),
        choices=[("", _("Choose")), *Channel.choices],
        error_messages={"required": _("Please choose how it came.")},
    )
    sender = forms.ChoiceField(label=_("Who it says it is from (if you like)"), choices=[("", _("Choose")), *SaidSender.choices], required=False)
    province = forms.ChoiceField(label=_("Your province (if you like)"), choices=[("", _("Choose")), *provinces.NAMES.items()], required=False)

    def clean_text(self) -> str:
        """Return the text without signs nobody can see. Too long is refused with the length: a browser counts line ends twice."""
        text = scam_redaction.clean(self.cleaned_data["text"])
        if not text:
            raise forms.ValidationError(self.fields["text"].error_messages["required"])
        if len(text) > self.most:
            raise forms.ValidationError(_("This is too long: at most %d signs. Paste the most important part.") % self.most)
        return text


class SendForm(MessageForm):
    """The same as the reader left it, without what was taken out; with the key of this form."""

    most = scam_redaction.LONGEST_REDACTED
    key = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: QueryDict | dict[str, Any] | None = None) -> None:
        super().__init__(data)
        self.fields["text"].label = _("This is what we get. Is a name in it? Take it out.")
        for name in ("channel", "sender", "province"):
            self.fields[name].widget = forms.HiddenInput()

    def nonce(self) -> str:
        """Return what the key holds; raises BadKey."""
        return scam_reports.read(self.cleaned_data["key"])


class VerdictForm(forms.Form):
    """The one answer to everybody who reported this."""

    verdict = forms.ChoiceField(label=_("What it is"), choices=Verdict.choices, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("Your words to everybody who reported it"), max_length=600, widget=forms.Textarea({"rows": 4}),
        help_text=_("Two or three short sentences: how one can tell, and what to do now."),
    )  # fmt: skip
    lesson: forms.ModelChoiceField = forms.ModelChoiceField(label=_("Lesson to read"), queryset=LessonPage.objects.none(), required=False)

    def __init__(self, data: QueryDict | None = None, **more: Any) -> None:  # noqa: ANN401 -- Django's own signature
        super().__init__(data, **more)
        chosen: Any = self.fields["lesson"]
        chosen.queryset = LessonPage.objects.live().filter(locale__language_code="km").order_by("stable_id")

    def clean_words(self) -> str:
        """Return the words without signs nobody can see."""
        return scam_redaction.clean(self.cleaned_data["words"])
