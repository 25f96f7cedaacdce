"""Codes for signing in: few for each, known again once, and nothing that tells whether somebody has a number."""

import hmac
import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.utils import translation

from learning import codes
from learning.models import Contact, SignInCode
from sms_gateway import outbox, segments
from sms_gateway.models import Category, OutboundMessage
from tests.cast import MONDAY_10AM as NOW

pytestmark = pytest.mark.django_db
ANNA, HOME = "+85512345678", "203.0.113.7"
SECOND, MINUTE, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def ask(number: str = ANNA, address: str = HOME, now=NOW):
    """Have a code sent."""
    return codes.send(number=number, address=address, now=now)


def sent(pk) -> str:
    """The code on the phone."""
    return OutboundMessage.objects.get(key=f"code:{pk}").opened_text()


def code_of(pk) -> str:
    """The six digits of the message."""
    return next(word.strip("។.,") for word in sent(pk).split() if word.strip("។.,").isdigit())


def wrong(pk) -> str:
    """Six digits that are not the code."""
    return f"{(int(code_of(pk)) + 1) % 10**6:06}"


def waits(**how) -> timedelta:
    """How long one must wait for a code."""
    with pytest.raises(codes.Limited) as limited:
        ask(**how)
    return limited.value.wait


# --- one code ------------------------------------------------------------------------------------------------------------
def test_the_code_on_the_phone_proves_the_number_once():
    pk = ask()
    assert codes.prove(pk=pk, typed=code_of(pk), now=NOW + MINUTE).index == SignInCode.objects.get().number_index
    with pytest.raises(codes.Over):
        codes.prove(pk=pk, typed=code_of(pk), now=NOW + MINUTE)


def test_asking_makes_no_contact_and_no_account(django_user_model):
    ask()
    assert (Contact.objects.count(), django_user_model.objects.count()) == (0, 0)


def test_khmer_digits_and_blanks_are_understood():
    pk = ask()
    khmer = " ".join(chr(ord("០") + int(digit)) for digit in code_of(pk))
    codes.prove(pk=pk, typed=khmer, now=NOW)


def test_after_three_wrong_tries_the_right_code_opens_nothing():
    pk = ask()
    for error in (codes.Wrong, codes.Wrong, codes.Over):
        with pytest.raises(error):
            codes.prove(pk=pk, typed=wrong(pk), now=NOW)
    with pytest.raises(codes.Over):
        codes.prove(pk=pk, typed=code_of(pk), now=NOW)


@pytest.mark.parametrize(("after", "opens"), [(599, True), (600, False), (601, False)])
def test_a_code_holds_for_ten_minutes(after, opens):
    pk = ask()
    if opens:
        codes.prove(pk=pk, typed=code_of(pk), now=NOW + after * SECOND)
        return
    with pytest.raises(codes.Over):
        codes.prove(pk=pk, typed=code_of(pk), now=NOW + after * SECOND)


def test_the_code_of_another_number_and_the_former_code_open_nothing():
    first, other = ask(), ask("+85511222333")
    second = ask(now=NOW + MINUTE)
    for strange in (code_of(other), code_of(first)):
        if strange != code_of(second):
            with pytest.raises((codes.Wrong, codes.Over)):
                codes.prove(pk=second, typed=strange, now=NOW + MINUTE)


def test_a_second_tap_sends_no_second_message():
    assert (ask(), OutboundMessage.objects.count()) == (ask(now=NOW + 5 * SECOND), 1)


def test_somebody_elsewhere_waits_half_a_minute_for_the_same_number():
    ask()
    assert waits(address="198.51.100.1", now=NOW + 10 * SECOND) == 20 * SECOND


@pytest.mark.django_db(transaction=True)
def test_of_three_hundred_guesses_sent_at_once_three_are_looked_at(monkeypatch):
    pk, looked_at, compare = ask(), [], hmac.compare_digest
    guess = wrong(pk)
    monkeypatch.setattr(hmac, "compare_digest", lambda *pair: looked_at.append(pair) or compare(*pair))

    def guessed(_: int) -> None:
        try:
            with pytest.raises((codes.Wrong, codes.Over)):
                codes.prove(pk=pk, typed=guess, now=NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(16) as crowd:
        list(crowd.map(guessed, range(300)))
    assert (len(looked_at), SignInCode.objects.get().tries) == (3, 3)


@pytest.mark.django_db(transaction=True)
def test_the_right_code_sent_many_times_at_once_opens_once():
    pk = ask()
    right = code_of(pk)

    def opened(_: int) -> bool:
        try:
            codes.prove(pk=pk, typed=right, now=NOW)
        except codes.Over:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(8) as crowd:
        assert sum(crowd.map(opened, range(40))) == 1


@pytest.mark.django_db(transaction=True)
def test_many_taps_at_once_send_one_message():
    def tapped(_: int):
        try:
            return ask()
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as crowd:
        assert (len(set(crowd.map(tapped, range(24)))), OutboundMessage.objects.count()) == (1, 1)


# --- limits --------------------------------------------------------------------------------------------------------------
def test_one_number_gets_five_codes_an_hour():
    for number in range(5):
        ask(now=NOW + number * MINUTE)
    assert (waits(now=NOW + 5 * MINUTE), SignInCode.objects.count()) == (55 * MINUTE, 5)
    ask(now=NOW + HOUR + SECOND)


def test_one_number_gets_ten_codes_a_day_wherever_they_are_asked_for():
    for number in range(10):
        ask(address=f"198.51.100.{number}", now=NOW + number * 20 * MINUTE)
    assert waits(address="192.0.2.1", now=NOW + 4 * HOUR) == 20 * HOUR


def test_at_most_thirty_guesses_a_day_at_one_number():
    guesses = now = 0
    for minute in range(24 * 60):
        now = NOW + minute * MINUTE
        try:
            pk = ask(address=f"198.51.{minute % 250}.{minute // 250}", now=now)
        except codes.Limited:
            continue
        for _ in range(5):
            try:
                codes.prove(pk=pk, typed=wrong(pk), now=now)
            except codes.Wrong:
                guesses += 1
            except codes.Over:
                guesses += SignInCode.objects.get(pk=pk).tries == 3
                break
    assert guesses <= 30


def test_neighbouring_numbers_get_ten_codes_an_hour_together():
    for number in range(10):
        ask(f"+85512345{number:03}", address=f"198.51.100.{number}")
    assert waits(number="+85512345999", address="192.0.2.1", now=NOW + MINUTE) == 59 * MINUTE
    ask("+85512346999", address="192.0.2.1", now=NOW + MINUTE)


def test_a_class_of_thirty_behind_one_address_gets_its_codes():
    for number in range(30):
        ask(f"+8551234{number:02}567")
    assert OutboundMessage.objects.filter(category=Category.CODE).count() == 30


def test_one_address_gets_three_hundred_codes_an_hour(monkeypatch):
    monkeypatch.setattr(codes, "PER_ADDRESS", ((HOUR, 3),))
    for number in range(3):
        ask(f"+8551234{number}567")
    assert waits(number="+85512349567", now=NOW + MINUTE) == 59 * MINUTE
    ask("+85512349567", address="192.0.2.1", now=NOW + MINUTE)


def test_addresses_of_one_household_are_one():
    assert codes.PER_ADDRESS == ((HOUR, 300),)
    ask("+85512341567", address="2001:db8:1:2::1")
    ask("+85512342567", address="2001:db8:1:3::9")
    ask("+85512343567", address="2001:db8:2:2::1")
    assert SignInCode.objects.values("address_index").distinct().count() == 2


def test_everybody_together_gets_so_many_and_somebody_is_told(settings, caplog):
    settings.CODES_PER_HOUR = 2
    for number in range(2):
        ask(f"+8551{number}345678", address=f"198.51.100.{number}")
    with caplog.at_level(logging.ERROR):
        assert waits(number="+85515345678", address="192.0.2.9", now=NOW + MINUTE) == 59 * MINUTE
    assert ["the limit of 2" in record.getMessage() for record in caplog.records] == [True]


def test_a_refused_wish_leaves_nothing_behind(settings):
    settings.CODES_PER_HOUR = 0
    waits()
    assert (SignInCode.objects.count(), OutboundMessage.objects.count()) == (0, 0)


@pytest.mark.parametrize(("back", "stopped"), [(4, True), (5, False), (40, False)])
def test_a_prefix_is_left_alone_when_hardly_any_code_comes_back(back, stopped, caplog):
    for number in range(50):
        pk = ask(f"+85512{number:02}1567", address=f"198.51.100.{number}", now=NOW + number * SECOND)
        if number < back:
            codes.prove(pk=pk, typed=code_of(pk), now=NOW + number * SECOND)
    later = NOW + 20 * MINUTE
    with caplog.at_level(logging.ERROR):
        if stopped:
            assert waits(number="+85512999567", now=later) == HOUR
        else:
            ask("+85512999567", now=later)
    ask("+85515999567", now=later)
    assert (len(caplog.records) > 0) == (back < 13)


# --- secrets -------------------------------------------------------------------------------------------------------------
def test_neither_number_nor_code_stands_in_any_row_or_log(caplog):
    with caplog.at_level(logging.DEBUG):
        pk = ask()
        code = code_of(pk)
        with pytest.raises(codes.Wrong):
            codes.prove(pk=pk, typed=wrong(pk), now=NOW)
    rows = [*SignInCode.objects.values_list(), *OutboundMessage.objects.values_list()]
    for secret in (ANNA, ANNA[1:], "012345678", code):
        assert secret not in repr(rows).replace(str(pk), "")
        assert secret not in caplog.text


# --- the message holds what our own lesson teaches -------------------------------------------------------------------------
@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_the_message_fits_one_segment_and_says_who_where_and_tell_nobody(language):
    with translation.override(language):
        pk = ask()
    text = sent(pk)
    assert segments.count(text).parts == 1
    assert text.startswith("Chbas")
    assert [word in text for word in ("http", "www", ".com", ".kh", "/")] == [False] * 5
    tells = {"km": ("វាយតែក្នុងទំព័រដែលអ្នកបើក", "កុំប្រាប់អ្នកណា"), "en": ("Type it only on our page that you opened", "Tell nobody")}
    assert [words in text for words in tells[language]] == [True, True]
    assert outbox.SEGMENT_CEILING[Category.CODE] == 1
