"""Four people: a citizen on a shared phone, a trainer, an officer, and a stranger who must see nothing of the citizen's."""

import re
import time
from collections.abc import Callable
from datetime import UTC, datetime
from html import unescape
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.contrib.auth.models import Group
from django.core.signals import setting_changed
from django.dispatch import receiver
from django.http import HttpResponse
from django.test import Client
from django.test.client import ClientHandler

from cms import roles
from cms.models import User
from learning.models import Scope
from quizzes.models import Attempt, QuestionVersion
from sms_gateway.models import Category, OutboundMessage

PASSWORD = "ច្បាស់-ច្បាស់-ច្បាស់"
MONDAY_10AM = datetime(2027, 1, 4, 3, 0, tzinfo=UTC)  # ten in the morning in Phnom Penh
NUMBER = "012 345 678"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


_HANDLERS: dict[bool, ClientHandler] = {}


@receiver(setting_changed)
def _load_anew(**_: object) -> None:
    _HANDLERS.clear()


class Person(Client):
    """A browser without JavaScript: opens pages, fills forms, follows to where it is led."""

    def __init__(self, enforce_csrf_checks: bool = False, **more: Any) -> None:
        super().__init__(enforce_csrf_checks, **more)
        # A site lists its static files when it starts: one site for everybody takes half the time of the tests away.
        self.handler = _HANDLERS.setdefault(enforce_csrf_checks, self.handler)

    def open(self, address: str) -> HttpResponse:
        """Open a page, following redirects."""
        return self.get(address, follow=True)

    def answer(self, page: HttpResponse, *chosen: str, **other: str) -> HttpResponse:
        """Choose on a question's page and send its form."""
        return self.post(action(page), fields(page) | {"choice": list(chosen)} | other, follow=True)

    def finish(self, page: HttpResponse, choose: Callable[[list[str]], str]) -> HttpResponse:
        """Answer every question as `choose` says and return the result page."""
        while "/answers/" in text(page):
            feedback = self.answer(page, choose(choices(page)))
            page = self.open(f"/quizzes/attempts/{feedback.context['attempt'].pk}/")
        return page

    def know_all(self, page: HttpResponse) -> HttpResponse:
        """Answer every question right and return the result page."""
        while "/answers/" in text(page):
            feedback = self.answer(page, *right(page))
            page = self.open(f"/quizzes/attempts/{feedback.context['attempt'].pk}/")
        return page

    def ask_for_a_code(self, number: str = NUMBER, **more: str) -> HttpResponse:
        """Come to the citizens' door with a number."""
        return self.post("/accounts/login/code/", {"phone": number, "is_15": "on"} | more)

    def prove(self, number: str = NUMBER, **more: str) -> HttpResponse:
        """Sign in: ask for a code, read it on the phone, type it back; follow to where that leads."""
        self.ask_for_a_code(number, **more)
        return self.post("/accounts/login/code/confirm/", {"code": code_on_the_phone()}, follow=True)


def code_on_the_phone() -> str:
    """The six digits of the newest message that brought a code."""
    message = OutboundMessage.objects.filter(category=Category.CODE).latest("queued_at", "pk")
    return re.search(r"[0-9]{6}", message.opened_text()).group()


def right(page: HttpResponse) -> list[str]:
    """The right answers to the question on the page."""
    content = QuestionVersion.objects.get(pk=fields(page)["question"]).content
    return [choice["id"] for choice in content["choices"] if choice["right"]]


def knowing(offered: list[str]) -> str:
    """What somebody chooses who knows, in the small course of tests/factories.py: "b", or what the message truly is."""
    if "scam" not in offered:
        return offered[1]
    attempt = Attempt.objects.filter(sent_at__isnull=True).latest("opened_at")
    given = set(attempt.responses.values_list("version_id", flat=True))
    return QuestionVersion.objects.get(pk=next(one for one in attempt.drawn if one not in given)).content["truth"]


def action(page: HttpResponse) -> str:
    """Where the question's form leads."""
    return re.search(r'action="(/quizzes/\d+/answers/)"', text(page)).group(1)


def fields(page: HttpResponse) -> dict[str, str]:
    """The hidden fields of the question's form."""
    return {name: re.search(rf'name="{name}" value="([^"]+)"', text(page)).group(1) for name in ("key", "question")}


def text(page: HttpResponse) -> str:
    """What stands in the page's source, without the spans around Khmer words."""
    return unescape(re.sub(r'<span class="[wu]">(.*?)</span>|<wbr>', r"\1", page.content.decode()))


def choices(page: HttpResponse) -> list[str]:
    """The values one may choose, in the order shown."""
    return re.findall(r'name="choice" (?:id="[^"]+" )?value="([^"]+)"', text(page))


def parts(page: HttpResponse) -> list[str]:
    """The parts of the message among which to say what tells; mostly there are none to choose from."""
    return re.findall(r'name="clue" value="([^"]+)"', text(page))


@pytest.fixture
def citizen() -> Person:
    """Kampong Thom, a phone that the whole family uses."""
    return Person()


@pytest.fixture
def stranger() -> Person:
    """Somebody on another phone."""
    return Person()


@pytest.fixture
def trainer(db: None) -> Person:
    """Writes lessons; not technical."""
    return staff("trainer", roles.TRAINERS)


@pytest.fixture
def officer(db: None) -> Person:
    """Reads reports in a ministry."""
    return staff("officer", roles.OFFICERS, Scope.Kind.MINISTRY, "MPTC")


@pytest.fixture
def administrator(db: None) -> Person:
    """May do everything in the CMS."""
    return staff("admin", None)


def lock(user: User) -> Authenticator:
    """Give somebody who works here their second factor: an app that makes codes from SECRET."""
    return TOTP.activate(user, SECRET).instance


def app_code(at: float | None = None, secret: str = SECRET) -> str:
    """What the app shows now, or then."""
    return format_hotp_value(hotp_value(secret, int(time.time() if at is None else at) // 30))


def staff(name: str, group: str | None, kind: str = "", value: str = "") -> Person:
    """Somebody who works here, signed in, with a second factor and their part of the country or the work; without a group an administrator."""
    roles.setup()
    user = User.objects.create_user(name, f"{name}@chbas.example", PASSWORD, is_superuser=group is None)
    if group:
        user.groups.add(Group.objects.get(name=group))
    if kind:
        Scope.objects.create(user=user, kind=kind, value=value)
    lock(user)
    person = Person()
    person.force_login(user)
    return person
