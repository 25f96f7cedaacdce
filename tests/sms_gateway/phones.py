"""The people of these tests: their numbers, and messages and codes to them."""

import json
from datetime import UTC, datetime
from typing import Any

from sms_gateway import outbox, sealing
from sms_gateway.models import Category, OutboundMessage

SOPHEA, DARA = "+85512345678", "+85587654321"
MORNING = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # nine o'clock in Phnom Penh
TEXT = "មេរៀនទី២ កំពុងរង់ចាំអ្នក ៣នាទី។"
CODE, HIDDEN, TOLD = "482913", "លេខកូដ ••••••។ កុំប្រាប់អ្នកណា។", "លេខកូដ 482913។ កុំប្រាប់អ្នកណា។"


def wanted(key: str = "nudge:1", *, to: str = SOPHEA, **changes: Any) -> OutboundMessage:
    """One message in the outbox."""
    message: dict[str, Any] = {"to": sealing.seal(to), "text": TEXT, "key": key, "category": Category.NUDGE, "proved": False, "origin": "test"}
    return outbox.enqueue(**(message | changes))


def code(key: str = "code:1", **changes: Any) -> OutboundMessage:
    """One code for signing in, in the outbox."""
    return wanted(key, **{"text": HIDDEN, "secret": CODE, "category": Category.CODE} | changes)


def sent_keys(path: Any) -> list[str]:
    """Keys in the order the file provider wrote them; a line that is just being written does not count yet."""
    written = path.read_bytes().rpartition(b"\n")[0] if path.exists() else b""
    return [json.loads(line)["key"] for line in written.splitlines()]
