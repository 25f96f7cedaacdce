"""Messages as their apps show them: text, inert, stamped, readable aloud, and judged only after they were seen."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from django.template.loader import render_to_string
from django.utils import translation
from playwright.sync_api import Locator, Page

from cms.up import BASE
from courses import khmer
from courses.marking import marked
from tests.browser import test_axe

CSS = (BASE / "cms/static/css/chbas.css").read_text(encoding="utf-8")
CHANNELS = ["sms", "telegram", "messenger", "facebook", "bank", "browser", "email", "payment", "call", "letter"]
SENDERS = {"browser": "verify.gov.kh.example.com", "call": "ហៅចូល៖ 000 000 000", "payment": "SEVA PUBLIC SERVICE", "facebook": "ដំណឹងសាលាឃុំ"}
TEXTS = {
    "facebook": "សាលាឃុំជូនដំណឹង៖ សូមផ្ញើរូបប័ណ្ណសមធម៌ មកទំព័រនេះ។",
    "bank": "បានទទួល៖ 25.00 KHR\nពី៖ LY SOKHA\nថ្ងៃទី 22/11/2026 ម៉ោង 09:14",
    "browser": "លទ្ធផលពិនិត្យឯកសារ\nលេខ៖ 0417\nឈ្មោះ៖ ចាន់ មករា",
    "email": "ប្រធានបទ៖ ពាក្យសុំលេខ 0042 ខ្វះរូបថត\nសូមចូលគណនីតាម account.sevagov.example មុនថ្ងៃទី 30/11។",
    "payment": "ចំនួន៖ 20,000\nរូបិយប័ណ្ណ៖ USD\nសម្គាល់៖ ថ្លៃលិខិតបញ្ជាក់",
    "call": "«ជម្រាបសួរបង។ សូមអានលេខកូដ 6 ខ្ទង់ ប្រាប់ខ្ញុំ។»",
    "letter": "លិខិតអញ្ជើញ\nសូមអញ្ជើញមកសាលាសង្កាត់ ថ្ងៃទី 21/11 ម៉ោង 9:00។",
}
A_TEXT = "ធនាគារផ្កាឈូក៖ កាតរបស់លោកអ្នកនឹងផុតកំណត់។ សូមជ្រើសរើសសាខា តាម phkachhouk.new-card.example ថ្ងៃនេះ។"
# All that a finger or a keyboard could take for more than text.
ALIVE = "a, button, input, select, textarea, summary, audio, video, iframe, [href], [onclick], [tabindex], [role=button], [role=link]"
MARKS = re.compile(r"<mark[^>]*>|<sup>.*?</sup></mark>")


def messages_of_the_courses() -> Iterator[dict[str, Any]]:
    """Every half of every pair, with its channel, sender, text and clues."""
    for path in sorted((BASE / "curriculum").rglob("*.yaml")):
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        for pair in data.get("pairs", []) if isinstance(data, dict) else data:
            if "scam" not in pair:
                continue  # a list of something else
            for half in (pair["scam"], pair["genuine"]):
                yield {name: pair[name] for name in ("channel", "sender", "context")} | {"text": half["text"], "clues": half["clues"]}


MESSAGES = list(messages_of_the_courses())


def longest(channel: str) -> dict[str, Any]:
    """The longest message of the channel; for a channel that no course uses, the longest of them all."""
    own = [one for one in MESSAGES if one["channel"] == channel]
    return max(own or MESSAGES, key=lambda one: len(one["text"])) | {"channel": channel}


@pytest.fixture
def site() -> SimpleNamespace:
    """No site: these pages are made here, and a phone that opens them needs no server."""
    return SimpleNamespace(url=None)


@pytest.fixture(autouse=True)
def _in_khmer() -> Iterator[None]:
    with translation.override("km"):
        yield


def message(channel: str, *, judged: bool = False, **values: object) -> str:
    text = TEXTS.get(channel, A_TEXT)
    shown = {"segments": marked(text, [text.split()[-1]])} if judged else {"text": text}
    return render_to_string("components/message.html", {"channel": channel, "sender": SENDERS.get(channel, "PHKACHHOUK"), **shown, **values})


@pytest.fixture
def shown(phone: Callable[..., Page]) -> Callable[..., Page]:
    """Open a page with one message of each channel, before the judgement or after it."""

    def show(*, judged: bool = False, double: bool = False, **how: object) -> Page:
        clues = render_to_string("components/clues.html", {"clues": ["គេសុំលេខកូដ។"]}) if judged else ""
        body = "".join(f'<section class="split"><h2>{channel}</h2>{message(channel, judged=judged)}{clues}</section>' for channel in CHANNELS)
        page = phone(**how)
        page.set_content(khmer.wrap_html(f'<!doctype html><html lang="km">{HEAD}<body><main><h1>សារ</h1>{body}</main></body></html>'))
        if double:
            page.evaluate(test_axe.DOUBLE_THE_TEXT)
        return page

    return show


HEAD = f'<head><title>សារ</title><meta name="viewport" content="width=device-width, initial-scale=1"><style>{CSS}</style></head>'


@pytest.mark.parametrize("judged", [False, True], ids=["before", "after"])
def test_nothing_in_a_message_can_be_pressed_or_reached(shown, judged):
    page = shown(judged=judged)
    page.keyboard.press("Tab")

    assert page.locator("figure").count() == len(CHANNELS)
    assert page.locator("figure").locator(ALIVE).count() == 0
    assert page.evaluate("document.activeElement.tagName") == "BODY"
    # Nor by a box that scrolls: a keyboard stops there.
    assert page.evaluate("[...document.querySelectorAll('figure *')].filter(one => /auto|scroll/.test(getComputedStyle(one).overflowX)).length") == 0


def test_what_an_author_types_stays_text(phone):
    page = phone()
    typed = '<a href="https://x.example">ចុច</a>\n<img src=x onerror=alert(1)>'
    page.set_content(message("sms", text=typed, sender='<b onclick="x()">SEVA</b>'))

    assert page.locator("figure").locator(f"{ALIVE}, img, b").count() == 0
    assert page.locator(".bubble").inner_text().split("\n\n") == typed.split("\n")


@pytest.mark.parametrize("channel", CHANNELS)
def test_every_message_is_stamped_as_an_example(shown, channel):
    figure = shown().locator(f".phone--{channel}")

    assert figure.locator(".stamp").is_visible()
    assert figure.locator(".stamp").inner_text() == "ឧទាហរណ៍"
    assert figure.get_attribute("aria-label") == "សារឧទាហរណ៍"
    other = message(channel, label="សារលំហាត់")
    assert "ឧទាហរណ៍" not in other
    assert other.count("សារលំហាត់") == 2


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("double", [False, True], ids=["usual", "doubled"])
def test_the_stamp_hides_nothing(shown, channel, double):
    figure = shown(double=double).locator(f".phone--{channel}")
    stamp, sender = figure.locator(".stamp").bounding_box(), figure.locator("header p").first.bounding_box()

    # The box of a line is taller than its letters: a fifth of it may lie below the stamp.
    assert stamp["y"] + stamp["height"] <= sender["y"] + (0.3 * 18 * (2 if double else 1))


@pytest.mark.parametrize("judged", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("channel", CHANNELS)
def test_read_aloud_it_is_sender_channel_text(shown, channel, judged):
    read = lines(shown(judged=judged).locator(f".phone--{channel}"))
    text = TEXTS.get(channel, A_TEXT).split("\n")

    assert read[0] == SENDERS.get(channel, "PHKACHHOUK")
    assert read[1]
    assert read[2] == "ឧទាហរណ៍"
    assert [line.removesuffix("១" if judged else "") for line in read[3 : 3 + len(text)]] == text
    assert len(read) == 3 + len(text) + (channel == "facebook")  # the quiet line below a post, which is not read aloud


def lines(figure: Locator) -> list[str]:
    return [line.replace("\xa0", " ").strip() for line in figure.inner_text().split("\n") if line.strip()]


def test_the_line_below_a_post_is_not_read_aloud_and_no_drawing_is(shown):
    page = shown()

    assert page.locator(".phone--facebook [aria-hidden=true]:not(svg)").count() == 1
    assert page.locator("figure svg:not([aria-hidden=true])").count() == 0


def test_an_address_stands_in_the_bar_be_it_the_sender_or_the_first_line(phone):
    page = phone()
    first = {"sender": "អេក្រង់", "text": "doc.example/verify.gov.kh\nពិនិត្យឯកសារ"}
    cut = {"sender": "អេក្រង់", "segments": marked("https://e-service.example/seva\nសេវា", ["e-service.example/"])}
    other = {"sender": "Google Play", "text": "Seva\nពិន្ទុ៖ 4.4"}
    found = {"sender": "លទ្ធផលស្វែងរក", "text": "seva.gov.kh.forms.example.net\nទម្រង់"}
    page.set_content("".join(message("browser", **values) for values in ({}, first, cut, other, found)))

    bars = [[" ".join(bar.split()) for bar in figure.locator(".url").all_inner_texts()] for figure in page.locator("figure").all()]
    assert bars == [["verify.gov.kh.example.com"], ["doc.example/verify.gov.kh"], ["https://e-service.example/១seva"], [], ["លទ្ធផលស្វែងរក"]]


def test_the_amount_and_the_subject_are_big(shown):
    page = shown()
    big = {channel: page.locator(f".phone--{channel} .big").all_inner_texts() for channel in CHANNELS}

    assert {channel: texts for channel, texts in big.items() if texts} == {
        "bank": ["បានទទួល៖ 25.00 KHR"],
        "email": ["ប្រធានបទ៖ ពាក្យសុំលេខ 0042 ខ្វះរូបថត"],
        "payment": ["ចំនួន៖ 20,000"],
    }


def test_marking_the_clues_moves_nothing_else():
    assert len(MESSAGES) >= 40
    for one in MESSAGES:
        how = {name: one[name] for name in ("channel", "sender")}
        before = render_to_string("components/message.html", how | {"text": one["text"]})
        after = render_to_string("components/message.html", how | {"segments": marked(one["text"], [clue["span"] for clue in one["clues"]])})

        assert after.count("<mark") == len(one["clues"])
        assert MARKS.sub("", after) == before


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("judged", [False, True], ids=["before", "after"])
def test_axe_finds_nothing(shown, judged, dark):
    assert test_axe.faults(shown(judged=judged, dark=dark)) == []


@pytest.mark.parametrize("judged", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("double", [False, True], ids=["usual", "doubled"])
def test_no_message_is_wider_than_the_smallest_phone(shown, judged, double):
    page = shown(judged=judged, double=double, js=False)

    assert page.evaluate(test_axe.STICKS_OUT) == []
    # Nor does a text stick out of its message.
    right = "(one) => one.getBoundingClientRect().right"
    outside = f"(figure) => [...figure.querySelectorAll('p, mark')].map({right}).filter(edge => edge > ({right})(figure)).length"
    assert [figure.evaluate(outside) for figure in page.locator("figure").all()] == [0] * len(CHANNELS)


@pytest.mark.parametrize("judged", [False, True], ids=["before", "after"])
def test_no_line_of_a_message_ends_inside_a_word(shown, judged):
    blocks = shown(judged=judged, js=False).evaluate(test_axe.LINE_STARTS)

    assert sum(len(starts) for _, starts in blocks) >= 3
    assert [cut for text, starts in blocks for cut in test_axe.cuts_inside_words(text, starts)] == []


# --- the question -------------------------------------------------------------------------------------------------------
@pytest.fixture
def asked(phone: Callable[..., Page], static_files: Path) -> Callable[..., Page]:
    """Open the page that asks for a judgement of the channel's longest message. Its head names static files."""

    def ask(channel: str, **how: object) -> Page:
        one = longest(channel)
        content = {"context": one["context"], "channel": channel, "sender": one["sender"], "message": one["text"]}
        question = {"kind": "judge", "version": 1, "position": 2, "total": 4, "content": content}
        html = render_to_string("quizzes/question.html", {"page": SimpleNamespace(pk=1, title="សារ"), "shown": question, "key": "k"})
        page = phone(**how)
        page.set_content(khmer.wrap_html(html.replace("</head>", f"<style>{CSS}</style></head>")))
        return page

    return ask


@pytest.mark.parametrize("double", [False, True], ids=["usual", "doubled"])
@pytest.mark.parametrize("channel", CHANNELS)
def test_the_whole_message_and_both_doors_are_passed_before_the_button_comes_into_sight(asked, channel, double):
    page = asked(channel, width=320, height=480, js=False)
    if double:
        page.evaluate(test_axe.DOUBLE_THE_TEXT)
    message, doors, button = page.locator("figure.phone"), page.locator(".judge label"), page.locator("form button")

    assert page.locator(":checked").count() == 0
    assert (message.count(), doors.count(), button.count()) == (1, 2, 1)
    assert page.evaluate("scrollY") == 0
    top = button.bounding_box()["y"]
    assert top > 480  # not yet in sight
    page.evaluate(f"scrollTo(0, {top} - 480)")
    assert abs(button.bounding_box()["y"] - 480) < 1
    assert [bottom(one) <= 480 for one in (message, doors.nth(0), doors.nth(1))] == [True] * 3
    # Nothing stays in place while the rest scrolls, so nothing has been covered either; and a keyboard goes the same way.
    assert page.evaluate("[...document.querySelectorAll('body *')].filter(one => /fixed|sticky/.test(getComputedStyle(one).position)).length") == 0
    order = "() => [...document.querySelectorAll('figure, .judge input, form button')].map(one => one.tagName)"
    assert page.evaluate(order) == ["FIGURE", "INPUT", "INPUT", "BUTTON"]
    assert page.locator(":checked").count() == 0


def bottom(one: Locator) -> float:
    box = one.bounding_box()
    return float(box["y"] + box["height"])


@pytest.mark.parametrize("double", [False, True], ids=["usual", "doubled"])
@pytest.mark.parametrize("width", [320, 360, 1280])
def test_the_doors_are_alike_on_every_screen(asked, width, double):
    page = asked("sms", width=width, js=False)
    if double:
        page.evaluate(test_axe.DOUBLE_THE_TEXT)
    real, fake = (door.bounding_box() for door in page.locator(".judge label").all())

    assert (real["width"], real["height"]) == pytest.approx((fake["width"], fake["height"]), abs=0.1)
    assert double or real["y"] == fake["y"]  # side by side, or below each other where letters are large
    assert page.evaluate(test_axe.STICKS_OUT) == []
