"""Processes killed, a broker that is down: a message is neither lost nor doubled."""

import signal
import socket
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from sms_gateway import delivery, locks, outbox, sealing
from sms_gateway.models import HELD, OutboundMessage, State
from tests.sms_gateway import conftest as gateway
from tests.sms_gateway.phones import SOPHEA, sent_keys, wanted
from tests.sms_gateway.workers import process

pytestmark = pytest.mark.django_db(transaction=True)
# The gateway's own fixtures.
sms_file, provider = gateway.sms_file, gateway.provider


def leases_run_out() -> None:
    """Minutes pass; only the leases notice."""
    OutboundMessage.objects.filter(state__in=HELD).update(lease_until=locks.moment(None) - timedelta(seconds=1))


def test_a_worker_killed_between_claim_and_handing_over_neither_loses_nor_doubles_the_message(sms_file):
    message = wanted()
    with process("delivery.claim(); say('claimed'); wait()") as worker:
        assert worker.stdout.readline() == "claimed\n"
        worker.send_signal(signal.SIGKILL)
        assert worker.wait(30) == -signal.SIGKILL
    assert delivery.sweep() == 0  # its lease still runs
    leases_run_out()
    assert delivery.sweep() == 1
    assert delivery.sweep() == 0
    message.refresh_from_db()
    assert (message.state, message.attempts, sent_keys(sms_file)) == (State.SENT, 1, ["nudge:1"])


def test_a_worker_killed_while_the_provider_thinks_leaves_a_doubt_and_no_second_message(settings, provider):
    settings.SMS_PROVIDER, settings.SMS_HTTP = "http", settings.SMS_HTTP | {"timeout": 20}
    provider.manner = "hang"
    message = wanted(proved=True)
    with process("delivery.drain(1)") as worker:
        provider.wait_for(requests=1)
        worker.send_signal(signal.SIGKILL)
        assert worker.wait(30) == -signal.SIGKILL
    provider.manner = "ok"
    message.refresh_from_db()
    assert message.state == State.SUBMITTING
    leases_run_out()
    for _ in range(3):
        assert delivery.sweep() == 0
    message.refresh_from_db()
    assert (message.state, message.reason, message.attempts, len(provider.received)) == (State.UNKNOWN, "worker-lost", 1, 1)


def test_a_worker_killed_again_and_again_sends_everything_once_or_leaves_a_doubt(sms_file):
    keys = [f"nudge:{number}" for number in range(120)]
    for key in keys:
        wanted(key)
    for _ in range(3):
        before = len(sent_keys(sms_file))
        with process("say('ready'); delivery.drain(120)") as worker:
            assert worker.stdout.readline() == "ready\n"
            while worker.poll() is None and len(sent_keys(sms_file)) < before + 15:
                pass
            worker.send_signal(signal.SIGKILL)
            worker.wait(30)
        leases_run_out()
        delivery.reap()
    delivery.drain(120)
    sent = Counter(sent_keys(sms_file))
    doubted = set(OutboundMessage.objects.filter(state=State.UNKNOWN).values_list("key", flat=True))
    assert set(OutboundMessage.objects.values_list("state", flat=True)) <= {State.SENT, State.UNKNOWN}
    assert set(sent.values()) == {1}
    assert set(keys) - set(sent) <= doubted
    assert len(doubted) <= 3


def test_a_stop_while_a_worker_holds_the_message_holds(sms_file):
    message = wanted()
    work = "taken = delivery.claim(); say('claimed'); sys.stdin.readline(); say(delivery.hand_over(taken, providers.current()))"
    with process(work) as worker:
        assert worker.stdout.readline() == "claimed\n"
        outbox.suppress(index=sealing.index(SOPHEA), source="web")
        worker.stdin.write("go on\n")
        worker.stdin.flush()
        assert worker.stdout.readline() == "None\n"
    message.refresh_from_db()
    assert (message.state, sent_keys(sms_file)) == (State.SUPPRESSED, [])


@pytest.mark.parametrize("broker", ["refuses", "is silent"])
def test_with_the_broker_down_the_message_waits_for_the_sweep_and_nobody_for_the_broker(sms_file, broker):
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        if broker == "is silent":
            door.listen()
        work = f"""
from celery import current_app
from sms_gateway import outbox, sealing
current_app.conf.broker_url = "redis://127.0.0.1:{door.getsockname()[1]}/0"
began = time.monotonic()
outbox.enqueue(to=sealing.seal("{SOPHEA}"), text="ok", key="nudge:1", category="nudge", proved=False, origin="")
say(time.monotonic() - began)
"""
        with process(work) as person:
            waited = float(person.stdout.readline())
            assert person.wait(30) == 0
    assert waited < 4
    assert OutboundMessage.objects.get().state == State.QUEUED
    assert delivery.sweep() == 1
    assert sent_keys(sms_file) == ["nudge:1"]


def test_a_message_of_a_transaction_that_failed_was_never_wanted(sms_file):
    with transaction.atomic():
        wanted()
        transaction.set_rollback(True)
    assert delivery.sweep() == 0
    assert sent_keys(sms_file) == []


def test_nothing_is_handed_over_inside_a_transaction(sms_file):
    message = wanted()
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        delivery.deliver(message.pk)
    assert sent_keys(sms_file) == []


def test_a_worker_with_a_wrong_clock_does_not_lose_its_lease_nor_send_at_night(sms_file):
    wanted("now")
    wanted("in an hour", not_before=timezone.now() + timedelta(hours=1))
    work = "import time_machine; time_machine.travel(time.time() + 7200).start(); say(delivery.sweep())"
    with process(work) as worker:
        assert worker.stdout.readline() == "1\n"
    assert sent_keys(sms_file) == ["now"]
    assert connection.vendor in {"sqlite", "postgresql"}
