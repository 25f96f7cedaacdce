"""What somebody types and chooses about their own data."""

from django import forms
from django.http import QueryDict

from learning import profile
from learning.family_forms import PinField
from learning.forms import AboutMeForm
from learning.models import Learner


class CorrectForm(AboutMeForm):
    """The four questions again, with what was said last already chosen: to correct it, not to be persuaded of anything."""

    def __init__(self, data: QueryDict | None = None, *, learner: Learner) -> None:
        super().__init__(data)
        for question, said in profile.latest(learner).items():
            if question in self.fields:
                self.fields[question].initial = said


class UndoForm(forms.Form):
    """Say that it is me who takes it back: by the PIN."""

    pin = PinField()

    def __init__(self, data: QueryDict | None = None, *, needs_pin: bool) -> None:
        super().__init__(data)
        if not needs_pin:
            del self.fields["pin"]
