"""Recordings on their way to phones: whole or in parts, for good, and never as anything but sound. And who may use a microphone."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from cms import media


@pytest.fixture(autouse=True)
def sound(settings, tmp_path) -> str:
    settings.MEDIA_ROOT = tmp_path
    return f"/media/{default_storage.save('sounds/0123456789abcdef.opus', ContentFile(b'OggS56789'))}"


def test_a_recording_is_kept_by_phones_for_good_and_is_nothing_but_sound(sound, citizen):
    answer = citizen.get(sound)
    assert (answer.status_code, answer.content, dict(answer.cookies)) == (200, b"OggS56789", {})
    names = ("Content-Type", "Content-Length", "Cache-Control", "Accept-Ranges", "X-Content-Type-Options")
    assert [answer.headers[name] for name in names] == ["audio/ogg", "9", "public, max-age=31536000, immutable", "bytes", "nosniff"]
    assert "Vary" not in answer.headers


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        ("bytes=0-1", (206, b"Og", "bytes 0-1/9")), ("bytes=0-", (206, b"OggS56789", "bytes 0-8/9")), ("bytes=4-6", (206, b"567", "bytes 4-6/9")),
        ("bytes=7-99", (206, b"89", "bytes 7-8/9")), ("bytes=-2", (206, b"89", "bytes 7-8/9")), ("bytes=-99", (206, b"OggS56789", "bytes 0-8/9")),
        ("bytes=9-", (416, b"", "bytes */9")), ("bytes=-0", (416, b"", "bytes */9")), ("bytes=6-4", (200, b"OggS56789", None)),
        ("bytes=0-1,3-4", (200, b"OggS56789", None)), ("lines=1-2", (200, b"OggS56789", None)), ("bytes=" + "9" * 5000, (200, b"OggS56789", None)),
    ],
    ids=lambda given: given[:20] if isinstance(given, str) else "",
)  # fmt: skip
def test_a_player_gets_the_part_it_asks_for(sound, citizen, asked, part):
    answer = citizen.get(sound, headers={"Range": asked})
    assert (answer.status_code, answer.content, answer.headers.get("Content-Range")) == part
    assert answer.headers["Content-Length"] == str(len(part[1]))


def test_an_empty_file_has_no_part():
    assert (media.asked("bytes=0-", 0), media.asked("", 0)) == (range(0), None)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["none.opus", "../secrets.json", "..%2Fsecrets.json", "a/b.opus", "", "0123456789abcdef.opus/"])
def test_nothing_else_is_served(citizen, name):
    assert citizen.get(f"/media/sounds/{name}").status_code == 404


def test_a_file_that_calls_itself_a_page_is_not_shown_as_one(citizen):
    name = default_storage.save("sounds/evil.html", ContentFile(b"<script>alert(1)</script>"))
    assert citizen.get(f"/media/{name}").headers["Content-Type"] == "application/octet-stream"


@pytest.mark.django_db
def test_only_the_editor_may_use_the_microphone(trainer):
    assert [trainer.get(address).headers["Permissions-Policy"] for address in ("/stop/", "/nowhere/", "/cms/")] == [
        "microphone=()", "microphone=()", "microphone=(self)",
    ]  # fmt: skip
