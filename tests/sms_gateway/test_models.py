from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from sms_gateway import sealing
from sms_gateway.models import OutboundMessage, State, Suppression
from tests.sms_gateway.phones import DARA, MORNING, SOPHEA, wanted

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("changes", "promise"),
    [
        ({"state": "lost"}, "a_message_is_in_a_known_state"),
        ({"segments": 0}, "a_message_has_something_to_say"),
        ({"state": State.CLAIMED}, "a_message_is_held_by_a_worker_for_a_time_or_not_at_all"),
        ({"state": State.CLAIMED, "worker": "w"}, "a_message_is_held_by_a_worker_for_a_time_or_not_at_all"),
        ({"state": State.CLAIMED, "lease_until": MORNING}, "a_message_is_held_by_a_worker_for_a_time_or_not_at_all"),
        ({"lease_until": MORNING}, "a_message_is_held_by_a_worker_for_a_time_or_not_at_all"),
        ({"state": State.SUBMITTING, "worker": "w", "lease_until": MORNING}, "what_may_have_left_was_counted_first"),
        ({"state": State.SENT}, "what_may_have_left_was_counted_first"),
    ],
)
def test_the_database_keeps_the_promises_itself(changes, promise):
    message = wanted()
    with pytest.raises(IntegrityError, match=promise), transaction.atomic():
        OutboundMessage.objects.filter(pk=message.pk).update(**changes)


def test_a_number_is_left_in_peace_once():
    Suppression.objects.create(recipient_index="a", since=MORNING, source="web")
    with pytest.raises(IntegrityError), transaction.atomic():
        Suppression.objects.create(recipient_index="a", since=MORNING, source="web")


def test_no_number_is_stored_plain():
    wanted(to=SOPHEA)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM sms_gateway_outboundmessage")
        stored = b"|".join(bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode() for value in cursor.fetchone())
    assert SOPHEA[-8:].encode() not in stored


def test_a_listing_shows_the_end_of_the_number():
    message = OutboundMessage.objects.get(pk=wanted(to=SOPHEA).pk)
    assert message.recipient_masked == "+855 ••• 678"


def test_a_listing_survives_a_lost_key(settings):
    message = wanted()
    settings.SEALING_KEYS = {9: bytes(32)}
    assert message.recipient_masked == "•••"


def test_a_listing_begins_with_the_newest():
    for key in ("first", "second", "third"):
        wanted(key)
    assert [message.key for message in OutboundMessage.objects.newest_first()] == ["third", "second", "first"]


def test_urgent_messages_go_first_then_those_that_wait_longest():
    wanted("late nudge", now=MORNING)
    wanted("early nudge", now=MORNING - timedelta(hours=1))
    wanted("notice", category="notice", now=MORNING)
    wanted("tomorrow", not_before=MORNING + timedelta(days=1), now=MORNING)
    wanted("yesterday", now=MORNING - timedelta(days=1))
    assert [message.key for message in OutboundMessage.objects.due(MORNING)] == ["notice", "early nudge", "late nudge"]


def test_suppressed_and_welcome_divide_all_messages():
    wanted("sophea", to=SOPHEA)
    wanted("dara", to=DARA)
    Suppression.objects.create(recipient_index=sealing.index(DARA), since=MORNING, source="web")
    assert [message.key for message in OutboundMessage.objects.suppressed()] == ["dara"]
    assert [message.key for message in OutboundMessage.objects.welcome()] == ["sophea"]


@pytest.mark.parametrize("model", [OutboundMessage, Suppression])
def test_every_field_says_what_it_is_for(model):
    assert set(model.Privacy.purposes) == {field.name for field in model._meta.concrete_fields}


def test_a_message_and_a_suppression_name_themselves_without_a_number():
    assert str(wanted("nudge:7")) == "nudge:7"
    assert str(Suppression(recipient_index="a", since=MORNING, source="web")) == "web, 2026-11-23"
