"""Codes and changes of keys while workers run and are killed, on both databases."""

import json
import signal
import threading
import time
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.forms import model_to_dict

from sms_gateway import delivery, locks, outbox, resealing, sealing
from sms_gateway.models import HELD, OutboundMessage, State, Suppression
from tests.sms_gateway import conftest as gateway
from tests.sms_gateway.phones import CODE, DARA, SOPHEA, TOLD, code, sent_keys, wanted
from tests.sms_gateway.workers import process, together

pytestmark = pytest.mark.django_db(transaction=True)
# The gateway's own fixtures.
sms_file, provider = gateway.sms_file, gateway.provider
SEVEN, EIGHT = b"seven" + bytes(27), b"eight" + bytes(27)
OLD, NEW = b"index" + bytes(27), b"another index".ljust(32, b"\0")
ALL_KEYS = {"SEALING_KEYS": {8: EIGHT, 7: SEVEN}, "SEALING_OLD_INDEX_KEY": OLD, "SEALING_INDEX_KEY": NEW}


def change_keys(settings) -> None:
    for name, value in ALL_KEYS.items():
        setattr(settings, name, value)


def many(count: int) -> None:
    """Queue messages to so many numbers."""
    one, numbers = wanted(), [sealing.seal(f"+8551200{number:04}") for number in range(1, count)]
    rows = [model_to_dict(one) | {"recipient_sealed": number.sealed, "recipient_index": number.index} for number in numbers]
    OutboundMessage.objects.bulk_create(OutboundMessage(**row | {"key": f"nudge:{place}"}) for place, row in enumerate(rows, 2))


def reseal() -> resealing.Report:
    return resealing.reseal([resealing.OUTBOX])


def leases_run_out() -> None:
    OutboundMessage.objects.filter(state__in=HELD).update(lease_until=locks.moment(None) - timedelta(seconds=1))


# --- codes --------------------------------------------------------------------------------------------------------------------
def test_two_workers_hand_each_code_over_once_and_keep_none(sms_file):
    for number in range(30):
        code(f"code:{number}", secret=f"{number:06}")
    together(2, lambda _: delivery.drain(30))
    sent = [json.loads(line) for line in sms_file.read_text().splitlines()]
    assert Counter(line["text"] for line in sent) == Counter(TOLD.replace(CODE, f"{number:06}") for number in range(30))
    assert set(OutboundMessage.objects.values_list("state", "secret_sealed")) == {(State.SENT, None)}


def test_a_worker_killed_while_it_hands_a_code_over_leaves_a_doubt_and_no_code(settings, provider):
    settings.SMS_PROVIDER, settings.SMS_HTTP = "http", settings.SMS_HTTP | {"timeout": 20}
    provider.manner = "hang"
    message = code()
    with process("delivery.drain(1)") as worker:
        provider.wait_for(requests=1)
        worker.send_signal(signal.SIGKILL)
        assert worker.wait(30) == -signal.SIGKILL
    message.refresh_from_db()
    assert (message.state, message.secret_sealed is None) == (State.SUBMITTING, False)
    leases_run_out()
    assert delivery.sweep() == 0
    message.refresh_from_db()
    assert (message.state, message.reason, message.secret_sealed, len(provider.received)) == (State.UNKNOWN, "worker-lost", None, 1)


def test_a_worker_killed_with_a_code_in_hand_that_it_had_not_begun_to_hand_over_loses_nothing(sms_file):
    code()
    with process("delivery.claim(); say('claimed'); wait()") as worker:
        assert worker.stdout.readline() == "claimed\n"
        worker.send_signal(signal.SIGKILL)
        worker.wait(30)
    leases_run_out()
    assert delivery.sweep() == 1
    assert [json.loads(line)["text"] for line in sms_file.read_text().splitlines()] == [TOLD]


# --- a change of keys -----------------------------------------------------------------------------------------------------------
def test_resealing_killed_in_the_middle_loses_nothing_and_the_next_run_ends_it(settings, sms_file):
    count = 800
    many(count)
    before = set(OutboundMessage.objects.values_list("recipient_index", flat=True))
    change_keys(settings)
    with process("from sms_gateway import resealing; resealing.reseal([resealing.OUTBOX])") as pass_:
        while pass_.poll() is None and not OutboundMessage.objects.exclude(recipient_index__in=before).exists():
            time.sleep(0.01)
        pass_.send_signal(signal.SIGKILL)
        pass_.wait(30)
    old = OutboundMessage.objects.filter(recipient_index__in=before).count()
    assert 0 < old < count
    numbers = {sealing.open(message.recipient) for message in OutboundMessage.objects.all()}
    report = reseal()
    assert (report.turned["sms_gateway.OutboundMessage"], report.left.total()) == (old, 0)
    settings.SEALING_KEYS, settings.SEALING_OLD_INDEX_KEY = {8: EIGHT}, b""
    assert numbers == {sealing.open(message.recipient) for message in OutboundMessage.objects.all()}
    assert delivery.drain(3) == 3


def test_resealing_beside_two_workers_and_a_second_pass_every_message_is_sent_once(settings, sms_file):
    for number in range(60):
        wanted(f"nudge:{number}", to=f"+8551200{number % 20:04}")
    for number in range(20):
        code(f"code:{number}", to=f"+8551200{number:04}")
    change_keys(settings)
    together(4, lambda number: delivery.drain(80) if number < 2 else reseal())
    assert Counter(sent_keys(sms_file)) == Counter([f"nudge:{number}" for number in range(60)] + [f"code:{number}" for number in range(20)])
    assert set(OutboundMessage.objects.values_list("state", "secret_sealed")) == {(State.SENT, None)}
    assert reseal().left.total() == 0
    assert OutboundMessage.objects.values("recipient_index").distinct().count() == 20


def test_a_stop_beside_resealing_and_workers_holds(settings, sms_file):
    for number in range(40):
        wanted(f"sophea:{number}", to=SOPHEA)
        wanted(f"dara:{number}", to=DARA)
    change_keys(settings)

    def stop() -> int:
        with transaction.atomic():  # as learning.contacts.stop says it
            for index in sealing.indexes(SOPHEA):
                outbox.suppress(index=index, source="web")
        to_her = OutboundMessage.objects.filter(recipient_index__in=sealing.indexes(SOPHEA))
        return to_her.filter(state__in=[State.SUBMITTING, State.SENT]).count()

    work = [stop, reseal, lambda: delivery.drain(80), lambda: delivery.drain(80)]
    left_before, *_ = together(4, lambda number: work[number]())
    to_sophea = [key for key in sent_keys(sms_file) if key.startswith("sophea")]
    assert len(to_sophea) == left_before
    assert reseal().left.total() == 0
    assert list(Suppression.objects.values_list("recipient_index", flat=True)) == [sealing.index(SOPHEA)]


def test_a_row_that_somebody_is_writing_is_left_without_waiting_and_said(settings):
    if connection.vendor == "sqlite":
        pytest.skip("one writer at a time: nobody can be writing while a pass does")
    message = wanted()
    wanted("dara", to=DARA)
    change_keys(settings)
    writing, done = threading.Event(), threading.Event()

    def work(number: int) -> object:
        if number:
            writing.wait(30)
            try:
                return dict(+reseal().left)
            finally:
                done.set()
        with transaction.atomic():
            locks.held(OutboundMessage.objects.filter(pk=message.pk)).get()
            writing.set()
            return done.wait(30)

    assert together(2, work) == [True, {"were in use, or came meanwhile": 1}]
    assert reseal().left.total() == 0
