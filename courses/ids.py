"""Ids that stay the same in every installation, made from the ids in the curriculum files. Pure."""

import re
from uuid import UUID, uuid5

CHBAS = UUID("6f1c1d0e-6a0b-5b52-9a55-3f0c8f5b7d11")
_MOST = 99


def key(stable_id: str) -> UUID:
    """Return the key of a course, lesson, check or question: equal in Khmer and English."""
    return uuid5(CHBAS, stable_id)


def part(owner: str, name: str) -> UUID:
    """Return the block id of a step or choice: `name` is its short id in the file (`s1`, `a`), or a block id made in the CMS.

    >>> part("L2.1", "s1") == part("L2.1", "s1") != part("L2.2", "s1")
    True
    """
    return UUID(name) if len(name) == len(str(CHBAS)) else uuid5(CHBAS, f"{owner}/{name}")


def name(owner: str, block_id: str, kind: str) -> str:
    """Return the short id that `part` turned into `block_id`, or the block id itself if it was made in the CMS.

    >>> name("L2.1", str(part("L2.1", "s3")), "step"), name("L2.1-q1", str(part("L2.1-q1", "b")), "choice")
    ('s3', 'b')
    """
    short = [f"s{number}" for number in range(1, _MOST)] if kind == "step" else list("abcdefghijklmnop")
    return {str(part(owner, one)): one for one in short}.get(str(block_id), str(block_id))


def slug(stable_id: str) -> str:
    """Return the ASCII address part of a course or lesson, never changed later.

    >>> slug("L2.6")
    'l2-6'
    """
    return re.sub(r"[^a-z0-9]+", "-", stable_id.lower()).strip("-")
