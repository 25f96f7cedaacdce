"""A reviewer corrects a lesson in a text editor: every slip is named with its line, and what is sound comes back letter for letter."""

import pytest
from django.utils import translation
from hypothesis import example, given, settings
from hypothesis import strategies as st

from courses import files, forms
from courses.files import CurriculumError, Field
from courses.khmer import normalise, problems
from tests import factories

LESSON = files.dump(factories.lesson("L2.1", written=1), forms.LESSON)
SERVICES = files.dump([factories.SERVICE], forms.SERVICE, many=True)
ZERO_WIDTH, COENG_FIRST = "\u200b", "ស្រ្តី"  # the second is ស្ត្រី with its marks in another order


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def faults(path, text: str | bytes, form=forms.LESSON, **many: bool) -> list[tuple[int, str]]:
    """What is said about a file, with the lines."""
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(CurriculumError) as refused:
        files.read(path, form, **many)
    assert {fault.path for fault in refused.value.faults} == {path}
    return [(fault.line, fault.reason) for fault in refused.value.faults]


def lesson_with(old: str, new: str) -> str:
    """The small lesson with one slip in it."""
    assert LESSON.count(old) == 1
    return LESSON.replace(old, new)


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("minutes: 3\n", "minutes: 3\nlevel: easy\n", 6, "Unknown field “level”."),
        ("minutes: 3\n", "", 1, "The field “minutes” is missing."),
        ("minutes: 3\n", "minutes: 3\nminutes: 4\n", 6, "The field “minutes” stands here twice."),
        ("minutes: 3\n", "minutes: three\n", 5, "A whole number is expected here."),
        ("minutes: 3\n", "minutes: ៣\n", 5, "A whole number is expected here."),
        ("minutes: 3\n", "minutes: -1\n", 5, "A whole number is expected here."),
        ("minutes: 3\n", "minutes: 16\n", 5, "“16” is not one of: 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15."),
        ("sms: ឈប់សិន\n", "sms: [ឈប់សិន]\n", 12, "A text is expected here."),
        ("minutes: 3\n", "minutes: 3\n? [a]\n: b\n", 6, "Unknown field “?”."),
        ("proofread: no\n", "proofread: maybe\n", 4, "Write yes or no."),
        ("competences: [1.2, 4.2]\n", "competences: 1.2\n", 6, "A list is expected here."),
        ("title_en: Lesson L2.1\n", f"title_en: {'x' * 121}\n", 3, "Too long: 121 signs, at most 120."),
        ("title_en: Lesson L2.1\n", "title_en: Lesson: one\n", 3, "mapping values are not allowed here"),
        ("title_en: Lesson L2.1\n", "title_en: [\n", 5, "expected ',' or ']', but got ':'"),
        ("title_en: Lesson L2.1\n", "title_en: a\x07b\n", 3, "unacceptable character #x0007: special characters are not allowed"),
        ("title_en: Lesson L2.1\n", f"title_en: {COENG_FIRST}\n", 3, "The Khmer signs stand in another order than usual; written properly: ស្ត្រី"),
        ("title_en: Lesson L2.1\n", f"title_en: a{ZERO_WIDTH}b\n", 3, "Invisible or misplaced sign: ZERO WIDTH SPACE."),
        ("      គិតសិន។\n", f"      គិតសិន។\n      ខ្ញុំ{ZERO_WIDTH}\n", 26, "Invisible or misplaced sign: ZERO WIDTH SPACE."),
        ("      ២. ពីរ\n", f"      ២. ព{ZERO_WIDTH}ីរ\n", 28, "Invisible or misplaced sign: ZERO WIDTH SPACE."),
        ("    kind: do\n", "    kind: done\n", 22, "“done” is not one of: learn, rule, do, plan, example, try."),
        ("      truth: scam\n", "      truth: fake\n", 37, "“fake” is not one of: scam, genuine."),
        ("  - id: s3\n", "  - id: s2\n", 29, "The id “s2” stands here twice."),
        ("      - id: c\n", "      - id: b\n", 59, "The id “b” stands here twice."),
        ("  - id: s1\n    kind: learn\n", "  - s1\n  - id: s1\n    kind: learn\n", 16, "Fields with a name are expected here."),
    ],
)
def test_a_slip_is_named_with_its_line(tmp_path, old, new, line, reason):
    assert faults(tmp_path / "L2.1.yaml", lesson_with(old, new)) == [(line, reason)]


@pytest.mark.parametrize("day", ["2026-02-30", "2026-2-3", "20260203", "yesterday", "២០២៦-០២-០៣"])
def test_a_day_that_is_none_is_named(tmp_path, day):
    text = SERVICES.replace("2024-02-08", day)
    assert faults(tmp_path / "services.yaml", text, forms.SERVICE, many=True) == [(9, "Write the date like 2026-11-22.")]


def test_a_competence_that_stands_twice_is_named(tmp_path):
    text = files.dump(factories.COMPETENCES, forms.COMPETENCE, many=True).replace("4.2", "1.2")
    assert faults(tmp_path / "competences.yaml", text, forms.COMPETENCE, many=True) == [(5, "The id “1.2” stands here twice.")]


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("", 1, "The file is empty."),
        ("# nothing yet\n", 1, "The file is empty."),
        ("- id: L2.1\n", 1, "Fields with a name are expected here."),
        (b"id: L2.1\ntitle: \xff\n", 2, "'utf-8' codec can't decode byte 0xff in position 16: invalid start byte"),
        ("id: L2.1\n---\nid: L2.2\n", 2, "but found another document"),
        ("[" * 100_000, 1, "maximum recursion depth exceeded"),
    ],
)
def test_a_file_that_is_no_lesson_is_named(tmp_path, text, line, reason):
    assert faults(tmp_path / "L2.1.yaml", text)[0] == (line, reason)


def test_every_slip_of_a_file_is_named_at_once(tmp_path):
    text = lesson_with("minutes: 3\n", "minutes: x\n").replace("proofread: no\n", "proofread: 0\n").replace("    kind: do\n", "    kind: done\n")
    assert [line for line, _reason in faults(tmp_path / "L2.1.yaml", text)] == [4, 5, 22]


def test_a_fault_reads_as_an_editor_prints_it(tmp_path):
    folder = tmp_path / "C2"
    folder.mkdir()
    (folder / "L2.1.yaml").write_text(lesson_with("minutes: 3\n", "minutes: x\n"))
    with pytest.raises(CurriculumError, match=r"^C2/L2\.1\.yaml:5: A whole number is expected here\.$"):
        files.read(folder / "L2.1.yaml", forms.LESSON)


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_an_editor_on_windows_changes_nothing(tmp_path, ends):
    path = tmp_path / "L2.1.yaml"
    path.write_bytes(LESSON.replace("\n", ends).encode())
    data, reader = files.read(path, forms.LESSON)
    assert (data, reader.lines["L2.1-q1"]) == (factories.lesson("L2.1", written=1), 41)


# --- there and back ------------------------------------------------------------------------------------------------------
TRICKY = [
    "yes", "no", "null", "~", "4.2", "1_000", "0x1f", "2026-11-22", "a: b", "a:", "# x", "a # x", "a #x", "- a", "-", "--- a", "? a", "«ខ្មែរ»", "'a'",
    '"a"', 'a "b" c', "a\\nb", "{a}", "[a]", "a, b", "*a", "&a", "!a", "|", ">", "%a", "@a", "`a`", " a", "a ", "a\tb", "\ta", "https://a.example/?b=c#d",
    "ឈប់សិន៖ គិតសិន។", "១. មួយ", "=", "<<", "...", "",
]  # fmt: skip
_words = st.sampled_from([*TRICKY, "ឈប់", "ស្ត្រី", "តំណភ្ជាប់", "។", "៖", " ", ":", "#", "\\", '"', "'", "😀"])
_letters = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=12)
_line = st.one_of(_words, _letters, st.lists(_words | _letters, max_size=5).map("".join)).filter(lambda text: text == normalise(text))
_line = _line.filter(lambda text: not problems(text))
_text = st.one_of(_line, st.lists(_line, max_size=4).map("\n".join))


def _values(one: Field) -> st.SearchStrategy:
    if one.among:
        return st.sampled_from([int(word) if one.kind == "number" else word for word in one.among])
    makers = {
        "group": lambda: _data(one.of),
        "list": lambda: st.lists(_data(one.of), max_size=3, unique_by=lambda item: item.get("id", item.get("code", id(item)))),
        "words": lambda: st.lists(_short(_line, one), max_size=3),
        "flag": st.booleans,
        "number": lambda: st.integers(0, 99),
        "date": lambda: st.just("") | st.dates().map(str),
        "text": lambda: _short(_text, one),
    }
    return makers.get(one.kind, lambda: _short(_line, one))()


def _short(texts: st.SearchStrategy[str], one: Field) -> st.SearchStrategy[str]:
    return texts.filter(lambda text: len(text) <= one.most and not (one.fault and one.fault(text)))


def _data(form: dict[str, Field]) -> st.SearchStrategy:
    optional = {name: _values(one) for name, one in form.items() if one.optional}
    return st.fixed_dictionaries({name: _values(one) for name, one in form.items() if not one.optional}, optional=optional)


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    """A file that every example writes anew."""
    return tmp_path_factory.mktemp("files") / "any.yaml"


@settings(deadline=None)
@given(lesson=_data(forms.LESSON))
def test_whatever_a_lesson_says_is_read_back_as_it_was_written(file, lesson):
    text = files.dump(lesson, forms.LESSON)
    file.write_text(text, encoding="utf-8")
    back, _reader = files.read(file, forms.LESSON)
    assert (back, files.dump(back, forms.LESSON)) == (lesson, text)


@settings(deadline=None)
@given(services=st.lists(_data(forms.SERVICE), min_size=1, max_size=3, unique_by=lambda one: one["id"]))
def test_a_list_of_services_is_read_back_as_it_was_written(file, services):
    text = files.dump(services, forms.SERVICE, many=True)
    file.write_text(text, encoding="utf-8")
    back, _reader = files.read(file, forms.SERVICE, many=True)
    assert (back, files.dump(back, forms.SERVICE, many=True)) == (services, text)


@settings(deadline=None)
@given(text=_text)
@example(text="  a\nb")
@example(text="a\n\n  b\n   \nc")
def test_any_text_stands_in_a_block_or_in_quotes(file, text):
    form = {"text": Field("text")}
    file.write_text(files.dump({"text": text}, form), encoding="utf-8")
    assert files.read(file, form)[0] == {"text": text}


@pytest.mark.parametrize("word", TRICKY)
def test_a_word_that_another_reader_would_mistake_stays_text(file, word):
    form = {"line": Field("line"), "words": Field("words")}
    file.write_text(files.dump({"line": word, "words": [word]}, form), encoding="utf-8")
    assert files.read(file, form)[0] == {"line": word, "words": [word]}


def test_line_ends_from_a_browser_do_not_reach_the_file():
    assert files.dump({"text": "a\r\nb"}, {"text": Field("text")}) == "text: |-\n  a\n  b\n"


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("yes", "yes"), ("4.2", "4.2"), ("a: b", '"a: b"'), ("a:", '"a:"'), ("# x", '"# x"'), ("a # x", '"a # x"'), ("«a»", "«a»"),
        ("a\tb", '"a\\tb"'), ("", '""'),
    ],
)  # fmt: skip
def test_only_what_must_stands_in_quotes(given, written):
    assert files.dump({"line": given}, {"line": Field("line")}) == f"line: {written}\n"
