"""Anything in a text message that a phone would turn into a link: pure pattern matching."""

import re
import unicodedata

# We teach people not to tap links in messages, so ours carry none (decisions F9).
# ".gov.kh" alone is what a lesson says to look for; no phone links it while it stands as a word of its own.
_OFFICIAL_ENDING = re.compile(r"(?<![^\s\u200b\"'«“‘(])\.gov\.kh(?![a-z0-9/-]|\.[a-z0-9])", re.IGNORECASE)
_LINK = re.compile(r"\S*(?:://|\bwww\.|[^\s.]\.[a-z]{2,}|(?<!\d)\d{1,3}(?:\.\d{1,3}){3}(?!\d))\S*", re.IGNORECASE)
# Browsers read these as the dots of a domain name (IDNA, UTS 46).
_DOTS = str.maketrans({"。": ".", "｡": "."})


def first(text: str) -> str | None:
    """Return the first link or domain name in a text, or None.

    >>> first("ចូលមើល chbas.gov.kh ឥឡូវ")
    'chbas.gov.kh'
    >>> first("គេហទំព័រផ្លូវការបញ្ចប់ដោយ .gov.kh ។") is None
    True
    """
    plain = unicodedata.normalize("NFKC", text.translate(_DOTS))
    found = _LINK.search(_OFFICIAL_ENDING.sub("", plain))
    return found.group() if found else None
