"""The first day of somebody who works here, through the real pages: an app on a phone without JavaScript, and a passkey at a desk."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests import cast
from tests.browser.test_cms import DESK
from tests.browser.watching import Watch
from tests.cast import PASSWORD
from tests.servers import Site

NEW = """
from django.contrib.auth.models import Group
from cms.models import User
user = User.objects.create_user("{name}", "{name}@chbas.example", "{password}")
user.groups.add(Group.objects.get(name="Trainers"))
"""
FINGER = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True, "automaticPresenceSimulation": True}


@pytest.fixture
def at_the_door(watch: Watch, site: Site) -> Callable[..., Page]:
    """Somebody whose account was made today, at the door."""

    def come(name: str, **kind: object) -> Page:
        if kind.pop("new", True):
            site.manage("shell", "-v", "0", "-c", NEW.format(name=name, password=PASSWORD))
        return watch.open(**kind)

    return come


def sign_in(page: Page, name: str, password: str = PASSWORD) -> None:
    """Fill the form of the one door."""
    page.goto("/accounts/login/")
    page.fill("input[name=login]", f"{name}@chbas.example")
    page.fill("input[name=password]", password)
    page.locator("main form button").first.click()


def sign_out(page: Page) -> None:
    page.goto("/accounts/logout/")
    page.locator("main form button").click()


def finger(page: Page) -> Callable[[bool], None]:
    """A device that knows its owner's finger; calling what is returned says whose finger it feels from then on."""
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    key = device.send("WebAuthn.addVirtualAuthenticator", {"options": FINGER})["authenticatorId"]
    return lambda theirs: device.send("WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": theirs})


def test_a_trainer_connects_an_app_writes_the_codes_down_and_comes_in_with_either(at_the_door):
    page = at_the_door("dara", width=360, js=False)
    sign_in(page, "dara")
    expect(page).to_have_url(re.compile("/accounts/2fa/$"))
    page.locator("main a.go").nth(1).click()
    secret = "".join(page.locator("code.key").text_content().split())
    page.fill("input[name=code]", cast.app_code(secret=secret))
    page.locator("main form button").click()
    codes = page.locator(".codes code").all_text_contents()
    assert len(codes) == 10
    page.locator("main a.go").click()
    expect(page).to_have_url(re.compile("/cms/$"))
    sign_out(page)
    sign_in(page, "dara")
    page.fill("input[name=code]", codes[0])
    page.locator("main form button").first.click()
    expect(page).to_have_url(re.compile("/cms/$"))


def test_a_trainer_comes_in_with_a_finger_also_while_somebody_sprays_passwords(at_the_door):
    page = at_the_door("sophea", **DESK)
    feel = finger(page)
    sign_in(page, "sophea")
    page.locator("main a.go").first.click()
    feel(False)
    page.locator("[data-passkey]").click()
    expect(page.locator("main .notice--fake")).to_be_visible()  # not their finger: said in words, and nothing was kept
    feel(True)
    page.locator("[data-passkey]").click()
    expect(page.locator(".codes li")).to_have_count(10)
    sign_out(page)

    stranger = at_the_door("sophea", new=False)
    for _ in range(5):
        sign_in(stranger, "sophea", "wrong")
    sign_in(page, "sophea")
    expect(page).to_have_url(re.compile("/accounts/login/$"))  # the right password is refused, too
    page.click("#passkey_login")
    expect(page).to_have_url(re.compile("/cms/$"))
    page.goto("/accounts/2fa/webauthn/")
    expect(page.locator("main section.card")).to_have_count(1)
