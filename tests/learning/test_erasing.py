"""Erasing a person: shut at once, undone for seven days, then gone from every table, the cache, the logs and the files."""

import json
import logging
from datetime import timedelta
from io import StringIO
from pathlib import Path
from uuid import uuid4

import pytest
from django.apps import apps
from django.conf import settings
from django.core.cache import caches
from django.core.management import CommandError, call_command
from django.db import connection

from cms.models import Session, User
from learning import nudges, privacy
from learning.models import Carry, Contact, Enrolment, Erasure, Gate, Learner, Look, NudgeDecision, SignInCode
from learning.privacy import erasing, ledger
from learning.tasks import erase_due
from sms_gateway.models import OutboundMessage, State, Suppression
from tests.learning import planted

pytestmark = pytest.mark.django_db
NOW = planted.MONDAY_10AM
LATER = NOW + erasing.UNDO


@pytest.fixture(autouse=True)
def _list(settings, tmp_path):
    settings.DATA = tmp_path


@pytest.fixture
def officer():
    return planted.officer()


@pytest.fixture
def learner(officer):
    return planted.everywhere(officer=officer, stopped=False)


def listed() -> list[dict[str, str]]:
    """What stands in the list beside the database."""
    return [json.loads(line) for line in ledger.path().read_text().splitlines()] if ledger.path().exists() else []


def hits(markers: list[str]) -> list[str]:
    """Every column of every table of the database in which one of the markers stands, be it as text, as bytes or inside JSON."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 -- names of our own tables
            names = [one[0] for one in cursor.description]
            for row in cursor.fetchall():
                for name, value in zip(names, row, strict=True):
                    text = value.hex() if isinstance(value, (bytes, memoryview)) else str(value)
                    found += [f"{table}.{name}" for marker in markers if marker in text]
    return sorted(set(found))


def kept() -> str:
    """Everything the caches hold, keys and values; the broker's queue is on the same server."""
    texts = []
    for inside in (caches[alias]._cache for alias in settings.CACHES):
        if isinstance(inside, dict):
            texts += [f"{key}{value}" for key, value in inside.items()]
        else:
            server = inside.get_client()
            dumped = {key: server.dump(key) for key in server.scan_iter()}
            texts += [f"{key}{value}" for key, value in dumped.items()]
    return "".join(texts)


def markers(learner: Learner) -> list[str]:
    """Whatever could lead back to this person: name, number in both spellings, its code, random number in both spellings, sealed bytes."""
    plain = str(learner.pk)
    contact = learner.contact
    texts = [
        learner.nickname,
        "12345678",
        contact.number_index,
        plain,
        plain.replace("-", ""),
        bytes(contact.number_sealed).hex(),
        contact.user.username,
    ]
    return [one for one in texts if one]


# --- at once ----------------------------------------------------------------------------------------------------------
def test_at_once_nothing_works_any_more(learner, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        row = erasing.ask(learner, NOW)
    learner.refresh_from_db()
    assert (learner.leaving_at, row.due_at, erasing.due_at(learner)) == (NOW, LATER, LATER)
    assert (Session.objects.count(), Carry.objects.count(), Enrolment.objects.get().nudge_at) == (0, 0, None)
    assert learner.joinable_until == NOW
    assert learner.pin  # kept: it is needed to undo
    assert listed() == [{"learner": str(learner.pk), "asked_at": NOW.isoformat(), "due_at": LATER.isoformat()}]


def test_what_was_queued_is_not_sent(learner):
    waiting = planted.message(learner.contact, state=State.QUEUED)
    erasing.ask(learner, NOW)
    waiting.refresh_from_db()
    assert waiting.state == State.CANCELLED
    assert nudges.send_due(NOW + timedelta(days=30)) == 0


def test_asking_twice_is_asking_once(learner):
    first = erasing.ask(learner, NOW)
    assert erasing.ask(learner, NOW + timedelta(days=3)) == first
    assert Erasure.objects.get().due_at == LATER


def test_nothing_is_gone_before_the_seventh_day_is_over(learner):
    erasing.ask(learner, NOW)
    assert erasing.erase_due(LATER - timedelta(seconds=1)) == 0
    assert Learner.objects.count() == 1
    assert erasing.erase_due(LATER) == 1
    assert Learner.objects.count() == 0


def test_undone_everything_is_as_it_was(learner, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        erasing.ask(learner, NOW)
    assert erasing.undo(learner, NOW + timedelta(days=6))
    assert Learner.objects.get().leaving_at is None
    assert erasing.erase_due(LATER) == 0
    assert [max(one) for one in listed()] == ["learner", "undone_at"]
    assert learner.evidence.count() == 1


def test_it_is_too_late_to_undo_what_is_gone_and_nothing_to_undo_where_nobody_asked(learner):
    assert erasing.undo(learner, NOW) is False
    erasing.ask(learner, NOW)
    erasing.erase_due(LATER)
    assert erasing.undo(learner, LATER) is False


def test_whoever_undid_it_may_ask_again(learner):
    erasing.ask(learner, NOW)
    erasing.undo(learner, NOW)
    assert erasing.ask(learner, LATER).due_at == LATER + erasing.UNDO


# --- gone -------------------------------------------------------------------------------------------------------------
def test_after_seven_days_no_trace_is_left_in_any_table_cache_log_or_file(learner, tmp_path, caplog, django_capture_on_commit_callbacks):
    wanted, caplog.handler.level = markers(learner), logging.DEBUG
    planted.message(learner.contact, state=State.QUEUED)
    (tmp_path / "sms.jsonl").write_text("")
    assert len(hits(wanted)) >= 15  # the scan sees what is there
    with caplog.at_level(logging.DEBUG), django_capture_on_commit_callbacks(execute=True):
        erasing.ask(learner, NOW)
        assert erasing.erase_due(LATER) == 1

    assert hits(wanted) == ["learning_erasure.learner"]
    everything = kept() + caplog.text
    assert [one for one in wanted if one in everything] == []
    files = [one for one in Path(tmp_path).rglob("*") if one.is_file() and one != ledger.path()]
    assert [(one.name, marker) for one in files for marker in wanted if marker.encode() in one.read_bytes()] == []
    assert [marker for marker in wanted[:3] if marker in ledger.path().read_text()] == []


def test_how_many_rows_went_is_counted_per_table_without_a_word_about_whom(learner):
    erasing.ask(learner, NOW)
    erasing.erase_due(LATER)
    row = Erasure.objects.get()
    assert (row.done_at, row.gone["learning.Learner"], row.gone["learning.Contact"], row.gone["cms.User"]) == (LATER, 1, 1, 1)
    about = {model._meta.label for model, said in privacy.about_people() if said.on_erase == "delete"}
    assert about - set(row.gone) == {"learning.Carry", "cms.Session", "learning.Scope"}  # the first two went at once; the officer's stays


def test_every_table_says_what_happens_to_it_and_only_a_stop_stays(officer):
    learner = planted.everywhere(officer=officer, stopped=True)
    index = learner.contact.number_index
    erasing.ask(learner, NOW)
    erasing.erase_due(LATER)
    assert Suppression.objects.get().recipient_index == index  # the promise to send nothing more
    assert hits([index]) == ["sms_gateway_suppression.recipient_index"]
    assert [model._meta.label for model, said in privacy.about_people() if said.on_erase == "keep"] == ["sms_gateway.Suppression"]


def test_who_shares_the_number_keeps_number_and_texts(learner):
    sister = planted.somebody(number=learner.contact, nickname="បងស្រី")
    hers = planted.reminded(sister)
    erasing.ask(learner, NOW)
    erasing.erase_due(LATER)
    assert list(Learner.objects.values_list("pk", "contact")) == [(sister.pk, learner.contact_id)]
    assert list(OutboundMessage.objects.values_list("key", flat=True)) == [hers.key]
    assert (Contact.objects.count(), SignInCode.objects.count(), NudgeDecision.objects.count()) == (1, 1, 1)
    assert User.objects.filter(pk=learner.contact.user_id).exists()
    assert hits([str(learner.pk), learner.pk.hex, planted.NICKNAME]) == ["learning_erasure.learner"]


def test_a_number_that_was_never_proved_goes_with_its_last_learner():
    learner = planted.somebody(number=planted.contact(is_proved=False))
    planted.reminded(learner)
    erasing.ask(learner, NOW)
    erasing.erase_due(LATER)
    assert (Contact.objects.count(), OutboundMessage.objects.count(), User.objects.count()) == (0, 0, 0)


def test_nobody_else_loses_anything(learner, officer):
    other = planted.everywhere(officer=officer, number="+85598765432", nickname="អ្នកផ្សេង", stopped=False)
    before = {model: model._base_manager.count() for model in apps.get_models()}
    erasing.ask(learner, NOW)
    erasing.erase_due(LATER)
    lost = {model._meta.label: before[model] - model._base_manager.count() for model, said in privacy.about_people() if said.subject}
    assert {label: 2 for label, count in lost.items() if count == 2} == {
        "learning.Profile": 2, "learning.Look": 2,
    }  # fmt: skip
    assert Learner.objects.get() == other
    assert (other.evidence.count(), Gate.objects.get().key) == (1, f"pin:{other.pk}")


def test_a_worker_that_dies_halfway_leaves_the_others_for_the_next_run(monkeypatch, learner):
    guest = planted.somebody()
    for one in (learner, guest):
        erasing.ask(one, NOW)
    monkeypatch.setattr(erasing.contacts, "erase", lambda _contact: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        erasing.erase_due(LATER)
    assert Learner.objects.filter(pk=learner.pk).exists()  # all of it, or nothing
    assert learner.evidence.count() == 1
    monkeypatch.undo()
    assert erasing.erase_due(LATER) >= 1
    assert Learner.objects.count() == 0


def test_the_task_erases_who_is_due(learner):
    erasing.ask(learner, NOW - timedelta(days=3650))
    erase_due()
    assert Learner.objects.count() == 0


# --- the list, and a restore ------------------------------------------------------------------------------------------
def test_a_restored_copy_erases_again_whom_the_list_names(learner, tmp_path, capsys):
    guest, stays = planted.somebody(), planted.somebody()
    lines = [
        {"learner": str(learner.pk), "asked_at": NOW.isoformat(), "due_at": LATER.isoformat()},
        {"learner": str(learner.pk), "done_at": LATER.isoformat()},
        {"learner": str(guest.pk), "asked_at": "2999-01-01T00:00:00+00:00", "due_at": "2999-01-08T00:00:00+00:00"},
        {"learner": str(stays.pk), "asked_at": NOW.isoformat(), "due_at": LATER.isoformat()},
        {"learner": str(stays.pk), "undone_at": NOW.isoformat()},
        {"learner": str(uuid4()), "asked_at": NOW.isoformat(), "due_at": LATER.isoformat()},
    ]
    file = tmp_path / "kept.jsonl"
    file.write_text("".join(f"{json.dumps(one)}\n" for one in lines) + '{"learner": "cut sho')
    call_command("erase", replay=[file])
    assert capsys.readouterr().out == "1 erased again, 1 will be when their days are over\n"
    assert dict(Learner.objects.values_list("pk", "leaving_at")) == {guest.pk: Erasure.objects.get(learner=guest.pk).asked_at, stays.pk: None}
    assert Erasure.objects.get(learner=learner.pk).done_at is not None


def test_what_a_crash_left_out_of_the_list_is_written_later(learner):
    erasing.ask(learner, NOW)  # the transaction of this test never commits, so nothing was written
    assert listed() == []
    erasing.erase_due(LATER)
    assert [sorted(one) for one in listed()] == [["asked_at", "due_at", "learner"], ["done_at", "learner"]]
    erasing.erase_due(LATER)
    assert len(listed()) == 2
    assert ledger.path().stat().st_mode & 0o777 == 0o600


# --- by the data-protection officer -----------------------------------------------------------------------------------
def typed(monkeypatch, answer: str, number: str = "012 345 678") -> None:
    monkeypatch.setattr("builtins.input", lambda _question: answer)
    monkeypatch.setattr("learning.management.commands.erase.getpass", lambda _question: number)


def test_the_officer_erases_somebody_by_the_random_number(monkeypatch, capsys, learner):
    typed(monkeypatch, "yes")
    call_command("erase", str(learner.pk))
    assert "Nothing works any more" in capsys.readouterr().out
    assert Learner.objects.get().leaving_at is not None
    assert Look.objects.filter(learner=learner.pk, what="erasure", user=None).count() == 1


def test_the_officer_is_asked_first_and_the_look_is_written_down_all_the_same(monkeypatch, learner):
    typed(monkeypatch, "no")
    with pytest.raises(CommandError, match=r"Nothing was erased\."):
        call_command("erase", str(learner.pk), now=True)
    assert Learner.objects.get().leaving_at is None
    assert Look.objects.filter(learner=learner.pk, what="erasure").count() == 1


def test_the_officer_erases_at_once_by_the_number_that_is_not_typed_on_the_command_line(monkeypatch, capsys, learner):
    typed(monkeypatch, "yes")
    wanted = markers(learner)
    call_command("erase", number=True, now=True)
    assert capsys.readouterr().out == "Everything is gone.\n"
    assert hits(wanted) == ["learning_erasure.learner"]


def test_of_several_behind_a_number_the_officer_must_name_one(monkeypatch, learner):
    sister = planted.somebody(number=learner.contact)
    typed(monkeypatch, "yes")
    with pytest.raises(CommandError, match=f"2 people learn with this number; name one of them:(.|\n)*{sister.pk}"):
        call_command("erase", number=True)
    assert Learner.objects.filter(leaving_at=None).count() == 2


def test_the_officer_forgets_a_number_nobody_learns_with(monkeypatch, capsys):
    contact = planted.contact()
    planted.message(contact)
    planted.code(contact)
    typed(monkeypatch, "yes")
    call_command("erase", number=True)
    assert capsys.readouterr().out == "5 rows erased\n"  # text, code, contact, account, and the look that was just written
    assert hits([contact.number_index]) == []


def test_a_number_somebody_learns_with_is_not_forgotten_by_itself(learner):
    assert erasing.forget_number(learner.contact.number_index) == {}
    assert Contact.objects.count() == 1


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({}, "Say whom: a random number, --number, or --replay FILE."),
        ({"learner": uuid4()}, "Nobody has this random number: it was never given, or everything is gone already."),
        ({"number": True}, "That is no Cambodian mobile number."),
        ({"replay": [Path("/nowhere.jsonl")]}, "There is no file /nowhere.jsonl."),
    ],
)
def test_what_the_officer_cannot_do_is_said(monkeypatch, asked, said):
    typed(monkeypatch, "yes", number="023 123 456")
    with pytest.raises(CommandError, match=said.replace(".", r"\.")):
        call_command("erase", stdout=StringIO(), **asked)
