"""What citizens say of a lesson and of a service, and what an office answers. The key of the form is checked like everything else."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from courses.models import LessonPage, OfficialService
from learning import feedback, provinces
from learning.models import ServiceAnswer, ServiceProblem
from learning.models.voices import LONGEST

_NO_NAMES = _("Write no name and no number, neither yours nor others’.")
_TOO_OLD = _("This form was open for too long. Please send it once more.")


def _words(label: Any) -> forms.CharField:  # noqa: ANN401 -- a lazy sentence
    return forms.CharField(label=label, required=False, max_length=LONGEST, help_text=_NO_NAMES, widget=forms.Textarea({"rows": 3}))


class KeyedForm(forms.Form):
    """A form with a signed key: what arrives twice counts once. A bad key is replaced, and what was written stays."""

    about, version = "", 0

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data)
        sent = data.get("key", "") if data is not None else ""
        self.key: feedback.Key | None = None
        self.signed = sent
        try:
            self.key = feedback.read(sent, self.about)
        except feedback.BadKey:
            self.signed = feedback.sign(self.about, self.version)

    def clean(self) -> dict[str, Any]:
        """Refuse what carries no key of ours."""
        if self.key is None:
            raise ValidationError(_TOO_OLD)
        return self.cleaned_data


class HelpfulForm(KeyedForm):
    """Did it help, and a word to the author."""

    helpful = forms.ChoiceField(label=_("Did this lesson help you?"), choices=[("yes", _("Yes")), ("no", _("No"))], widget=forms.RadioSelect)
    words = _words(_("A word to the author, if you like"))

    def __init__(self, data: QueryDict | None = None, *, lesson: LessonPage) -> None:
        self.about, self.version = str(lesson.translation_key), lesson.live_revision_id or 0
        super().__init__(data)

    def said(self) -> dict[str, Any]:
        """Return what was said."""
        return {"key": self.key, "helpful": self.cleaned_data["helpful"] == "yes", "words": self.cleaned_data["words"]}


class ProblemForm(KeyedForm):
    """What happened with a service, and where."""

    what = forms.ChoiceField(label=_("What happened?"), choices=ServiceProblem.What.choices, widget=forms.RadioSelect)
    words = _words(_("In your words, if you like"))

    def __init__(self, data: QueryDict | None = None, *, service: OfficialService) -> None:
        self.about = service.slug
        super().__init__(data)
        choices = [("", _("Rather not say")), *provinces.NAMES.items()]
        self.fields["province"] = forms.ChoiceField(label=_("Province"), choices=choices, required=False)

    def said(self) -> dict[str, Any]:
        """Return what was said."""
        return {"key": self.key} | {name: self.cleaned_data[name] for name in ("what", "words", "province")}


class AnswerForm(forms.ModelForm):
    """What an office answers, in public."""

    class Meta:
        model = ServiceAnswer
        fields = ("text", "done_on")
        widgets = {"text": forms.Textarea({"rows": 4}), "done_on": forms.DateInput({"type": "date"})}
        help_texts = {"text": _("Say what was done. Name nobody who complained."), "done_on": _("Empty while it is still to be done.")}
