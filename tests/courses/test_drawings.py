"""Pictures that teach without reading: our own drawings, and the screens they stand on."""

import re
from typing import Any

import pytest
from django.conf import settings
from django.template import Context, Template
from django.template.loader import render_to_string
from django.utils import translation

from courses.blocks import ExampleBlock, Kind, StepBlock, TryBlock
from courses.drawings import DRAWINGS

FOLDER = settings.BASE / "courses/templates/courses/drawings"
NAMES = [name for name, _words in DRAWINGS]
FILES = {path.stem: path.read_text() for path in FOLDER.iterdir()}
SHAPES = {"path", "circle", "rect"}


@pytest.fixture(autouse=True)
def in_khmer():
    with translation.override("km"):
        yield


def drawn(source: str, **context: Any) -> str:
    return Template(source).render(Context(context))


def screen(block: type[StepBlock | ExampleBlock | TryBlock], **value: Any) -> str:
    made = block()
    return made.render(made.to_python(block._meta_class.preview_value | value))


def test_every_drawing_has_its_file_and_every_file_is_a_drawing():
    assert sorted(FILES) == sorted(NAMES)


def test_a_drawing_costs_two_kilobytes_at_most():
    assert {name: len(art.encode()) for name, art in FILES.items() if len(art.encode()) > 2000} == {}


def test_a_drawing_is_shapes_of_one_weight_and_one_accent():
    # No style, script, link, text or colour: the style sheet has them, the content policy wants it so.
    attributes = {name for art in FILES.values() for name in re.findall(r"([\w:-]+)=", art)}

    assert {tag for art in FILES.values() for tag in re.findall(r"<(\w+)", art)} == SHAPES
    assert attributes == {"class", "d", "cx", "cy", "r", "x", "y", "width", "height", "rx"}
    assert [name for name, art in FILES.items() if not art.count("class=") == art.count('class="sun"') == 1] == []


def test_no_drawing_is_finer_than_a_phone_shows():
    assert [name for name, art in FILES.items() if re.search(r"\.\d\d", art)] == []


def test_every_drawing_has_words_in_khmer_and_the_same_frame():
    for name in NAMES:
        svg = drawn("{% drawing name %}", name=name)
        assert re.match(r'<svg class="drawing" viewBox="0 0 96 64" role="img" aria-label="[\u1780-\u17ff :QR]+">', svg), svg


def test_beside_its_words_a_drawing_is_silent():
    answer = render_to_string("components/choice.html", {"name": "choice", "value": "a", "text": "ឈប់", "picture": "stop"})

    assert '<svg class="drawing" viewBox="0 0 96 64" aria-hidden="true">' in answer
    assert "aria-label" not in answer


@pytest.mark.parametrize("name", ["", "phone", "../../base"])
def test_a_name_we_do_not_have_shows_nothing(name):
    assert drawn("{% drawing name %}", name=name) == ""


@pytest.mark.parametrize("kind", Kind.values)
def test_a_step_shows_its_drawing_over_the_text_and_its_kind_by_shape(kind):
    shown = screen(StepBlock, kind=kind)

    assert f'<div class="{kind}"><svg class="drawing"' in shown
    assert shown.index("<svg") < shown.index("<h2") < shown.index('class="lead"')
    assert ("badge" in shown) == (kind == "plan")


@pytest.mark.parametrize("kind", Kind.values)
def test_a_step_without_a_drawing_has_the_sign_of_its_kind(kind):
    shown = screen(StepBlock, kind=kind, picture="")

    assert "drawing" not in shown
    assert "badge--big" in shown


def test_the_signs_of_the_kinds_differ():
    signs = {re.search(r"<svg.*?</svg>", screen(StepBlock, kind=kind, picture=""))[0] for kind in Kind.values}

    assert len(signs) == len(Kind.values)


def test_an_example_says_what_the_message_is_and_what_to_do():
    shown = screen(ExampleBlock)

    assert "notice--fake" in shown
    assert shown.index("<figure") < shown.index("notice--fake") < shown.index('<div class="do">')


def test_nothing_is_chosen_and_nothing_is_sent_where_one_judges_first():
    shown = screen(TryBlock)

    assert shown.count('type="radio"') == 4
    assert not re.search(r"checked|<form|<button|value=", shown)


def test_the_two_messages_are_judged_each_by_itself():
    shown = screen(TryBlock)
    groups = re.findall(r"<fieldset.*?</fieldset>", shown, re.DOTALL)

    assert [re.findall(r'type="radio" name="(\w+)"', group) for group in groups] == [["a", "a"], ["b", "b"]]
    assert all("<legend" in group for group in groups)


def test_the_door_that_is_right_is_known_to_the_style_sheet():
    groups = re.findall(r"<fieldset.*?</fieldset>", screen(TryBlock), re.DOTALL)

    assert [re.findall(r'class="yes"><label class="(\w+)"', group) for group in groups] == [["fake"], ["real"]]
