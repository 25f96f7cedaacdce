"""Audio files: what one is by its first bytes, and the two small ones made of it, where the machine has ffmpeg. Pure."""

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

# By the end of a file's name: what it is on the wire.
TYPES = {"webm": "audio/webm", "ogg": "audio/ogg", "opus": "audio/ogg", "mp3": "audio/mpeg", "m4a": "audio/mp4", "wav": "audio/wav"}
HEAD = 16  # bytes that tell what a file is
_DEMUXERS = {"webm": "matroska", "ogg": "ogg", "mp3": "mp3", "m4a": "mov", "wav": "wav"}
_BRANDS = (b"M4A", b"M4B", b"mp4", b"iso", b"3gp", b"3g2", b"dash", b"qt", b"MSNV")  # "ftyp" begins pictures of iPhones, too
_LONGEST = "600"  # seconds of sound that are kept: a small file can hold days of silence
_PATIENCE = 60  # seconds for one file; a worker has 300 for a task
_OUT = re.compile(rb"^out_time_us=(\d+)", re.MULTILINE)


class Unreadable(Exception):
    """No sound could be made of it."""


@dataclass(frozen=True)
class Small:
    """The two small files, and how long they sound."""

    opus: Path
    mp3: Path
    seconds: float


def kind(head: bytes) -> str:
    r"""Return the ending that a file's first bytes ask for, "" where it is no sound that we know. Names are not looked at.

    >>> kind(b"OggS\0\x02"), kind(b"<!doctype html>"), kind(b"ID3\x04<script>")
    ('ogg', '', 'mp3')
    """
    if head.startswith(b"\x1aE\xdf\xa3"):
        return "webm"
    if head.startswith(b"OggS"):
        return "ogg"
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return "wav"
    if head[4:8] == b"ftyp" and head[8:12].startswith(_BRANDS):
        return "m4a"
    return "mp3" if head.startswith(b"ID3") or _begins_a_frame(head) else ""


def _begins_a_frame(head: bytes) -> bool:
    """Whether these are the first bytes of an MPEG frame, layer III, with a bit rate and a sampling rate that exist."""
    return len(head) > 2 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2 and head[1] & 0x18 != 0x08 and head[2] >> 4 != 0xF and head[2] & 0xC != 0xC  # noqa: PLR2004 -- the bits of the standard


def can_make_small() -> bool:
    """Whether this machine has ffmpeg."""
    return shutil.which("ffmpeg") is not None


def make_small(source: Path, folder: Path) -> Small:
    """Make a mono Opus of 16 kbit/s and an MP3 of 32 kbit/s, evenly loud and without what the file tells of its maker.

    Raises Unreadable. The reader is named after what the bytes are, so that ffmpeg guesses nothing and opens no other file or address.
    """
    with source.open("rb") as file:
        what = kind(file.read(HEAD))
    if not what:
        raise Unreadable
    small = Small(folder / "small.opus", folder / "small.mp3", 0)
    shared = ["-map", "0:a:0", "-map_metadata", "-1", "-ac", "1", "-af", "loudnorm=I=-16:TP=-1.5:LRA=11", "-threads", "1"]
    command = ["ffmpeg", "-nostdin", "-hide_banner", "-loglevel", "error", "-nostats", "-progress", "pipe:1", "-y", "-filter_threads", "1"]
    command += ["-protocol_whitelist", "file", "-f", _DEMUXERS[what], "-threads", "1", "-t", _LONGEST, "-i", f"file:{source}"]
    command += [*shared, "-ar", "48000", "-c:a", "libopus", "-b:a", "16k", "-application", "voip", "-f", "ogg", str(small.opus)]
    command += [*shared, "-ar", "24000", "-c:a", "libmp3lame", "-b:a", "32k", "-f", "mp3", str(small.mp3)]
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=_PATIENCE, check=True)  # noqa: S603 -- no shell, fixed words
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        raise Unreadable from error
    micro = max((int(found) for found in _OUT.findall(done.stdout)), default=0)
    if not micro:
        raise Unreadable
    return Small(small.opus, small.mp3, micro / 1_000_000)
