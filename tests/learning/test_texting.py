"""What learning sends: one short text without a link, by day, to a number nobody has proved yet."""

from datetime import datetime, timedelta

import pytest
from django.utils.translation import override

from learning import contacts, policy, texting
from learning.models import Contact
from learning.policy import PHNOM_PENH
from sms_gateway import links, sealing, segments
from sms_gateway.models import OutboundMessage, State
from tests.learning import people


@pytest.mark.parametrize("language", ["km", "en"])
@pytest.mark.parametrize("step", [0, 1])
def test_a_reminder_is_one_text_without_a_link_and_says_how_to_stop(language, step):
    with override(language):
        text = str(texting.NUDGES[step])
        stop = {"km": "ឈប់", "en": "To stop"}[language]
    assert (segments.count(text).parts, links.first(text), stop in text) == (1, None, True)


def test_there_is_a_text_for_every_reminder():
    assert len(texting.NUDGES) == len(policy.DAYS)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wanted", "leaves", "expires"),
    [((4, 10), (4, 10), (4, 20)), ((4, 7), (4, 8), (4, 20)), ((4, 20), (5, 8), (5, 20)), ((4, 23), (5, 8), (5, 20)), ((4, 19), (4, 19), (4, 20))],
)
def test_a_reminder_waits_for_the_morning_and_does_not_outlive_its_day(wanted, leaves, expires):
    contact = people.leaves(people.somebody())
    moments = [datetime(2027, 1, day, hour, tzinfo=PHNOM_PENH) for day, hour in (wanted, leaves, expires)]
    message = texting.send(contact=contact, text="សួស្តី", key="k", now=moments[0])
    assert [message.not_before, message.expires_at] == moments[1:]
    assert (message.proved, message.category, message.state) == (True, "nudge", State.QUEUED)
    assert sealing.open(message.recipient) == "+85512345678"


@pytest.mark.django_db
def test_to_a_number_nobody_proved_no_network_would_carry_it():
    sealed = sealing.seal("+85512345678")
    contact = Contact.objects.create(number_sealed=sealed.sealed, number_index=sealed.index, bucket=50, left_at=people.MONDAY_10AM)
    assert texting.send(contact=contact, text="សួស្តី", key="k", now=people.MONDAY_10AM).proved is False


@pytest.mark.django_db
def test_the_same_reminder_is_queued_once():
    contact = people.leaves(people.somebody())
    for hours in range(3):
        texting.send(contact=contact, text="សួស្តី", key="k", now=people.MONDAY_10AM + timedelta(hours=hours))
    assert OutboundMessage.objects.count() == 1


@pytest.mark.django_db
def test_a_number_that_said_stop_is_known():
    contact = people.leaves(people.somebody())
    assert texting.is_stopped(contact) is False
    contacts.stop(number="012345678", now=people.MONDAY_10AM)
    assert texting.is_stopped(contact) is True
