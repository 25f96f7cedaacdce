"""How an address comes to look like another: letters of other alphabets, the other one inside, one letter more or less."""

import re
import unicodedata
from contextlib import suppress

# What the eye takes for a Latin letter (a few of Unicode's confusables: those that fit into an address).
_CYRILLIC = zip("аеорсухіјѕԁԛԝһкмтвнгпьѵӏ", "aeopcyxijsdqwhkmtbhrnbvl", strict=True)
_GREEK = zip("αονρτυικεγηχω", "aovptuikeynxw", strict=True)
_OTHER = zip("օսհցոɡɑıɩƒℓ0015០|", "ouhgngaiifloolsol", strict=True)
_LATIN = str.maketrans({odd: plain for group in (_CYRILLIC, _GREEK, _OTHER) for odd, plain in group})
_TWINS = (("rn", "m"), ("vv", "w"), ("i", "l"))
_SHORTEST = 8  # signs of an address below which one letter more or less makes just another word
_SHORTEST_LABEL = 6  # of its first word, where the ending is right: nbc.gov.kh and nbs.gov.kh may both be real


def skeleton(text: str) -> str:
    """Return what the eye sees: equal for two texts that look alike.

    >>> skeleton("vеrlfy.gov.kh") == skeleton("verify.gov.kh")
    True
    """
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", _readable(text)) if not "\u0300" <= sign <= "\u036f")
    seen = bare.lower().translate(_LATIN)
    for two, one in _TWINS:
        seen = seen.replace(two, one)
    return seen


def _readable(host: str) -> str:
    return ".".join(map(_decoded, host.split(".")))


def _decoded(label: str) -> str:
    with suppress(UnicodeError):
        return label.removeprefix("xn--").encode("ascii").decode("punycode") if label.startswith("xn--") else label
    return label


def has_odd_letters(text: str, real: str) -> bool:
    """Whether a text looks like the real one, or something below it, and is not."""
    seen, wanted = skeleton(text), skeleton(real)
    return text != real and not text.endswith("." + real) and (seen == wanted or seen.endswith("." + wanted))


def holds(host: str, real: str, *, is_closed: bool) -> bool:
    """Whether the real address stands inside another one, with dots, with hyphens, or run together; not where only its owner could write it.

    >>> [holds(one, "verify.gov.kh", is_closed=False) for one in ("verify.gov.kh.example.com", "verify-gov-kh.com", "verifygov.kh", "verify.com")]
    [True, True, True, False]
    """
    words, wanted = re.split(r"[.-]", host), re.split(r"[.-]", real)
    inside = any(words[at : at + len(wanted)] == wanted for at in range(len(words) - len(wanted) + (0 if is_closed else 1)))
    return inside or (not is_closed and "".join(wanted) in "".join(words))


def is_close(host: str, real: str, *, is_closed: bool) -> bool:
    """Whether one letter is different, missing, too much, or has changed places with the next.

    >>> [is_close(one, "verify.gov.kh", is_closed=False) for one in ("verfy.gov.kh", "verify.gov.hk", "www.verifi.gov.kh", "verify.gov.kh")]
    [True, True, True, False]
    """
    end = ".".join(host.split(".")[-len(real.split(".")) :])
    long_enough = len(real) >= _SHORTEST and (not is_closed or len(real.partition(".")[0]) >= _SHORTEST_LABEL)
    return long_enough and end != real and _is_one_step(end, real)


def _is_one_step(one: str, other: str) -> bool:
    if abs(len(one) - len(other)) > 1:
        return False
    start = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    a, b = one[start:], other[start:]
    swapped = len(a) > 1 and len(b) > 1 and a[0] == b[1] and a[1] == b[0] and a[2:] == b[2:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or swapped
