"""A real Chromium on the real site. Every test here speaks to one site and one browser, so all of them run in one process."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Error, Page, Playwright, sync_playwright

from tests.browser.watching import Watch
from tests.servers import Site

# Playwright's loop runs in this thread; Django would refuse its database there.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update"]
ARGUMENTS += ["--disable-sync", "--disable-dev-shm-usage"]
ARGUMENTS += ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]  # a microphone that beeps, and a trainer who allows it
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep browser tests in one lane: the database behind the site makes no difference to a browser."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.once)


# Not for the whole session: while Playwright's loop runs in this thread, Django gives every test another database connection.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium: the system's, else Playwright's own."""
    with sync_playwright() as playwright:
        try:
            found = _launch(playwright)
        except Error as reason:
            said = f"NO BROWSER, NO BROWSER TESTS: install chromium ({str(reason).splitlines()[0]})"
            if os.environ.get("CI") == "true":
                pytest.fail(said, pytrace=False)
            pytest.skip(said)
        yield found
        found.close()


def _launch(playwright: Playwright) -> Browser:
    system = next((path for name in NAMES if (path := shutil.which(name))), None)
    if not system and not Path(playwright.chromium.executable_path).exists():
        # Its failure shows in the launch that follows.
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], capture_output=True, timeout=600, check=False)
    return playwright.chromium.launch(executable_path=system, args=ARGUMENTS)


@pytest.fixture
def phone(browser: Browser, site: Site) -> Iterator[Callable[..., Page]]:
    """Open pages as phones do: `phone(width=360, js=False, dark=True)`; each is a person of its own, without cookies."""
    opened = []

    def open_phone(*, width: int = 320, height: int = 640, js: bool = True, dark: bool = False) -> Page:
        context = browser.new_context(
            base_url=site.url,
            viewport={"width": width, "height": height},
            java_script_enabled=js,
            color_scheme="dark" if dark else "light",
            locale="km-KH",
            has_touch=True,
        )
        opened.append(context)
        return context.new_page()

    yield open_phone
    for context in opened:
        context.close()


@pytest.fixture
def page(phone: Callable[..., Page]) -> Page:
    """One small phone with JavaScript."""
    return phone()


@pytest.fixture
def watch(phone: Callable[..., Page], site: Site) -> Iterator[Watch]:
    """Phones on which nothing may go wrong unseen."""
    watching = Watch(phone, urlsplit(site.url).netloc)
    yield watching
    assert watching.faults == []
