"""Cambodian mobile numbers: read as people write them, kept as E.164, shown masked."""

import re
import unicodedata

import phonenumbers

REGION = "KH"
LONGEST_TEXT = 64

# What people put between digits, and what phones paste along unseen: zero-width and direction marks (category Cf).
_SEPARATORS = re.compile(r"[\s().\-/\u2010-\u2015\u2212]")
# "00855 12 345 678" would be read as +55, Brazil. The look-ahead leaves 085 512 345, a local number, alone.
_COUNTRY_CODE = re.compile(r"^(?:00|\+)?855(?=0?[1-9][0-9]{7,8}$)")
_DIALLED = re.compile(r"\+?[0-9]+")


class NotAMobile(ValueError):
    """What was typed is not a Cambodian mobile number."""


def parse(text: str) -> str:
    """Return the E.164 form of a Cambodian mobile number, or raise NotAMobile.

    >>> parse("០១២ ៣៤៥ ៦៧៨")
    '+85512345678'
    >>> parse("00855 12 345 678")
    '+85512345678'
    """
    if len(text) > LONGEST_TEXT:
        raise NotAMobile
    dialled = _COUNTRY_CODE.sub("+855", _plain_digits(text))
    if not _DIALLED.fullmatch(dialled) or dialled.startswith("00"):
        raise NotAMobile
    try:
        number = phonenumbers.parse(dialled, REGION)
    except phonenumbers.NumberParseException as error:
        raise NotAMobile from error
    if not phonenumbers.is_valid_number_for_region(number, REGION):
        raise NotAMobile
    if phonenumbers.number_type(number) != phonenumbers.PhoneNumberType.MOBILE:
        raise NotAMobile
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def masked(e164: str) -> str:
    """Return a number as it may stand on a screen: only its end, enough for its owner to know it.

    >>> masked("+85512345678")
    '+855 ••• 678'
    """
    return f"+855 ••• {e164[-3:]}"


def _plain_digits(text: str) -> str:
    """Khmer, full-width and other decimal digits as 0-9; separators and invisible characters away."""
    visible = (char for char in unicodedata.normalize("NFKC", text) if unicodedata.category(char) != "Cf")
    digits = (str(unicodedata.decimal(char)) if char.isdecimal() else char for char in visible)
    return _SEPARATORS.sub("", "".join(digits))
