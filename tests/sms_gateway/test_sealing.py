import dataclasses

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st

from sms_gateway import sealing
from tests.sms_gateway.phones import DARA, SOPHEA

mobiles = st.integers(10_000_000, 99_999_999).map(lambda number: f"+855{number}")
# The keys of the fixture stay the same for every example.
with_our_keys = how(suppress_health_check=[HealthCheck.function_scoped_fixture])


@with_our_keys
@given(mobiles)
def test_a_sealed_number_opens_again(number):
    assert sealing.open(sealing.seal(number)) == number


@with_our_keys
@given(mobiles)
def test_the_same_number_looks_different_each_time_but_is_found_by_its_index(number):
    first, second = sealing.seal(number), sealing.seal(number)
    assert first.sealed != second.sealed
    assert first.index == second.index == sealing.index(number)


@with_our_keys
@given(st.data())
def test_a_changed_byte_is_noticed(data):
    number = sealing.seal(SOPHEA)
    place = data.draw(st.integers(1, len(number.sealed) - 1))
    flipped = number.sealed[place] ^ data.draw(st.integers(1, 255))
    changed = number.sealed[:place] + bytes([flipped]) + number.sealed[place + 1 :]
    with pytest.raises(sealing.Tampered):
        sealing.open(sealing.SealedNumber(changed, number.index))


@pytest.mark.parametrize("kept", [0, 1, 12, 13, 14, 28, 40])
def test_a_cut_seal_is_noticed(kept):
    number = sealing.seal(SOPHEA)
    with pytest.raises(sealing.Tampered):
        sealing.open(sealing.SealedNumber(number.sealed[:kept], number.index))


def test_a_seal_does_not_open_under_another_persons_index():
    with pytest.raises(sealing.Tampered):
        sealing.open(dataclasses.replace(sealing.seal(SOPHEA), index=sealing.index(DARA)))


def test_after_a_change_of_keys_old_seals_open_and_new_ones_use_the_new_key(settings):
    old = sealing.seal(SOPHEA)
    settings.SEALING_KEYS = {8: b"eight" + bytes(27)} | settings.SEALING_KEYS
    new = sealing.seal(SOPHEA)
    assert (old.sealed[0], new.sealed[0]) == (7, 8)
    assert sealing.open(old) == sealing.open(new) == SOPHEA


def test_a_lost_key_is_named(settings):
    number = sealing.seal(SOPHEA)
    settings.SEALING_KEYS = {8: b"eight" + bytes(27)}
    with pytest.raises(sealing.UnknownKey, match="no key 7"):
        sealing.open(number)


def test_another_index_key_gives_another_index(settings):
    before = sealing.index(SOPHEA)
    settings.SEALING_INDEX_KEY = b"other" + bytes(27)
    assert sealing.index(SOPHEA) != before
    assert len(before) == 64


def test_a_sealed_number_takes_little_room_and_shows_nothing():
    number = sealing.seal(SOPHEA)
    assert len(number.sealed) == 1 + 12 + len(SOPHEA) + 16
    assert SOPHEA.encode() not in number.sealed
    assert SOPHEA[-6:] not in repr(number)
