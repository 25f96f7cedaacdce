"""The little markup of the files and the editor's HTML say the same."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from courses import markup

SAME = [
    ("ឈប់សិន។", "<p>ឈប់សិន។</p>"),
    ("ឈប់\nគិត", "<p>ឈប់<br>គិត</p>"),
    ("ឈប់\n\nគិត", "<p>ឈប់</p><p>គិត</p>"),
    ("## ជំហាន\n\nឈប់", "<h2>ជំហាន</h2><p>ឈប់</p>"),
    ("១. មួយ\n២. ពីរ", "<ol><li>មួយ</li><li>ពីរ</li></ol>"),
    ("- មួយ\n- ពីរ", "<ul><li>មួយ</li><li>ពីរ</li></ul>"),
    ("សួរ **ធនាគារ** សិន", "<p>សួរ <b>ធនាគារ</b> សិន</p>"),
    ("[MPTC](https://mptc.gov.kh/)", '<p><a href="https://mptc.gov.kh/">MPTC</a></p>'),
    ("[មេរៀន](/c2/l2-1/)", '<p><a href="/c2/l2-1/">មេរៀន</a></p>'),
    ("១ < ២ & ៣", "<p>១ &lt; ២ &amp; ៣</p>"),
    ("", ""),
]


@pytest.mark.parametrize(("text", "html"), SAME)
def test_a_reviewer_and_a_trainer_see_the_same(text, html):
    assert (markup.to_html(text), markup.to_text(html)) == (html, text)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ('<p data-block-key="k3x">ឈប់<br/>គិត</p>', "ឈប់\nគិត"),
        ("<p>ឈប់</p><p></p><p>គិត</p>", "ឈប់\n\nគិត"),
        ('<ol><li data-block-key="a">មួយ</li><li data-block-key="b"><strong>ពីរ</strong></li></ol>', "១. មួយ\n២. **ពីរ**"),
        ("<h3>ជំហាន</h3>", "## ជំហាន"),
        ("<p>&quot;ក&quot; &nbsp;ខ</p>".replace("&nbsp;", " "), '"ក"  ខ'),
    ],
)
def test_what_the_editor_adds_does_not_reach_the_file(html, text):
    assert markup.to_text(html) == text


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("[ចុច](javascript:alert(1))", "<p><a>ចុច</a>)</p>"),
        ("[ចុច](//evil.example)", "<p><a>ចុច</a></p>"),
        ('[ចុច](https://a.example/"onclick="x)', '<p><a href="https://a.example/">ចុច</a></p>'),
        ("5. មិនមែនបញ្ជី", "<p>5. មិនមែនបញ្ជី</p>"),
    ],
)
def test_a_file_can_carry_nothing_that_runs(text, html):
    assert markup.to_html(text) == html


_pieces = st.sampled_from(
    ["ឈប់", "គិត ", "**ក**", "[ខ](/a/)", "១. ", "២. ", "- ", "## ", "<b>", "&amp;", "&", "*", "[", "]", "(", ")", "\n", "\n\n", " "]
)


@settings(deadline=None)
@given(text=st.lists(_pieces, max_size=12).map("".join))
@example(text="**១. **ក")
def test_once_through_the_editor_a_text_stays_as_it_is(text):
    settled = markup.to_text(markup.to_html(text))
    assert markup.to_text(markup.to_html(settled)) == settled
