import pytest
from celery import current_app

from sms_gateway import tasks
from sms_gateway.models import OutboundMessage, State
from tests.sms_gateway.phones import sent_keys, wanted


@pytest.mark.parametrize("name", ["sms_gateway.deliver", "sms_gateway.sweep"])
def test_a_task_that_touches_a_provider_is_acknowledged_first_and_keeps_no_result(name):
    task = current_app.tasks[name]
    assert (task.acks_late, task.ignore_result) == (False, True)


@pytest.mark.django_db
def test_a_bell_carries_one_message_and_the_sweep_the_rest(sms_file):
    first, _second = wanted("first"), wanted("second")
    tasks.deliver(str(first.pk))
    assert sent_keys(sms_file) == ["first"]
    tasks.sweep()
    assert sent_keys(sms_file) == ["first", "second"]
    assert set(OutboundMessage.objects.values_list("state", flat=True)) == {State.SENT}


@pytest.mark.django_db
def test_a_bell_for_a_message_that_was_erased_is_silent(sms_file):
    erased = str(wanted().pk)
    OutboundMessage.objects.all().delete()
    tasks.deliver(erased)
    assert sent_keys(sms_file) == []
