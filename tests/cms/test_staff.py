"""What an administrator does when a phone is lost or somebody leaves; who else may, and what is written down."""

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.urls import reverse
from wagtail.models import ModelLogEntry

from cms.models import User
from tests import cast
from tests.cast import PASSWORD, Person
from tests.servers import free_port

pytestmark = pytest.mark.django_db
ACTS = ["end_sessions", "reset_second_factor"]


def address(act: str, name: str = "trainer") -> str:
    return reverse(act, args=[User.objects.get(username=name).pk])


def confirm(administrator: Person) -> None:
    """Say once more that it is you."""
    administrator.post("/accounts/reauthenticate/", {"password": PASSWORD})


def written_down() -> list[tuple[str, str, str]]:
    return [*ModelLogEntry.objects.filter(action__startswith="cms.").values_list("action", "label", "user__username")]


@pytest.fixture
def citizen_account(db: None) -> User:
    return User.objects.create(username="citizen-1")


def test_a_lost_phone_is_taken_off_the_account_and_its_owner_is_told(administrator, trainer):
    asked = administrator.get(address("reset_second_factor"))
    assert asked.headers["Location"].startswith("/accounts/reauthenticate/")
    confirm(administrator)
    page = administrator.get(address("reset_second_factor"))
    assert ("trainer@chbas.example" in cast.text(page), Authenticator.objects.filter(user__username="trainer").count(), mail.outbox) == (True, 1, [])
    administrator.post(address("reset_second_factor"))
    assert (Authenticator.objects.filter(user__username="trainer").exists(), trainer.get("/cms/").status_code) == (False, 302)
    assert ([message.to for message in mail.outbox], "សោទីពីរ" in mail.outbox[0].subject) == ([["trainer@chbas.example"]], True)
    assert written_down() == [("cms.reset_second_factor", "trainer@chbas.example", "admin")]
    back = Person()
    back.post("/accounts/login/", {"login": "trainer@chbas.example", "password": PASSWORD})
    assert back.get("/cms/").headers["Location"] == "/accounts/2fa/"


def test_a_mail_server_that_is_away_is_told_to_the_administrator_and_the_phone_is_off_all_the_same(administrator, trainer, settings):
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = "django.core.mail.backends.smtp.EmailBackend", "127.0.0.1", free_port()
    confirm(administrator)
    done = administrator.post(address("reset_second_factor"), follow=True)
    said = "សូមប្រាប់ trainer@chbas.example ដោយខ្លួនឯង"
    assert (Authenticator.objects.filter(user__username="trainer").exists(), said in cast.text(done)) == (False, True)


def test_all_sessions_are_ended_at_one_press(administrator, trainer):
    assert (administrator.get(address("end_sessions")).status_code, trainer.get("/cms/").status_code) == (200, 200)
    administrator.post(address("end_sessions"))
    assert (trainer.get("/cms/").status_code, administrator.get("/cms/").status_code) == (302, 200)
    assert written_down() == [("cms.end_sessions", "trainer@chbas.example", "admin")]


@pytest.mark.parametrize("act", ACTS)
def test_nobody_else_does_it(administrator, trainer, officer, stranger, act):
    confirm(trainer)
    for person in (trainer, officer, stranger):
        person.get(address(act, "admin"))
        person.post(address(act, "admin"))
    assert (administrator.get("/cms/").status_code, Authenticator.objects.count(), written_down()) == (200, 3, [])


@pytest.mark.parametrize("act", [*ACTS, "wagtailusers_users:edit", "wagtailusers_users:delete", "wagtailusers_users:history"])
def test_a_citizens_account_is_not_found_in_the_editor(administrator, citizen_account, act):
    confirm(administrator)
    assert administrator.get(reverse(act, args=[citizen_account.pk])).status_code == 404


def test_the_list_of_accounts_shows_staff_only_and_who_has_no_second_factor(administrator, trainer, citizen_account):
    Authenticator.objects.filter(user__username="trainer").delete()
    page = cast.text(administrator.get("/cms/users/"))
    assert [name in page for name in ("trainer", "citizen-1", "មិនទាន់មាន", address("end_sessions"), address("reset_second_factor"))] == [
        True,
        False,
        True,
        True,
        True,
    ]
    assert "data-bulk-action-checkbox" not in page


def test_an_administrator_makes_an_account_and_its_owner_sets_up_the_second_factor(administrator):
    confirm(administrator)
    new = {"username": "dara", "email": "dara@chbas.example", "first_name": "Dara", "last_name": "Sok", "password1": PASSWORD, "password2": PASSWORD}
    administrator.post("/cms/users/new/", new)
    dara = Person()
    dara.post("/accounts/login/", {"login": "dara@chbas.example", "password": PASSWORD})
    assert [dara.get(page).status_code for page in ("/accounts/2fa/", "/accounts/2fa/totp/activate/", "/accounts/2fa/webauthn/add/")] == [200] * 3
