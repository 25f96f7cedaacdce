"""Old rows go by themselves, at the time their note promises, and each run leaves its proof."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cms.models import Session, User
from learning import privacy
from learning.models import Consent, Contact, Enrolment, Erasure, Evidence, Learner, NudgeDecision, Profile, SignInCode, Sweep
from learning.privacy import retention
from learning.tasks import sweep_old
from quizzes.models import Attempt, Response
from sms_gateway.models import OutboundMessage, State
from tests.learning import planted

pytestmark = pytest.mark.django_db
NOW = planted.MONDAY_10AM
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
WITH_A_TIME = [(model, said) for model, said in privacy.about_people() if said.keeps is not None]


@pytest.fixture
def officer():
    return planted.officer()


@pytest.fixture
def learner(officer):
    return planted.everywhere(officer=officer)


# --- rows ---------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("model", "said"), WITH_A_TIME, ids=[model._meta.label for model, _said in WITH_A_TIME])
def test_time_empties_each_table_and_not_a_second_earlier(learner, model, said):
    there = model._base_manager.count()
    Enrolment.objects.update(active_at=NOW + timedelta(days=4000))  # the person stays: it is the row that is old
    since = model._base_manager.values_list(said.since, flat=True)[0]
    retention.sweep(since + said.keeps)
    assert model._base_manager.count() == there > 0
    retention.sweep(since + said.keeps + SECOND)
    assert model._base_manager.count() == 0


def test_the_times_are_those_we_promise():
    assert {model.__name__: said.keeps.days for model, said in WITH_A_TIME} == {
        "Session": 0, "Response": 396, "SignInCode": 1, "Gate": 7, "Carry": 1, "NudgeDecision": 396, "Look": 1096, "OutboundMessage": 30,
    }  # fmt: skip


def test_an_old_answer_goes_and_what_it_shows_stays(learner):
    retention.sweep(NOW + timedelta(days=397))
    assert (Response.objects.count(), Attempt.objects.count(), Evidence.objects.count()) == (0, 1, 1)


def test_a_text_that_is_still_on_its_way_is_not_old(learner):
    waiting = planted.message(learner.contact, state=State.QUEUED)
    retention.sweep(NOW + 31 * DAY)
    assert OutboundMessage.objects.get() == waiting


def test_limits_per_number_count_codes_of_a_whole_day(learner):
    retention.sweep(NOW + DAY)
    assert SignInCode.objects.count() == 1


def test_each_run_leaves_its_proof_also_when_nothing_went(learner):
    gone = retention.sweep(NOW + 31 * DAY)
    proofs = {one.table: (one.gone, one.before, one.at) for one in Sweep.objects.all()}
    assert proofs["sms_gateway.OutboundMessage"] == (1, NOW + DAY, NOW + 31 * DAY)
    assert proofs["learning.Look"] == (0, NOW + 31 * DAY - timedelta(days=1096), NOW + 31 * DAY)
    assert gone == {table: count for table, (count, _before, _at) in proofs.items()}


def test_proofs_and_erasures_go_after_three_years():
    Sweep.objects.create(table="x", before=NOW, gone=1, at=NOW)
    Erasure.objects.create(learner=planted.uuid4(), asked_at=NOW, due_at=NOW, done_at=NOW)
    still = Erasure.objects.create(learner=planted.uuid4(), asked_at=NOW, due_at=NOW)
    retention.sweep(NOW + timedelta(days=1097))
    assert (Sweep.objects.filter(table="x").count(), Erasure.objects.get()) == (0, still)


def test_many_rows_go_in_batches(monkeypatch):
    monkeypatch.setattr(retention, "_BATCH", 2)
    contact = planted.contact()
    for _ in range(5):
        planted.code(contact)
    assert retention.sweep(NOW + 2 * DAY)["learning.SignInCode"] == 5
    assert Sweep.objects.get(table="learning.SignInCode").gone == 5


def test_killed_in_the_middle_nothing_is_lost_and_the_proof_says_what_went(monkeypatch):
    monkeypatch.setattr(retention, "_BATCH", 2)
    contact = planted.contact()
    for _ in range(5):
        planted.code(contact)
    real, calls = retention._rows, []

    def dies_in_the_third_batch(old):
        calls.append(real(old))
        if len([one for one in calls if one]) == 3:
            raise KeyboardInterrupt
        return calls[-1]

    monkeypatch.setattr(retention, "_rows", dies_in_the_third_batch)
    with pytest.raises(KeyboardInterrupt):
        retention.sweep(NOW + 2 * DAY)
    left, proof = SignInCode.objects.count(), Sweep.objects.filter(table="learning.SignInCode").get().gone
    assert (left + proof, left) == (5, 1)
    monkeypatch.undo()
    assert retention.sweep(NOW + 2 * DAY)["learning.SignInCode"] == 1


# --- people -------------------------------------------------------------------------------------------------------------
def said(learner: Learner, age: str, now=NOW) -> None:
    Profile.objects.create(learner=learner, question="age", answer=age, since=now)


def test_a_child_is_forgotten_after_thirty_idle_days():
    child = planted.somebody()
    planted.answered(child)
    said(child, "25_34", NOW - DAY)
    said(child, "under_15")
    adult = planted.somebody()
    said(adult, "under_15", NOW - DAY)
    said(adult, "15_24")
    retention.sweep(NOW + 30 * DAY)
    assert Learner.objects.count() == 2
    retention.sweep(NOW + 30 * DAY + SECOND)
    assert (Learner.objects.get(), Response.objects.count(), Evidence.objects.count()) == (adult, 0, 0)
    assert Sweep.objects.filter(table="learning.Learner: under 15", gone=1).count() == 1


@pytest.mark.parametrize(
    ("protection", "days"),
    [({}, 396), ({"pin": "2580"}, 731), ({"number": True}, 731), ({"unproved": True}, 396)],
    ids=["guest", "PIN", "number", "unproved"],
)
def test_whoever_does_not_come_any_more_is_forgotten_in_time(protection, days):
    number = planted.contact(is_proved="number" in protection) if {"number", "unproved"} & set(protection) else None
    learner = planted.somebody(number=number, pin=protection.get("pin", ""))
    planted.answered(learner)
    planted.reminded(learner) if number else None
    retention.sweep(NOW + timedelta(days=days))
    assert Learner.objects.count() == 1
    retention.sweep(NOW + timedelta(days=days) + SECOND)
    assert [model.objects.count() for model in (Learner, Contact, Evidence, Attempt, Enrolment, User, OutboundMessage, NudgeDecision)] == [0] * 8


@pytest.mark.parametrize("sign", ["answer", "course", "profile", "consent", "code", "session"])
def test_any_sign_of_life_keeps_a_person(sign):
    recently, contact = NOW + timedelta(days=600), planted.contact()
    learner = planted.somebody(number=contact)
    match sign:
        case "answer":
            planted.answered(learner, recently)
        case "course":
            planted.enrolled(learner, recently)
        case "profile":
            said(learner, "25_34", recently)
        case "consent":
            Consent.objects.create(
                learner=learner, purpose="record", granted=True, text_version="1", text_sha256="-", language="km", channel="web", at=recently
            )
        case "code":
            Contact.objects.update(proved_at=recently)
        case "session":
            Session.objects.create(session_key="s", session_data="-", expire_date=NOW + timedelta(days=900), learner=learner.pk)
    retention.sweep(NOW + timedelta(days=800))
    assert Learner.objects.get() == learner


def test_whoever_is_leaving_has_a_time_of_their_own():
    learner = planted.somebody()
    Learner.objects.update(leaving_at=NOW)
    retention.sweep(NOW + timedelta(days=4000))
    assert Learner.objects.get() == learner


def test_many_people_go_in_batches(monkeypatch):
    monkeypatch.setattr(retention, "_PEOPLE", 2)
    for _ in range(3):
        planted.answered(planted.somebody())
    planted.somebody(number=planted.contact(is_proved=False))
    assert retention.sweep(NOW + timedelta(days=400))["learning.Learner: guests"] == 4


def test_of_two_behind_a_number_the_one_who_stays_keeps_it():
    contact = planted.contact()
    gone, stays = planted.somebody(number=contact), planted.somebody(number=contact)
    planted.answered(stays, NOW + timedelta(days=700))
    retention.sweep(NOW + timedelta(days=740))
    assert (Learner.objects.get(), Contact.objects.get(), gone.pk == stays.pk) == (stays, contact, False)


# --- what hangs in the air ------------------------------------------------------------------------------------------------
def test_a_number_that_was_proved_and_then_nobody_said_who_they_are_goes_after_a_day(officer):
    contact = planted.contact()
    planted.code(contact)
    retention.sweep(NOW + DAY)
    assert Contact.objects.count() == 1
    retention.sweep(NOW + DAY + SECOND)
    assert (Contact.objects.count(), list(User.objects.all()), SignInCode.objects.count()) == (0, [officer], 0)


def test_an_account_without_a_number_goes_and_people_who_work_here_stay(officer):
    User.objects.create(username="citizen-1", date_joined=NOW)
    User.objects.create(username="root", is_superuser=True, date_joined=NOW)
    retention.sweep(NOW + 2 * DAY)
    assert sorted(User.objects.values_list("username", flat=True)) == ["officer-of-plants", "root"]


def test_the_task_sweeps(learner):
    sweep_old()
    assert Sweep.objects.filter(at__gte=timezone.now() - timedelta(minutes=1)).count() >= len(WITH_A_TIME)
