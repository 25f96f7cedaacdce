"""The note for tables that hold nobody's data. learning/privacy.py reads the notes; this app must not know it."""

from typing import ClassVar


class Nobody:
    """Content: written by staff, about no learner."""

    subject = None
    on_erase = "keep"
    purposes: ClassVar[dict[str, str]] = {"*": "Content that staff write and publish."}
