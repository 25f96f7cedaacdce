"""Take out of a short text what leads to a person: numbers and e-mail addresses. Pure.

Names cannot be found by rules; the form asks not to write any, and the words go after a year.
"""

import re

GAP = "[…]"
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
# Six digits and more, Khmer ones too, however they are grouped: telephones, accounts, cards, identity cards. Dates and fees stay.
_NUMBER = re.compile(r"\+?\d(?:[\s\u200b.()/-]{0,3}\d){5,}")
_DATE = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{4}|\d{4}-\d{2}-\d{2}")
_HIDDEN = re.compile(r"[\u200c\u200d\u2060\ufeff\u00ad]")  # between two digits they would hide a number


def redact(text: str) -> str:
    """Return the text without numbers of six digits and more and without e-mail addresses.

    >>> redact("ទូរស័ព្ទ 012 345 678 ឬ ០១២៣៤៥៦៧៨ មិនលើកទេ sok@mail.example")
    'ទូរស័ព្ទ […] ឬ […] មិនលើកទេ […]'
    >>> redact("ចាំ 30 ថ្ងៃ បង់ 40000៛ ថ្ងៃ 12/11/2026")
    'ចាំ 30 ថ្ងៃ បង់ 40000៛ ថ្ងៃ 12/11/2026'
    """
    return _NUMBER.sub(_unless_a_date, _EMAIL.sub(GAP, _HIDDEN.sub("", text))).strip()


def _unless_a_date(found: re.Match[str]) -> str:
    return found[0] if _DATE.fullmatch(found[0]) else GAP
