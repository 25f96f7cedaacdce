import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sms_gateway import numbers

KHMER, FULL_WIDTH = "០១២៣៤៥៦៧៨៩", "０１２３４５６７８９"


@pytest.mark.parametrize(
    "written",
    [
        "012345678",
        "012 345 678",
        "012-345-678",
        "(012) 345.678",
        "12345678",
        "+85512345678",
        "+855 12 345 678",
        "+855 (0)12 345 678",
        "+855 012 345 678",
        "855 12 345 678",
        "0085512345678",
        "00855 12 345 678",
        " 00 855 12345678 ",
        "០១២៣៤៥៦៧៨",
        "០១២ ៣៤៥ ៦៧៨",
        "+៨៥៥ ១២ ៣៤៥ ៦៧៨",
        "０１２３４５６７８",
        "＋８５５１２３４５６７８",
        "012\u200b345\u200b678",
        "\u202a+85512345678\u202c",
        "012\u00a0345\u2011678",
    ],
)
def test_sophea_may_write_her_number_as_she_is_used_to(written):
    assert numbers.parse(written) == "+85512345678"


@pytest.mark.parametrize("carrier", ["87", "79", "80", "83", "84", "38", "10", "11", "31", "60", "97", "13", "18"])
def test_every_carrier_is_welcome_also_those_without_a_name_in_the_tables(carrier):
    subscriber = "1234567" if carrier in {"38", "31", "97", "18"} else "123456"
    assert numbers.parse(f"0{carrier}{subscriber}") == f"+855{carrier}{subscriber}"


@pytest.mark.parametrize("written", ["085 512 345", "85512345"])
def test_a_local_number_that_begins_like_the_country_code_stays_local(written):
    assert numbers.parse(written) == "+85585512345"


@pytest.mark.parametrize(
    "written",
    [
        "",
        "   ",
        "hello",
        "012",
        "0123456789012",
        "023 880 880",  # Phnom Penh, a fixed line
        "1800 200 200",
        "+1 202 555 0123",
        "+66 81 234 5678",
        "0066 81 234 5678",
        "0055 12 345 678",
        "+55 12 345 678",
        "855",
        "012-CALL-ME",
        "012345678 ext. 5",
        "012345678;012345679",
        "๐๑๒345678x",
        "²12345678",
        "+",
        "++85512345678",
        "012345678" + " " * 60,
        "9" * 1_000_000,
    ],
)
def test_what_is_not_a_cambodian_mobile_is_refused(written):
    with pytest.raises(numbers.NotAMobile):
        numbers.parse(written)


@given(
    subscriber=st.integers(200_000, 999_999),
    beginning=st.sampled_from(["0", "", "+855", "855", "00855", "+8550", "+855 (0)"]),
    digits=st.sampled_from(["0123456789", KHMER, FULL_WIDTH]),
    gap=st.sampled_from(["", " ", "-", ".", "\u200b", "\u00a0", " - "]),
    every=st.integers(1, 4),
)
def test_one_number_has_one_form_however_it_is_written(subscriber, beginning, digits, gap, every):
    number = f"{beginning}12{subscriber}"
    spaced = gap.join(number[start : start + every] for start in range(0, len(number), every))
    written = spaced.translate(str.maketrans("0123456789", digits))
    assert numbers.parse(written) == f"+85512{subscriber}"


@given(st.one_of(st.text(), st.text("0123456789+ 855០៨៥", max_size=20)))
@example("+855\ud800")
def test_whatever_is_typed_gives_a_cambodian_number_or_a_clear_refusal(text):
    try:
        parsed = numbers.parse(text)
    except numbers.NotAMobile:
        return
    assert parsed.startswith("+855")
    assert numbers.parse(parsed) == parsed


def test_a_screen_shows_only_the_end_of_a_number():
    assert numbers.masked("+85512345678") == "+855 ••• 678"
