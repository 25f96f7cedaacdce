"""How many paid parts a text message takes: pure arithmetic of GSM 03.38 and UCS-2."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Encoding = Literal["GSM-7", "UCS-2"]

_GSM_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_EXTENSION = frozenset("\f^{}\\[~]|€")
_LAST_BMP = 0xFFFF

# Alone, a message fills 140 octets; a part of a longer one gives 6 of them to the header that joins the parts.
_ALONE: dict[Encoding, int] = {"GSM-7": 160, "UCS-2": 70}
_PART: dict[Encoding, int] = {"GSM-7": 153, "UCS-2": 67}


@dataclass(frozen=True, slots=True)
class Segments:
    """The alphabet a text needs, its length in that alphabet, and the parts that are paid for."""

    encoding: Encoding
    units: int
    parts: int


def count(text: str) -> Segments:
    """Count units and parts of a text as the network will.

    >>> count("សួស្តី")
    Segments(encoding='UCS-2', units=6, parts=1)
    >>> count("€" * 81)
    Segments(encoding='GSM-7', units=162, parts=2)
    >>> count("ក" * 69 + "🙂").parts
    2
    """
    encoding: Encoding = "GSM-7" if _GSM_BASIC.union(_GSM_EXTENSION).issuperset(text) else "UCS-2"
    widths = [_width(char, encoding) for char in text]
    units = sum(widths)
    if units <= _ALONE[encoding]:
        return Segments(encoding, units, parts=min(units, 1))
    return Segments(encoding, units, parts=_parts(widths, _PART[encoding]))


def _width(char: str, encoding: Encoding) -> int:
    """Units of one character: an escaped GSM character and a surrogate pair take two."""
    return 2 if (char in _GSM_EXTENSION if encoding == "GSM-7" else ord(char) > _LAST_BMP) else 1


def _parts(widths: Iterable[int], room: int) -> int:
    """Fill part after part; a character of two units is never cut, so a part may stay one unit short."""
    parts, filled = 1, 0
    for width in widths:
        if filled + width > room:
            parts, filled = parts + 1, 0
        filled += width
    return parts
