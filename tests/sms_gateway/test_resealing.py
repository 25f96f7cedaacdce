"""A change of keys: every number goes over, with its messages and its stop, or it is said why not."""

from collections import Counter
from datetime import timedelta

import pytest

from sms_gateway import delivery, outbox, resealing, sealing
from sms_gateway.models import OutboundMessage, State, Suppression
from tests.sms_gateway.phones import CODE, DARA, MORNING, SOPHEA, TOLD, code, sent_keys, wanted

pytestmark = pytest.mark.django_db
SEVEN, EIGHT, NINE = b"seven" + bytes(27), b"eight" + bytes(27), b"nine" + bytes(28)
OLD, NEW = b"index" + bytes(27), b"another index".ljust(32, b"\0")


def new_key(settings) -> None:
    settings.SEALING_KEYS = {8: EIGHT, 7: SEVEN}


def new_index_key(settings) -> None:
    settings.SEALING_OLD_INDEX_KEY, settings.SEALING_INDEX_KEY = OLD, NEW


def reseal() -> resealing.Report:
    return resealing.reseal([resealing.OUTBOX])


def left(report: resealing.Report) -> dict[str, int]:
    return dict(+report.left)


def rows() -> list[tuple]:
    columns = ("recipient_sealed", "recipient_index", "secret_sealed")
    return [tuple(map(bytes_of, row)) for row in OutboundMessage.objects.order_by("pk").values_list(*columns)]


def bytes_of(value: object) -> object:
    return bytes(value) if isinstance(value, memoryview) else value


def numbers() -> list[str]:
    return [sealing.open(message.recipient) for message in OutboundMessage.objects.order_by("pk")]


# --- a new key that seals -------------------------------------------------------------------------------------------------
def test_with_a_new_key_every_number_and_every_waiting_code_is_sealed_by_it(settings, sms_file):
    for key, to in [("1", SOPHEA), ("2", DARA), ("3", SOPHEA)]:
        wanted(key, to=to)
    waiting = code()
    indexes = [index for _, index, _ in rows()]
    new_key(settings)
    report = reseal()
    assert (dict(report.turned), left(report), report.twice) == ({"sms_gateway.OutboundMessage": 4, "codes": 1}, {}, [])
    settings.SEALING_KEYS = {8: EIGHT}
    assert numbers() == [SOPHEA, DARA, SOPHEA, SOPHEA]
    assert [index for _, index, _ in rows()] == indexes
    assert delivery.deliver(waiting.pk) == State.SENT
    assert TOLD in sms_file.read_text()


def test_a_second_pass_finds_nothing_to_do_and_changes_nothing(settings):
    wanted(), code()
    new_key(settings)
    reseal()
    before = rows()
    report = reseal()
    assert (+report.turned, left(report), rows()) == (Counter(), {}, before)


def test_without_a_change_of_keys_nothing_is_touched():
    wanted(), code()
    before = rows()
    assert (+reseal().turned, rows()) == (Counter(), before)


def test_a_missing_key_is_named_with_its_rows_and_nothing_is_changed(settings):
    wanted("old"), code()
    new_key(settings)
    wanted("new")
    settings.SEALING_KEYS = {9: NINE, 8: EIGHT}
    before = rows()
    with pytest.raises(resealing.WrongKeys, match=r"^CHBAS_SEALING_KEYS holds no key 7, which sealed 3 rows\.$") as refusal:
        reseal()
    assert rows() == before
    assert SOPHEA[-8:] not in str(refusal.value)


def test_another_key_under_a_known_id_is_noticed_and_nothing_is_changed(settings):
    wanted()
    settings.SEALING_KEYS = {8: EIGHT, 7: NINE}
    before = rows()
    with pytest.raises(resealing.WrongKeys, match="Key 7 of CHBAS_SEALING_KEYS is not the key 7 that sealed sms_gateway.OutboundMessage"):
        reseal()
    assert rows() == before


def test_a_damaged_row_is_counted_and_holds_nobody_up(settings):
    damaged = wanted("damaged", to=DARA)
    OutboundMessage.objects.filter(pk=damaged.pk).update(recipient_sealed=bytes([7]) + bytes(40))
    for number in range(3):
        wanted(f"fine:{number}")
    lost = code("lost", to=SOPHEA)
    OutboundMessage.objects.filter(pk=lost.pk).update(secret_sealed=bytes([7]) + bytes(40))
    new_key(settings)
    report = reseal()
    assert (report.turned["sms_gateway.OutboundMessage"], left(report)) == (4, {"open with no key": 1, "wait with a code": 1})


def test_a_code_that_left_meanwhile_is_not_brought_back(settings, sms_file):
    message = code()
    delivery.deliver(message.pk)
    new_key(settings)
    assert reseal().turned["codes"] == 0
    assert OutboundMessage.objects.get().secret_sealed is None


def test_many_numbers_go_over_in_portions(settings, django_assert_max_num_queries):
    for number in range(resealing._BATCH + 5):
        wanted(f"nudge:{number}", to=f"+8551200{number:04}")
    new_key(settings)
    assert left(reseal()) == {}
    with django_assert_max_num_queries(12):  # nothing to do costs the same, however many there are
        reseal()


# --- a new key of the index -----------------------------------------------------------------------------------------------
def test_with_a_new_index_key_every_row_is_found_under_the_new_index(settings, sms_file):
    wanted("1"), wanted("2", to=DARA)
    waiting = code()
    new_index_key(settings)
    assert OutboundMessage.objects.filter(recipient_index=sealing.index(SOPHEA)).count() == 0
    report = reseal()
    assert (report.turned["sms_gateway.OutboundMessage"], left(report)) == (3, {})
    settings.SEALING_OLD_INDEX_KEY = b""
    assert numbers() == [SOPHEA, DARA, SOPHEA]
    assert OutboundMessage.objects.filter(recipient_index=sealing.index(SOPHEA)).count() == 2
    assert (delivery.deliver(waiting.pk), delivery.drain(5)) == (State.SENT, 2)
    assert +reseal().turned == Counter()


def test_both_keys_may_change_at_once(settings):
    wanted(), code()
    new_key(settings)
    new_index_key(settings)
    assert left(reseal()) == {}
    settings.SEALING_KEYS, settings.SEALING_OLD_INDEX_KEY = {8: EIGHT}, b""
    assert numbers() == [SOPHEA, SOPHEA]
    assert {index for _, index, _ in rows()} == {sealing.index(SOPHEA)}


def test_an_index_that_neither_key_makes_is_left_and_said(settings):
    wanted("strange")
    settings.SEALING_OLD_INDEX_KEY, settings.SEALING_INDEX_KEY = b"not this one".ljust(32, b"\0"), NEW
    wanted("fine")
    before = rows()
    assert left(reseal()) == {"stand under an index that neither key makes": 1}
    assert rows() == before


# --- stops ------------------------------------------------------------------------------------------------------------------
def stop(number: str) -> None:
    """How a stop is said while the key is being changed: under every index."""
    for index in sealing.indexes(number):
        outbox.suppress(index=index, source="web", now=MORNING)


def test_a_stop_goes_over_with_its_number_and_still_holds(settings, sms_file):
    wanted("before", not_before=MORNING + timedelta(days=1), now=MORNING)
    Suppression.objects.create(recipient_index=sealing.index(SOPHEA), since=MORNING, source="web")
    new_index_key(settings)
    report = reseal()
    assert (report.stops, report.stops_alone, left(report)) == (1, 0, {})
    settings.SEALING_OLD_INDEX_KEY = b""
    assert list(Suppression.objects.values_list("recipient_index", "since", "source")) == [(sealing.index(SOPHEA), MORNING, "web")]
    wanted("after")
    delivery.drain(5)
    assert sent_keys(sms_file) == []


def test_a_stop_of_a_number_that_stands_nowhere_keeps_its_index_and_is_counted(settings):
    wanted(to=DARA)
    old = sealing.index(SOPHEA)
    outbox.suppress(index=old, source="web")
    new_index_key(settings)
    report = reseal()
    assert (report.stops, report.stops_alone, left(report)) == (0, 1, {})
    assert Suppression.objects.get().recipient_index == old


def test_that_stop_holds_when_the_number_comes_back_while_the_old_key_is_set(settings, sms_file):
    outbox.suppress(index=sealing.index(SOPHEA), source="sms")
    new_index_key(settings)
    message = wanted()
    assert delivery.deliver(message.pk) == State.SUPPRESSED
    assert set(Suppression.objects.values_list("recipient_index", flat=True)) == set(sealing.indexes(SOPHEA))
    assert (reseal().stops, Suppression.objects.get().recipient_index) == (1, sealing.index(SOPHEA))


@pytest.mark.parametrize("is_resealed", [False, True])
def test_a_stop_said_in_the_middle_of_the_change_holds_for_messages_of_before(settings, sms_file, is_resealed):
    message = wanted(now=MORNING)
    claimed = delivery.claim(pk=wanted("held", now=MORNING).pk, now=MORNING)
    new_index_key(settings)
    if is_resealed:
        reseal()
    stop(SOPHEA)
    assert delivery.deliver(message.pk) is None
    assert delivery.hand_over(claimed, delivery.providers.current(), now=MORNING) is None
    assert sent_keys(sms_file) == []
    reseal()
    assert list(Suppression.objects.values_list("recipient_index", flat=True)) == [sealing.index(SOPHEA)]


def test_a_message_queued_under_the_old_index_after_its_number_went_over_still_meets_the_stop(settings, sms_file):
    before = sealing.seal(SOPHEA)
    wanted("first")
    new_index_key(settings)
    reseal()
    Suppression.objects.create(recipient_index=sealing.index(SOPHEA), since=MORNING, source="web")
    late = wanted("late", to=SOPHEA)
    OutboundMessage.objects.filter(pk=late.pk).update(recipient_sealed=before.sealed, recipient_index=before.index)
    assert delivery.deliver(late.pk) == State.SUPPRESSED
    assert (left(reseal()), sent_keys(sms_file)) == ({}, [])


def test_who_lifts_under_every_index_gets_messages_again(settings, sms_file):
    outbox.suppress(index=sealing.index(SOPHEA), source="web")
    new_index_key(settings)
    for index in sealing.indexes(SOPHEA):
        outbox.lift(index=index)
    assert delivery.deliver(wanted().pk) == State.SENT


def test_a_lost_key_hides_the_other_index_and_stops_nothing_else(settings):
    message = wanted()
    new_index_key(settings)
    settings.SEALING_KEYS = {9: NINE}
    assert message.recipient.indexes == (message.recipient_index,)
    assert delivery.deliver(message.pk) == State.FAILED


def test_no_report_names_a_number_a_code_or_an_index(settings):
    message = code()
    new_key(settings)
    new_index_key(settings)
    said = repr(reseal())
    assert [word in said for word in (SOPHEA[-6:], CODE, message.recipient_index, sealing.index(SOPHEA))] == [False] * 4
