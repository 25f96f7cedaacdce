"""Phones on which nothing may go wrong unseen, and what people do with them: tap, read, be told."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import ConsoleMessage, Locator, Page, Request, Response

from tests.browser import weights
from tests.learning.people import khmer
from tests.servers import Site

BOTH = pytest.mark.parametrize("js", [True, False], ids=["with", "without"])


@dataclass
class Watch:
    """Opens phones and writes down whatever a page breaks, the policy refuses, or another computer is asked for."""

    phone: Callable[..., Page]
    host: str
    faults: list[str] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)  # addresses that are meant to be not found
    refused: int = 0  # a status that is meant to come: a form that asks to be corrected

    def open(self, **kind: Any) -> Page:
        """Open a phone; `kind` as in the fixture `phone`."""
        page = self.phone(**kind)
        page.on("pageerror", lambda fault: self.faults.append(str(fault)))
        page.on("console", self._said)
        page.on("response", self._answered)
        page.on("request", self._asked)
        return page

    def _said(self, message: ConsoleMessage) -> None:
        is_meant = self.refused and f"status of {self.refused}" in message.text
        if message.type in {"error", "warning"} and not is_meant and urlsplit(message.location["url"]).path not in self.gone:
            self.faults.append(message.text)

    def _answered(self, answer: Response) -> None:
        if answer.status >= 400 and answer.status != self.refused and urlsplit(answer.url).path not in self.gone:
            self.faults.append(f"{answer.status} {answer.url}")

    def _asked(self, request: Request) -> None:
        if urlsplit(request.url).netloc not in {self.host, ""}:
            self.faults.append(f"asked elsewhere: {request.url}")


def tap(leads: Locator) -> None:
    """Tap what leads to another page, which has to fit the phone."""
    weights.follow(leads)
    fits(leads.page)


def comes_in(page: Page, site: Site, number: str) -> None:
    """At the citizens' door: give a number, read the code on the phone, type it back."""
    page.fill("[name=phone]", number)
    if page.locator("[name=is_15]").count():
        page.check("[name=is_15]")
    tap(page.locator("form:has([name=phone]) button"))
    page.fill("[name=code]", site.code())
    tap(page.locator("form:has([name=code]) button"))
    assert squeezed(number) not in squeezed(page.content())


def fits(page: Page) -> None:
    """Nobody has to push the page sideways to read it."""
    assert page.evaluate("() => document.documentElement.scrollWidth") <= page.viewport_size["width"], page.url


def link(page: Page, address: str) -> Locator:
    """The way there; the strip below every personal page leads to my data as well."""
    return page.locator(f"main a[href='{address}']").first


def squeezed(text: str) -> str:
    """Khmer as it reads, however its lines are broken."""
    return re.sub(r"[\s\u200b]+", "", text)


def read(page: Page) -> str:
    """All words of the page, also the folded ones."""
    return squeezed(page.locator("main").text_content())


def says(page: Page, *sentences: str) -> bool:
    """Whether the page says this in Khmer, up to the first word that is filled in."""
    return all(squeezed(khmer(one).split("%(")[0]) in read(page) for one in sentences)
