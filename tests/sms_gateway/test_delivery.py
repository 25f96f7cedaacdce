import json
from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from sms_gateway import delivery, outbox, providers, sealing
from sms_gateway.models import OutboundMessage, State, Suppression
from tests.sms_gateway.phones import DARA, MORNING, SOPHEA, TEXT, sent_keys, wanted

pytestmark = pytest.mark.django_db
LATER = MORNING + timedelta(minutes=5)


def now_of(message: OutboundMessage) -> OutboundMessage:
    return OutboundMessage.objects.get(pk=message.pk)


def test_a_due_message_is_carried_once(sms_file):
    message = wanted()
    assert delivery.deliver(message.pk) == State.SENT
    assert delivery.deliver(message.pk) is None
    assert [json.loads(line) for line in sms_file.read_text().splitlines()] == [{"to": "+855 ••• 678", "text": TEXT, "key": "nudge:1"}]
    carried = now_of(message)
    assert (carried.state, carried.attempts, carried.reference, carried.lease_until, carried.reason) == (State.SENT, 1, "nudge:1", None, "")
    assert carried.changed_at > carried.queued_at


def test_nothing_leaves_before_its_time_or_after_it(sms_file):
    early = wanted("early", now=MORNING, not_before=MORNING + timedelta(hours=1))
    late = wanted("late", now=MORNING, expires_at=MORNING + timedelta(minutes=1))
    assert delivery.deliver(early.pk, now=LATER) is None
    assert delivery.deliver(late.pk, now=LATER) is None
    assert sent_keys(sms_file) == []
    assert delivery.deliver(early.pk, now=MORNING + timedelta(hours=1)) == State.SENT


def test_a_full_outbox_is_carried_in_order_and_in_portions(sms_file):
    for number in range(3):
        wanted(f"nudge:{number}", now=MORNING + timedelta(seconds=number))
    wanted("notice", category="notice", now=LATER)
    assert delivery.drain(3, now=LATER) == 3
    assert delivery.drain(3, now=LATER) == 1
    assert delivery.drain(3, now=LATER) == 0
    assert sent_keys(sms_file) == ["notice", "nudge:0", "nudge:1", "nudge:2"]


def test_a_stop_between_claim_and_handing_over_holds(sms_file):
    message = wanted()
    claimed = delivery.claim(pk=message.pk)
    outbox.suppress(index=sealing.index(SOPHEA), source="web")
    assert delivery.hand_over(claimed, providers.current()) is None
    assert (now_of(message).state, sent_keys(sms_file)) == (State.SUPPRESSED, [])


def test_a_stop_that_did_not_see_the_message_holds_too(sms_file):
    message = wanted()
    claimed = delivery.claim(pk=message.pk)
    Suppression.objects.create(recipient_index=sealing.index(SOPHEA), since=MORNING, source="web")
    assert delivery.hand_over(claimed, providers.current()) == State.SUPPRESSED
    assert (now_of(message).state, now_of(message).lease_until, sent_keys(sms_file)) == (State.SUPPRESSED, None, [])


def test_a_message_queued_for_a_number_that_wants_none_is_not_sent(sms_file):
    outbox.suppress(index=sealing.index(SOPHEA), source="web")
    theirs, other = wanted("sophea", to=SOPHEA), wanted("dara", to=DARA)
    assert delivery.drain(10) == 2
    assert (now_of(theirs).state, now_of(other).state, sent_keys(sms_file)) == (State.SUPPRESSED, State.SENT, ["dara"])


def test_a_message_that_grew_too_old_in_a_workers_hands_is_dropped(sms_file):
    message = wanted(now=MORNING, expires_at=MORNING + timedelta(seconds=10))
    claimed = delivery.claim(pk=message.pk, now=MORNING)
    assert delivery.hand_over(claimed, providers.current(), now=MORNING + timedelta(seconds=10)) == State.EXPIRED
    assert sent_keys(sms_file) == []


def test_a_worker_that_slept_past_its_lease_hands_nothing_over(sms_file):
    message = wanted(now=MORNING)
    slow = delivery.claim(pk=message.pk, now=MORNING)
    awake = MORNING + delivery.CLAIM_LEASE
    assert delivery.hand_over(slow, providers.current(), now=awake) is None
    assert delivery.reap(now=awake) == delivery.Reaped(requeued=1, unknown=0, expired=0)
    quick = delivery.claim(pk=message.pk, now=awake)
    assert delivery.hand_over(slow, providers.current(), now=awake) is None
    assert delivery.hand_over(quick, providers.current(), now=awake) == State.SENT
    assert sent_keys(sms_file) == ["nudge:1"]


def test_a_withdrawn_message_is_not_handed_over(sms_file):
    claimed = delivery.claim(pk=wanted().pk)
    assert outbox.cancel(index=sealing.index(SOPHEA)) == 1
    assert delivery.hand_over(claimed, providers.current()) is None
    assert (now_of(claimed).state, sent_keys(sms_file)) == (State.CANCELLED, [])


def test_the_reaper_sorts_what_was_left_behind():
    keys = ["claimed", "submitting", "claimed long ago", "too late", "waiting", "in good hands"]
    for key in keys:
        wanted(key, now=MORNING, expires_at=LATER if key in {"too late", "claimed long ago"} else None)
    over, running = MORNING + timedelta(seconds=1), LATER + timedelta(seconds=1)
    rows = OutboundMessage.objects
    rows.filter(key__in=["claimed", "claimed long ago"]).update(state=State.CLAIMED, worker="dead", lease_until=over)
    rows.filter(key="submitting").update(state=State.SUBMITTING, worker="dead", lease_until=over, attempts=1)
    rows.filter(key="in good hands").update(state=State.SUBMITTING, worker="alive", lease_until=running, attempts=1)
    assert delivery.reap(now=LATER) == delivery.Reaped(requeued=2, unknown=1, expired=2)
    assert dict(rows.values_list("key", "state")) == {
        "claimed": "queued",
        "submitting": "unknown",
        "claimed long ago": "expired",
        "too late": "expired",
        "waiting": "queued",
        "in good hands": "submitting",
    }
    assert delivery.reap(now=LATER) == delivery.Reaped(requeued=0, unknown=0, expired=0)


def test_what_may_have_arrived_is_never_sent_again(sms_file):
    message = wanted(now=MORNING)
    OutboundMessage.objects.filter(pk=message.pk).update(state=State.UNKNOWN, attempts=1)
    assert delivery.reap(now=LATER) == delivery.Reaped(requeued=0, unknown=0, expired=0)
    assert delivery.drain(10, now=LATER) == 0
    assert delivery.deliver(message.pk, now=LATER) is None
    assert sent_keys(sms_file) == []


def test_an_unreachable_provider_is_tried_again_until_the_message_is_too_old(settings, sms_file, tmp_path):
    settings.SMS_FILE = tmp_path / "no such folder" / "sms.jsonl"
    message = wanted(now=MORNING)
    assert delivery.deliver(message.pk, now=MORNING) == State.QUEUED
    waiting = now_of(message)
    assert (waiting.reason, waiting.attempts, waiting.lease_until) == ("file-closed", 1, None)
    assert MORNING <= waiting.not_before <= MORNING + timedelta(seconds=2)
    settings.SMS_FILE = sms_file
    assert delivery.deliver(message.pk, now=LATER) == State.SENT
    assert (now_of(message).attempts, now_of(message).reason) == (2, "")


def test_a_message_that_never_gets_through_expires(settings, tmp_path):
    settings.SMS_FILE = tmp_path / "no such folder" / "sms.jsonl"
    message = wanted(now=MORNING)
    delivery.deliver(message.pk, now=MORNING)
    assert delivery.reap(now=MORNING + timedelta(hours=24)).expired == 1
    assert now_of(message).state == State.EXPIRED


def test_a_sick_provider_is_left_alone_after_a_few_tries(settings, tmp_path):
    settings.SMS_FILE = tmp_path / "no such folder" / "sms.jsonl"
    for number in range(20):
        wanted(f"nudge:{number}", now=MORNING)
    assert delivery.drain(100, now=MORNING) == delivery.PATIENCE
    assert OutboundMessage.objects.filter(attempts=0).count() == 20 - delivery.PATIENCE


def test_a_number_sealed_with_a_lost_key_fails_and_does_not_stop_the_others(settings, sms_file):
    lost = wanted("lost", now=MORNING)
    settings.SEALING_KEYS = {9: bytes(32)}
    wanted("fine", now=LATER)
    assert delivery.drain(10, now=LATER) == 2
    assert (now_of(lost).state, now_of(lost).reason, sent_keys(sms_file)) == (State.FAILED, "cannot-open", ["fine"])


def test_a_network_never_carries_a_nudge_to_an_unproved_number(settings, provider):
    settings.SMS_PROVIDER = "http"
    unproved, proved = wanted("unproved", proved=False), wanted("proved", proved=True)
    assert delivery.drain(10) == 2
    assert (now_of(unproved).state, now_of(unproved).reason) == (State.FAILED, "unproved")
    assert (now_of(proved).state, now_of(proved).reference) == (State.SENT, "ref-1")
    assert [request["body"]["options"]["label"] for request in provider.received] == ["proved"]


@pytest.mark.parametrize(
    ("manner", "state", "reason"),
    [
        ("refuse", State.FAILED, "http-400"),
        ("too_many", State.QUEUED, "http-429"),
        ("broken", State.UNKNOWN, "http-500"),
        ("hang", State.UNKNOWN, "connection-lost"),
    ],
)
def test_each_answer_of_the_network_has_its_place(settings, provider, manner, state, reason):
    settings.SMS_PROVIDER = "http"
    provider.manner = manner
    message = wanted(proved=True)
    assert delivery.deliver(message.pk) == state
    assert (now_of(message).state, now_of(message).reason, len(provider.received)) == (state, reason, 1)


def test_certainty_that_comes_late_is_kept_but_doubt_is_never_queued(sms_file):
    message = wanted()
    claimed = delivery.claim(pk=message.pk)
    OutboundMessage.objects.filter(pk=message.pk).update(state=State.UNKNOWN, attempts=1, lease_until=None)
    late = providers.Reference("ref-9")
    assert delivery._finish(claimed, {"state": State.QUEUED, "reason": "x", "not_before": MORNING}, MORNING) is False
    assert now_of(message).state == State.UNKNOWN
    assert delivery._finish(claimed, {"state": State.SENT, "reason": "", "reference": late}, MORNING) is True
    assert (now_of(message).state, now_of(message).reference) == (State.SENT, "ref-9")


def test_a_wrong_setting_is_said_before_any_message_is_taken(settings):
    settings.SMS_PROVIDER = "pigeon"
    message = wanted()
    with pytest.raises(ImproperlyConfigured, match="console, file, http"):
        delivery.drain(10)
    assert now_of(message).state == State.QUEUED


def test_a_sweep_frees_and_carries_in_one_go(sms_file):
    message = wanted()
    OutboundMessage.objects.filter(pk=message.pk).update(state=State.CLAIMED, worker="dead", lease_until=timezone.now() - timedelta(seconds=1))
    assert delivery.sweep() == 1
    assert sent_keys(sms_file) == ["nudge:1"]


def test_carrying_costs_the_same_few_queries(django_assert_num_queries, sms_file):
    message = wanted()
    with django_assert_num_queries(8):  # savepoints of this test included; three statements write
        delivery.deliver(message.pk)


@pytest.mark.parametrize(("attempts", "longest"), [(1, 2), (2, 4), (5, 32), (6, 60), (30_000, 60)])
def test_each_pause_may_be_longer_up_to_a_minute(attempts, longest):
    assert delivery.pause(attempts, 0.0) == timedelta(0)
    assert delivery.pause(attempts, 1.0) == timedelta(seconds=longest)
