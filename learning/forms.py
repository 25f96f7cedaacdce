"""What citizens type and choose; short, in their words, and never trusted."""

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from learning import profile, surveys
from learning.consents import WORDINGS
from learning.models import Consent, Profile
from learning.stages import Stage
from sms_gateway import numbers

_NOT_A_MOBILE = _("This is not a Cambodian mobile number. Write it like 012 345 678.")


class MobileField(forms.CharField):
    """A Cambodian mobile in any usual spelling, Khmer digits too; its value is what was typed."""

    def __init__(self) -> None:
        attributes = {"inputmode": "tel", "autocomplete": "tel", "placeholder": "012 345 678"}
        super().__init__(label=_("Mobile number"), max_length=40, widget=forms.TextInput(attributes))

    def validate(self, value: str) -> None:
        """Refuse what is no Cambodian mobile, in a sentence."""
        super().validate(value)
        try:
            numbers.parse(value)
        except numbers.NotAMobile as error:
            raise forms.ValidationError(_NOT_A_MOBILE) from error


class ReminderForm(forms.Form):
    """Agree to reminders on the number that was proved."""

    # The words one agrees to stand beside the tick; the label is for the list of errors.
    agree = forms.BooleanField(label=_("Your agreement"), error_messages={"required": _("Please tick this if you want reminders.")})

    @property
    def words(self) -> Promise | str:
        """What one agrees to."""
        return WORDINGS[Consent.Purpose.SMS].text


class StopForm(forms.Form):
    """Name a number that shall get nothing any more."""

    number = MobileField()


class AboutMeForm(forms.Form):
    """Four questions; each may be left out."""

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data)
        for question, choices in profile.CHOICES.items():
            blank = [("", _("Choose"))] if question == Profile.Question.PROVINCE else []
            widget = forms.Select if blank else forms.RadioSelect
            self.fields[question] = forms.ChoiceField(choices=[*blank, *choices], widget=widget, required=False, label=question.label)

    def answers(self) -> dict[str, str]:
        """Return what was said; a question left out is "not said"."""
        return {question: self.cleaned_data[question] or profile.NOT_SAID for question in profile.CHOICES}


class SurveyForm(forms.Form):
    """One optional screen; each question may be left out."""

    def __init__(self, data: QueryDict | None = None, *, stage: Stage) -> None:
        super().__init__(data)
        for code, (wording, options) in surveys.questions(stage).items():
            self.fields[code] = forms.ChoiceField(choices=options, widget=forms.RadioSelect, required=False, label=str(wording))
