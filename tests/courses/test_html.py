"""What authors may format stays; what could run in a reader's browser becomes text; no text can keep a server busy."""

from html import unescape
from html.parser import HTMLParser

import nh3
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from courses import html
from tests.attack_corpus import ATTACKS

free_text = st.text(max_size=80)
MARKUP = """<b> </b> <strong> </strong> <p> </p> <br> <ul> <ol> <li> </li> </ul> <h2> </h2> <h3> <a> </a> <i> <em> <table> <td> <svg> <math>
<style> <title> <textarea> <!-- --> <![CDATA[ ]]> <select> <form> & &amp; &lt; &nbsp; < > " ' = / ខ្មែរ x"""
fragments = st.lists(
    st.sampled_from([*MARKUP.split(), " ", "\u200b", "\x00", '<a href="/lesson/">', "<p title='<b>'>"]),
    max_size=25,
).map("".join)


class Elements(HTMLParser):
    """Every start tag of a piece of HTML with its attributes."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def only_nh3(markup: str) -> str:
    return nh3.clean(markup, tags=set(html.TAGS), attributes=html.ATTRIBUTES, url_schemes=set(html.SCHEMES), link_rel=None)


def addresses(markup: str) -> set[str | None]:
    return {attributes["href"] for _, attributes in Elements(markup).found if "href" in attributes}


# --- what an author keeps


@pytest.mark.parametrize(
    "markup",
    [
        "<h2>សារបោកប្រាស់</h2><p>កុំចុច<br>កុំឆ្លើយ</p>",
        "<h3>ជំហាន</h3><ol><li>ឈប់</li><li><strong>គិត</strong></li></ol><ul><li><b>សួរ</b></li></ul>",
        '<p><a href="https://verify.gov.kh/">verify.gov.kh</a> <a href="http://example.com/?a=1&amp;b=2#c">x</a></p>',
        '<a href="/c2/l2-3/">មេរៀន</a><a href="#step-2">ជំហាន</a>',
        "<p>១ &lt; ២ &amp; ៣ &gt; ២</p>",
        "ទៅ\u200bផ្សារ «ខ្មែរ» → ៛ ៗ 😀",
        "",
    ],
)
def test_what_an_author_may_format_comes_back_letter_by_letter(markup: str) -> None:
    assert html.sanitize(markup) == markup


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("<em>ខ្មែរ</em> <i>ខ្មែរ</i>", "ខ្មែរ ខ្មែរ"),
        ('<p class="x" id="y" style="color:red" lang="km">ខ្មែរ</p>', "<p>ខ្មែរ</p>"),
        ('<a href="/x" target="_blank" rel="opener" title="t">ចុច</a>', '<a href="/x">ចុច</a>'),
        ("<h1>ក</h1><table><tr><td>ខ</td></tr></table><img src=x>", "ក\nខ"),
        ("<p>ក<!-- ខ --></p>", "<p>ក</p>"),
        ("<p>ក<b>ខ", "<p>ក<b>ខ</b></p>"),
        ("<a href='mailto:a@example.com'>x</a>", "<a>x</a>"),
        ("<a href='lesson-2/'>x</a>", "<a>x</a>"),
    ],
)
def test_what_the_design_does_not_know_becomes_plain_text(written: str, kept: str) -> None:
    assert html.sanitize(written) == kept


@pytest.mark.parametrize(
    "address", ["//evil.example", "/\\evil.example", "\\\\evil.example", "https:evil.example", "/\t/evil.example", "ftp://x", "tel:012"]
)
def test_an_address_that_looks_like_ours_and_leads_away_is_dropped(address: str) -> None:
    assert html.sanitize(f'<a href="{address}">ចុច</a>') == "<a>ចុច</a>"


# --- what an attacker gets


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS.keys())
def test_no_attack_leaves_more_than_the_tags_of_a_lesson(attack: str) -> None:
    clean = html.sanitize(attack)

    assert {tag for tag, _ in Elements(clean).found} - html.TAGS == set()
    assert {name for _, attributes in Elements(clean).found for name in attributes} - {"href"} == set()
    assert [address for address in addresses(clean) if not str(address).startswith(("http://", "https://", "/", "#"))] == []


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS.keys())
def test_a_second_sanitiser_finds_nothing_to_remove_and_keeps_no_address_we_drop_for_less(attack: str) -> None:
    clean = html.sanitize(attack)

    assert only_nh3(clean) == clean
    assert addresses(clean) - addresses(only_nh3(attack)) == set()


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS.keys())
def test_cleaning_an_attack_twice_changes_nothing(attack: str) -> None:
    assert html.sanitize(html.sanitize(attack)) == html.sanitize(attack)


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS.keys())
def test_what_a_learner_typed_holds_no_markup_at_all(attack: str) -> None:
    assert Elements(html.plain(attack)).found == []
    assert {tag for tag, _ in Elements(html.paragraphs(attack)).found} <= {"p", "br", "ul", "li"}


@given(fragments | free_text)
@example("<a><b><a><p></b>x")
def test_cleaning_anything_twice_changes_nothing(markup: str) -> None:
    once = html.sanitize(markup)

    assert html.sanitize(once) == once


@given(fragments | free_text)
def test_whatever_is_written_only_the_tags_of_a_lesson_come_out(markup: str) -> None:
    assert {tag for tag, _ in Elements(html.sanitize(markup)).found} - html.TAGS == set()


# --- what must not keep a server busy


def test_a_text_as_long_as_allowed_is_cleaned_and_one_letter_more_is_refused() -> None:
    longest = "ក" * html.MOST_CHARACTERS

    assert html.sanitize(longest) == longest
    with pytest.raises(html.TooLong):
        html.sanitize(longest + "ក")


def test_what_we_keep_always_fits_through_again() -> None:
    with pytest.raises(html.TooLong):
        html.sanitize("&" * html.MOST_CHARACTERS)  # would be kept as five times as much


def test_a_page_with_as_many_tags_as_allowed_is_cleaned_and_one_more_is_refused() -> None:
    fullest = "<br>" * html.MOST_TAGS

    assert html.sanitize(fullest) == fullest
    with pytest.raises(html.TooTangled):
        html.sanitize(fullest + "<br>")


def test_a_tag_with_as_many_attributes_as_allowed_is_cleaned_and_one_more_is_refused() -> None:
    names = [f"x{number}=1" for number in range(html.MOST_ATTRIBUTES + 1)]

    assert html.sanitize(f"<p {' '.join(names[1:])}>ក</p>") == "<p>ក</p>"
    with pytest.raises(html.TooTangled):
        html.sanitize(f"<p {' '.join(names)}>ក</p>")


@pytest.mark.parametrize(
    "crowd",
    [
        "<a " + "b " * 9_990,  # 20 s in bleach alone at twice the length
        "<a " + "b/" * 9_990 + ">",
        "</a " + "b " * 9_990 + ">",
        "<a " + 'b="1"' * 3_300 + ">",
        "<a " + "b='>'" * 3_300 + ">",
        "<a " + "= " * 9_990 + ">",
        '<!--<a b="--><x ' + "a " * 9_900 + '">',  # a reader that trusts quotes sees one attribute here
        "<textarea><a b='</textarea><x " + "a " * 9_900 + "'>",
        "<b>" * 6_600,
        "<b><p>" * 3_300,
        "<ul><li>" * 2_500,
        "<" * 20_000,
        "<a " * 5_000_000,
    ],
    ids=lambda crowd: f"{crowd[:12]}x{len(crowd)}",
)
def test_what_nobody_writes_by_hand_is_refused_unread(crowd: str) -> None:
    with pytest.raises(html.TooLong):
        html.sanitize(crowd)


# --- plain text of authors and learners


def test_what_a_learner_typed_is_shown_letter_by_letter() -> None:
    assert html.plain("""១ < ២ & "ក" 'ខ' ទៅ\u200bផ្សារ""") == "១ &lt; ២ &amp; &quot;ក&quot; &#x27;ខ&#x27; ទៅ\u200bផ្សារ"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", ""),
        ("  \n\n ", ""),
        ("ក", "<p>ក</p>"),
        ("ក\nខ\n\nគ\r\n\r\nឃ", "<p>ក<br>ខ</p><p>គ</p><p>ឃ</p>"),
        ("១. ក\n២. ខ", "<ol><li>ក</li><li>ខ</li></ol>"),
        ("1. ក\n\n2. ខ\n\nគ", "<ol><li>ក</li><li>ខ</li></ol><p>គ</p>"),
        ("- ក\n- ខ\nគ", "<ul><li>ក</li><li>ខ</li></ul><p>គ</p>"),
        ("## ក\n## ខ\nគ", "<h2>ក</h2><h2>ខ</h2><p>គ</p>"),
        ("ក\n១. ខ\nគ", "<p>ក</p><ol><li>ខ</li></ol><p>គ</p>"),
        ("-ក\n#ខ\n##គ\n1.2 ឃ", "<p>-ក<br>#ខ<br>##គ<br>1.2 ឃ</p>"),
        ("<b>ក</b> & ខ", "<p>&lt;b&gt;ក&lt;/b&gt; &amp; ខ</p>"),
        ("- <script>alert(1)</script>", "<ul><li>&lt;script&gt;alert(1)&lt;/script&gt;</li></ul>"),
    ],
)
def test_an_author_writes_plain_text_and_gets_paragraphs_lists_and_heads(text: str, shown: str) -> None:
    assert html.paragraphs(text) == shown


def test_a_number_that_html_would_count_differently_stays_as_the_author_wrote_it() -> None:
    assert html.paragraphs("៣. ក\n1. ខ\n2. គ\n4. ឃ\n1. ង") == "<p>៣. ក</p><ol><li>ខ</li><li>គ</li></ol><p>4. ឃ</p><ol><li>ង</li></ol>"


def test_a_text_longer_than_a_lesson_is_refused_before_it_is_read() -> None:
    with pytest.raises(html.TooLong):
        html.paragraphs("ក\n\n" * 10_000)


@given(free_text)
def test_no_letter_of_a_plain_text_is_lost(text: str) -> None:
    assert unescape(html.plain(text)) == text
