"""People who work here come in by one door, made by an administrator; everybody sees only their own rooms."""

import re

import pytest

from cms.models import User
from learning.models import Learner
from tests import cast
from tests.cast import PASSWORD, Person

pytestmark = pytest.mark.django_db


def sign_in(person: Person, email: str, password: str, **more: str):
    """Fill the form of the one door."""
    return person.post("/accounts/login/", {"login": email, "password": password} | more)


def second_step(person: Person):
    """Type what the app shows."""
    return person.post("/accounts/2fa/authenticate/", {"code": cast.app_code()})


@pytest.fixture
def visitor(trainer):
    """The trainer at a computer where nobody is signed in."""
    return Person()


# --- doors that do not exist -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "address",
    [
        "/accounts/signup/", "/cms/password_reset/", "/cms/password_reset/done/", "/cms/password_reset/confirm/x/y/", "/_util/login/",
        "/_util/authenticate_with_password/1/1/", "/admin/", "/admin/login/", "/accounts/social/signup/", "/accounts/email/",
        "/accounts/confirm-email/", "/accounts/confirm-email/abc/", "/en/accounts/signup/", "/en/accounts/email/", "/cms/bulk/cms/user/delete/",
    ],
)  # fmt: skip
@pytest.mark.parametrize("how", ["get", "post"])
def test_doors_of_the_frameworks_do_not_exist(citizen, address, how):
    assert getattr(citizen, how)(address).status_code == 404


def test_nobody_makes_an_account_for_themselves(citizen):
    citizen.post("/accounts/signup/", {"email": "me@chbas.example", "password1": PASSWORD, "username": "me"})
    assert User.objects.count() == 0


@pytest.mark.parametrize(
    ("address", "led"),
    [
        ("/cms/", "/accounts/login/?next=%2Fcms%2F"),
        ("/cms/login/", "/accounts/login/?next=%2Fcms%2F"),
        ("/cms/login/?next=/cms/pages/3/", "/accounts/login/?next=%2Fcms%2Fpages%2F3%2F"),
        ("/cms/login/?next=//evil.example%26x", "/accounts/login/?next=%2F%2Fevil.example%26x"),
        ("/cms/messages/", "/accounts/login/?next=%2Fcms%2Fmessages%2F"),
        ("/reports/", "/accounts/login/?next=/reports/"),
    ],
)
def test_every_way_into_the_house_leads_to_the_one_door(citizen, address, led):
    page = citizen.get(address)
    while page.headers["Location"].startswith("/cms/login/"):
        page = citizen.get(page.headers["Location"])
    assert (page.status_code, page.headers["Location"]) == (302, led)


# --- the one door ----------------------------------------------------------------------------------------------------------
def test_a_trainer_signs_in_with_address_password_and_code_and_stands_in_the_editor(visitor):
    asked = sign_in(visitor, "Trainer@chbas.example", PASSWORD)
    assert (asked.status_code, asked.headers["Location"], visitor.get("/cms/").status_code) == (302, "/accounts/2fa/authenticate/", 302)
    entered = second_step(visitor)
    assert (entered.status_code, entered.headers["Location"]) == (302, "/cms/")
    assert (visitor.get("/cms/").status_code, visitor.cookies["session"]["expires"], visitor.cookies["session"]["httponly"]) == (200, "", True)


@pytest.mark.parametrize(("email", "password"), [("trainer@chbas.example", "wrong"), ("nobody@chbas.example", PASSWORD), ("trainer", PASSWORD)])
def test_a_wrong_password_and_an_unknown_address_hear_the_same_sentence(visitor, email, password):
    refused = sign_in(visitor, email, password)
    known = sign_in(visitor, "trainer@chbas.example", "wrong")
    said = refused.context["form"].errors
    assert (refused.status_code, "session" in visitor.cookies, len(said)) == (200, False, 1)
    if "@" in email:
        assert (dict(said), len(known.context["form"].non_field_errors())) == (dict(known.context["form"].errors), 1)


def test_the_door_offers_no_sign_up_and_is_not_indexed(citizen):
    page = cast.text(citizen.get("/accounts/login/"))
    assert ["signup" in page, 'name="robots" content="noindex"' in page] == [False, True]


@pytest.mark.parametrize(("wished", "led"), [("https://evil.example/", "/cms/"), ("/cms/pages/", "/cms/pages/")])
def test_the_door_leads_where_one_wished_and_nowhere_else(visitor, wished, led):
    sign_in(visitor, "trainer@chbas.example", PASSWORD, next=wished)
    assert second_step(visitor).headers["Location"] == led


def test_who_is_switched_off_does_not_come_in(visitor):
    User.objects.update(is_active=False)
    sign_in(visitor, "trainer@chbas.example", PASSWORD)
    assert visitor.get("/cms/").status_code == 302


def test_signing_out_ends_it(visitor):
    sign_in(visitor, "trainer@chbas.example", PASSWORD)
    second_step(visitor)
    visitor.post("/accounts/logout/")
    assert visitor.get("/cms/").status_code == 302


def test_passwords_are_kept_as_argon2_only(trainer):
    assert User.objects.get().password.startswith("argon2$argon2id$")


def test_staff_are_no_learners(trainer):
    trainer.get("/my/")
    assert Learner.objects.count() == 0


# --- rooms -----------------------------------------------------------------------------------------------------------------
def test_a_trainer_edits_and_sees_no_reports(trainer):
    assert [trainer.get(address).status_code for address in ("/cms/", "/cms/messages/", "/reports/")] == [200, 200, 403]


def test_an_officer_reads_reports_and_is_led_back_there_from_the_editor(officer):
    assert officer.get("/reports/").status_code == 200
    for address in ("/cms/", "/cms/messages/", "/cms/pages/"):
        assert officer.open(address).redirect_chain[-1] == ("/reports/", 302)


def test_an_administrator_sees_everything(administrator):
    assert [administrator.get(address).status_code for address in ("/cms/", "/cms/messages/", "/cms/users/", "/reports/")] == [200, 200, 200, 200]


def test_a_trainer_makes_no_accounts_and_no_rights(trainer):
    for address in ("/cms/users/", "/cms/groups/", "/cms/sites/", "/cms/locales/"):
        assert trainer.get(address).status_code == 302


def test_the_first_panel_shows_the_courses_one_may_edit(tmp_path, trainer):
    from tests import factories  # noqa: PLC0415 -- only here

    factories.teach(tmp_path, {"C2": [], "C3": []})
    shown = cast.text(trainer.get("/cms/"))
    assert [shown.count(name) > 0 for name in ("វគ្គ C2", "វគ្គ C3", 'href="/reports/"')] == [True, True, False]


# --- the officer's way out and back ---------------------------------------------------------------------------------------
def test_an_officer_signs_out_from_the_report(officer):
    page = cast.text(officer.get("/reports/"))
    form = re.search(r'<form method="post" action="(/accounts/logout/)"><input type="hidden" name="csrfmiddlewaretoken" value="\w+">', page)
    assert form
    officer.post(form[1])
    assert officer.get("/reports/").status_code == 302


@pytest.mark.parametrize("address", ["/accounts/logout/", "/accounts/password/change/"])
def test_an_officer_finds_back_to_the_report_from_the_pages_of_the_account(officer, trainer, address):
    assert f'href="{address}"' in cast.text(officer.get("/reports/")) or "logout" in address
    led = [[f'href="{to}"' in cast.text(person.open(address)) for to in ("/reports/", "/cms/")] for person in (officer, trainer)]
    assert led == [[True, False], [False, True]]
