"""Phone numbers and codes at rest: sealed with AES-256-GCM; numbers are found again by a keyed blind index (HMAC-SHA256)."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

_NONCE = 12
# No index begins like this: a sealed text never passes for a sealed number.
_TEXT = "text:"


@dataclass(frozen=True, slots=True)
class SealedNumber:
    """A number nobody can read without the key: one byte of key id, nonce, cipher text; and its index."""

    sealed: bytes = field(repr=False)
    index: str

    @property
    def indexes(self) -> tuple[str, ...]:
        """Every index the number may stand under, its own first; more than one only while the key of the index is being changed."""
        if not settings.SEALING_OLD_INDEX_KEY:
            return (self.index,)
        try:
            return tuple(dict.fromkeys([self.index, *indexes(open(self))]))
        except CannotOpen:
            return (self.index,)


class CannotOpen(ValueError):
    """The seal does not open."""

    reason = "cannot-open"


class UnknownKey(CannotOpen):
    """It was sealed with a key that the settings no longer hold."""

    def __init__(self, key_id: int) -> None:
        super().__init__(f"SEALING_KEYS holds no key {key_id}.")
        self.key_id = key_id


class Tampered(CannotOpen):
    """The sealed bytes, or the index or name they were sealed with, are not what was written."""


def index(e164: str) -> str:
    """Return the blind index of a number: equal for equal numbers, worthless without the key.

    A plain hash would not do: all Cambodian mobile numbers can be hashed in two minutes.
    """
    return _index(e164, settings.SEALING_INDEX_KEY)


def indexes(e164: str) -> tuple[str, ...]:
    """Return every index a number may stand under: today's, then, while the key of the index is being changed, the one before."""
    keys = [settings.SEALING_INDEX_KEY, settings.SEALING_OLD_INDEX_KEY]
    return tuple(dict.fromkeys(_index(e164, key) for key in keys if key))


def seal(e164: str) -> SealedNumber:
    """Seal a number with the first key of the settings."""
    blind = index(e164)
    # The index as additional data binds the seal to the number, not to a row: rows may be copied (decisions F4).
    return SealedNumber(_seal(e164, blind), blind)


def open(number: SealedNumber) -> str:  # noqa: A001 - read as sealing.open(...), beside sealing.seal(...)
    """Return the number in E.164; raise UnknownKey or Tampered."""
    return _open(number.sealed, number.index)


def seal_text(text: str, *, about: str) -> bytes:
    """Seal a few secret words with the first key, for one thing only: they open together with its name and nowhere else."""
    return _seal(text, f"{_TEXT}{about}")


def open_text(sealed: bytes, *, about: str) -> str:
    """Return the words sealed about a thing; raise UnknownKey or Tampered."""
    return _open(sealed, f"{_TEXT}{about}")


def newest_key() -> int:
    """Return the id of the key that seals."""
    return int(next(iter(settings.SEALING_KEYS)))


def _index(e164: str, key: bytes) -> str:
    return hmac.new(key, e164.encode(), hashlib.sha256).hexdigest()


def _seal(plain: str, bound_to: str) -> bytes:
    key_id = newest_key()
    nonce = secrets.token_bytes(_NONCE)
    return bytes([key_id]) + nonce + AESGCM(settings.SEALING_KEYS[key_id]).encrypt(nonce, plain.encode(), bound_to.encode())


def _open(sealed: bytes, bound_to: str) -> str:
    key_id, nonce, cipher_text = sealed[0:1], sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :]
    if not cipher_text:
        raise Tampered
    key = settings.SEALING_KEYS.get(key_id[0])
    if key is None:
        raise UnknownKey(key_id[0])
    try:
        return AESGCM(key).decrypt(nonce, cipher_text, bound_to.encode()).decode()
    except InvalidTag as error:
        raise Tampered from error
