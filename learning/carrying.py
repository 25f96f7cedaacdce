"""Carrying a guest from one browser to another by a short code: from inside Facebook to the phone's own browser. Once, within ten minutes."""

import secrets
from datetime import datetime, timedelta

from django.utils.crypto import salted_hmac

from learning import gates
from learning.models import Carry, Learner

LIFETIME = timedelta(minutes=10)
HOUR = timedelta(hours=1)
MADE_PER_HOUR = 10
TYPED_PER_HOUR = 60  # from one network: a class types thirty, and of a hundred million codes a handful are open


def make(learner: Learner, now: datetime) -> str:
    """Return a new code of eight digits for this guest; the former ones end. Raises `gates.Shut`."""
    gates.count(f"carry:{learner.pk}", most=MADE_PER_HOUR, per=HOUR, now=now)
    learner.carries.filter(used_at=None).delete()
    while True:
        code = f"{secrets.randbelow(10**8):08}"
        Carry.objects.filter(code_index=_index(code), made_at__lte=now - LIFETIME).delete()
        if Carry.objects.get_or_create(code_index=_index(code), defaults={"learner": learner, "made_at": now})[1]:
            return code  # else it is somebody's at this moment


def use(code: str, network: str, now: datetime) -> Learner | None:
    """Return whose code this is, once; None for a wrong, old or used one. Raises `gates.Shut`."""
    gates.count(f"carry:{network}", most=TYPED_PER_HOUR, per=HOUR, now=now)
    rows = Carry.objects.filter(code_index=_index(code), used_at=None, made_at__gt=now - LIFETIME, learner__leaving_at=None)
    row = rows.select_related("learner__contact").first()
    if row is None or row.learner.is_protected or not Carry.objects.filter(pk=row.pk, used_at=None).update(used_at=now):
        return None
    return row.learner


def _index(code: str) -> str:
    return salted_hmac("learning.carry", code, algorithm="sha256").hexdigest()
