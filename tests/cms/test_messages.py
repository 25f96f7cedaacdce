"""Staff see what was sent and what became of it; whom it went to they do not see."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.conf import settings
from openpyxl import load_workbook

from cms import messages, roles
from sms_gateway import delivery, outbox, sealing
from sms_gateway.models import Category, OutboundMessage
from tests import cast
from tests.cast import MONDAY_10AM
from tests.learning.people import khmer
from tests.sms_gateway import phones

pytestmark = pytest.mark.django_db
LIST, RESULTS = "/cms/messages/", "/cms/messages/results/"


@pytest.fixture(autouse=True)
def _to_a_file(settings, tmp_path) -> None:
    settings.SMS_PROVIDER, settings.SMS_FILE = "file", tmp_path / "sms.jsonl"


def send(count: int) -> None:
    """Queue so many messages."""
    for number in range(count):
        to = sealing.seal(f"+8551234567{number}")
        outbox.enqueue(to=to, text=f"សារទី {number}", key=f"test:{number}", category=Category.NUDGE, proved=False, now=MONDAY_10AM)


@pytest.mark.parametrize("address", [LIST, RESULTS])
def test_a_trainer_sees_masked_numbers_only(trainer, address):
    send(1)
    message = OutboundMessage.objects.get()
    seen = cast.text(trainer.get(address))
    assert ["សារទី 0" in seen, "+855 ••• 670" in seen] == [True, True]
    assert [whole in seen for whole in ("12345670", "012345670", "012 345 670", str(message.recipient_index))] == [False] * 4


@pytest.mark.parametrize("address", [LIST, RESULTS])
@pytest.mark.parametrize("has_left", [False, True])
def test_a_trainer_sees_that_a_code_was_sent_but_never_the_code(trainer, address, has_left):
    code = phones.code()
    if has_left:
        assert delivery.deliver(code.pk) == "sent"
    seen = cast.text(trainer.get(address))
    assert [phones.HIDDEN in seen, phones.CODE in seen, phones.SOPHEA[-8:] in seen] == [True, False, False]


@pytest.mark.parametrize("address", [LIST, RESULTS])
def test_the_list_costs_the_same_queries_however_many_messages(trainer, django_assert_max_num_queries, address):
    costs = []
    for count in (1, 3):
        send(count)
        trainer.get(address)
        with django_assert_max_num_queries(100) as seen:
            assert trainer.get(address).status_code == 200
        costs.append(len(seen))
    assert costs[0] == costs[1]


def test_the_newest_stands_first(trainer):
    send(3)
    OutboundMessage.objects.filter(key="test:0").update(queued_at=MONDAY_10AM + timedelta(days=1))
    assert trainer.get(LIST).context["object_list"][0].key == "test:0"


@pytest.mark.parametrize("address", [LIST, RESULTS])
def test_others_do_not_see_the_list(officer, citizen, address):
    send(1)
    for person in (officer, citizen):
        shown = person.get(address)
        assert (shown.status_code, "សារទី" in cast.text(shown)) == (302, False)


@pytest.mark.parametrize("address", [LIST, RESULTS])
def test_an_editor_without_the_right_does_not_see_the_list(db, address):
    author = cast.staff("author", roles.AUTHORS)
    assert author.get("/cms/").status_code == 200
    assert "/cms/messages/" not in author.get(address, follow=True).redirect_chain[0][0]


def test_nobody_takes_the_list_along(administrator):
    send(1)
    as_text = b"".join(administrator.get(LIST, {"export": "csv"}).streaming_content)
    as_sheet = load_workbook(BytesIO(b"".join(administrator.get(LIST, {"export": "xlsx"}).streaming_content)))
    assert (as_text.strip(), [cell for row in as_sheet.active.values for cell in row if cell]) == (b"", [])


def test_the_menu_shows_the_list_to_those_who_may_look(trainer, administrator):
    assert [LIST in cast.text(person.get("/cms/")) for person in (trainer, administrator)] == [True, True]


# --- what became of it, in words ----------------------------------------------------------------------------------------
def became(**values: object) -> None:
    send(1)
    OutboundMessage.objects.update(attempts=1, **values)


def test_a_message_on_the_terminal_was_handed_to_nobody(trainer):
    became(state="sent", reference="test:0")
    seen = cast.text(trainer.get(LIST))
    assert [khmer("shown here only, sent to nobody") in seen, khmer("handed over") in seen] == [True, False]


def test_a_message_that_the_phone_company_took_was_handed_over(trainer):
    became(state="sent", reference="K-4711")
    seen = cast.text(trainer.get(LIST))
    assert [khmer("shown here only, sent to nobody") in seen, khmer("handed over") in seen] == [False, True]


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("no-connection", khmer("the phone company could not be reached")),
        ("unproved", khmer("the owner of the number has not confirmed it yet")),
        ("http-502", khmer("the phone company answered with an error (%s)") % "502"),
        ("http-429", khmer("the phone company asked us to wait")),
        ("something-new", "something-new"),
    ],
)
def test_why_it_did_not_go_out_stands_there_in_words(trainer, code, words):
    became(state="failed", reason=code)
    assert words in cast.text(trainer.get(LIST))


def test_every_reason_that_a_program_writes_has_words():
    written = set()
    for path in (settings.BASE / "sms_gateway").rglob("*.py"):
        written |= set(re.findall(r"""(?:NotSent|Rejected|Unknown)\("([\w-]+)"\)|"?reason"?(?:: | = )"([\w-]+)\"""", path.read_text()))
    assert {one or other for one, other in written} == set(messages._REASONS)


@pytest.mark.parametrize("address", [LIST, RESULTS])
def test_an_empty_list_says_why(trainer, address):
    said = khmer("No text message yet. Reminders to learners who gave their number appear here, with what became of them.")
    assert said in cast.text(trainer.get(address))
