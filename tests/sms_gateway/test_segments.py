from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_gateway import segments
from sms_gateway.segments import Segments

# Written out from 3GPP TS 23.038 in the order of the table, apart from the code under test.
GSM = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
EXTENSION = "\f^{}\\[~]|€"


def on_the_wire(text: str) -> tuple[str, list[bytes]]:
    """Cut encoded bytes as a sender does: an independent reference that works on octets, not on characters."""
    if all(char in GSM + EXTENSION for char in text):
        septets = b"".join(b"\x1b" + char.encode("utf-8")[:1] if char in EXTENSION else b"x" for char in text)
        return "GSM-7", cut(septets, alone=160, part=153, is_torn=lambda piece: piece[-1:] == b"\x1b")
    octets = text.encode("utf-16-be")
    return "UCS-2", cut(octets, alone=140, part=134, is_torn=lambda piece: 0xD8 <= piece[-2] <= 0xDB)


def cut(encoded: bytes, *, alone: int, part: int, is_torn) -> list[bytes]:
    if len(encoded) <= alone:
        return [encoded] if encoded else []
    pieces = []
    step = 2 if part == 134 else 1
    while encoded:
        size = part
        while len(encoded) > size and is_torn(encoded[:size]):
            size -= step
        pieces.append(encoded[:size])
        encoded = encoded[size:]
    return pieces


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("", Segments("GSM-7", 0, 0)),
        ("a", Segments("GSM-7", 1, 1)),
        ("a" * 160, Segments("GSM-7", 160, 1)),
        ("a" * 161, Segments("GSM-7", 161, 2)),
        ("a" * 306, Segments("GSM-7", 306, 2)),
        ("a" * 307, Segments("GSM-7", 307, 3)),
        ("€" * 80, Segments("GSM-7", 160, 1)),
        ("a" * 159 + "€", Segments("GSM-7", 161, 2)),
        ("a" * 152 + "€" + "a" * 152, Segments("GSM-7", 306, 3)),  # the escape would be cut: 152 + 153 + 1
        ("a" * 151 + "€" + "a" * 153, Segments("GSM-7", 306, 2)),
        ("à la carte", Segments("GSM-7", 10, 1)),
        ("ê", Segments("UCS-2", 1, 1)),
        ("`", Segments("UCS-2", 1, 1)),
        ("ក" * 70, Segments("UCS-2", 70, 1)),
        ("ក" * 71, Segments("UCS-2", 71, 2)),
        ("ក" * 134, Segments("UCS-2", 134, 2)),
        ("ក" * 135, Segments("UCS-2", 135, 3)),
        ("ក" * 201, Segments("UCS-2", 201, 3)),
        ("ក" * 202, Segments("UCS-2", 202, 4)),
        ("ក" * 68 + "🙂", Segments("UCS-2", 70, 1)),
        ("ក" * 69 + "🙂", Segments("UCS-2", 71, 2)),
        ("ក" * 66 + "🙂" + "ក" * 65, Segments("UCS-2", 133, 2)),  # 66 + (2 + 65)
        ("ក" * 66 + "🙂" + "ក" * 66, Segments("UCS-2", 134, 3)),  # 134 units, but the pair can't be cut
        ("ក" * 65 + "🙂" + "ក" * 67, Segments("UCS-2", 134, 2)),
        ("🙂" * 35, Segments("UCS-2", 70, 1)),
        ("🙂" * 66, Segments("UCS-2", 132, 2)),  # 33 pairs a part: 66 of 67 units
        ("🙂" * 67, Segments("UCS-2", 134, 3)),
        ("ស\u200bស", Segments("UCS-2", 3, 1)),
    ],
)
def test_a_text_costs_what_the_network_will_charge(text, counted):
    assert segments.count(text) == counted


characters = st.one_of(st.sampled_from(GSM + EXTENSION), st.sampled_from("កខគ្សា។ៗ\u200b🙂🇰"), st.characters(exclude_categories=["Cs"]))
repeated = st.lists(st.tuples(characters, st.integers(1, 80)), max_size=8).map(lambda runs: "".join(char * times for char, times in runs))


@given(st.one_of(st.text(st.sampled_from(GSM + EXTENSION), max_size=400), st.text(characters, max_size=300), repeated))
def test_the_count_agrees_with_cutting_the_real_octets(text):
    encoding, pieces = on_the_wire(text)
    counted = segments.count(text)
    assert (counted.encoding, counted.parts) == (encoding, len(pieces))
    assert counted.units * (2 if encoding == "UCS-2" else 1) == sum(map(len, pieces))


@given(repeated, characters)
def test_a_longer_text_never_costs_less(text, more):
    assert segments.count(text + more).parts >= segments.count(text).parts


@given(st.lists(st.sampled_from(["ក", "្", "🙂", "a"]), min_size=60, max_size=290))
def test_every_part_of_a_khmer_text_can_be_read_alone(chars):
    _, pieces = on_the_wire("ក" + "".join(chars))
    assert "".join(piece.decode("utf-16-be") for piece in pieces) == "ក" + "".join(chars)


def test_the_arithmetic_knows_no_framework():
    assert "django" not in Path(segments.__file__).read_text().lower()
