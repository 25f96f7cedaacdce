"""HTML that people wrote, made safe to show: the only module that knows bleach and nh3."""

import re
from html import escape

import bleach
import nh3

from courses import khmer

# What the design can show: no italics (Khmer has none), no pictures or tables in running text.
TAGS = frozenset({"p", "br", "strong", "b", "ul", "ol", "li", "h2", "h3", "a"})
ATTRIBUTES = {"a": {"href"}}
SCHEMES = frozenset({"http", "https"})
# An address is outside and says so, or a place on our own site. Not "//x" and not "/\\x": both look like ours and lead away.
_ADDRESS = re.compile(r"(?:https?://|/(?![/\\])|\#)[^\s\\<>\"'`\x00-\x1f\u200b-\u200f\u202a-\u202e\u2060-\u2069]*", re.IGNORECASE)

# bleach is quadratic: 20,000 attributes on one tag took it 20 s (measured). These limits keep any input below 0.3 s.
MOST_CHARACTERS = 20_000
MOST_TAGS = 400
MOST_ATTRIBUTES = 12
# html5lib reads a tag from any "<" before a letter; tried at every "<", so that nothing before it can hide a crowded one.
_ATTRIBUTE = r"""[\s/]*+[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"?|'[^']*+'?|[^\s>"'][^\s>]*+)?+)?+"""
_CROWDED_TAG = re.compile(rf"</?[a-zA-Z][^\s/>]*+(?:{_ATTRIBUTE}){{{MOST_ATTRIBUTES + 1}}}")


class TooLong(ValueError):
    """More text than a lesson can hold."""


class TooTangled(TooLong):
    """More tags, or more attributes on one tag, than anybody writes by hand."""


def sanitize(markup: str) -> str:
    """Keep the markup authors may use and turn all else into text; the result may be cleaned again and stays the same.

    >>> sanitize('<h2 onclick="steal()">សួស្តី</h2><em>ខ្មែរ</em><a href="javascript:alert(1)">ចុច</a>')
    '<h2>សួស្តី</h2>ខ្មែរ<a>ចុច</a>'
    """
    _check_size(markup)
    if markup.count("<") > MOST_TAGS or _CROWDED_TAG.search(markup):
        raise TooTangled
    once = bleach.clean(markup, tags=TAGS, attributes=_is_kept, protocols=SCHEMES, strip=True, strip_comments=True)
    # Two parsers that know nothing of each other: what slips through one has to slip through both (docs/adr/0007).
    clean = nh3.clean(once, tags=set(TAGS), attributes=ATTRIBUTES, url_schemes=set(SCHEMES), link_rel=None)
    _check_size(clean)  # "&" grows to "&amp;": what we keep must always fit through here again
    return clean


def _is_kept(tag: str, attribute: str, value: str) -> bool:
    return attribute in ATTRIBUTES.get(tag, ()) and _ADDRESS.fullmatch(value) is not None


def _check_size(markup: str) -> None:
    if len(markup) > MOST_CHARACTERS:
        raise TooLong


def plain(text: str) -> str:
    """Show what a learner typed, letter by letter.

    >>> plain("១ < ២ & <b>")
    '១ &lt; ២ &amp; &lt;b&gt;'
    """
    return escape(text)


_MARKERS = {"ol": re.compile(r"([0-9០-៩]{1,3})\.\s+"), "ul": re.compile(r"-\s+"), "h2": re.compile(r"##\s+")}


def paragraphs(text: str) -> str:
    r"""Turn plain text into HTML: blank lines part paragraphs; "១. " and "1. " number, "- " lists, "## " heads.

    >>> paragraphs("## ជំហាន\n១. ឈប់\n២. គិត\n\nល្អ!")
    '<h2>ជំហាន</h2><ol><li>ឈប់</li><li>គិត</li></ol><p>ល្អ!</p>'
    """
    _check_size(text)
    blocks: list[tuple[str, list[str]]] = []
    parted = True  # a blank line went before
    for line in text.splitlines():
        tag, words = _kind(line.strip(), blocks)
        if words and blocks and blocks[-1][0] == tag and (tag in {"ol", "ul"} or (tag == "p" and not parted)):
            blocks[-1][1].append(words)  # a list goes on over a blank line, or its numbers would start anew
        elif words:
            blocks.append((tag, [words]))
        parted = not words
    return sanitize("".join(_block(tag, [plain(line) for line in lines]) for tag, lines in blocks))


def _kind(line: str, blocks: list[tuple[str, list[str]]]) -> tuple[str, str]:
    tag = next((tag for tag, marker in _MARKERS.items() if marker.match(line)), "p")
    if tag == "ol" and int(khmer.digits(line.partition(".")[0])) != _next_number(blocks):
        tag = "p"  # HTML would count from 1 and tell another number than the author's
    return tag, line if tag == "p" else _MARKERS[tag].sub("", line, count=1)


def _next_number(blocks: list[tuple[str, list[str]]]) -> int:
    return len(blocks[-1][1]) + 1 if blocks and blocks[-1][0] == "ol" else 1


def _block(tag: str, lines: list[str]) -> str:
    if tag in {"ol", "ul"}:
        return f"<{tag}>" + "".join(f"<li>{line}</li>" for line in lines) + f"</{tag}>"
    return f"<{tag}>" + "<br>".join(lines) + f"</{tag}>"
