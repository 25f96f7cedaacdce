"""A number and a code that were planted turn up in no log, no exception and no row, whatever goes wrong."""

import logging
import re
import sys

import pytest
from celery import current_app
from django.db import connection

from sms_gateway import delivery, outbox, providers, sealing, tasks
from sms_gateway.models import OutboundMessage, State
from sms_gateway.providers.http_json import HttpJson
from tests.sms_gateway import peer
from tests.sms_gateway.phones import CODE, SOPHEA, TOLD, code

pytestmark = pytest.mark.django_db
PLANTED = (CODE, SOPHEA, SOPHEA.removeprefix("+855"))


def planted(said: str) -> list[str]:
    return [word for word in PLANTED if word in said]


def rows() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM sms_gateway_outboundmessage")
        return "|".join(plain(value) for row in cursor.fetchall() for value in row)


def plain(value: object) -> str:
    return bytes(value).decode("latin-1") if isinstance(value, bytes | memoryview) else str(value)


@pytest.fixture
def logged(caplog):
    """Everything any library says from DEBUG upwards, as the console handler would write it, and the raw arguments beside it."""
    caplog.set_level(logging.DEBUG)

    def everything() -> str:
        return caplog.text + "".join(f"{record.getMessage()}{record.args!r}{record.exc_text}" for record in caplog.records)

    return everything


@pytest.mark.parametrize("manner", [name[1:] for name in vars(peer._Conversation) if re.match("_[a-z]", name)])
def test_no_answer_of_the_network_brings_a_number_or_a_code_into_a_log_or_a_row(settings, provider, logged, manner):
    settings.SMS_PROVIDER, provider.manner = "http", manner
    settings.SMS_HTTP |= {"timeout": 0.5}
    delivery.deliver(code().pk)
    assert len(provider.received) == 1
    assert (planted(logged()), planted(rows()), "code:1" in rows()) == ([], [], True)


@pytest.mark.parametrize("provider_name", ["console", "file"])
def test_the_providers_for_trying_out_show_the_code_and_log_nothing(settings, capsys, sms_file, logged, provider_name):
    settings.SMS_PROVIDER = provider_name
    assert delivery.deliver(code().pk) == State.SENT
    shown = capsys.readouterr().out if provider_name == "console" else sms_file.read_text()
    assert [TOLD in shown, SOPHEA[-8:] in shown] == [True, False]
    assert (planted(logged()), planted(rows())) == ([], [])


def test_a_terminal_without_khmer_shows_the_code_all_the_same(settings, monkeypatch, tmp_path):
    settings.SMS_PROVIDER = "console"
    with (tmp_path / "terminal").open("w", encoding="ascii") as terminal:
        monkeypatch.setattr(sys, "stdout", terminal)
        assert delivery.deliver(code().pk) == State.SENT
    assert CODE in (tmp_path / "terminal").read_text()


def test_a_provider_that_fails_in_a_way_nobody_foresaw_leaves_a_doubt_and_says_only_where(settings, monkeypatch, tmp_path, logged):
    settings.SMS_PROVIDER = "console"
    with (tmp_path / "closed").open("w") as terminal:
        terminal.close()
        monkeypatch.setattr(sys, "stdout", terminal)
        message = code()
        assert delivery.deliver(message.pk) == State.UNKNOWN
    message.refresh_from_db()
    assert (message.reason, message.secret_sealed) == ("provider-fault", None)
    assert "a provider failed: ValueError in" in logged()
    assert "console.py:" in logged()
    assert planted(logged()) == []


def test_a_failed_task_brings_neither_into_celerys_log(settings, sms_file, logged):
    settings.SMS_FILE = "a path with a zero\0"  # ValueError, not OSError: nobody foresaw it
    message = code()
    with current_app.connection_for_write():
        tasks.deliver.apply(args=[str(message.pk)])
    message.refresh_from_db()
    assert (message.state, message.reason) == (State.UNKNOWN, "provider-fault")
    assert (planted(logged()), planted(rows())) == ([], [])


def test_no_exception_names_either():
    said, number = [], sealing.seal(SOPHEA)
    mistakes = [
        lambda: code(text=f"{CODE} no place"),
        lambda: code(text="chbas.gov.kh/••••••"),
        lambda: code(text="•••••• " + "ក" * 70),
        lambda: code(secret=f"{CODE}7"),
        lambda: sealing.open(sealing.SealedNumber(number.sealed, "another")),
        lambda: sealing.open_text(sealing.seal_text(CODE, about="one"), about="another"),
        lambda: outbox.enqueue(to=number, text=TOLD, key="k", category="nudge", proved=False, secret=CODE),
    ]
    for mistake in mistakes:
        with pytest.raises((outbox.TextRefused, sealing.CannotOpen)) as found:
            mistake()
        said.append(f"{found.value!r} {found.value} {found.value.__cause__!r} {found.value.__context__!r}")
    assert [planted(each) for each in said] == [[]] * len(mistakes)


def test_no_repr_shows_either():
    message = code()
    outgoing = providers.Outgoing(to=SOPHEA, text=message.opened_text(), key=message.key)
    assert CODE in outgoing.text
    assert planted(f"{outgoing!r} {message!r} {message} {message.recipient!r} {vars(message)!r}") == []


def test_the_list_of_the_provider_never_shows_itself(settings, provider):
    assert repr(HttpJson()).count("key") == 0


def test_what_stands_at_rest_is_dots_and_seals():
    code()
    assert (planted(rows()), "••••••" in rows(), OutboundMessage.objects.get().opened_text()) == ([], True, TOLD)
