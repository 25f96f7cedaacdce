"""What leads to a person is taken out of a message before anybody keeps it; the words of the trick, its site and its amounts stay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes import scam_likeness
from quizzes.scam_redaction import Kind, clean, redact

PHONE, NUMBER, CODE, EMAIL, NAME = "[លេខទូរសព្ទ]", "[លេខ]", "[លេខកូដ]", "[អ៊ីមែល]", "[ឈ្មោះគណនី]"
WON = "អបអរសាទរ! អ្នកឈ្នះរង្វាន់ $500 ពី Smart។ ចូល win[.]top/[...] បំពេញឈ្មោះ និងលេខគណនី ដើម្បីទទួល។"


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("ហៅ 012 345 678", f"ហៅ {PHONE}"),
        ("ហៅ ០១២៣៤៥៦៧៨", f"ហៅ {PHONE}"),
        ("+855 12 345 678", PHONE),
        ("(855)12345678", f"({PHONE}"),
        ("$50 012345678 10$", f"$50 {PHONE} 10$"),
        ("គណនី 001 234 567", f"គណនី {NUMBER}"),
        ("កាត 4111-1111-1111-1111", f"កាត {NUMBER}"),
        ("$4111 1111 1111 1111", f"${NUMBER}"),
        ("លេខយោង A1B2C3D4", f"លេខយោង {NUMBER}"),
        ("លេខកូដ ៤៤៧១២០", f"លេខកូដ {CODE}"),
        ("123456 is your OTP", f"{CODE} is your OTP"),
        ("OTP: A7X9Q2", f"OTP: {CODE}"),
        ("sok.dara@gmail.com", EMAIL),
        ("Telegram @sok_dara", f"Telegram {NAME}"),
        ("https://aba-bank.top/u/8812?id=7", "aba-bank[.]top/[...]"),
        ("ចូលacleda.com.top/login", "ចូលacleda[.]com[.]top/[...]"),
        ("www.wing.com.kh", "www[.]wing[.]com[.]kh"),
        ("http://012345678.evil.com/", "xxx[.]evil[.]com"),
        ("http://10.20.30.40/x", NUMBER),
        ("https://sok:1234@evil.com/x", "evil[.]com/[...]"),
    ],
)
def test_what_leads_to_a_person_is_taken_out(written, kept):
    assert redact(written).text == kept


@pytest.mark.parametrize(
    "text", ["7,200 ៛", "7,200,000 ៛", "$50", "US$ 7.20", "៥០ដុល្លារ", "50 000 ៛", "5 លាន", "ឆ្នាំ 2026 ម៉ោង 10:30 ថ្ងៃ 27/11", "24 ម៉ោង", "iPhone15"]
)
def test_amounts_days_and_hours_stay(text):
    assert redact(text).text == text


def test_signs_nobody_can_see_do_not_hide_a_number():
    assert redact("ហៅ 012\u200b345\u200b678 ឬ 012\u00a0345\u00a0678\r\nឥឡូវ").text == f"ហៅ {PHONE} ឬ {PHONE}\nឥឡូវ"
    assert clean("\u202eសួ\u200bស្តី\u2060") == "សួស្តី"


def test_one_is_told_what_was_taken_out():
    assert redact("012 345 678 និង 011 222 333 ឬ a.top/x").removed == {Kind.PHONE: 2, Kind.LINK: 1}


@given(
    st.lists(
        st.sampled_from(["012345678", "+", "$", " ", ".", "/", "a.top", "@", "១២៣", "កូដ", "៛", "-", "(", "x", "https://", "[.]", "7,200", "\n"])
    ).map("".join)
)
def test_no_long_number_stays_and_a_second_time_changes_nothing(text):
    once = redact(text).text
    assert "012345678" not in once
    assert "a.top" not in once
    assert redact(once).text == once


def test_the_same_trick_in_other_clothes_is_alike_and_another_one_is_not():
    same, other = WON.replace("Smart", "Cellcard").replace("500", "1000"), "បងអើយ ខ្ញុំបាត់ទូរសព្ទ សូមផ្ញើលុយមកលេខនេះសិន"
    shares = [scam_likeness.likeness(scam_likeness.sketch(WON), scam_likeness.sketch(one)) for one in (same, other)]
    assert [share >= scam_likeness.ALIKE for share in shares] == [True, False]


def test_texts_of_nothing_but_signs_are_alike():
    assert scam_likeness.likeness(scam_likeness.sketch("!!!"), scam_likeness.sketch("…")) == 1.0
    assert scam_likeness.likeness([], []) == 0.0
