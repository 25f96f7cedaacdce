"""Our own code and sign-in page hold to the four points that our lesson on codes teaches (L4.3): else people must distrust us, and rightly.

You asked for it and wait for it. You opened the page yourself. You type it there, and send it back to nobody. You tell it to nobody.
"""

import re
from pathlib import Path

import pytest
from django.utils.translation import override

from learning import codes, texting
from sms_gateway import links
from sms_gateway.models import PLACEHOLDER, OutboundMessage
from tests import cast

LESSON = Path(__file__).parents[2] / "curriculum/C4/L4.3.yaml"
NUMBER = re.compile(r"[0-9០-៩]{5,}")


def texts(language: str) -> dict[str, str]:
    """Every text message we send."""
    with override(language):
        return {"code": codes.text(), **{f"reminder {step}": str(text) for step, text in enumerate(texting.NUDGES)}}


def test_the_lesson_teaches_these_four_points():
    taught = LESSON.read_text(encoding="utf-8")
    assert [words in taught for words in ("កំពុងរង់ចាំ", "ដែលអ្នកបើកដោយខ្លួនឯង", "ឆ្លើយតប", "កុំប្រាប់")] == [True] * 4


@pytest.mark.django_db
def test_no_code_comes_to_whoever_asked_for_none(citizen, stranger):
    for address in ("/", "/my/", "/accounts/login/code/", "/accounts/login/code/confirm/", "/my/who/", "/my/return/"):
        citizen.open(address)
    stranger.ask_for_a_code("023 999 999")
    assert OutboundMessage.objects.count() == 0


@pytest.mark.parametrize("language", ["km", "en"])
def test_no_text_of_ours_has_a_link_or_a_number_to_call_and_only_a_code_has_a_code(language):
    said = texts(language)
    assert {name: (links.first(text), NUMBER.findall(text), PLACEHOLDER in text) for name, text in said.items()} == {
        name: (None, [], name == "code") for name in said
    }


@pytest.mark.parametrize(("language", "reply"), [("km", ["ឆ្លើយតប", "ផ្ញើ", "បន្ទាន់"]), ("en", ["reply", "send", "urgent"])])
def test_no_text_of_ours_asks_for_an_answer_or_hurries(language, reply):
    assert [word for text in texts(language).values() for word in reply if word in text.lower()] == []


def test_the_code_says_where_to_type_it_and_to_tell_nobody():
    assert [words in texts("km")["code"] for words in ("វាយតែក្នុងទំព័រដែលអ្នកបើក", "កុំប្រាប់អ្នកណា")] == [True, True]


@pytest.mark.django_db
def test_the_page_says_so_too_and_where_the_code_went(citizen):
    citizen.ask_for_a_code("012 345 678")
    page = cast.text(citizen.open("/accounts/login/code/confirm/"))
    assert [words in page for words in ("••• 678", "ដែលអ្នកបើកដោយខ្លួនឯង", "យើងមិនដែលសុំលេខកូដ")] == [True] * 3
