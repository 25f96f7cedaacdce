import json

import pytest
from django.core.exceptions import ImproperlyConfigured

from sms_gateway import providers
from sms_gateway.providers import Outgoing
from tests.sms_gateway.phones import SOPHEA

MESSAGE = Outgoing(to=SOPHEA, text="ជំរាបសួរ\nមេរៀនថ្មី", key="nudge:1")


@pytest.mark.parametrize(("name", "kind", "unproved"), [("console", "Console", True), ("file", "File", True), ("http", "HttpJson", False)])
def test_the_settings_choose_the_provider(settings, provider, name, kind, unproved):
    settings.SMS_PROVIDER = name
    assert (type(providers.current()).__name__, providers.current().carries_to_unproved) == (kind, unproved)


def test_an_unknown_provider_is_named_with_the_ones_there_are(settings):
    settings.SMS_PROVIDER = "pigeon"
    with pytest.raises(ImproperlyConfigured, match="'pigeon'; it can be one of: console, file, http"):
        providers.current()


def test_the_terminal_shows_one_line_without_the_number(settings, capsys):
    settings.SMS_PROVIDER = "console"
    assert providers.current().submit(MESSAGE) == "nudge:1"
    assert capsys.readouterr().out == "SMS +855 ••• 678 [nudge:1] ជំរាបសួរ ⏎ មេរៀនថ្មី\n"


def test_the_file_keeps_every_message_without_the_number(sms_file):
    providers.current().submit(MESSAGE)
    providers.current().submit(MESSAGE)
    line = {"to": "+855 ••• 678", "text": MESSAGE.text, "key": "nudge:1"}
    assert [json.loads(written) for written in sms_file.read_text().splitlines()] == [line, line]


def test_a_file_that_cannot_be_opened_has_sent_nothing(settings, tmp_path):
    settings.SMS_FILE = tmp_path
    with pytest.raises(providers.NotSent, match="file-closed"):
        providers.current().submit(MESSAGE)


def test_a_full_disk_leaves_a_doubt(settings):
    settings.SMS_FILE = "/dev/full"
    with pytest.raises(providers.Unknown, match="file-unfinished"):
        providers.current().submit(MESSAGE)


def test_a_number_never_shows_in_a_traceback():
    assert SOPHEA[-6:] not in repr(MESSAGE)
