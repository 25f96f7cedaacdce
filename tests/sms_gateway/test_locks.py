from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from sms_gateway import locks
from sms_gateway.models import OutboundMessage
from tests.sms_gateway.phones import MORNING, wanted

pytestmark = pytest.mark.django_db


def test_each_database_gets_the_lock_it_has():
    with transaction.atomic():
        claimable, held = (str(lock(OutboundMessage.objects.all()).query) for lock in (locks.claimable, locks.held))
    if connection.vendor == "postgresql":
        assert claimable.endswith("FOR UPDATE SKIP LOCKED")
        assert held.endswith("FOR UPDATE")
    else:
        assert "FOR UPDATE" not in claimable + held
        assert connection.transaction_mode == "IMMEDIATE"


def test_a_given_time_is_used_as_it_is():
    assert locks.moment(MORNING) is MORNING


def test_the_clock_of_the_database_can_be_reckoned_with():
    message = wanted()
    OutboundMessage.objects.filter(pk=message.pk).update(not_before=locks.moment(None) + timedelta(hours=2))
    message.refresh_from_db()
    assert abs(message.not_before - timezone.now() - timedelta(hours=2)) < timedelta(seconds=10)
    assert OutboundMessage.objects.filter(not_before__gt=locks.moment(None) + timedelta(hours=1)).count() == 1
    assert OutboundMessage.objects.filter(not_before__gt=locks.moment(None) + timedelta(hours=3)).count() == 0
