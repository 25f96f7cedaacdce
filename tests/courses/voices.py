"""Sounds to record with: a tone as a browser on a computer would send it, made without ffmpeg."""

import io
import math
import struct
import wave

from django.core.files.uploadedfile import SimpleUploadedFile

RATE = 8000


def tone(seconds: float = 1.0, *, loudness: float = 0.05, pitch: int = 440) -> bytes:
    """A WAV file with one tone."""
    samples = (round(32767 * loudness * math.sin(2 * math.pi * pitch * n / RATE)) for n in range(round(seconds * RATE)))
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes(b"".join(struct.pack("<h", sample) for sample in samples))
    return made.getvalue()


def sent(data: bytes, name: str = "my voice.wav") -> SimpleUploadedFile:
    """The same as a browser sends it; the name and what the browser says it is are not to be believed."""
    return SimpleUploadedFile(name, data, "text/html")
