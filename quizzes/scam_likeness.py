"""Which reported messages are the same trick in other clothes. Pure: a sketch of a text, and how much two sketches share."""

import re
import zlib

ALIKE = 0.5  # share of pieces in common from which two messages are one trick: only the name, the amount or the site differs
_PIECE = 4  # signs
_KEPT = 128  # smallest hashes of a text: enough to estimate the share to about 0.04

# Numbers, sites, what was taken out, and every sign that is no letter; a Khmer vowel is none for Python's \w.
_FOLDED = re.compile(r"\S*\[\.\]\S*|\[[^\]\s]*\]|\d[\d.,]*|[^\w\u17b4-\u17d3\u17dd]|_")


def sketch(text: str) -> list[int]:
    """Return the smallest hashes of the pieces of a redacted text; numbers, sites, spaces and small or capital letters make no difference.

    >>> sketch("Win $50 now at a[.]top") == sketch("WIN  $70 now, at b-c[.]xyz/[...]!")
    True
    """
    folded = _FOLDED.sub("", text.lower())
    pieces = {folded[start : start + _PIECE] for start in range(max(len(folded) - _PIECE + 1, 1))}
    return sorted(zlib.crc32(piece.encode()) for piece in pieces)[:_KEPT]


def likeness(one: list[int], other: list[int]) -> float:
    """Return the share of pieces that two texts have in common, from the smallest hashes of both together.

    >>> likeness([1, 2, 3], [1, 2, 3]), likeness([1, 2], [3, 4])
    (1.0, 0.0)
    """
    smallest = sorted({*one, *other})[:_KEPT]
    both = set(one) & set(other)
    return sum(piece in both for piece in smallest) / len(smallest) if smallest else 0.0
