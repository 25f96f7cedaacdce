"""The little markup of curriculum files, and the HTML that the editor keeps: there and back without loss.

Blank lines part paragraphs; "១. " and "- " begin list items, "## " a heading; **bold**; [text](address).
"""

import re
from html import unescape

from courses import html, khmer

_BOLD = re.compile(r"\*\*(.+?)\*\*")
_LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")
_BLOCK = re.compile(r"<(p|h2|h3|ul|ol)\b[^>]*>(.*?)</\1>", re.DOTALL)
_ITEM = re.compile(r"<li\b[^>]*>(.*?)</li>", re.DOTALL)
_INLINE = ((re.compile(r"</?(?:b|strong)\b[^>]*>"), "**"), (re.compile(r"<br\s*/?>"), "\n"))
_ANCHOR = re.compile(r"<a\b[^>]*?href=\"([^\"]*)\"[^>]*>(.*?)</a>", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")


def to_html(text: str) -> str:
    r"""Return the HTML of a text from a file.

    >>> to_html("១. **ឈប់**\n២. គិត")
    '<ol><li><b>ឈប់</b></li><li>គិត</li></ol>'
    """
    made = _LINK.sub(r'<a href="\2">\1</a>', _BOLD.sub(r"<b>\1</b>", html.paragraphs(text)))
    return html.sanitize(made)


def to_text(markup: str) -> str:
    r"""Return the text for a file of what stands in the editor.

    >>> to_text('<p data-block-key="x">ឈប់<br/>គិត</p><ul><li>សួរ</li></ul>')
    'ឈប់\nគិត\n\n- សួរ'
    """
    blocks = []
    for tag, inner in _BLOCK.findall(markup):
        if tag in {"ul", "ol"}:
            items = [_inline(item) for item in _ITEM.findall(inner)]
            blocks.append("\n".join(f"{khmer.khmer_digits(n)}. {item}" if tag == "ol" else f"- {item}" for n, item in enumerate(items, 1)))
        else:
            blocks.append(("## " if tag in {"h2", "h3"} else "") + _inline(inner))
    return "\n\n".join(block for block in blocks if block)


def _inline(markup: str) -> str:
    text = _ANCHOR.sub(r"[\2](\1)", markup)
    for pattern, sign in _INLINE:
        text = pattern.sub(sign, text)
    return unescape(_TAG.sub("", text)).strip()
