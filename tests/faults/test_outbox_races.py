"""Many at once, on both databases: nobody gets a message twice, nobody is forgotten, no wish is overtaken."""

from collections import Counter

import pytest

from sms_gateway import delivery, outbox, providers, sealing
from sms_gateway.models import OutboundMessage, State, Suppression
from tests.sms_gateway import conftest as gateway
from tests.sms_gateway.phones import DARA, SOPHEA, sent_keys, wanted
from tests.sms_gateway.workers import together

pytestmark = pytest.mark.django_db(transaction=True)
# The gateway's own fixtures.
sms_file, provider = gateway.sms_file, gateway.provider


def test_twenty_taps_at_once_queue_one_message():
    ids = together(20, lambda _: wanted("nudge:1").pk)
    assert (len(set(ids)), OutboundMessage.objects.count()) == (1, 1)


def test_four_workers_carry_sixty_messages_each_exactly_once(sms_file):
    for number in range(60):
        wanted(f"nudge:{number}")
    taken = together(4, lambda _: delivery.drain(60))
    assert sum(taken) == 60
    assert Counter(sent_keys(sms_file)) == Counter(f"nudge:{number}" for number in range(60))
    assert set(OutboundMessage.objects.values_list("state", "attempts")) == {(State.SENT, 1)}


def test_eight_bells_for_one_message_send_it_once(sms_file):
    message = wanted()
    states = together(8, lambda _: delivery.deliver(message.pk))
    assert Counter(states) == Counter({None: 7, State.SENT: 1})
    assert sent_keys(sms_file) == ["nudge:1"]


def test_four_stops_at_once_are_one_wish():
    wanted()
    together(4, lambda _: outbox.suppress(index=sealing.index(SOPHEA), source="web"))
    assert Suppression.objects.count() == 1
    assert OutboundMessage.objects.get().state == State.SUPPRESSED


def test_after_a_stop_has_returned_nothing_more_leaves(sms_file):
    for number in range(30):
        wanted(f"sophea:{number}", to=SOPHEA)
        wanted(f"dara:{number}", to=DARA)

    def work(number: int) -> int:
        if number:
            delivery.drain(60)
            return 0
        outbox.suppress(index=sealing.index(SOPHEA), source="web")
        begun = [State.SUBMITTING, State.SENT]  # what had left the house, or was leaving it, when the wish was written
        return OutboundMessage.objects.filter(recipient_index=sealing.index(SOPHEA), state__in=begun).count()

    left_before, *_ = together(4, work)
    to_sophea = [key for key in sent_keys(sms_file) if key.startswith("sophea")]
    assert len(to_sophea) == left_before
    assert Counter(OutboundMessage.objects.values_list("state", flat=True)) == Counter(
        {State.SENT: 30 + left_before} | ({State.SUPPRESSED: 30 - left_before} if left_before < 30 else {})
    )


def test_two_reapers_and_two_workers_lose_and_double_nothing(sms_file):
    for number in range(40):
        wanted(f"nudge:{number}")
    for _ in range(10):
        delivery.claim()  # ten workers die here
    OutboundMessage.objects.filter(state=State.CLAIMED).update(lease_until=delivery.locks.moment(None))

    def work(number: int) -> int:
        if number < 2:
            return delivery.reap().requeued
        return 0 * delivery.drain(60)

    assert sum(together(4, work)) == 10
    delivery.sweep()
    assert Counter(sent_keys(sms_file)) == Counter(f"nudge:{number}" for number in range(40))


def test_a_stop_and_a_withdrawal_of_the_same_messages_do_not_block_each_other():
    for number in range(50):
        wanted(f"nudge:{number}")
    index = sealing.index(SOPHEA)
    together(6, lambda number: outbox.cancel(index=index) if number % 2 else outbox.suppress(index=index, source="web"))
    assert OutboundMessage.objects.filter(state__in=[State.CANCELLED, State.SUPPRESSED]).count() == 50


def test_a_claim_is_no_claim_on_what_another_worker_holds():
    wanted("first"), wanted("second")
    claimed = together(3, lambda _: delivery.claim())
    assert sorted(message.key for message in claimed if message) == ["first", "second"]
    assert len({message.worker for message in claimed if message}) == 2


def test_a_network_provider_is_called_once_for_each_message(settings, provider):
    settings.SMS_PROVIDER = "http"
    for number in range(12):
        wanted(f"nudge:{number}", proved=True)
    together(4, lambda _: delivery.drain(12))
    assert Counter(request["body"]["options"]["label"] for request in provider.received) == Counter(f"nudge:{number}" for number in range(12))
    assert providers.current().carries_to_unproved is False
