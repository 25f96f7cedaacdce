"""Phone numbers at rest: sealed with AES-256-GCM, found again by a keyed blind index (HMAC-SHA256)."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

_NONCE = 12


@dataclass(frozen=True, slots=True)
class SealedNumber:
    """A number nobody can read without the key: one byte of key id, nonce, cipher text; and its index."""

    sealed: bytes = field(repr=False)
    index: str


class CannotOpen(ValueError):
    """The seal does not open."""

    reason = "cannot-open"


class UnknownKey(CannotOpen):
    """The number was sealed with a key that the settings no longer hold."""

    def __init__(self, key_id: int) -> None:
        super().__init__(f"SEALING_KEYS holds no key {key_id}.")
        self.key_id = key_id


class Tampered(CannotOpen):
    """The sealed bytes, or the index they were sealed with, are not what was written."""


def index(e164: str) -> str:
    """Return the blind index of a number: equal for equal numbers, worthless without the key.

    A plain hash would not do: all Cambodian mobile numbers can be hashed in two minutes.
    """
    return hmac.new(settings.SEALING_INDEX_KEY, e164.encode(), hashlib.sha256).hexdigest()


def seal(e164: str) -> SealedNumber:
    """Seal a number with the first key of the settings."""
    key_id, key = next(iter(settings.SEALING_KEYS.items()))
    nonce = secrets.token_bytes(_NONCE)
    blind = index(e164)
    # The index as additional data binds the seal to the number, not to a row: rows may be copied (decisions F4).
    return SealedNumber(bytes([key_id]) + nonce + AESGCM(key).encrypt(nonce, e164.encode(), blind.encode()), blind)


def open(number: SealedNumber) -> str:  # noqa: A001 - read as sealing.open(...), beside sealing.seal(...)
    """Return the number in E.164; raise UnknownKey or Tampered."""
    key_id, nonce, cipher_text = number.sealed[0:1], number.sealed[1 : 1 + _NONCE], number.sealed[1 + _NONCE :]
    if not cipher_text:
        raise Tampered
    key = settings.SEALING_KEYS.get(key_id[0])
    if key is None:
        raise UnknownKey(key_id[0])
    try:
        return AESGCM(key).decrypt(nonce, cipher_text, number.index.encode()).decode()
    except InvalidTag as error:
        raise Tampered from error
