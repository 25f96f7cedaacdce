"""What we tell people is so: the commands are there, links lead somewhere, every block and every table about people is explained."""

import hashlib
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.utils import translation
from wagtail import blocks
from wagtail.fields import StreamField

import courses.blocks
import quizzes.blocks
from learning.management.commands import data_map
from sms_gateway import providers

ADRS = sorted((settings.BASE / "docs/adr").glob("*.md"))
ADR_TITLE = re.compile(r"# (\d+)\. .+ · 20\d\d-\d\d-\d\d · Accepted")
HEADINGS = ["Context", "Evidence", "Decision", "Consequence"]
LINK = re.compile(r"\]\(([^)\s]+)\)")
MACHINE_PATH = re.compile(r"(?<![\w./-])/(?:work|root|tmp)/\w")
HOST = re.compile(r"(?<![\w.-])(?:[a-z0-9-]+\.)+[a-z]{2,}", re.IGNORECASE)
# Hosts that hand out packages, by fingerprint: named here, they would stand in a tracked file themselves.
# fmt: off
PACKAGE_HOSTS = {
    "3be48e1f4583e30c",  # an address under .example: invented, so that the look-out itself can be tried
    "00a7dc5a0cc38858", "2c77714df232b07f", "3ca29e55be4befa4", "51c6b9f69c48a75b", "71741fe2460a6150", "789e46d79514e280",
    "8743857e3ea00fd1", "87d14f070cb96869", "8b5bb5eb9d758455", "9c6b05022d03bb05", "a0f007d863a0ed19", "a4aa2ac280bb8d1a",
    "c3db8466ffcd8589", "e2dd3580aeebec64", "e680c440a2e92079",
}
# fmt: on
INDEX_OPTION = re.compile(r"^\s*(?:-i|-f|--(?:extra-)?index-url|--find-links)\b", re.MULTILINE)


@cache
def tracked() -> dict[str, str]:
    """Every text file that git holds or would hold, by its path."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=settings.BASE, capture_output=True, check=True
    ).stdout.decode()
    paths = (settings.BASE / name for name in listed.split("\0") if name)
    contents = {path.relative_to(settings.BASE).as_posix(): path.read_bytes() for path in paths if path.is_file()}
    return {name: content.decode() for name, content in contents.items() if b"\0" not in content}


def pages() -> dict[str, str]:
    return {name: text for name, text in tracked().items() if name.endswith(".md")}


def page(name: str) -> str:
    return (settings.BASE / name).read_text(encoding="utf-8")


def anchors(text: str) -> set[str]:
    """The names that headings of a page get."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def dead_links(name: str, text: str) -> Iterator[str]:
    """Relative links that lead to no file, or to no heading of it."""
    for target in LINK.findall(text):
        path, _, anchor = target.partition("#")
        if re.match(r"[a-z]+:", target):
            continue
        found = (settings.BASE / name).parent / path if path else settings.BASE / name
        if not found.exists() or (anchor and anchor not in anchors(found.read_text(encoding="utf-8"))):
            yield target


def package_hosts(text: str) -> set[str]:
    hosts = {host.lower() for host in HOST.findall(text)}
    return {host for host in hosts for part in _parents(host) if hashlib.sha256(part.encode()).hexdigest()[:16] in PACKAGE_HOSTS}


def _parents(host: str) -> Iterator[str]:
    labels = host.split(".")
    yield from (".".join(labels[start:]) for start in range(len(labels) - 1))


def blocks_in_use() -> Iterator[blocks.Block]:
    """Every block that an author meets, from the fields of our pages and snippets down."""
    for model in apps.get_models():
        yield from (one for field in model._meta.get_fields() if isinstance(field, StreamField) for one in _below(field.stream_block))


def _below(block: blocks.Block) -> Iterator[blocks.Block]:
    yield block
    for child in getattr(block, "child_blocks", {}).values():
        yield from _below(child)


def block_classes() -> set[type]:
    modules = (courses.blocks, quizzes.blocks)
    return {
        one for module in modules for one in vars(module).values()
        if isinstance(one, type) and issubclass(one, blocks.Block) and one.__module__ == module.__name__
    }  # fmt: skip


def names_on_screen(language: str) -> dict[type, set[str]]:
    """What an author calls each of our blocks: its label; for the whole of a field the field's name."""
    names: dict[type, set[str]] = {one: set() for one in block_classes()}
    with translation.override(language):
        for model in apps.get_models():
            for field in model._meta.get_fields():
                if isinstance(field, StreamField) and type(field.stream_block) in names:
                    names[type(field.stream_block)].add(str(field.verbose_name))
        for block in blocks_in_use():
            if type(block) in names and block.label:
                names[type(block)].add(str(block.label))
    return names


# --- README -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("command", ["make run", "make test"])
def test_a_newcomer_sees_both_commands_on_the_first_screen(command):
    shown = page("README.md").splitlines()[:60]
    assert [line for line in shown if re.match(rf"{command}\b", line)] != []


def test_every_verb_of_the_makefile_is_explained():
    verbs = re.findall(r"^([a-z]+):.*##", page("Makefile"), re.MULTILINE)
    assert [verb for verb in verbs if f"`make {verb}`" not in page("docs/development.md")] == []


# --- decisions --------------------------------------------------------------------------------------------------------
def test_decisions_are_numbered_without_a_gap():
    assert [path.name[:4] for path in ADRS] == [f"{number:04}" for number in range(1, len(ADRS) + 1)]


@pytest.mark.parametrize("adr", ADRS, ids=lambda path: path.name)
def test_a_decision_fits_on_a_page_and_says_why(adr):
    lines = adr.read_text(encoding="utf-8").splitlines()
    title = ADR_TITLE.fullmatch(lines[0])
    assert title
    assert int(title[1]) == int(adr.name[:4])
    assert [line[3:] for line in lines if line.startswith("## ")] == HEADINGS
    assert len(lines) <= 60


def test_every_decision_that_is_named_somewhere_exists():
    named = {(name, found) for name, text in tracked().items() for found in re.findall(r"docs/adr/(\d{4}[\w-]*)", text)}
    known = [path.stem for path in ADRS]
    assert named
    assert sorted((name, adr) for name, adr in named if adr not in {*known, *(stem[:4] for stem in known)}) == []


# --- guides -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("language", ["en", "km"])
def test_the_trainers_guide_names_every_block_as_the_screen_does(language):
    guide = page("docs/trainers.md")
    names = names_on_screen(language)
    assert [one.__name__ for one, found in names.items() if not found] == []
    assert [(one.__name__, name) for one, found in names.items() for name in found if f"**{name}**" not in guide] == []


def test_every_variable_is_named_where_operators_look():
    variables = re.findall(r"^# ([A-Z][A-Z_]+)=", page(".env.example"), re.MULTILINE)
    assert variables
    assert [name for name in variables if f"`{name}`" not in page("docs/operations.md")] == []


def test_every_carrier_of_text_messages_is_named_where_operators_look():
    assert [name for name in providers.PROVIDERS if f"`{name}`" not in page("docs/operations.md")] == []


def test_the_map_in_the_privacy_page_is_that_of_today():
    kept = page("docs/privacy.md")
    assert data_map.page(kept) == kept
    assert "| `Contact` | one person |" in kept


# --- nothing leads nowhere, nothing tells of a machine ------------------------------------------------------------------
def test_every_relative_link_leads_to_something():
    dead = {name: found for name, text in pages().items() if (found := list(dead_links(name, text)))}
    assert dead == {}


def test_no_file_knows_the_machine_it_was_written_on():
    assert {name: found for name, text in tracked().items() if (found := MACHINE_PATH.findall(text))} == {}


def test_no_file_names_a_host_of_packages():
    assert {name: found for name, text in tracked().items() if (found := package_hosts(text))} == {}


def test_the_locked_requirements_name_no_index_and_no_address():
    locked = {name: text for name, text in tracked().items() if Path(name).match("requirements*.txt")}
    assert sorted(locked) == ["requirements-test.txt", "requirements.txt"]
    assert [name for name, text in locked.items() if INDEX_OPTION.search(text) or "://" in text] == []


def test_a_dead_link_a_machine_path_an_index_and_a_host_are_seen():
    assert list(dead_links("README.md", "[a](nowhere.md) [b](#no-such-heading) [c](LICENSE) [d](https://chbas.example/)")) == [
        "nowhere.md", "#no-such-heading",
    ]  # fmt: skip
    assert MACHINE_PATH.search(f"see /{'work'}/main")
    assert INDEX_OPTION.search("--index-url somewhere")
    assert package_hosts(f"from https://Files.{'Packages'}.example/x and elsewhere.example") == {f"files.{'packages'}.example"}
