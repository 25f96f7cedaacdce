"""A message cut at the parts that tell what it is."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Segment:
    """A piece of the message; `clue` counts the clues, 0 where there is none."""

    text: str
    clue: int = 0


def marked(message: str, spans: Sequence[str]) -> tuple[Segment, ...]:
    """Cut the message at the clues, each numbered in its order of the list; a clue that no longer fits is left out.

    >>> marked("pay now at x.example", ["x.example", "now"])
    (Segment(text='pay ', clue=0), Segment(text='now', clue=2), Segment(text=' at ', clue=0), Segment(text='x.example', clue=1))
    """
    places = sorted((message.find(span), len(span), number) for number, span in enumerate(spans, 1) if span and span in message)
    segments, end = [], 0
    for start, length, number in places:
        if start < end:
            continue  # two clues overlap: the first stands
        segments += [Segment(message[end:start])] if start > end else []
        segments.append(Segment(message[start : start + length], number))
        end = start + length
    return (*segments, Segment(message[end:])) if end < len(message) else tuple(segments)
