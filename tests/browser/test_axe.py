"""Pages that everybody can use: axe-core finds nothing, nothing sticks out, fingers hit, and no line ends inside a word."""

from pathlib import Path
from unicodedata import name as name_of

import axe_playwright_python
import pytest
from playwright.sync_api import Page

from courses import khmer
from tests.browser import weights

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text()
RUN_AXE = "async () => (await axe.run({rules: {'target-size': {enabled: true}}})).violations"
PAGES = list(weights.BUDGET_KIB)
READ_MOST = ["home", "lesson", "question", "message", "feedback", "feedback on a message"]

DOUBLE_THE_TEXT = "() => { const root = document.documentElement; root.style.fontSize = 2 * parseFloat(getComputedStyle(root).fontSize) + 'px'; }"
STICKS_OUT = """() => document.documentElement.scrollWidth <= document.documentElement.clientWidth ? [] :
  [...document.querySelectorAll("body *")].filter((one) => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
    .map((one) => `${one.tagName}.${one.className} ${Math.round(one.getBoundingClientRect().right)}px ${one.textContent.trim().slice(0, 30)}`)"""
HARD_TO_HIT = """() => [...document.querySelectorAll(
    `button, select, summary, input:not([type=hidden], [type=radio], [type=checkbox]), a.go, a.card, header a, footer a,
     .judge label, .choice label`)]
  .map((one) => [one, one.getBoundingClientRect()])
  .filter(([one, box]) => box.width && (box.width < 44 || box.height < 44))
  .map(([one, box]) => `${one.tagName}.${one.className} ${Math.round(box.width)}x${Math.round(box.height)} ${one.textContent.trim().slice(0, 30)}`)"""
# For every block of text its text, and the places, counted in characters, at which a new line begins.
LINE_STARTS = """() => {
  const blocks = new Map(), texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), range = document.createRange();
  while (texts.nextNode()) {
    let block = texts.currentNode.parentElement;
    while (getComputedStyle(block).display === "inline") { block = block.parentElement; }
    if (block.getBoundingClientRect().width < 2) { continue; }  // for screen readers only
    blocks.set(block, [...(blocks.get(block) || []), texts.currentNode]);
  }
  return [...blocks.values()].map((nodes) => {
    const starts = [];
    let text = "", line = null;
    for (const node of nodes) {
      for (let i = 0; i < node.data.length; i++) {
        range.setStart(node, i);
        range.setEnd(node, i + 1);
        const box = range.getClientRects()[0];
        if (!box || !box.height || !node.data[i].trim()) { continue; }
        if (line !== null && box.top > line + 14) { starts.push(text.length + i); }
        if (line === null || box.top > line + 14) { line = box.top; }
      }
      text += node.data;
    }
    return [text, starts];
  });
}"""


@pytest.fixture
def opened(browser, site, phone):
    """Open one of the pages, with the cookies of whom it belongs to."""

    def open_page(name: str, **how: object) -> Page:
        place, page = weights.places(browser, site.url)[name], phone(**how)
        page.context.add_cookies(list(place.cookies))
        page.goto(place.path)
        return page

    return open_page


def faults(page: Page) -> list[str]:
    page.evaluate(AXE)
    found = page.evaluate(RUN_AXE)
    return [f"{rule['id']}: {node['target']} {node['failureSummary']}" for rule in found for node in rule["nodes"]]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(opened, name, dark):
    assert faults(opened(name, dark=dark)) == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_in_a_lesson_with_all_its_steps(opened, dark):
    page = opened("lesson", dark=dark)
    page.evaluate("document.documentElement.classList.remove('js')")  # axe itself needs a browser that runs scripts

    assert page.locator(".step >> visible=true").count() >= 3
    assert faults(page) == []


def test_axe_finds_nothing_where_a_number_was_refused(opened):
    page = opened("sign-in")
    page.fill("[name=phone]", "12")
    weights.follow(page.locator("main form button"))

    assert page.locator("[aria-invalid]").count() > 0
    assert faults(page) == []


@pytest.mark.parametrize("name", PAGES)
def test_no_page_is_wider_than_the_smallest_phone(opened, name):
    assert opened(name, js=False).evaluate(STICKS_OUT) == []


@pytest.mark.parametrize("name", PAGES)
def test_no_page_is_wider_than_the_smallest_phone_with_doubled_text(opened, name):
    page = opened(name, js=False)
    page.evaluate(DOUBLE_THE_TEXT)

    assert page.evaluate(STICKS_OUT) == []


@pytest.mark.parametrize("name", PAGES)
def test_a_thumb_hits_everything_that_can_be_pressed(opened, name):
    assert opened(name).evaluate(HARD_TO_HIT) == []


@pytest.mark.parametrize("width", [320, 360])
@pytest.mark.parametrize("name", READ_MOST)
def test_no_line_ends_inside_a_khmer_word(opened, name, width):
    blocks = opened(name, width=width, js=False).evaluate(LINE_STARTS)

    assert sum(len(starts) for _, starts in blocks) >= 3
    assert [cut for text, starts in blocks for cut in cuts_inside_words(text, starts)] == []


def cuts_inside_words(text: str, starts: list[int]) -> list[str]:
    ends, position = set(), 0
    for word in khmer.words(text):
        position += len(word)
        ends.add(position)
    return [f"{text[:start]}|{text[start:]}" for start in starts if start not in ends and name_of(text[start], "").startswith("KHMER")]
