"""Without a second factor people who work here reach nothing; with one, nobody comes in on a password alone."""

import json
import re
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.cache import caches
from django.urls import get_resolver, reverse
from django.utils import timezone

from cms import second_factor
from cms.models import Session, User
from sms_gateway import sealing
from tests import cast
from tests.cast import PASSWORD, Person

pytestmark = pytest.mark.django_db
PART = "aGVsbG8"
ANSWERS = [
    {},
    {"attestationObject": PART},
    {"authenticatorData": "oA", "signature": PART, "userHandle": "MQ"},
    {"attestationObject": "o2NmbXQ", "userHandle": 7},
]
FORGED = ["", "{}", "[]", "7", '"x"', '{"id": 1}', "no json", *(
    json.dumps({"id": PART, "rawId": PART, "type": "public-key", "response": answer | {"clientDataJSON": said}})
    for answer in ANSWERS for said in (PART, "e30", None)
)]  # fmt: skip
NOON = timezone.now().replace(hour=5, minute=0, second=3, microsecond=0)


def sign_in(person: Person, password: str = PASSWORD):
    """The first step, as the trainer."""
    return person.post("/accounts/login/", {"login": "trainer@chbas.example", "password": password})


def type_code(person: Person, code: str):
    """The second step."""
    return person.post("/accounts/2fa/authenticate/", {"code": code})


def is_inside(person: Person) -> bool:
    return person.get("/cms/").status_code == 200


@pytest.fixture
def newcomer(trainer):
    """The trainer on the first day: an administrator has made the account, nothing more."""
    Authenticator.objects.all().delete()
    return trainer


@pytest.fixture
def visitor(trainer):
    """The trainer, who has an app, at a computer where nobody is signed in."""
    return Person()


@pytest.fixture
def signed_in_citizen(db: None) -> Person:
    """Somebody who learns, signed in by a number."""
    person = Person()
    person.force_login(User.objects.create(username="citizen-1"))
    return person


# --- nothing without it ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "address",
    ["/cms/", "/cms/pages/", "/cms/users/", "/cms/login/", "/cms/jsi18n/", "/reports/", "/documents/1/paper.pdf", "/my/", "/healthz",
     "/accounts/login/", "/accounts/password/change/", "/accounts/sessions/", "/accounts/2fa/recovery-codes/",
     "/accounts/2fa/webauthn/", "/accounts/2fa/reauthenticate/",
     "/en/accounts/password/change/"],
)  # fmt: skip
@pytest.mark.parametrize("how", ["get", "post"])
def test_a_newcomer_is_led_to_the_second_factor_from_everywhere(newcomer, address, how):
    led = getattr(newcomer, how)(address)
    assert (led.status_code, led.headers["Location"].removeprefix("/en")) == (302, "/accounts/2fa/")


def test_a_newcomer_may_open_what_sets_it_up_and_go_away(newcomer):
    pages = ["/accounts/2fa/", "/accounts/2fa/totp/activate/", "/accounts/2fa/webauthn/add/", "/accounts/logout/"]
    newcomer.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert [newcomer.get(page).status_code for page in pages] == [200] * 4


@pytest.mark.django_db(transaction=True)
def test_the_first_sign_in_leads_kindly_through_an_app_to_the_editor(newcomer):
    person = Person()
    sign_in(person)
    welcome = person.open("/cms/")
    assert (welcome.redirect_chain, "សូមស្វាគមន៍" in cast.text(welcome)) == ([("/accounts/2fa/", 302)], True)
    app = person.open("/accounts/2fa/totp/activate/")  # nobody who has just come in is asked for the password again
    secret = app.context["form"].secret
    assert ["data:image/svg+xml" in cast.text(app), f"secret={secret}" in cast.text(app), secret[:4] + " " + secret[4:8] in cast.text(app)] == [
        True
    ] * 3
    wrong = person.post("/accounts/2fa/totp/activate/", {"code": "000000"})
    assert (wrong.context["form"].secret, bool(wrong.context["form"].errors)) == (secret, True)
    paper = person.post("/accounts/2fa/totp/activate/", {"code": cast.app_code(secret=secret)}, follow=True)
    codes = re.findall(r"<code>(\d{4} \d{4})</code>", cast.text(paper))
    assert (len(set(codes)), 'href="/cms/"' in cast.text(paper)) == (10, True)
    assert (is_inside(person), [message.subject.split("] ")[1] for message in mail.outbox]) == (True, ["បានភ្ជាប់កម្មវិធីលេខកូដ"])
    again = cast.text(person.get("/accounts/2fa/recovery-codes/"))
    assert [code in again for code in codes] == [False] * 10


def test_what_codes_are_made_from_is_nowhere_to_be_read(newcomer):
    person = Person()
    sign_in(person)
    person.get("/accounts/2fa/totp/activate/")
    secret = person.session["mfa.totp.secret"]
    person.post("/accounts/2fa/totp/activate/", {"code": cast.app_code(secret=secret)})
    kept = {one.type: one.data for one in Authenticator.objects.all()}
    assert [secret in str(kept), "mfa.totp.secret" in person.session] == [False, False]
    opened = second_factor.Adapter().decrypt
    assert (opened(kept["totp"]["secret"]), len(opened(kept["recovery_codes"]["seed"]))) == (secret, 80)
    with pytest.raises(sealing.Tampered):
        opened(f"{kept['totp']['secret'][:-4]}AAA=")


@pytest.mark.django_db(transaction=True)
def test_whoever_came_in_on_the_password_before_the_lock_was_put_on_is_out(newcomer):
    thief, owner = Person(), Person()
    for person in (thief, owner):
        sign_in(person)
    owner.get("/accounts/2fa/totp/activate/")
    before, code = owner.session.session_key, cast.app_code(secret=owner.session["mfa.totp.secret"])
    owner.post("/accounts/2fa/totp/activate/", {"code": code})
    assert ([is_inside(thief), is_inside(owner)], Session.objects.filter(session_key=before).exists()) == ([False, True], False)
    sign_in(thief)
    assert type_code(thief, code).status_code == 200  # the code that was typed to connect the app is spent, too
    assert (owner.session.session_key == before, owner.get("/accounts/sessions/").context["session_count"]) == (False, 1)


# --- the second step ------------------------------------------------------------------------------------------------------
def test_a_password_alone_opens_nothing(visitor):
    sign_in(visitor)
    assert [visitor.get(page).status_code for page in ("/cms/", "/reports/", "/accounts/sessions/", "/accounts/2fa/")] == [302] * 4
    assert (type_code(visitor, "123456").status_code, is_inside(visitor)) == (200, False)
    assert (type_code(visitor, cast.app_code()).headers["Location"], is_inside(visitor)) == ("/cms/", True)


def test_a_code_opens_once_and_so_does_every_older_one(visitor):
    with time_machine.travel(NOON, tick=False) as clock:
        code, older = cast.app_code(), cast.app_code(NOON.timestamp() - 30)
        sign_in(visitor)
        assert type_code(visitor, code).status_code == 302
        overlooker = Person()
        sign_in(overlooker)
        caches["default"].clear()  # allauth would remember it there, and for half a minute only
        clock.shift(29)
        assert [type_code(overlooker, one).status_code for one in (code, older)] == [200, 200]
        assert type_code(overlooker, cast.app_code(NOON.timestamp() + 30)).status_code == 302


def test_a_phone_whose_clock_is_half_a_minute_off_opens_and_one_that_is_further_off_does_not(visitor):
    with time_machine.travel(NOON, tick=False):
        sign_in(visitor)
        codes = [cast.app_code(NOON.timestamp() + seconds) for seconds in (-60, 60, 30)]
        assert [type_code(visitor, code).status_code for code in codes] == [200, 200, 302]


def test_five_wrong_codes_shut_the_gate_for_a_quarter_of_an_hour_even_when_the_cache_forgets(visitor):
    with time_machine.travel(NOON, tick=False) as clock:
        sign_in(visitor)
        for _ in range(5):
            type_code(visitor, "000000")
            caches["default"].clear()
        refused = type_code(visitor, cast.app_code())
        assert (refused.status_code, "15 នាទី" in cast.text(refused)) == (200, True)
        clock.shift(timedelta(minutes=15, seconds=1))
        sign_in(visitor)
        assert type_code(visitor, cast.app_code()).status_code == 302


def test_a_code_from_the_paper_opens_once(visitor, trainer):
    trainer.post("/accounts/reauthenticate/", {"password": PASSWORD})
    trainer.post("/accounts/2fa/recovery-codes/generate/")
    code = re.findall(r"<code>(\d{4} \d{4})</code>", cast.text(trainer.get("/accounts/2fa/recovery-codes/")))[3]
    sign_in(visitor)
    assert type_code(visitor, code).status_code == 302
    other = Person()
    sign_in(other)
    assert (type_code(other, code).status_code, "9" in cast.text(trainer.get("/accounts/2fa/"))) == (200, True)


def test_a_new_password_by_e_mail_still_meets_the_second_step(visitor):
    visitor.post("/accounts/password/reset/", {"email": "trainer@chbas.example"})
    link = re.search(r"http://\S+?(/accounts/password/reset/key/\S+)", mail.outbox[0].body).group(1)
    form = visitor.open(link)
    new = "ពាក្យ-ថ្មី-វែង-ណាស់"
    visitor.post(form.redirect_chain[-1][0], {"password1": new, "password2": new})
    assert not is_inside(visitor)
    assert (sign_in(visitor, new).headers["Location"], is_inside(visitor)) == ("/accounts/2fa/authenticate/", False)


def test_nobody_has_mail_sent_to_strangers(citizen):
    citizen.post("/accounts/password/reset/", {"email": "stranger@elsewhere.example"})
    assert mail.outbox == []


def test_a_lost_key_says_that_the_code_is_wrong_and_breaks_nothing(visitor, settings):
    settings.SEALING_KEYS = {9: bytes(32)}
    sign_in(visitor)
    assert type_code(visitor, cast.app_code()).status_code == 200


def test_who_sprays_passwords_is_stopped_for_that_account(visitor):
    for _ in range(5):
        sign_in(visitor, "wrong")
    stopped = sign_in(visitor)
    assert (stopped.status_code, len(stopped.context["form"].errors)) == (200, 1)  # that a passkey still opens: tests/browser/test_staff_door.py


# --- one's own locks ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "address",
    ["/accounts/2fa/", "/accounts/2fa/totp/deactivate/", "/accounts/2fa/webauthn/", "/accounts/2fa/webauthn/add/",
     "/accounts/2fa/recovery-codes/generate/", "/accounts/sessions/", "/accounts/password/change/"],
)  # fmt: skip
def test_a_trainer_finds_everything_about_the_account(trainer, address):
    trainer.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert trainer.get(address).status_code == 200


def test_changing_a_lock_asks_first_whether_it_is_still_you(trainer):
    asked = trainer.get("/accounts/2fa/totp/deactivate/")
    assert (asked.status_code, asked.headers["Location"]) == (302, "/accounts/reauthenticate/?next=%2Faccounts%2F2fa%2Ftotp%2Fdeactivate%2F")
    other_way = trainer.open("/accounts/2fa/reauthenticate/?next=/accounts/2fa/")
    assert (other_way.status_code, trainer.post("/accounts/2fa/reauthenticate/", {"code": "000000"}).status_code) == (200, 200)
    trainer.post("/accounts/2fa/reauthenticate/", {"code": cast.app_code()})
    assert trainer.get("/accounts/2fa/totp/deactivate/").status_code == 200


def test_who_takes_the_app_away_for_a_new_phone_sets_up_another_at_once(trainer):
    trainer.post("/accounts/reauthenticate/", {"password": PASSWORD})
    trainer.post("/accounts/2fa/totp/deactivate/")
    assert (trainer.get("/cms/").headers["Location"], Authenticator.objects.count()) == ("/accounts/2fa/", 0)


def test_a_forged_passkey_is_refused(trainer, visitor):
    trainer.post("/accounts/reauthenticate/", {"password": PASSWORD})
    trainer.get("/accounts/2fa/webauthn/add/")
    visitor.get("/accounts/2fa/webauthn/login/", HTTP_ACCEPT="application/json")
    for forged in FORGED:
        caches["default"].clear()  # ten tries a minute from one address
        assert trainer.post("/accounts/2fa/webauthn/add/", {"name": "x", "credential": forged}).status_code == 200
        assert visitor.post("/accounts/2fa/webauthn/login/", {"credential": forged}).status_code == 302
    assert (Authenticator.objects.count(), is_inside(visitor)) == (1, False)


# --- citizens -------------------------------------------------------------------------------------------------------------
def test_a_citizen_finds_none_of_staffs_pages(signed_in_citizen):
    names = {name for name in get_resolver().reverse_dict if isinstance(name, str) and name.startswith(("account_", "mfa_", "usersessions_"))}
    arguments = {"account_confirm_email": ["x"], "account_reset_password_from_key": ["1", "x"], "mfa_edit_webauthn": [1], "mfa_remove_webauthn": [1]}
    found = {name for name in names if signed_in_citizen.get(reverse(name, args=arguments.get(name))).status_code != 404}
    assert (found - second_factor.CITIZENS, len(names) > 20, signed_in_citizen.get("/accounts/logout/").status_code) == (set(), True, 200)


def test_a_citizen_is_asked_for_no_second_factor(signed_in_citizen):
    assert [signed_in_citizen.get(address).status_code for address in ("/my/", "/stop/", "/healthz")] == [200] * 3
