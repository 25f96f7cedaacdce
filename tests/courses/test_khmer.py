"""Khmer as readers see it: one spelling for what looks equal, no hidden characters, whole words at line ends, money nobody misreads."""

import re
import threading
from decimal import Decimal
from unicodedata import is_normalized

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from courses import khmer

KHMER = [chr(point) for point in (*range(0x1780, 0x17DE), *range(0x17E0, 0x17EA))]
khmer_text = st.text(st.sampled_from([*KHMER, *" \n«»()?!.,:;/-\"'→😀\u200b\u200c\u200d\u00a0$#@19aZ"]), max_size=40)
any_text = khmer_text | st.text(max_size=40)
pages = st.lists(
    khmer_text.map(lambda text: text.replace("<", ""))
    | st.sampled_from(
        [
            *("<p>", "</p>", "</a>", "<br>", "<pre>", "</pre>", "&amp;", "&nbsp;", "&quot;", "<wbr>", "verify.gov.kh", "កុំចុចតំណភ្ជាប់"),
            *("<script>const x = 'កុំចុច<b';</script>", "<style>a::after{content:'កុំចុច'}</style>", "<pre data-raw>កុំចុច</pre>"),
            *("<textarea>កុំចុច</textarea>", "<title>កុំចុច</title>", "<svg><title>កុំចុច</title></svg>", "<!-- កុំចុច -->"),
            *("<select><option>កុំចុច<option selected>ខ្មែរ</select>", '<span class="w">កុំចុច</span>', "<a title='ខ្មែរ > ទៅ'>"),
        ]
    ),
    max_size=12,
).map("".join)


def unwrapped(page: str) -> str:
    return re.sub(r'<span class="[wu]">(.*?)</span>|<wbr>', r"\1", page, flags=re.DOTALL)


@pytest.mark.parametrize(
    ("typed", "agreed"),
    [
        ("ស្រ្តី", "ស្ត្រី"),  # ro under the letter comes last
        ("ខែ្មរ", "ខ្មែរ"),  # the vowel after what stands below; one well-known library makes ខ្មរែ of it
        ("ខ្មែរ", "ខ្មែរ"),
        ("នំុ", "នុំ"),
        ("បេី", "បើ"),
        ("កេា", "កោ"),
        ("ស្ដី", "ស្តី"),  # two letters that look the same below another
        ("\ufeffខ្មែរ", "ខ្មែរ"),
        ("«ខ្មែរ»", "«ខ្មែរ»"),  # the same library turns these into straight quotes
        ("ប៉ី ប៊ី ម៉ូប៊ែល", "ប៉ី ប៊ី ម៉ូប៊ែល"),
        ("ទៅ\u200bផ្សារ", "ទៅ\u200bផ្សារ"),  # hidden characters are told to the author, never swallowed
        ("cafe\u0301", "café"),
        ("", ""),
    ],
)
def test_what_looks_equal_is_stored_equal(typed: str, agreed: str) -> None:
    assert khmer.normalise(typed) == agreed


@given(any_text)
@example("\u17d2\ufeff")
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    once = khmer.normalise(text)

    assert khmer.normalise(once) == once
    assert is_normalized("NFC", once)


def test_a_cluster_without_end_is_left_as_it_came_and_keeps_nobody_waiting() -> None:
    endless = "ក" + "្រ្ត" * 5_000  # sorting this would take minutes

    assert khmer.normalise(endless) == endless


# --- what must not be stored


@pytest.mark.parametrize(
    ("text", "code", "name", "place"),
    [
        ("ទៅ\u200bផ្សារ", "invisible", "ZERO WIDTH SPACE", (2, 0, 2)),
        ("ក\nខ\u200c", "invisible", "ZERO WIDTH NON-JOINER", (3, 1, 1)),
        ("ក\n\nខគ\u200d", "invisible", "ZERO WIDTH JOINER", (5, 2, 2)),
        ("\ufeffក", "invisible", "ZERO WIDTH NO-BREAK SPACE", (0, 0, 0)),
        ("៧២០០\u00a0៛", "invisible", "NO-BREAK SPACE", (4, 0, 4)),
        ("a\u00adb", "invisible", "SOFT HYPHEN", (1, 0, 1)),
        ("\u3164", "invisible", "HANGUL FILLER", (0, 0, 0)),
        ("\u202egnp.exe", "direction", "RIGHT-TO-LEFT OVERRIDE", (0, 0, 0)),
        ("a\u2067", "direction", "RIGHT-TO-LEFT ISOLATE", (1, 0, 1)),
        ("a\u200e", "direction", "LEFT-TO-RIGHT MARK", (1, 0, 1)),
        ("ក\u17b4", "obsolete_vowel", "KHMER VOWEL INHERENT AQ", (1, 0, 1)),
        ("ក\u17b5", "obsolete_vowel", "KHMER VOWEL INHERENT AA", (1, 0, 1)),
        ("a\x00", "control", "U+0000", (1, 0, 1)),
        ("a\rb", "control", "U+000D", (1, 0, 1)),
        ("a\u2028b", "control", "LINE SEPARATOR", (1, 0, 1)),
        ("a\ud800", "control", "U+D800", (1, 0, 1)),
        ("កាា", "repeated_mark", "KHMER VOWEL SIGN AA", (2, 0, 2)),
        ("ប៉៉ី", "repeated_mark", "KHMER SIGN MUUSIKATOAN", (2, 0, 2)),
        ("ក្", "dangling_coeng", "KHMER SIGN COENG", (1, 0, 1)),
        ("ក្ ខ", "dangling_coeng", "KHMER SIGN COENG", (1, 0, 1)),
        ("ក្្រ", "dangling_coeng", "KHMER SIGN COENG", (1, 0, 1)),
        ("ាក", "mark_without_base", "KHMER VOWEL SIGN AA", (0, 0, 0)),
        ("ក ំ", "mark_without_base", "KHMER SIGN NIKAHIT", (2, 0, 2)),
        ("្ក", "mark_without_base", "KHMER SIGN COENG", (0, 0, 0)),
    ],
)
def test_an_author_is_told_which_character_where(text: str, code: str, name: str, place: tuple[int, int, int]) -> None:
    position, line, column = place

    assert khmer.problems(text) == [khmer.Problem(code, name, position, line, column)]  # type: ignore[arg-type]


def test_every_problem_is_told_in_the_order_of_the_text() -> None:
    found = khmer.problems("ទៅ\u200bផ្សារ\r\nកាា\u202e")

    assert [(problem.code, problem.line, problem.column) for problem in found] == [
        ("invisible", 0, 2),
        ("repeated_mark", 1, 2),
        ("direction", 1, 3),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ខ្ញុំទៅផ្សារ។ តូចៗ ៧,២០០ ៛ «ខ្មែរ»៖ ១០០%!",
        "ស្ត្រី ព្រះពុទ្ធសាសនា អ៊ីនធឺណិត ប៉ៃលិន ឥឡូវ ឱ្យ ឪពុក ក៏ ធម៌ ចាំៗ កាំ កុំ កោះ",
        "line one\r\nline two\n\ttab → × 😀 ❤️ café",
        "សញ្ញា ◌ា និង ◌្ក",  # marks shown on their own, on the circle made for it
    ],
)
def test_clean_text_is_not_complained_about(text: str) -> None:
    assert khmer.problems(text) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", []),
        ("ភាសាខ្មែរ", ["ភាសា", "ខ្មែរ"]),
        ("ចុចតំណភ្ជាប់", ["ចុច", "តំណភ្ជាប់"]),
        ("លេខកូដ ផ្កាឈូក កោះកុង", ["លេខកូដ", " ", "ផ្កាឈូក", " ", "កោះកុង"]),
        ("អ៊ីនធឺណិតហ្វេសប៊ុកតេឡេក្រាម", ["អ៊ីនធឺណិត", "ហ្វេសប៊ុក", "តេឡេក្រាម"]),
        ("តូចៗ តូច ៗ ណាស់", ["តូចៗ", " ", "តូច ៗ", " ", "ណាស់"]),
        ("ទេ។ ទេ ។ ទេ៕", ["ទេ។", " ", "ទេ ។", " ", "ទេ៕"]),
        ("«ខ្មែរ» (ខ្មែរ)? « ខ្មែរ »!", ["«ខ្មែរ»", " ", "(ខ្មែរ)?", " ", "« ខ្មែរ »!"]),
        ("«គណនីរបស់អ្នក»។", ["«គណនី", "របស់", "អ្នក»។"]),
        ('"ខ្មែរ" &quot;ខ្មែរ&quot;', ['"ខ្មែរ"', " ", "&quot;ខ្មែរ&quot;"]),
        ("ចូលverify.gov.khឥឡូវ", ["ចូល", "verify.gov.kh", "ឥឡូវ"]),
        ("https://verify.gov.kh/a?b", ["https://verify.gov.kh/a?", "b"]),
        ("a_b@example.com C++ 30/11/2026", ["a_b@example.com", " ", "C++", " ", "30/11/2026"]),
        ("012 345 678 ឬ +855 12 345 678", ["012 345 678", " ", "ឬ", " ", "+855 12 345 678"]),
        ("7,200 ៛ ឬ ៧,២០០៛", ["7,200 ៛", " ", "ឬ", " ", "៧,២០០៛"]),
        ("US$ 7.20 ឬ $5", ["US$ 7.20", " ", "ឬ", " ", "$5"]),
        ("បាទ/ចាស #ខ្មែរ -ខ្មែរ", ["បាទ/", "ចាស", " ", "#ខ្មែរ", " ", "-ខ្មែរ"]),
        ("សារនេះ...", ["សារ", "នេះ..."]),
        ("។ ខ្មែរ", ["។", " ", "ខ្មែរ"]),
        ("10\u00a0នាក់ 10&nbsp;នាក់", ["10\u00a0នាក់", " ", "10&nbsp;នាក់"]),
        ("ទៅ\u200bផ្សារ", ["ទៅ", "\u200b", "ផ្សារ"]),
        ("👨\u200d👩\u200d👧ខ្មែរ", ["👨\u200d👩\u200d👧", "ខ្មែរ"]),
    ],
)
def test_a_line_may_end_only_where_a_reader_would_pause(text: str, words: list[str]) -> None:
    assert khmer.words(text) == words


@given(any_text)
def test_no_letter_is_lost_between_words(text: str) -> None:
    assert "".join(khmer.words(text)) == text


def test_a_key_held_down_is_cut_before_it_pushes_the_page_sideways() -> None:
    assert [len(word) for word in khmer.words("ហ" * 40)] == [16, 16, 8]


def test_words_of_one_reader_may_be_changed_without_changing_those_of_the_next() -> None:
    khmer.words("ភាសាខ្មែរ").clear()

    assert khmer.words("ភាសាខ្មែរ") == ["ភាសា", "ខ្មែរ"]


def test_eight_readers_at_once_get_the_same_words_as_one() -> None:
    texts = [f"{khmer.khmer_digits(number)}{'ភាសាខ្មែរ' * (number % 7 + 1)}" for number in range(64)]
    khmer._words.cache_clear()
    khmer._cut.cache_clear()
    found: dict[str, list[str]] = {}

    readers = [
        threading.Thread(target=lambda part: found.update({text: khmer.words(text) for text in part}), args=(texts[part::8],)) for part in range(8)
    ]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()

    assert found == {text: [text.split("ភ")[0], *["ភាសា", "ខ្មែរ"] * text.count("ភ")] for text in texts}


# --- lines


@pytest.mark.parametrize(
    ("page", "wrapped"),
    [
        ("<p>ភាសាខ្មែរ</p>", '<p><span class="w">ភាសា</span><wbr><span class="w">ខ្មែរ</span></p>'),
        ("<p>ខ្មែរ</p>", '<p><span class="w">ខ្មែរ</span></p>'),  # Chromium breaks inside a word that stands alone, too
        ("<p>ទេ។ «ក៏» (ឬ)</p>", "<p>ទេ។ «ក៏» (ឬ)</p>"),  # one cluster each: nothing to break
        ("<p>ទេ ។ ចាៗ</p>", '<p><span class="w">ទេ ។</span> <span class="w">ចាៗ</span></p>'),
        ("<p>នៅ verify.gov.kh។</p>", '<p>នៅ <span class="u">verify.gov.kh។</span></p>'),
        ("<p>ទេ 012 345 678 ឬ Wi-Fi OTP</p>", '<p>ទេ <span class="w">012 345 678</span> ឬ <span class="w">Wi-Fi</span> OTP</p>'),
        ("<p>ទេ &amp; ក &lt;ខ</p>", "<p>ទេ &amp; ក &lt;<wbr>ខ</p>"),
        ("<p>verify.gov.kh &copy; 2026</p>", "<p>verify.gov.kh &copy; 2026</p>"),
        ("<b>ក</b>ទេ", "<b>ក</b>ទេ"),
        ("១ < ២ ខ្មែរ", '១ < ២ <span class="w">ខ្មែរ</span>'),
    ],
)
def test_every_word_a_browser_could_break_is_kept_on_one_line(page: str, wrapped: str) -> None:
    assert khmer.wrap_html(page) == wrapped


def test_an_address_wider_than_a_small_phone_may_break_rather_than_push_the_page_sideways() -> None:
    address = "https://verify.gov.kh/" + "x" * 20

    assert khmer.wrap_html(f"<p>ទេ {address}។</p>") == f'<p>ទេ <span class="u">{address}។</span></p>'


def test_a_long_word_may_fold_only_where_doubled_letters_make_it_wider_than_the_phone() -> None:
    assert khmer.wrap_html("<p>អត្តសញ្ញាណប័ណ្ណ</p>") == '<p><span class="u">អត្តសញ្ញាណប័ណ្ណ</span></p>'


@pytest.mark.parametrize(
    "page",
    [
        "",
        "<!doctype html><p>English only, verify.gov.kh</p>",
        "<!-- កុំចុច > កុំចុច --><br>",
        '<p title="កុំចុច > កុំចុច" data-x=\'"កុំចុច\'></p>',
        "<script>if (a < b) { say('កុំចុច') }</script >",
        "<STYLE>p::after{content:'កុំចុច'}</STYLE>",
        "<head><title>កុំចុច</title></head>",
        "<textarea rows=2>កុំចុច</textarea>",
        "<select name=p><option>បន្ទាយមានជ័យ<option>កោះកុង</select>",
        "<datalist><option>កុំចុច</option></datalist>",
        "<svg viewBox='0 0 1 1'><title>កុំចុច</title><text>កុំចុច</text></svg>",
        '<pre class="x" data-raw>កុំចុច</pre>',
        '<mark><span class="w">កុំចុច</span></mark>',
    ],
)
def test_what_is_not_running_text_stays_byte_for_byte(page: str) -> None:
    assert khmer.wrap_html(page) == page


@given(pages)
@example('<span class="w">កុំចុច</span> កុំចុច')
@example("<p>កខគ ឃង</p>")
def test_wrapping_twice_changes_nothing_more(page: str) -> None:
    once = khmer.wrap_html(page)

    assert khmer.wrap_html(once) == once


@given(pages)
def test_a_page_without_its_wrapping_is_the_page_it_was(page: str) -> None:
    assert unwrapped(khmer.wrap_html(page)) == unwrapped(page)


@given(khmer_text)
def test_a_reader_who_copies_a_page_gets_the_text_without_additions(text: str) -> None:
    assert re.sub(r"<[^>]*>", "", khmer.wrap_html(text)) == text


@pytest.mark.parametrize(("typed", "read"), [("០១២៣៤៥៦៧៨៩", "0123456789"), ("０１２３４５６７８９", "0123456789"), ("012 ៣a", "012 3a"), ("", "")])
def test_a_number_is_understood_in_whatever_digits_it_is_typed(typed: str, read: str) -> None:
    assert khmer.digits(typed) == read


@pytest.mark.parametrize(("value", "printed"), [(0, "០"), (2026, "២០២៦"), ("3/4", "៣/៤"), ("មេរៀន 2.1", "មេរៀន ២.១")])
def test_running_text_counts_in_khmer_digits(value: int | str, printed: str) -> None:
    assert khmer.khmer_digits(value) == printed
    assert khmer.khmer_digits(value, "en") == str(value)


@pytest.mark.parametrize(
    ("amount", "currency", "printed"),
    [
        (7200, "KHR", "7,200 ៛"),
        (0, "KHR", "0 ៛"),
        (Decimal("1234567.5"), "KHR", "1,234,568 ៛"),
        (-500, "KHR", "-500 ៛"),
        (Decimal("7.2"), "USD", "US$ 7.20"),
        (7200, "USD", "US$ 7,200.00"),
        (Decimal("0.005"), "USD", "US$ 0.01"),
    ],
)
def test_nobody_takes_seven_thousand_riel_for_seven(amount: Decimal | int, currency: khmer.Currency, printed: str) -> None:
    assert khmer.money(amount, currency) == printed


@pytest.mark.parametrize(("text", "units"), [("", 0), ("ខ្ញុំ", 5), ("a\u200b", 2), ("😀", 2), ("\ud800", 1)])
def test_a_message_is_counted_as_the_network_charges_it(text: str, units: int) -> None:
    assert khmer.utf16_units(text) == units
