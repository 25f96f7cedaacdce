"""Codes for signing in: who may have one, sending it, and knowing it again. Until a code comes back, its number is nobody's.

Nothing here asks whether a number is known, so nothing can tell (docs/adr/0016): one row and one message for every number alike.
"""

import hmac
import ipaddress
import logging
import secrets
import unicodedata
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from learning.models import SignInCode
from sms_gateway import locks, outbox, sealing
from sms_gateway.models import PLACEHOLDER, Category

log = logging.getLogger(__name__)
LIFETIME = timedelta(seconds=600)
TRIES = 3
AGAIN = timedelta(seconds=30)  # a second tap within this time is the same wish
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PER_NUMBER = ((HOUR, 5), (DAY, 10))
PER_BLOCK = ((HOUR, 10),)  # a thousand neighbouring numbers: how pumping looks
PER_ADDRESS = ((HOUR, 300),)  # a school, or half a town, stands behind one address
# The conversion breaker: of the last fifty codes to one operator's prefix so many came back. A real crowd types three of four back.
_LOOKED_AT, _ALARM, _STOP = 50, 0.25, 0.10


class Limited(Exception):
    """No code now; how long until one may be asked for."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__("too many codes")
        self.wait = wait


class Wrong(Exception):
    """Not this code; there are tries left."""


class Over(Exception):
    """The code was used, is too old, or was guessed at three times: a new one is needed."""


@transaction.atomic
def send(*, number: str, address: str, now: datetime) -> UUID:
    """Queue one code for a number in E.164, asked for from a network address; return the id to prove it by.

    Raises `Limited`, and then nothing is written. A second tap within half a minute gets the same code's id and no second message.
    """
    locks.alone("sign-in codes")  # count and write together, or a burst would pass every limit
    sealed, network = sealing.seal(number), _network(address)
    waiting = SignInCode.objects.filter(number_index=sealed.index, sent_at__gt=now - AGAIN, used_at=None).order_by("-sent_at").first()
    if waiting and waiting.address_index == network:
        return waiting.pk
    row = SignInCode(
        number_sealed=sealed.sealed, number_index=sealed.index, block_index=_blind("block", number[:-3]), prefix=number[:6],
        address_index=network, sent_at=now,
    )  # fmt: skip
    _refuse_too_many(row, waiting, now)
    code = f"{secrets.randbelow(10**6):06}"
    row.code_hash = _hashed(row.pk, code)
    row.save(force_insert=True)
    outbox.enqueue(to=sealed, text=text(), secret=code, key=f"code:{row.pk}", category=Category.CODE, proved=False, expires_at=now + LIFETIME)
    return row.pk


def text() -> str:
    """Return what we send, with the code's place held: what our own lesson on codes teaches to look for, in one segment.

    Who sends it, that it is for typing and where, that nobody asks for it, and no link.
    """
    return _("Chbas: code %(code)s. Type it only on our page that you opened. Tell nobody.") % {"code": PLACEHOLDER}


def prove(*, pk: UUID, typed: str, now: datetime) -> sealing.SealedNumber:
    """Return the number whose code this is. Raises `Wrong` or `Over`. The try is counted before it is looked at, in one statement."""
    open_still = SignInCode.objects.filter(pk=pk, used_at=None, tries__lt=TRIES, sent_at__gt=now - LIFETIME)
    if not open_still.update(tries=F("tries") + 1):
        raise Over
    row = SignInCode.objects.get(pk=pk)
    if not hmac.compare_digest(row.code_hash, _hashed(pk, _digits(typed))):
        raise Over if row.tries >= TRIES else Wrong
    if not SignInCode.objects.filter(pk=pk, used_at=None).update(used_at=now):
        raise Over  # the same code in the same moment, and the other was first
    return sealing.SealedNumber(bytes(row.number_sealed), row.number_index)


def number(pk: UUID) -> str:
    """Return the number a code was sent to, in E.164. Raises SignInCode.DoesNotExist or `sealing.CannotOpen`."""
    row = SignInCode.objects.get(pk=pk)
    return sealing.open(sealing.SealedNumber(bytes(row.number_sealed), row.number_index))


def _refuse_too_many(row: SignInCode, waiting: SignInCode | None, now: datetime) -> None:
    sent = SignInCode.objects.all()
    if waiting:
        raise Limited(waiting.sent_at + AGAIN - now)
    limits = [
        (sent.filter(number_index=row.number_index), PER_NUMBER),
        (sent.filter(block_index=row.block_index), PER_BLOCK),
        (sent.filter(address_index=row.address_index), PER_ADDRESS),
        (sent, ((HOUR, settings.CODES_PER_HOUR), (DAY, settings.CODES_PER_DAY))),
    ]
    for codes, rules in limits:
        for per, most in rules:
            times = codes.filter(sent_at__gt=now - per).order_by("-sent_at").values_list("sent_at", flat=True)
            if (full := times[most - 1 : most].first() if most else now) is not None:
                if codes is sent:
                    log.error("codes: the limit of %s in %s is reached for everybody", most, per)
                raise Limited(full + per - now)
    _break(sent.filter(prefix=row.prefix), row.prefix, now)


def _break(codes: QuerySet[SignInCode], prefix: str, now: datetime) -> None:
    """Stop codes to a prefix when hardly any comes back: somebody earns by having them sent."""
    old = codes.filter(sent_at__gt=now - DAY, sent_at__lte=now - LIFETIME).order_by("-sent_at")
    last = list(old.values_list("used_at", flat=True)[:_LOOKED_AT])
    if len(last) < _LOOKED_AT:
        return
    share = sum(used is not None for used in last) / _LOOKED_AT
    if share < _ALARM:
        log.error("codes: of the last %s to %s only %.0f %% came back", _LOOKED_AT, prefix, 100 * share)
    if share < _STOP:
        raise Limited(HOUR)


def _network(address: str) -> str:
    """Return a keyed hash of a network address; of IPv6 the part that a household or a phone is given."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return _blind("address", address)
    is_6 = isinstance(known, ipaddress.IPv6Address)
    return _blind("address", str(ipaddress.ip_network(f"{known}/56", strict=False)) if is_6 else str(known))


def _blind(what: str, value: str) -> str:
    return salted_hmac(f"learning.codes.{what}", value, algorithm="sha256").hexdigest()


def _hashed(pk: UUID, code: str) -> str:
    return salted_hmac("learning.codes", f"{pk}:{code}", algorithm="sha256").hexdigest()


def _digits(typed: str) -> str:
    """Return the digits of what was typed, Khmer ones too, as 0-9."""
    return "".join(str(unicodedata.decimal(char)) for char in typed[:40] if char.isdecimal())
