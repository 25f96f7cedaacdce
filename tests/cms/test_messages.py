"""Staff see what was sent and what became of it; whom it went to they do not see."""

from datetime import timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook

from sms_gateway import outbox, sealing
from sms_gateway.models import Category, OutboundMessage
from tests import cast
from tests.cast import MONDAY_10AM

pytestmark = pytest.mark.django_db
LIST, RESULTS = "/cms/messages/", "/cms/messages/results/"


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


def test_nobody_takes_the_list_along(administrator):
    send(1)
    as_text = b"".join(administrator.get(LIST, {"export": "csv"}).streaming_content)
    as_sheet = load_workbook(BytesIO(b"".join(administrator.get(LIST, {"export": "xlsx"}).streaming_content)))
    assert (as_text.strip(), [cell for row in as_sheet.active.values for cell in row if cell]) == (b"", [])


def test_the_menu_shows_the_list_to_those_who_may_look(trainer, administrator):
    assert [LIST in cast.text(person.get("/cms/")) for person in (trainer, administrator)] == [True, True]
