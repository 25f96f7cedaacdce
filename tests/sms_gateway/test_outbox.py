from contextlib import suppress
from datetime import timedelta

import pytest
from celery import current_app
from django.db import transaction
from django.utils import timezone

from sms_gateway import outbox, sealing
from sms_gateway.models import OutboundMessage, State, Suppression
from tests.sms_gateway.phones import DARA, MORNING, SOPHEA, TEXT, wanted

pytestmark = pytest.mark.django_db


def states() -> dict[str, str]:
    return dict(OutboundMessage.objects.values_list("key", "state"))


def test_a_wanted_message_waits_in_the_outbox():
    message = wanted("nudge:1", proved=True, origin="decision 5", now=MORNING)
    assert (message.state, message.text, message.segments, message.proved, message.origin) == (State.QUEUED, TEXT, 1, True, "decision 5")
    assert (message.queued_at, message.not_before, message.expires_at) == (MORNING, MORNING, MORNING + timedelta(hours=24))
    assert sealing.open(message.recipient) == SOPHEA


def test_without_a_time_the_clock_of_the_database_counts():
    message = wanted()
    assert message.queued_at == message.not_before == message.changed_at
    assert abs(message.queued_at - timezone.now()) < timedelta(seconds=10)


def test_a_message_for_later_lives_a_day_from_then():
    later = MORNING + timedelta(hours=20)
    assert wanted(now=MORNING, not_before=later).expires_at == later + timedelta(hours=24)
    assert wanted("2", now=MORNING, expires_at=later).expires_at == later


def test_the_same_key_is_queued_once_and_the_first_message_stands():
    first = wanted("nudge:1", to=SOPHEA)
    again = wanted("nudge:1", to=DARA, text="ផ្សេង")
    assert (again.pk, again.text, again.recipient_index) == (first.pk, TEXT, first.recipient_index)
    assert OutboundMessage.objects.count() == 1


@pytest.mark.parametrize(("text", "parts"), [("ក" * 71, 2), ("", 0), ("a" * 161, 2)], ids=["long Khmer", "nothing", "long English"])
def test_a_text_that_costs_more_than_one_part_or_says_nothing_is_refused(text, parts):
    with pytest.raises(outbox.WrongLength) as refusal:
        wanted(text=text)
    assert (refusal.value.parts, refusal.value.ceiling) == (parts, 1)
    assert OutboundMessage.objects.count() == 0


def test_a_text_with_a_link_is_refused():
    with pytest.raises(outbox.ContainsLink, match=r"chbas\.gov\.kh"):
        wanted(text="ចូល chbas.gov.kh ឥឡូវ")
    assert OutboundMessage.objects.count() == 0


def test_a_text_may_name_the_official_ending():
    assert wanted(text="ពិនិត្យ៖ .gov.kh ឬទេ?").state == State.QUEUED


def test_queueing_costs_two_queries(django_assert_num_queries):
    with django_assert_num_queries(2):
        wanted()


@pytest.fixture
def bells():
    """What waits at the broker for a worker, since this test began."""

    def rung() -> list[list[str]]:
        found = []
        with current_app.connection_for_read() as broker, broker.SimpleQueue("celery") as queue, suppress(queue.Empty):
            while True:
                bell = queue.get_nowait()
                bell.ack()
                found.append(bell.payload[0])
        return found

    rung()
    return rung


def test_a_worker_is_called_once_after_the_commit(bells, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        with transaction.atomic():
            message = wanted()
            assert bells() == []
        wanted()  # a repeat
    assert bells() == [[str(message.pk)]]


def test_nobody_is_called_for_a_message_that_waits_for_the_morning(bells, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        wanted(now=MORNING, not_before=MORNING + timedelta(hours=8))
    assert bells() == []


def test_who_wants_no_messages_gets_none_of_those_that_wait():
    wanted("1", to=SOPHEA)
    wanted("2", to=SOPHEA)
    wanted("3", to=DARA)
    wanted("4", to=SOPHEA)
    OutboundMessage.objects.filter(key="2").update(state=State.CLAIMED, worker="w", lease_until=MORNING)
    OutboundMessage.objects.filter(key="4").update(state=State.SENT, attempts=1)
    outbox.suppress(index=sealing.index(SOPHEA), source="web", now=MORNING)
    assert states() == {"1": "suppressed", "2": "suppressed", "3": "queued", "4": "sent"}
    assert list(Suppression.objects.values_list("recipient_index", "source", "since")) == [(sealing.index(SOPHEA), "web", MORNING)]


def test_saying_stop_three_times_keeps_the_first_wish():
    for minutes, source in enumerate(["web", "staff", "web"]):
        outbox.suppress(index="a", source=source, now=MORNING + timedelta(minutes=minutes))
    assert list(Suppression.objects.values_list("source", "since")) == [("web", MORNING)]


def test_who_comes_back_gets_new_messages_but_not_the_old_ones():
    wanted("old")
    outbox.suppress(index=sealing.index(SOPHEA), source="web")
    outbox.lift(index=sealing.index(SOPHEA))
    wanted("new")
    assert states() == {"old": "suppressed", "new": "queued"}
    assert Suppression.objects.count() == 0


def test_lifting_what_was_never_suppressed_changes_nothing():
    outbox.lift(index="a")
    assert Suppression.objects.count() == 0


def test_messages_to_an_erased_number_are_withdrawn():
    for key, to in [("1", SOPHEA), ("2", DARA), ("3", SOPHEA)]:
        wanted(key, to=to)
    assert outbox.cancel(index=sealing.index(SOPHEA)) == 2
    assert states() == {"1": "cancelled", "2": "queued", "3": "cancelled"}
