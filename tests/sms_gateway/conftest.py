"""Every test of the gateway writes its messages to a file of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sms_gateway import peer


@pytest.fixture(autouse=True)
def sms_file(settings, tmp_path) -> Path:
    settings.SMS_PROVIDER = "file"
    settings.SMS_FILE = tmp_path / "sms.jsonl"
    settings.SMS_SENDER = "CHBAS"
    return settings.SMS_FILE


@pytest.fixture
def provider(settings) -> Iterator[peer.Peer]:
    """A real HTTP peer that the settings describe."""
    with peer.running() as listening:
        settings.SMS_HTTP = peer.described(listening)
        yield listening
