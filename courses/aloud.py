"""What is read aloud of a step: one text for the script to print, for the transcript, and to tell whether it has changed since. Pure."""

import hashlib
import re
from collections.abc import Mapping
from typing import Any

from courses import markup

_BOLD = re.compile(r"\*\*(.+?)\*\*")
_LINK = re.compile(r"\[([^\]]+)\]\([^)\s]+\)")
_SIGN = re.compile(r"^(?:- |## )", re.MULTILINE)
_OTHER = {"scam": "genuine", "genuine": "scam"}


def said(kind: str, step: Mapping[str, Any]) -> str:
    r"""Return the text of a step in reading order, a line for each thing said. What follows an answer is not given away.

    >>> said("step", {"title": "ឈប់", "body": "<ol><li><b>គិត</b></li><li>សួរ</li></ol>"})
    'ឈប់\n១. គិត\n២. សួរ'
    """
    title, body = step["title"], _plain(step["body"])
    if kind == "example":
        message = step["message"]
        parts = [title, *_message(message), *(clue.value["why"] for clue in message["clues"]), body]
    elif kind == "judge":
        twins = [step[half] for half in (step["first"], _OTHER.get(step["first"])) if half in _OTHER]
        parts = [title, body, *(text for twin in twins for text in _message(twin))]
    else:
        parts = [title, body]
    lines = (line.strip() for part in parts if part for line in str(part).splitlines())
    return "\n".join(line for line in lines if line)


def _message(message: Mapping[str, Any]) -> list[str]:
    """Who sends it, where the message does not begin with that, and what it says."""
    sender, text = message["sender"] or "", message["text"] or ""
    return [text] if text.startswith(sender) else [sender, text]


def fingerprint(text: str) -> str:
    """Return what stands for a text, to see later whether it is still the same."""
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(body: Any) -> str:  # noqa: ANN401 -- rich text, or its source
    text = markup.to_text(getattr(body, "source", body) or "")
    return _SIGN.sub("", _LINK.sub(r"\1", _BOLD.sub(r"\1", text)))
