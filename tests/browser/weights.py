"""Which pages a citizen meets, and what each costs a phone: measured in a real Chromium through the DevTools protocol.

The tests hold the figures against the budgets, bench/ writes them down. No word here knows pytest.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from playwright.sync_api import Browser, BrowserContext, CDPSession, Locator, Page

KIB = 1024
LESSON = "/c2/l2-2/"  # its check: a written question, a message, a written question, the other message
# KiB that a first visit may cost, all in (HTML, style, script, icon).
BUDGET_KIB = {
    "home": 10, "course": 10, "lesson": 10, "question": 10, "message": 10, "feedback": 10, "feedback on a message": 10,
    "result": 10, "about me": 10, "my learning": 10, "my learning, empty": 10, "about us": 10, "is it real": 10, "stop": 12, "sign-in": 10,
    "name and PIN": 12, "my data": 12, "privacy": 14,
}  # fmt: skip
MOST_REQUESTS = 4
MOST_SCRIPT_KIB = 3
REPEAT_KIB, REPEAT_REQUESTS = 4, 1
# To be read through by whoever wants to know everything: long, and opened once.
REPEAT_KIB_OF = {"name and PIN": 5, "my data": 6, "privacy": 8}

_SHIFTS = """window.shifted = 0;
new PerformanceObserver(list => list.getEntries().forEach(one => { if (!one.hadRecentInput) window.shifted += one.value; }))
  .observe({type: "layout-shift", buffered: true});"""
# A browser without a window shows no icon and so does not ask for it; phones do.
_FETCH_ICON = """async () => {
  const icon = document.querySelector("link[rel=icon]");
  if (icon && !performance.getEntriesByName(icon.href).length) { await (await fetch(icon.href)).arrayBuffer(); }
}"""


@dataclass(frozen=True)
class Place:
    """A page's address, and the cookies of whom it belongs to."""

    path: str
    cookies: tuple[dict[str, Any], ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class Weight:
    """What one page cost: the first time on this phone, and asked for again."""

    bytes: int
    requests: int
    script_bytes: int
    urls: tuple[str, ...]
    repeat_bytes: int
    repeat_requests: int
    shifted: float
    complaints: tuple[str, ...]  # what stood in the console: a blocked script, a broken one, a missing file

    @property
    def kib(self) -> float:
        """First visit, all in."""
        return self.bytes / KIB


@cache
def places(browser: Browser, url: str) -> dict[str, Place]:
    """Walk once through the site as two people, and note where each page stands: one of them stops before a message."""
    found = {"home": "/", "course": LESSON[:4], "lesson": LESSON, "question": f"{LESSON}check/", "my learning, empty": "/my/"}
    found |= {"about us": "/about/", "is it real": "/real/?q=verify.gov.kh.example.com"}
    found |= {"stop": "/stop/", "sign-in": "/accounts/login/code/", "privacy": "/privacy/"}
    seen = {name: Place(path) for name, path in found.items()}
    with _person(browser, url) as page:
        page.goto(f"{LESSON}check/")
        answer(page)
        mine = {"feedback": _path(page, url)}
        go_on(page)
        mine["message"] = _path(page, url)
        seen |= _owned(page.context, mine)
    with _person(browser, url) as page:
        page.goto(f"{LESSON}check/")
        mine = {"about me": "/my/about/", "my learning": "/my/", "name and PIN": "/my/protect/", "my data": "/my/data/"}
        while page.locator(ANSWERS).count():
            is_message = page.locator(".judge").count() > 0
            answer(page)
            if is_message:
                mine["feedback on a message"] = _path(page, url)
            go_on(page)
        mine["result"] = _path(page, url)
        seen |= _owned(page.context, mine)
    return {name: seen[name] for name in BUDGET_KIB}


ANSWERS = "form[action$='/answers/']"


def answer(page: Page) -> None:
    """Choose what stands first, also among the parts that tell, and send it."""
    for group in page.locator(f"{ANSWERS} fieldset:has(input)").all():
        group.locator("label").first.click()
    follow(page.locator(f"{ANSWERS} button"))


def go_on(page: Page) -> None:
    """Leave the feedback for what comes next."""
    follow(page.locator(".bar a.go"))


def finish(page: Page, address: str) -> None:
    """Answer everything with what stands first."""
    page.goto(address)
    while page.locator(ANSWERS).count():
        for place, select in enumerate(page.locator(f"{ANSWERS} select").all(), 1):
            select.select_option(str(place))
        answer(page)
        go_on(page)


def follow(leads: Locator) -> None:
    """Tap what leads to another page, and wait until all of that page is there: a tap alone waits for the first byte of it."""
    with leads.page.expect_navigation():
        leads.click()


def public_paths(browser: Browser, url: str) -> tuple[list[str], list[str]]:
    """Return the addresses of every course, and of every lesson and practice."""
    with _person(browser, url) as page:
        page.goto("/")
        courses = _links(page)
        lessons = []
        for course in courses:
            page.goto(course)
            lessons += _links(page)
    return courses, lessons


def heaviest(browser: Browser, url: str, paths: list[str], count: int) -> list[str]:
    """Return those of the pages that are the longest as they are sent."""
    with _person(browser, url) as page:
        asked = {path: page.request.get(path, headers={"Accept-Encoding": "br"}).headers for path in paths}
    return sorted(paths, key=lambda path: -int(asked[path].get("content-length", 0)))[:count]


def weigh(browser: Browser, url: str, place: Place) -> Weight:
    """Open the page with an empty cache, then ask for it again."""
    with _person(browser, url, js=True, cookies=place.cookies) as page:
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text) if message.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: complaints.append(error.message))
        page.add_init_script(_SHIFTS)
        session = page.context.new_cdp_session(page)
        first = _Traffic(session)
        page.goto(place.path, wait_until="load")
        page.evaluate(_FETCH_ICON)
        page.wait_for_timeout(150)  # the last event is on its way
        shifted = page.evaluate("window.shifted")
        first.stop()
        again = _Traffic(session)
        page.reload(wait_until="load")
        page.wait_for_timeout(150)
        again.stop()
    return Weight(
        bytes=first.bytes(), requests=len(first.sent()), script_bytes=first.bytes("Script"), urls=tuple(one.url for one in first.sent()),
        repeat_bytes=again.bytes(), repeat_requests=len(again.sent()), shifted=shifted, complaints=tuple(complaints),
    )  # fmt: skip


@contextmanager
def _person(browser: Browser, url: str, *, js: bool = False, cookies: tuple[dict[str, Any], ...] = ()) -> Iterator[Page]:
    context = browser.new_context(base_url=url, viewport={"width": 360, "height": 640}, java_script_enabled=js, locale="km-KH", has_touch=True)
    context.add_cookies(list(cookies))
    yield context.new_page()
    context.close()


def _owned(context: BrowserContext, paths: dict[str, str]) -> dict[str, Place]:
    return {name: Place(path, tuple(context.cookies())) for name, path in paths.items()}


def _path(page: Page, url: str) -> str:
    return page.url.removeprefix(url)


def _links(page: Page) -> list[str]:
    return [card.get_attribute("href") or "" for card in page.locator("a.card").all()]


@dataclass
class _Asked:
    url: str
    kind: str = ""
    bytes: int = 0
    is_cached: bool = False


class _Traffic:
    """Everything that goes over the wire for one page while it listens."""

    def __init__(self, session: CDPSession) -> None:
        self.asked: dict[str, _Asked] = {}
        self.listens = True
        session.on("Network.requestWillBeSent", self._sent)
        session.on("Network.responseReceived", self._received)
        session.on("Network.requestServedFromCache", lambda event: self._mark(event["requestId"]))
        session.on("Network.loadingFinished", self._finished)
        session.send("Network.enable")

    def stop(self) -> None:
        self.listens = False

    def sent(self) -> list[_Asked]:
        """Return what was asked of a server, not of the phone's own cache; an icon that the browser asked for beside us counts once."""
        asked = sorted((one for one in self.asked.values() if not one.is_cached and one.url.startswith("http")), key=lambda one: one.bytes)
        return list({one.url: one for one in asked}.values())

    def bytes(self, kind: str = "") -> int:
        return sum(one.bytes for one in self.sent() if kind in {"", one.kind})

    def _sent(self, event: dict[str, Any]) -> None:
        if not self.listens:
            return
        before = event.get("redirectResponse")
        if before:  # it goes on under the same id, but was a request of its own
            self.asked[f"{event['requestId']} {before['url']}"] = _Asked(before["url"], "Redirect", int(before["encodedDataLength"]))
        self.asked[event["requestId"]] = _Asked(event["request"]["url"])

    def _received(self, event: dict[str, Any]) -> None:
        if one := self.asked.get(event["requestId"]):
            one.kind = event["type"]
            one.is_cached = one.is_cached or event["response"].get("fromDiskCache", False)

    def _finished(self, event: dict[str, Any]) -> None:
        if one := self.asked.get(event["requestId"]):
            one.bytes = int(event["encodedDataLength"])

    def _mark(self, request: str) -> None:
        if request in self.asked:
            self.asked[request].is_cached = True
