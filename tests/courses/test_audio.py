"""What is read aloud of a step, and what a file is by its first bytes."""

import pytest

from courses import aloud, audio


def test_what_a_clue_tells_is_read_but_an_answer_is_not_given_away():
    clue = type("Clue", (), {"value": {"why": "ព្រោះ"}})
    message = {"sender": "BANK", "text": "BANK៖ សារ\nពីរ", "clues": [clue]}
    example = {"title": "មើល", "message": message, "body": '<p>គិត <b>សិន</b> <a href="https://a.example">ទីនេះ</a></p>'}
    twins = {half: {"sender": half, "text": "សារ", "feedback": "មតិ", "clues": [clue]} for half in ("scam", "genuine")}
    assert aloud.said("example", example).splitlines() == ["មើល", "BANK៖ សារ", "ពីរ", "ព្រោះ", "គិត សិន ទីនេះ"]
    assert aloud.said("judge", {"title": "ណា?", "body": "", "first": "genuine"} | twins).splitlines() == ["ណា?", "genuine", "សារ", "scam", "សារ"]


def test_a_half_written_step_is_read_as_far_as_it_goes():
    assert [aloud.said("step", {"title": None, "body": ""}), aloud.said("judge", {"title": "ណា?", "body": "", "first": None})] == ["", "ណា?"]


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"\x1aE\xdf\xa3\x9fB\x86", "webm"), (b"OggS\0\x02\0\0", "ogg"), (b"RIFF\x24\0\0\0WAVEfmt ", "wav"), (b"\0\0\0\x1cftypM4A ", "m4a"),
        (b"\0\0\0\x1cftypiso5", "m4a"), (b"ID3\x04\0", "mp3"), (b"\xff\xfb\x90\x64", "mp3"), (b"\xff\xf3\x40\xc4", "mp3"),
        (b"", ""), (b"\xff\xfb", ""), (b"<html><audio", ""), (b"#EXTM3U\n", ""), (b"\xff\xf1\x50\x80", ""), (b"\xff\xd8\xff\xe0", ""),
        (b"\0\0\0\x1cftypheic", ""), (b"RIFF\x24\0\0\0AVI LIST", ""), (b"MZ\x90\0", ""), (b"\xff\xfb\xf0\x64", ""), (b"\xff\xfb\x9c\x64", ""),
    ],
)  # fmt: skip
def test_a_file_is_what_its_first_bytes_say(head, kind):
    assert audio.kind(head) == kind
