import pytest

from sms_gateway import links


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ចូលមើល https://chbas.gov.kh/1", "https://chbas.gov.kh/1"),
        ("see www.example", "www.example"),
        ("bit.ly/3xYz", "bit.ly/3xYz"),
        ("ចូល chbas.gov.kh ឥឡូវ", "chbas.gov.kh"),
        ("ច្បាស់.gov.kh", "ច្បាស់.gov.kh"),
        ("a.gov.kh", "a.gov.kh"),
        (".gov.kh/login", ".gov.kh/login"),
        (".gov.kh.evil.com", ".gov.kh.evil.com"),
        ("x-.gov.kh", "x-.gov.kh"),
        ("help@chbas.kh", "help@chbas.kh"),
        ("CHBAS.COM", "CHBAS.COM"),
        ("chbas．com", "chbas.com"),
        ("chbas。com", "chbas.com"),
        ("10.0.0.1/a", "10.0.0.1/a"),
        ("tel://012", "tel://012"),
        ("http://[::1]/", "http://[::1]/"),
        ("exam\u200bple.com", "exam\u200bple.com"),
    ],
)
def test_what_a_phone_would_turn_into_a_link_is_found(text, found):
    assert links.first(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "មេរៀនទី២ កំពុងរង់ចាំអ្នក ៣នាទី។",
        "គេហទំព័ររដ្ឋបញ្ចប់ដោយ .gov.kh។",
        "only “.gov.kh” is official",
        "It ends in .gov.kh.",
        "(.GOV.KH)",
        "3.5 minutes, 12.000 riel, 1.2.3",
        "ស.រ.អ. និង ព.ស. ២៥៧០",
        "Wait... what",
        "www",
    ],
)
def test_plain_words_and_the_official_ending_are_not_links(text):
    assert links.first(text) is None
