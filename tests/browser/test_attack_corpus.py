"""Every attack, cleaned and shown in a real Chromium without any policy to help it: nothing runs, nothing is fetched."""

from collections.abc import Mapping
from contextlib import suppress

from playwright.sync_api import Browser, Dialog, Error, Frame, Request, Route

from courses import html
from tests.attack_corpus import ATTACKS

HOST = "http://chbas.test"
ENOUGH_TO_FIRE = 900  # ms after the page and its frames have loaded

# A reader taps and tabs everywhere, but does not leave by an ordinary link: that is what links are for.
TAP_EVERYTHING = """() => document.querySelectorAll("*").forEach((element) => {
  if (/^https?:/.test(element.protocol || "") || element.target) return;
  for (const name of ["mouseover", "focus", "click"]) element.dispatchEvent(new MouseEvent(name, {bubbles: true, cancelable: true}));
})"""


class Reader:
    """Opens each text in a frame of its own, taps everything, and notes whose text opened a dialog, ran or fetched."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.names = list(texts)
        # Dialogs are told apart by the number they show, so every attack shows its own.
        self.bodies = [text.replace("(1)", f"({number})") for number, text in enumerate(texts.values())]
        self.noted: set[tuple[str, str]] = set()

    def answer(self, route: Route) -> None:
        path = route.request.url.removeprefix(f"{HOST}/text/")
        if route.request.url == f"{HOST}/":
            body = "".join(f'<iframe src="/text/{number}"></iframe>' for number in range(len(self.bodies)))
        elif path.isdigit() and route.request.is_navigation_request():
            body = self.bodies[int(path)]
        else:
            self.noted.add((self.name(route.request), f"asked {route.request.url}"))
            return route.abort()
        return route.fulfill(content_type="text/html; charset=utf-8", body=f"<!doctype html><title>x</title><body>{body}")

    def name(self, request: Request) -> str:
        frame: Frame | None = request.frame
        while frame and not frame.url.startswith(f"{HOST}/text/"):
            frame = frame.parent_frame
        return self.names[int(frame.url.rpartition("/")[2])] if frame else "?"

    def dismiss(self, dialog: Dialog) -> None:
        number = dialog.message
        self.noted.add((self.names[int(number)] if number.isdigit() else number, "opened a dialog"))
        with suppress(Error):  # its frame may have moved on and taken the dialog along
            dialog.dismiss()

    def read(self, browser: Browser) -> set[tuple[str, str]]:
        context = browser.new_context()
        context.route("**/*", self.answer)
        page = context.new_page()
        page.on("dialog", self.dismiss)
        page.goto(f"{HOST}/", wait_until="load")
        page.wait_for_timeout(ENOUGH_TO_FIRE)
        frames = [frame for frame in page.frames if frame.url.startswith(f"{HOST}/text/")]
        for frame in frames:
            frame.evaluate(TAP_EVERYTHING)
        page.wait_for_timeout(ENOUGH_TO_FIRE / 3)
        for number, body in enumerate(page.frames[1:]):
            if body.evaluate("window.__fired === 1"):
                self.noted.add((self.names[number], "ran"))
        context.close()
        return self.noted


def test_no_cleaned_attack_does_anything_in_a_readers_browser(browser: Browser) -> None:
    assert Reader({name: html.sanitize(attack) for name, attack in ATTACKS.items()}).read(browser) == set()


def test_no_attack_typed_as_plain_text_does_anything_in_a_readers_browser(browser: Browser) -> None:
    assert Reader({name: html.plain(attack) + html.paragraphs(attack) for name, attack in ATTACKS.items()}).read(browser) == set()


def test_the_same_attacks_uncleaned_do_run_so_that_silence_means_safety(browser: Browser) -> None:
    noted = Reader(ATTACKS).read(browser)

    assert len({name for name, _ in noted}) >= 50
    assert len({name for name, deed in noted if deed in {"opened a dialog", "ran"}}) >= 40
