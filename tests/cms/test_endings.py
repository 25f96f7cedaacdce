"""Whoever is switched off, or whose sessions an administrator ends, is out at the next click; nothing of citizens is noted."""

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.http import HttpRequest

from cms import endings
from cms.models import Session, User
from tests import cast
from tests.cast import PASSWORD, Person

pytestmark = pytest.mark.django_db
TELEPHONE = "Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36"


def sign_in(name: str, browser: str = "") -> Person:
    """Somebody who works here, through the whole door."""
    person = Person(HTTP_USER_AGENT=browser)
    person.post("/accounts/login/", {"login": f"{name}@chbas.example", "password": PASSWORD})
    person.post("/accounts/2fa/authenticate/", {"code": cast.app_code()})
    return person


def test_who_is_switched_off_is_out_everywhere_and_stays_out_when_switched_on_again(trainer):
    other = Person()
    other.force_login(User.objects.get())
    user = User.objects.get()
    user.is_active = False
    user.save()
    user.is_active = True
    user.save()
    assert ([person.get("/cms/").status_code for person in (trainer, other)], Session.objects.count()) == ([302, 302], 0)


def test_who_is_deleted_leaves_no_session(trainer, officer):
    User.objects.get(username="trainer").delete()
    assert (Session.objects.count(), trainer.get("/cms/").status_code, officer.get("/reports/").status_code) == (1, 302, 200)


def test_ending_all_sessions_of_one_ends_none_of_another(trainer, officer):
    assert (endings.end_all(User.objects.get(username="trainer")), trainer.get("/cms/").status_code, officer.get("/reports/").status_code) == (
        1,
        302,
        200,
    )


def test_an_address_that_was_changed_signs_in_and_the_old_one_no_more(trainer):
    user = User.objects.get()
    user.email = "New@chbas.example"
    user.save()
    led = [Person().post("/accounts/login/", {"login": f"{name}@chbas.example", "password": PASSWORD}).status_code for name in ("new", "trainer")]
    assert (led, [*EmailAddress.objects.values_list("email", "verified", "primary")]) == ([302, 200], [("new@chbas.example", True, True)])


def test_a_trainer_sees_where_they_are_signed_in_and_ends_the_rest(trainer):
    here = sign_in("trainer", TELEPHONE)
    UserSession.objects.create(user=User.objects.get(), session_key=trainer.session.session_key, ip="192.0.2.7", user_agent="curl/8")
    page = cast.text(here.get("/accounts/sessions/"))
    assert [said in page for said in ("Chrome, Android", "curl/8", "192.0.2.7", "127.0.0.1")] == [True] * 4
    here.post("/accounts/sessions/")
    assert (here.get("/cms/").status_code, trainer.get("/cms/").status_code, UserSession.objects.count()) == (200, 302, 1)


def test_of_a_citizen_who_signs_in_neither_address_nor_browser_is_kept(trainer):
    request = HttpRequest()
    request.user = User.objects.create(username="citizen-1")
    endings.note_sign_in(request=request)
    assert UserSession.objects.count() == 0
