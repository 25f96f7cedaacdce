"""Answers, stops for three days, is nudged once, returns, goes on; and the worker may die on the way."""

import json
import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from celery import current_app
from django.utils import timezone

from learning import nudges, policy
from learning.models import Consent, Enrolment, Learner, NudgeDecision
from sms_gateway import delivery
from sms_gateway.models import OutboundMessage, State
from tests import cast, factories
from tests.cast import MONDAY_10AM, Person
from tests.sms_gateway import workers

THURSDAY_10AM = MONDAY_10AM + timedelta(days=3)
WORKER = """
from cms.celery import app
say("ready")
app.worker_main(["worker", "-P", "solo", "-l", "ERROR", "--without-gossip", "--without-mingle", "--without-heartbeat"])
"""


@pytest.fixture(autouse=True)
def sms_file(settings, tmp_path: Path) -> Path:
    settings.SMS_PROVIDER, settings.SMS_FILE = "file", tmp_path / "sms.jsonl"
    return settings.SMS_FILE


def stops_in_the_middle(citizen: Person, tmp_path: Path, when: datetime = MONDAY_10AM, number: str = cast.NUMBER) -> Enrolment:
    """Answer one question on Monday morning, prove a number, agree to reminders, and put the phone away."""
    factories.teach(tmp_path, {"C2": [factories.lesson("L2.1"), factories.lesson("L2.2")]})
    with time_machine.travel(when, tick=False):
        page = citizen.open("/c2/l2-1/check/")
        citizen.answer(page, cast.knowing(cast.choices(page)))
        citizen.prove(number)
        citizen.post("/my/number/", {"agree": "on"})
        delivery.drain(10, now=when)
    return Enrolment.objects.get()


def sent(file: Path) -> list[str]:
    return [json.loads(line)["text"] for line in file.read_text().splitlines()] if file.exists() else []


@pytest.mark.django_db
def test_who_stops_for_three_days_is_nudged_once_and_goes_on(citizen, tmp_path, sms_file):
    stops_in_the_middle(citizen, tmp_path)
    assert nudges.send_due(THURSDAY_10AM - timedelta(minutes=1)) == 0
    assert nudges.send_due(THURSDAY_10AM) == 1
    assert nudges.send_due(THURSDAY_10AM + timedelta(hours=1)) == 0
    delivery.drain(10, now=THURSDAY_10AM + timedelta(minutes=2))
    assert len(sent(sms_file)) == 1
    with time_machine.travel(THURSDAY_10AM + timedelta(hours=5), tick=False):
        citizen.prove()  # the session ended long ago
        result = citizen.finish(citizen.open("/c2/l2-1/check/"), cast.knowing)
    enrolment = Enrolment.objects.get()
    assert (result.context["attempt"].passed, Learner.objects.count()) == (True, 1)
    assert (enrolment.step, enrolment.nudge_at) == (0, policy.next_nudge_at(THURSDAY_10AM + timedelta(hours=5), 0))


@pytest.mark.django_db
def test_who_never_comes_back_hears_from_us_twice_and_never_again(citizen, tmp_path):
    stops_in_the_middle(citizen, tmp_path)
    counts = [nudges.send_due(MONDAY_10AM + timedelta(days=day)) for day in range(60)]
    assert [day for day, count in enumerate(counts) if count] == [3, 10]
    assert Enrolment.objects.get().nudge_at is None


@pytest.mark.django_db
@pytest.mark.parametrize("way", ["/my/number/erase/", "/stop/"])
def test_who_takes_the_number_back_hears_nothing_also_not_what_was_queued(citizen, tmp_path, sms_file, way):
    stops_in_the_middle(citizen, tmp_path)
    nudges.send_due(THURSDAY_10AM)
    citizen.post(way, {"number": "០១២ ៣៤៥ ៦៧៨"})
    delivery.drain(10, now=THURSDAY_10AM + timedelta(minutes=1))
    assert (nudges.send_due(MONDAY_10AM + timedelta(days=10)), sent(sms_file)) == (0, [])
    assert list(Consent.objects.order_by("id").values_list("granted", flat=True)) == [True, False]


@pytest.mark.django_db
def test_who_finished_the_course_is_left_in_peace(citizen, tmp_path):
    stops_in_the_middle(citizen, tmp_path)
    with time_machine.travel(MONDAY_10AM + timedelta(minutes=20), tick=False):
        for lesson in ("l2-1", "l2-2"):
            citizen.finish(citizen.open(f"/c2/{lesson}/check/"), cast.knowing)
    assert nudges.send_due(MONDAY_10AM + timedelta(days=4)) == 0
    assert NudgeDecision.objects.get().outcome == "finished"


@pytest.mark.django_db(transaction=True)
def test_a_real_worker_carries_the_nudge_and_being_killed_before_it_neither_loses_nor_doubles_it(citizen, tmp_path, sms_file):
    stops_in_the_middle(citizen, tmp_path)
    nudges.send_due(THURSDAY_10AM)
    message = OutboundMessage.objects.get()
    # Whatever the hour on this machine: for this test it is Thursday morning.
    OutboundMessage.objects.update(not_before=timezone.now() - timedelta(minutes=1), expires_at=timezone.now() + timedelta(hours=1))
    with workers.process("delivery.claim(); say('claimed'); wait()") as killed:
        assert killed.stdout.readline() == "claimed\n"
    assert (OutboundMessage.objects.get().state, sent(sms_file)) == (State.CLAIMED, [])
    OutboundMessage.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    with workers.process(WORKER) as worker:
        assert worker.stdout.readline() == "ready\n"
        for _ in range(3):
            current_app.send_task("sms_gateway.sweep")
        wait_for(lambda: OutboundMessage.objects.get().state == State.SENT)
    assert sent(sms_file) == [message.text]


def wait_for(done, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < until, "the worker did not do it in time"
        time.sleep(0.1)
