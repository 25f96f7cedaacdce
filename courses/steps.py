"""The steps of a lesson: from a file to the editor's blocks, and back."""

import json
from collections.abc import Iterable
from typing import Any

from courses import files, forms, ids, markup
from courses.blocks import Truth
from courses.files import Data
from courses.models import GlossaryTerm

_TYPES = {"example": "example", "try": "judge"}  # every other kind is a "step"


def normal(lesson: Data) -> Data:
    """Return a lesson's data with step ids and texts as they come back from the editor, so that files and pages compare."""
    steps = [
        files.lean(step, forms.STEP)
        | {"id": ids.name(lesson["id"], str(ids.part(lesson["id"], step["id"])), "step"), "body": markup.to_text(markup.to_html(step["body"]))}
        | {name: _lean(name, step[name]) for name in ("message", "twins") if name in step}
        for step in lesson["steps"]
    ]
    return lesson | {"steps": steps} | {name: sorted(lesson[name]) for name in ("competences", "services")}


def _lean(name: str, value: Data) -> Data:
    if name == "message":
        return files.lean(value, forms.MESSAGE)
    return value | {half: files.lean(value[half], forms.TWIN) for half in Truth.values}


def to_blocks(lesson: str, steps: Iterable[Data]) -> str:
    """Return the steps of a file as the editor's field keeps them, in JSON."""
    terms = dict(GlossaryTerm.objects.values_list("slug", "pk"))
    return json.dumps([_block(lesson, step, terms) for step in steps])


def _block(lesson: str, step: Data, terms: dict[str, int]) -> Data:
    value = {"title": step["title"], "body": markup.to_html(step["body"]), "term": terms.get(step.get("term", ""))}
    if step["kind"] == "example":
        value["message"] = _marked(step["message"])
    elif step["kind"] == "try":
        twins = step["twins"]
        value |= {"channel": twins["channel"], "first": twins["first"]} | {half: _marked(twins[half]) for half in Truth.values}
    else:
        value |= {"kind": step["kind"], "picture": step.get("picture", "")}
    return {"type": _TYPES.get(step["kind"], "step"), "value": value, "id": str(ids.part(lesson, step["id"]))}


def _marked(message: Data) -> Data:
    return message | {"clues": [{"type": "clue", "value": clue} for clue in message.get("clues", [])]}


def from_blocks(lesson: str, blocks: Iterable[Any]) -> list[Data]:
    """Return the steps in the editor as a file holds them."""
    return [files.lean(_step(lesson, block), forms.STEP) for block in blocks]


def _step(lesson: str, block: Any) -> Data:  # noqa: ANN401 -- Wagtail's stream child
    value, term = block.value, block.value["term"]
    step = {"id": ids.name(lesson, block.id, "step"), "title": value["title"], "body": markup.to_text(value["body"].source)}
    step["term"] = term.slug if term else ""
    if block.block_type == "example":
        return step | {"kind": "example", "message": _plain(value["message"], forms.MESSAGE)}
    if block.block_type == "judge":
        twins = {"channel": str(value["channel"]), "first": str(value["first"])} | {half: _plain(value[half], forms.TWIN) for half in Truth.values}
        return step | {"kind": "try", "twins": twins}
    return step | {"kind": value["kind"], "picture": value["picture"]}


def _plain(message: Any, form: dict[str, files.Field]) -> Data:  # noqa: ANN401 -- Wagtail's struct value
    said = {name: str(message[name]) for name in form if name != "clues"}
    return files.lean(said | {"clues": [{"span": clue.value["span"], "why": clue.value["why"]} for clue in message["clues"]]}, form)
