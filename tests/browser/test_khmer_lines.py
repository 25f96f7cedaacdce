"""No line of a lesson ends inside a word, however narrow the phone: measured in a real Chromium."""

from pathlib import Path

from playwright.sync_api import Browser

from courses import khmer

# Cut by hand, not by our own cutting: a line may end at "|" and after a space, and nowhere else.
HAND_CUT = (Path(__file__).parents[1] / "courses/hand_cut.txt").read_text().splitlines()
SENTENCES = [line.replace("|", "") for line in HAND_CUT]
WIDTHS = range(120, 361, 12)
# As in our own style sheet, but for `.u`: that folds where a word is wider than the phone, and these columns may be narrower.
STYLE = "p { font: 18px/1.85 'Noto Sans Khmer'; margin: 0 } .w, .u { white-space: nowrap }"

# For every paragraph the places, counted in characters, at which a new line begins.
LINE_STARTS = """() => [...document.querySelectorAll("p")].map((p) => {
  const texts = document.createTreeWalker(p, NodeFilter.SHOW_TEXT), range = document.createRange(), starts = [];
  let position = 0, line = null;
  while (texts.nextNode()) {
    for (let i = 0; i < texts.currentNode.data.length; i++, position++) {
      range.setStart(texts.currentNode, i);
      range.setEnd(texts.currentNode, i + 1);
      const box = range.getClientRects()[0];
      if (!box || !box.height || !texts.currentNode.data[i].trim()) continue;
      if (line !== null && box.top > line + 14) starts.push(position);
      if (line === null || box.top > line + 14) line = box.top;
    }
  }
  return starts;
})"""


def line_starts(browser: Browser, paragraphs: list[str]) -> list[tuple[str, int]]:
    """Sentence and place of every line that begins inside a paragraph, over all widths."""
    page = browser.new_page(viewport={"width": 400, "height": 800})
    found = []
    for width in WIDTHS:
        page.set_content(f"<style>{STYLE}</style>" + "".join(f'<p style="width:{width}px">{text}</p>' for text in paragraphs))
        found += [(sentence, start) for sentence, starts in zip(SENTENCES, page.evaluate(LINE_STARTS), strict=True) for start in starts]
    page.close()
    return found


def inside_words(starts: list[tuple[str, int]]) -> list[str]:
    """The sentences whose lines begin inside a word, the place marked."""
    ends = {sentence: {len(part.replace("|", "")) for part in _parts(cut)} for sentence, cut in zip(SENTENCES, HAND_CUT, strict=True)}
    return [f"{sentence[:start]}|{sentence[start:]}" for sentence, start in starts if start not in ends[sentence]]


def _parts(cut: str) -> list[str]:
    return [cut[: place + 1] for place, sign in enumerate(cut) if sign in "| "]


def test_no_line_ends_inside_a_word_however_narrow_the_phone(browser: Browser) -> None:
    starts = line_starts(browser, [khmer.wrap_html(sentence) for sentence in SENTENCES])

    assert len(starts) > 750
    assert inside_words(starts) == []


def test_no_line_begins_with_a_full_stop_or_ends_with_an_opening_quote(browser: Browser) -> None:
    starts = line_starts(browser, [khmer.wrap_html(sentence) for sentence in SENTENCES])

    assert [sentence[start:] for sentence, start in starts if sentence[start] in "។៕៖ៗ?!»)"] == []
    assert [sentence[:start] for sentence, start in starts if sentence[:start].rstrip()[-1] in "«("] == []


def test_without_our_help_the_browser_does_break_words(browser: Browser) -> None:
    assert len(inside_words(line_starts(browser, SENTENCES))) > 10
