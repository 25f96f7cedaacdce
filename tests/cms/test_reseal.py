"""The command that turns all numbers over to a new key: whom it turns, what it says, and what it leaves as it was."""

from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from cms.management.commands import reseal as command
from cms.models import User
from learning.models import Consent, Contact, Learner, Look, SignInCode
from sms_gateway import sealing
from sms_gateway.models import OutboundMessage, Suppression
from tests.cast import MONDAY_10AM
from tests.sms_gateway.phones import DARA, SOPHEA, wanted

pytestmark = pytest.mark.django_db
SEVEN, EIGHT = b"seven" + bytes(27), b"eight" + bytes(27)
OLD, NEW = b"index" + bytes(27), b"another index".ljust(32, b"\0")


def reseal() -> str:
    said = StringIO()
    call_command("reseal", stdout=said)
    return said.getvalue()


@pytest.fixture
def sophea() -> Contact:
    """A number that stands in every table."""
    number = sealing.seal(SOPHEA)
    contact = Contact.objects.create(number_sealed=number.sealed, number_index=number.index, bucket=41, left_at=MONDAY_10AM)
    learner = Learner.objects.create(contact=contact, made_at=MONDAY_10AM, joinable_until=MONDAY_10AM)
    Consent.objects.create(learner=learner, number_index=number.index, purpose="sms", granted=True, at=MONDAY_10AM)
    look(number.index)
    SignInCode.objects.create(number_sealed=number.sealed, number_index=number.index, sent_at=MONDAY_10AM)
    wanted()
    Suppression.objects.create(recipient_index=number.index, since=MONDAY_10AM, source="web")
    return contact


def look(index: str) -> Look:
    who = User.objects.get_or_create(username="officer")[0]
    return Look.objects.create(number_index=index, user=who, role="officer", what="report", day=MONDAY_10AM.date(), at=MONDAY_10AM)


def stored() -> dict[str, list]:
    """Every row of every table the command may touch."""
    models = (Contact, SignInCode, OutboundMessage, Consent, Look, Suppression)
    return {model.__name__: [list(map(as_bytes, row)) for row in model.objects.order_by("pk").values_list()] for model in models}


def as_bytes(value: object) -> object:
    return bytes(value) if isinstance(value, memoryview) else value


def indexes() -> set[str]:
    found = [model.objects.values_list("number_index", flat=True) for model in (Contact, SignInCode, Consent, Look)]
    found += [model.objects.values_list("recipient_index", flat=True) for model in (OutboundMessage, Suppression)]
    return {index for each in found for index in each}


def test_the_command_knows_every_table_with_a_number_or_an_index_of_one():
    fields = [(model, field.name) for model in apps.get_models() for field in model._meta.concrete_fields]
    indexed = {(one.rows.model, one.index) for one in (*command.TABLES, *command.MARKS)} | {(Suppression, "recipient_index")}
    assert indexed == {(model, name) for model, name in fields if name in {"number_index", "recipient_index"}}
    sealed = {(one.rows.model, one.sealed) for one in command.TABLES} | {(OutboundMessage, "secret_sealed")}
    assert sealed == {(model, name) for model, name in fields if name.endswith("_sealed")}


def test_a_new_sealing_key_turns_contacts_codes_and_messages_over(settings, sophea):
    settings.SEALING_KEYS = {8: EIGHT, 7: SEVEN}
    said = reseal()
    assert said.splitlines() == [
        "learning.Contact: 1 sealed anew",
        "learning.SignInCode: 1 sealed anew",
        "sms_gateway.OutboundMessage: 1 sealed anew",
        "0 rows still need an old key: CHBAS_SEALING_KEYS may be its first key alone.",
    ]
    settings.SEALING_KEYS = {8: EIGHT}
    contact = Contact.objects.get()
    assert sealing.open(sealing.SealedNumber(bytes(contact.number_sealed), contact.number_index)) == SOPHEA
    assert (contact.bucket, indexes()) == (41, {sealing.index(SOPHEA)})


def test_a_new_index_key_turns_every_table_over_and_the_bucket_stays(settings, sophea):
    settings.SEALING_OLD_INDEX_KEY, settings.SEALING_INDEX_KEY = OLD, NEW
    said = reseal()
    assert "1 stops moved with their numbers" in said
    assert said.endswith("0 rows still need an old key: CHBAS_SEALING_KEYS may be its first key alone. CHBAS_SEALING_OLD_INDEX_KEY may go, too.\n")
    assert (indexes(), Contact.objects.get().bucket) == ({sealing.index(SOPHEA)}, 41)
    before = stored()
    assert "sealed anew" not in reseal()
    assert stored() == before


def test_a_missing_key_is_named_and_nothing_is_changed(settings, sophea):
    settings.SEALING_KEYS, settings.SEALING_OLD_INDEX_KEY, settings.SEALING_INDEX_KEY = {8: EIGHT}, OLD, NEW
    before = stored()
    with pytest.raises(CommandError, match=r"^CHBAS_SEALING_KEYS holds no key 7, which sealed 3 rows\. Nothing was changed\.$"):
        reseal()
    assert stored() == before


def test_a_number_that_came_back_after_the_change_keeps_its_old_consents_and_stop(settings, sophea):
    learner = sophea.learners.get()
    sophea.delete()
    OutboundMessage.objects.all().delete()
    SignInCode.objects.all().delete()
    settings.SEALING_OLD_INDEX_KEY, settings.SEALING_INDEX_KEY = OLD, NEW
    number = sealing.seal(SOPHEA)
    learner.contact = Contact.objects.create(number_sealed=number.sealed, number_index=number.index, bucket=41, left_at=MONDAY_10AM)
    learner.save()
    reseal()
    assert indexes() == {number.index}


def test_a_number_that_stands_twice_is_left_and_both_rows_are_named(settings, sophea):
    settings.SEALING_OLD_INDEX_KEY, settings.SEALING_INDEX_KEY = OLD, NEW
    number = sealing.seal(SOPHEA)
    Contact.objects.create(number_sealed=number.sealed, number_index=number.index, bucket=7, left_at=MONDAY_10AM)
    said = reseal()
    assert f"  twice: learning.Contact {sophea.pk}\n" in said
    assert "1 stand there twice" in said
    assert "3 rows still need an old key: run this again before you remove one." in said
    assert sorted(Contact.objects.values_list("bucket", flat=True)) == [7, 41]


def test_the_same_look_under_both_indexes_becomes_one(settings, sophea):
    settings.SEALING_OLD_INDEX_KEY, settings.SEALING_INDEX_KEY = OLD, NEW
    look(sealing.index(SOPHEA))
    reseal()
    assert (Look.objects.count(), indexes()) == (1, {sealing.index(SOPHEA)})


def test_stops_of_numbers_that_stand_nowhere_are_said_plainly(settings, sophea):
    Suppression.objects.create(recipient_index=sealing.index(DARA), since=MONDAY_10AM, source="web")
    settings.SEALING_OLD_INDEX_KEY, settings.SEALING_INDEX_KEY = OLD, NEW
    said = reseal()
    assert "1 stops are of numbers that stand nowhere else." in said
    assert said.endswith("Those from before the change hold only as long as CHBAS_SEALING_OLD_INDEX_KEY stays set.\n")


def test_no_word_of_the_command_names_a_number_or_an_index(settings, sophea, caplog):
    old = sophea.number_index
    settings.SEALING_KEYS, settings.SEALING_OLD_INDEX_KEY, settings.SEALING_INDEX_KEY = {8: EIGHT, 7: SEVEN}, OLD, NEW
    said = reseal() + caplog.text
    assert [word in said for word in (SOPHEA[-6:], old, sealing.index(SOPHEA))] == [False] * 3
