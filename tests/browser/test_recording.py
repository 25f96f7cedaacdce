"""A trainer records a step with the microphone in the editor, and a citizen hears it (decisions H5)."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.test_cms import DESK, sign_in
from tests.servers import Site


def watched(page: Page, faults: list[str]) -> Page:
    """The page, whose complaints are written down: a broken script, or what the policy refuses."""
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    return page


def open_a_lesson(desk: Page, site: Site) -> str:
    """Sign in and walk to the sixth lesson of the second course; return its address for citizens."""
    sign_in(desk, site)
    desk.click(".chbas-courses li:nth-child(2) a")
    desk.locator("main tbody .title-wrapper a").nth(5).click()
    return f"/c4/{desk.input_value('#id_slug')}/"


def test_a_step_recorded_in_the_editor_is_heard_by_citizens(phone: Callable[..., Page], site: Site):
    faults: list[str] = []
    desk, citizen = watched(phone(**DESK), faults), watched(phone(), faults)
    address = open_a_lesson(desk, site)
    sent: list[str] = []
    desk.on("request", lambda asked: sent.append(asked.url) if asked.method == "POST" and "/sounds/" in asked.url else None)
    row = desk.locator("li.sound").first
    row.locator("[data-do=record]").click()
    expect(row.locator("output")).to_have_text("0:01")
    row.locator("[data-do=stop]").click()
    row.locator("[data-do=keep]").dblclick()
    expect(row.locator("audio:not(.sound__take) source")).to_have_count(2, timeout=60_000)  # the worker has made it small
    assert len(sent) == 1

    citizen.goto(address)
    player = citizen.locator("#step-1 audio")
    expect(citizen.locator("#step-1 .listen")).to_have_text(re.compile(r"ស្តាប់ · ០:០[១-៩] · [១-៩]+ KB"))
    player.evaluate("audio => audio.play()")
    expect(player).to_have_js_property("paused", value=False)
    citizen.locator(".bar .go:not(.go--plain)").click()
    expect(player).to_have_js_property("paused", value=True)  # another step is another text
    assert faults == []
