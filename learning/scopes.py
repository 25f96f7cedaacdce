"""What part of the country somebody may read about: given by an administrator, and without it there is nothing to read."""

from dataclasses import dataclass
from typing import cast

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.contrib.auth.models import User as AnyUser

from learning import provinces
from learning.models import Scope


@dataclass(frozen=True)
class Sight:
    """Every province, or those named; the figures of the whole country by course belong to each."""

    whole_country: bool = False
    provinces: frozenset[str] = frozenset()


def of(user: AbstractBaseUser | AnonymousUser) -> Sight | None:
    """Return what this person may read about, None if nobody gave them anything."""
    account = cast("AnyUser", user)
    if account.is_superuser:
        return Sight(whole_country=True)
    given = [*Scope.objects.filter(user_id=account.pk).values_list("kind", "value")]
    if not given:
        return None
    mine = frozenset(value for kind, value in given if kind == Scope.Kind.PROVINCE and value in provinces.NAMES)
    return Sight(any(kind == Scope.Kind.MINISTRY for kind, _value in given), mine)
