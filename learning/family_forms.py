"""What somebody types and chooses to protect their learning, to come back to it, and to say who they are on a shared phone."""

import secrets
import unicodedata
from itertools import pairwise
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from courses import khmer
from courses.drawings import DRAWINGS
from learning import protection, words
from learning.contacts import Terms

_DIGITS = {"inputmode": "numeric", "autocomplete": "off", "class": "digits"}
_INVISIBLE = {"Cc", "Cf", "Cs", "Zl", "Zp"}
_BLANK = "\u115f\u1160\u2800\u3164\uffa0"  # letters without ink


class DigitsField(forms.CharField):
    """So many digits, Khmer or Latin, with whatever spaces between them; shown as they are typed."""

    def __init__(self, count: int, *, label: Any, error: Any, help_text: Any = "") -> None:  # noqa: ANN401 -- lazy texts
        self.count, self.error = count, error
        widget = forms.TextInput(_DIGITS | {"size": count + 1})
        super().__init__(label=label, help_text=help_text, max_length=40, widget=widget)

    def clean(self, value: str) -> str:
        """Return the digits as 0-9."""
        typed = "".join(str(unicodedata.decimal(char)) for char in super().clean(value) if char.isdecimal())
        if len(typed) != self.count:
            raise forms.ValidationError(self.error)
        return typed


class PinField(DigitsField):
    """The PIN somebody has."""

    def __init__(self, label: Any = None, help_text: Any = "") -> None:  # noqa: ANN401 -- lazy texts
        super().__init__(protection.DIGITS, label=label or _("Your PIN"), help_text=help_text, error=_("A PIN has four digits."))


class NewPinField(PinField):
    """A PIN somebody chooses: not one that is tried first."""

    def __init__(self) -> None:
        super().__init__(_("Choose a PIN: four digits"), _("Not the PIN of your bank. Not 1234, and not the same digit four times."))

    def clean(self, value: str) -> str:
        """Refuse 0000 and its like, and digits that follow each other up or down."""
        pin = super().clean(value)
        steps = {(int(after) - int(before)) % 10 for before, after in pairwise(pin)}
        if steps in ({0}, {1}, {9}):
            raise forms.ValidationError(_("Everybody tries this one first. Please choose another one."))
        return pin


class NicknameField(forms.CharField):
    """Any name one likes, in any script; not unique, and never a key."""

    def __init__(self) -> None:
        attributes = {"autocomplete": "off", "maxlength": 20}
        help_text = _("Any name your family knows. It need not be your real one.")
        super().__init__(label=_("A name"), help_text=help_text, max_length=200, widget=forms.TextInput(attributes))

    def clean(self, value: str) -> str:
        """Return the name without what nobody sees."""
        typed = "".join(char for char in super().clean(value) if unicodedata.category(char) not in _INVISIBLE and char not in _BLANK)
        name = " ".join(khmer.normalise(typed[:200]).split())
        if not name:
            raise forms.ValidationError(_("Please write a name."))
        if len(name) > 20:  # noqa: PLR2004 -- as many as the table holds
            raise forms.ValidationError(_("This name is too long. Please write a shorter one."))
        return name


class SeedField(forms.CharField):
    """What words are drawn by: the same form sent twice gives the same words, and a double tap shows them."""

    def __init__(self) -> None:
        super().__init__(max_length=60, required=False, widget=forms.HiddenInput, initial=secrets.token_urlsafe)

    def clean(self, value: str) -> str:
        """Return the seed of the form; where it is missing or too short to be one of ours, a new one."""
        typed: str = super().clean(value)
        return typed if len(typed) >= 16 else secrets.token_urlsafe()  # noqa: PLR2004 -- 16 signs: 96 bits


class LookForm(forms.Form):
    """How the family sees somebody: name and picture."""

    nickname = NicknameField()
    picture = forms.ChoiceField(
        label=_("A picture"), choices=[(name, words) for name, words in DRAWINGS if name in protection.PICTURES],
        widget=forms.RadioSelect, error_messages={"required": _("Please choose a picture.")},
    )  # fmt: skip


class WasItYouForm(forms.Form):
    """Whether what a guest just did on this phone was done by whoever comes in now. Nothing is chosen beforehand."""

    was_me = forms.ChoiceField(
        label=_("Somebody learned on this phone just now, without a name. Was that you?"),
        choices=[("yes", _("Yes, that was me: keep it with mine")), ("no", _("No, that was somebody else"))],
        widget=forms.RadioSelect, error_messages={"required": _("Please say yes or no.")},
    )  # fmt: skip

    def __init__(self, data: QueryDict | None = None, *, asks: bool, **more: Any) -> None:  # noqa: ANN401 -- Django's own
        super().__init__(data, **more)
        if not asks:
            del self.fields["was_me"]

    @property
    def says_yes(self) -> bool:
        """Whether they said that it was them."""
        return bool(self.cleaned_data.get("was_me") == "yes")


class ProtectForm(WasItYouForm, LookForm):
    """Name, picture and PIN."""

    pin = NewPinField()
    seed = SeedField()
    is_15 = forms.BooleanField(label=_("I am 15 or older"), error_messages={"required": _("Only people of 15 and older can choose a PIN.")})
    field_order = ("was_me", "nickname", "picture", "pin", "is_15", "seed")

    def __init__(self, data: QueryDict | None = None, *, terms: Terms, asks: bool = False, **more: Any) -> None:  # noqa: ANN401 -- Django's own
        super().__init__(data, asks=asks, **more)
        if not terms.must_confirm_age:
            del self.fields["is_15"]


class EnterForm(WasItYouForm):
    """Say that it is me: by the PIN, where there is one."""

    pin = PinField()
    own_phone = forms.BooleanField(label=_("Only I use this phone: keep me signed in for 90 days"), required=False)
    field_order = ("was_me", "pin", "own_phone")

    def __init__(self, data: QueryDict | None = None, *, asks_pin: bool, asks: bool) -> None:
        super().__init__(data, asks=asks)
        if not asks_pin:
            del self.fields["pin"]


class WordsField(forms.CharField):
    """The five words, however they are typed."""

    def __init__(self) -> None:
        attributes = {"rows": 3, "autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}
        help_text = _("In their order. Spaces or none: both are right.")
        super().__init__(label=_("Your five words"), help_text=help_text, max_length=300, widget=forms.Textarea(attributes))

    def clean(self, value: str) -> list[str]:
        """Return the words, or say after how many of them something is no word of ours."""
        try:
            said = words.read(super().clean(value))
        except words.Unknown as error:
            number = khmer.khmer_digits(error.good + 1, get_language())
            raise forms.ValidationError(_("Word %(number)s is not one of our words. Please look at it again."), params={"number": number}) from error
        if len(said) != words.HOW_MANY:
            raise forms.ValidationError(_("There are five words."))
        return said


class ReturnForm(WasItYouForm):
    """Come back on another phone: the words, then the PIN."""

    words = WordsField()
    pin = PinField()
    own_phone = forms.BooleanField(label=_("Only I use this phone: keep me signed in for 90 days"), required=False)
    field_order = ("words", "pin", "was_me", "own_phone")


class NewPinForm(forms.Form):
    """A new PIN for one that was forgotten; with the words, unless a number was proved just now."""

    words = WordsField()
    pin = NewPinField()

    def __init__(self, data: QueryDict | None = None, *, asks_words: bool) -> None:
        super().__init__(data)
        if not asks_words:
            del self.fields["words"]


class ChangePinForm(forms.Form):
    """The PIN one has and the one one wants."""

    old_pin = PinField(_("Your PIN until now"))
    pin = NewPinField()


class PinForm(forms.Form):
    """The PIN, once more."""

    pin = PinField()
    seed = SeedField()


class CarryForm(forms.Form):
    """The code from the other browser."""

    code = DigitsField(8, label=_("The code from the other page"), error=_("The code has eight digits."))
