"""A code on its way: sealed until it leaves, gone when it has left, and let through where nothing else is."""

import json
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from sms_gateway import delivery, outbox, providers, sealing
from sms_gateway.models import OutboundMessage, State, Suppression
from tests.sms_gateway.phones import CODE, HIDDEN, MORNING, SOPHEA, TOLD, code, sent_keys, wanted

pytestmark = pytest.mark.django_db
LIFETIME = timedelta(seconds=600)


def stored() -> bytes:
    """Everything the outbox holds, as bytes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM sms_gateway_outboundmessage")
        return b"|".join(bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode() for row in cursor.fetchall() for value in row)


def kept(message: OutboundMessage) -> tuple[str, bool]:
    """The state of a message, and whether its code still stands in the row."""
    state, secret = OutboundMessage.objects.values_list("state", "secret_sealed").get(pk=message.pk)
    return state, secret is not None


def test_a_code_reaches_the_phone_and_is_gone_from_here(sms_file):
    message = code(expires_at=MORNING + LIFETIME, now=MORNING)
    assert kept(message) == (State.QUEUED, True)
    assert delivery.deliver(message.pk, now=MORNING) == State.SENT
    assert [json.loads(line)["text"] for line in sms_file.read_text().splitlines()] == [TOLD]
    assert kept(message) == (State.SENT, False)
    assert OutboundMessage.objects.get().text == HIDDEN


def test_while_it_waits_a_code_and_its_number_stand_nowhere_plain():
    code()
    assert [word.encode() in stored() for word in (CODE, SOPHEA[-8:])] == [False, False]


def test_a_code_opens_only_with_the_message_it_was_sealed_for():
    first, second = code("code:1"), code("code:2", secret="111111")
    OutboundMessage.objects.filter(pk=first.pk).update(secret_sealed=second.secret_sealed)
    assert delivery.deliver(first.pk) == State.FAILED
    assert delivery.deliver(second.pk) == State.SENT
    assert (OutboundMessage.objects.get(pk=first.pk).reason, kept(first)) == ("cannot-open", (State.FAILED, False))


def test_a_sealed_code_never_passes_for_a_number():
    with pytest.raises(sealing.Tampered):
        sealing.open(sealing.SealedNumber(sealing.seal_text(CODE, about="a"), "a"))


def test_a_code_takes_the_parts_of_what_leaves_not_of_the_dots():
    plain = "Chbas: code ••••••. Type it only on our page that you opened. Tell nobody, whoever asks."
    assert (code(text=plain).segments, len(plain) > 70) == (1, True)


@pytest.mark.parametrize(
    "changes",
    [
        {"text": "no place"},
        {"text": "•••••• and ••••••"},
        {"secret": "12345"},
        {"secret": "១២៣៤៥៦"},
        {"secret": "12345a"},
        {"secret": ""},
        {"category": "nudge"},
        {"category": "notice"},
    ],
)
def test_what_is_no_code_in_its_place_is_refused_without_naming_it(changes):
    with pytest.raises(outbox.NoPlaceForCode) as refusal:
        code(**changes)
    assert CODE not in f"{refusal.value!r} {refusal.value}"
    assert OutboundMessage.objects.count() == 0


def test_a_link_beside_a_code_is_refused_without_the_code():
    with pytest.raises(outbox.ContainsLink) as refusal:
        code(text="chbas.gov.kh/••••••")
    assert CODE not in f"{refusal.value!r} {refusal.value}"


def test_the_same_key_keeps_the_first_code(sms_file):
    message = code()
    assert code(secret="999999").pk == message.pk
    delivery.drain(5)
    assert [json.loads(line)["text"] for line in sms_file.read_text().splitlines()] == [TOLD]


def test_a_code_goes_before_everything_else(sms_file):
    wanted("notice", category="notice", now=MORNING - timedelta(hours=1))
    wanted("nudge", now=MORNING - timedelta(hours=1))
    code("code", now=MORNING)
    delivery.drain(5, now=MORNING)
    assert sent_keys(sms_file) == ["code", "notice", "nudge"]


def test_a_network_carries_to_an_unproved_number_its_code_and_nothing_else(settings, provider):
    settings.SMS_PROVIDER = "http"
    message, nudge = code(proved=False), wanted(proved=False)
    assert delivery.drain(5) == 2
    assert (kept(message), kept(nudge)) == ((State.SENT, False), (State.FAILED, False))
    assert [TOLD in json.dumps(request["body"], ensure_ascii=False) for request in provider.received] == [True]


# --- a stop is for what we send of ourselves -----------------------------------------------------------------------------
def test_a_stop_does_not_hold_for_a_code_that_is_asked_for_later(sms_file):
    outbox.suppress(index=sealing.index(SOPHEA), source="web")
    code("code"), wanted("nudge")
    delivery.drain(5)
    assert sent_keys(sms_file) == ["code"]
    assert dict(OutboundMessage.objects.values_list("key", "state")) == {"code": "sent", "nudge": "suppressed"}


@pytest.mark.parametrize("withdraw", [outbox.cancel, lambda index: outbox.suppress(index=index, source="web")])
def test_a_stop_or_a_withdrawal_of_reminders_leaves_a_waiting_code_alone(sms_file, withdraw):
    waiting, held = code("waiting"), code("held")
    wanted("nudge")
    claimed = delivery.claim(pk=held.pk)
    withdraw(index=sealing.index(SOPHEA))
    assert delivery.hand_over(claimed, providers.current()) == State.SENT
    assert delivery.deliver(waiting.pk) == State.SENT
    assert sent_keys(sms_file) == ["held", "waiting"]


def test_a_stop_that_came_unseen_does_not_hold_up_a_code_in_a_workers_hands(sms_file):
    claimed = delivery.claim(pk=code().pk)
    Suppression.objects.create(recipient_index=sealing.index(SOPHEA), since=MORNING, source="web")
    assert delivery.hand_over(claimed, providers.current()) == State.SENT


def test_a_code_that_lost_its_time_in_a_workers_hands_is_expired_stop_or_not(sms_file):
    outbox.suppress(index=sealing.index(SOPHEA), source="web")
    message = code(now=MORNING, expires_at=MORNING + LIFETIME)
    claimed = delivery.claim(pk=message.pk, now=MORNING + LIFETIME - timedelta(seconds=1))
    assert delivery.hand_over(claimed, providers.current(), now=MORNING + LIFETIME) == State.EXPIRED
    assert (kept(message), sent_keys(sms_file)) == ((State.EXPIRED, False), [])


# --- whatever becomes of it, the code does not stay -----------------------------------------------------------------------
@pytest.mark.parametrize(
    ("manner", "became"),
    [("ok", State.SENT), ("refuse", State.FAILED), ("broken", State.UNKNOWN), ("hang", State.UNKNOWN)],
)
def test_after_every_final_answer_of_the_network_the_code_is_gone(settings, provider, manner, became):
    settings.SMS_PROVIDER, provider.manner = "http", manner
    message = code()
    assert (delivery.deliver(message.pk), kept(message)) == (became, (became, False))


def test_a_code_that_was_surely_not_taken_is_kept_for_the_next_try_and_goes_when_its_time_is_over(settings, provider, sms_file):
    settings.SMS_PROVIDER, provider.manner = "http", "too_many"
    message = code(now=MORNING, expires_at=MORNING + LIFETIME)
    assert (delivery.deliver(message.pk, now=MORNING), kept(message)) == (State.QUEUED, (State.QUEUED, True))
    assert delivery.reap(now=MORNING + LIFETIME).expired == 1
    assert (kept(message), sent_keys(sms_file)) == ((State.EXPIRED, False), [])


def test_the_reaper_keeps_the_code_of_a_claim_and_drops_that_of_a_doubt():
    claimed, doubted = code("claimed"), code("doubted")
    over = MORNING - timedelta(seconds=1)
    OutboundMessage.objects.filter(pk=claimed.pk).update(state=State.CLAIMED, worker="dead", lease_until=over)
    OutboundMessage.objects.filter(pk=doubted.pk).update(state=State.SUBMITTING, worker="dead", lease_until=over, attempts=1)
    assert delivery.reap(now=MORNING) == delivery.Reaped(requeued=1, unknown=1, expired=0)
    assert (kept(claimed), kept(doubted)) == ((State.QUEUED, True), (State.UNKNOWN, False))


@pytest.mark.parametrize(
    "changes",
    [
        {"state": State.SENT, "attempts": 1},
        {"state": State.UNKNOWN, "attempts": 1},
        {"state": State.FAILED},
        {"state": State.EXPIRED},
        {"state": State.CANCELLED},
        {"state": State.SUPPRESSED},
        {"state": State.DELIVERED, "attempts": 1},
        {"secret_sealed": None},
        {"category": "nudge"},
    ],
)
def test_the_database_itself_keeps_no_code_longer_than_it_waits(changes):
    message = code()
    with pytest.raises(IntegrityError, match="a_code_stands_sealed_until_it_has_left_and_no_longer"), transaction.atomic():
        OutboundMessage.objects.filter(pk=message.pk).update(**changes)
