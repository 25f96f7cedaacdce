import socket
import time

import pytest
from django.core.exceptions import ImproperlyConfigured

from sms_gateway.providers import NotSent, Outgoing, Rejected, Unknown
from sms_gateway.providers.http_json import HttpJson
from tests.sms_gateway import peer
from tests.sms_gateway.phones import SOPHEA, TEXT

MESSAGE = Outgoing(to=SOPHEA, text=TEXT, key="nudge:1")


def test_the_provider_gets_exactly_what_the_settings_describe(provider):
    assert HttpJson().submit(MESSAGE) == "ref-1"
    [request] = provider.received
    assert (request["method"], request["path"], request["headers"]["x-secret"]) == ("POST", "/send", "hush")
    assert request["headers"]["content-type"] == "application/json"
    assert request["body"] == {
        "sender": "CHBAS",
        "to": SOPHEA,
        "content": TEXT,
        "options": {"label": "nudge:1", "flash": False, "tags": ["chbas"]},
    }


def test_braces_in_a_text_are_only_text(provider):
    HttpJson().submit(Outgoing(to=SOPHEA, text="{to} {key} {0} {", key="{text}"))
    assert provider.received[0]["body"]["content"] == "{to} {key} {0} {"
    assert provider.received[0]["body"]["options"]["label"] == "{text}"


def test_a_reference_may_be_a_number(provider):
    provider.manner = "reference_is_a_number"
    assert HttpJson().submit(MESSAGE) == "4711"


@pytest.mark.parametrize(
    ("manner", "outcome", "reason"),
    [
        ("refuse", Rejected, "http-400"),
        ("too_many", NotSent, "http-429"),
        ("conflict", Unknown, "http-409"),
        ("broken", Unknown, "http-500"),
        ("bad_gateway", Unknown, "http-502"),
        ("redirect", Unknown, "http-307"),
        ("no_content", Unknown, "http-204"),
        ("empty", Unknown, "no-reference"),
        ("other_json", Unknown, "no-reference"),
        ("hang", Unknown, "connection-lost"),
        ("reset", Unknown, "connection-lost"),
        ("close", Unknown, "connection-lost"),
        ("garbage", Unknown, "connection-lost"),
        ("endless", Unknown, "endless-answer"),
        ("drop_by_drop", Unknown, "endless-answer"),
    ],
)
def test_every_answer_is_one_of_four_outcomes_after_one_request(provider, manner, outcome, reason):
    provider.manner = manner
    began = time.monotonic()
    with pytest.raises(outcome, match=f"^{reason}$"):
        HttpJson().submit(MESSAGE)
    assert len(provider.received) == 1
    assert time.monotonic() - began < 5


def test_the_settings_may_name_other_answers(settings, provider):
    settings.SMS_HTTP = peer.described(provider, rejected=[409], accepted=[202])
    provider.manner = "conflict"
    with pytest.raises(Rejected, match="http-409"):
        HttpJson().submit(MESSAGE)
    provider.manner = "ok"
    with pytest.raises(Unknown, match="http-200"):
        HttpJson().submit(MESSAGE)


def test_nobody_listening_means_nothing_was_sent(settings, provider):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        settings.SMS_HTTP = peer.described(provider, url=f"http://127.0.0.1:{nobody.getsockname()[1]}/send")
        with pytest.raises(NotSent, match="no-connection"):
            HttpJson().submit(MESSAGE)


def test_a_name_that_does_not_exist_means_nothing_was_sent(settings, provider):
    settings.SMS_HTTP = peer.described(provider, url="http://sms.invalid/send")
    with pytest.raises(NotSent, match="no-connection"):
        HttpJson().submit(MESSAGE)


def test_a_full_queue_of_connections_means_nothing_was_sent(settings, provider):
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen(0)
        crowd = [socket.socket() for _ in range(4)]
        for one in crowd:
            one.settimeout(0)
            one.connect_ex(busy.getsockname())
        settings.SMS_HTTP = peer.described(provider, url=f"http://127.0.0.1:{busy.getsockname()[1]}/send", timeout=0.3)
        with pytest.raises(NotSent, match="no-connection"):
            HttpJson().submit(MESSAGE)
        for one in crowd:
            one.close()


def test_a_stranger_who_does_not_speak_tls_gets_no_message(settings, provider):
    settings.SMS_HTTP = peer.described(provider, url=provider.url.replace("http:", "https:"))
    with pytest.raises(NotSent, match="no-connection"):
        HttpJson().submit(MESSAGE)


def test_proxies_of_the_machine_are_not_used(monkeypatch, provider):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    assert HttpJson().submit(MESSAGE) == "ref-1"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"url": "ftp://sms.example"}, "url must begin with https"),
        ({"url": "https://"}, "url must begin with https"),
        ({"url": "https://sms.example:port"}, "Invalid port"),
        ({"timeout": 60}, "timeout must be at most 20 seconds"),
        ({"timeout": 0}, "timeout must be at most 20 seconds"),
        ({"body": {"to": "{to}", "x": ["{password}"]}}, "unknown placeholder: 'password'"),
        ({"colour": "blue"}, "colour"),
    ],
)
def test_a_wrong_description_is_said_at_once(settings, provider, changes, message):
    settings.SMS_HTTP = peer.described(provider, **changes)
    with pytest.raises(ImproperlyConfigured, match=message):
        HttpJson()


def test_a_missing_description_is_said_at_once(settings):
    settings.SMS_HTTP = {}
    with pytest.raises(ImproperlyConfigured, match="url"):
        HttpJson()


def test_a_key_in_the_address_stays_out_of_the_log(settings, provider, caplog):
    settings.SMS_HTTP = peer.described(provider, url=f"{provider.url}?private_key=hush")
    with caplog.at_level("INFO"):
        HttpJson().submit(MESSAGE)
    assert "hush" not in caplog.text
    assert "hush" not in repr(HttpJson().description)
