"""What people said of services, counted: for everybody with small counts hidden, for an office in full."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from statistics import median_high
from typing import cast

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Q, QuerySet

from courses.models import OfficialService
from learning import disclosure, provinces
from learning.models import Scope, ServiceAnswer, ServiceProblem

_ALL = "courses.change_officialservice"  # who keeps the list of services, of every owner


@dataclass(frozen=True)
class Told:
    """One service: on which days people said that it did not work, and what its owner answered, the newest last."""

    service: OfficialService
    days: tuple[date, ...]
    answers: tuple[ServiceAnswer, ...]

    @property
    def people(self) -> int | None:
        """How many said so, as everybody may know it (decisions C8)."""
        return disclosure.shown(len(self.days))

    @property
    def answer(self) -> ServiceAnswer | None:
        """What the owner answered last."""
        return self.answers[-1] if self.answers else None

    @property
    def is_told(self) -> bool:
        """Whether there is anything to tell everybody."""
        return bool(self.people or self.answers)

    @cached_property
    def median_days(self) -> int | None:
        """How long people wait for an answer."""
        return median_days(self.days, [one.answered_on for one in self.answers])

    @property
    def waiting(self) -> int:
        """How many came after the last answer, or on its day."""
        return sum(self.answer is None or day >= self.answer.answered_on for day in self.days)


def median_days(said: Iterable[date], answered: Sequence[date]) -> int | None:
    """Return the median of days from a complaint to the next answer; None where fewer than ten people were answered.

    >>> median_days([date(2027, 1, 1)] * 6 + [date(2027, 1, 3)] * 4 + [date(2027, 2, 1)], [date(2027, 1, 5), date(2027, 1, 20)])
    4
    >>> median_days([date(2027, 1, 1)] * 9, [date(2027, 1, 5)])
    """
    waits = [min((one - day).days for one in answered if one >= day) for day in said if any(one >= day for one in answered)]
    return median_high(waits) if disclosure.shown(len(waits)) else None


def told(services: QuerySet[OfficialService]) -> list[Told]:
    """Return what was told of each of these services: three queries however many there are."""
    found = list(services)
    slugs = [one.slug for one in found]
    days: dict[str, list[date]] = {slug: [] for slug in slugs}
    answers: dict[str, list[ServiceAnswer]] = {slug: [] for slug in slugs}
    for slug, day in ServiceProblem.objects.filter(service__in=slugs).order_by("day").values_list("service", "day"):
        days[slug].append(day)
    for one in ServiceAnswer.objects.filter(service__in=slugs).order_by("answered_on", "pk"):
        answers[one.service].append(one)
    return [Told(one, tuple(days[one.slug]), tuple(answers[one.slug])) for one in found]


def inbox(user: AbstractBaseUser | AnonymousUser) -> QuerySet[OfficialService]:
    """Return the services somebody answers for: those whose owner is their ministry or partner; all, for who keeps the list."""
    account = cast("User", user)
    if account.has_perm(_ALL):
        return OfficialService.objects.all()
    mine = Scope.objects.filter(user_id=account.pk).exclude(kind=Scope.Kind.PROVINCE).values_list("value", flat=True)
    owned = Q(pk__in=[])
    for value in mine:
        owned |= Q(owner__icontains=value) if value.strip() else Q()
    return OfficialService.objects.filter(owned)


def happened(service: OfficialService) -> list[tuple[str, int]]:
    """Return what happened with a service, and how often, the most frequent first."""
    counts = Counter(ServiceProblem.objects.filter(service=service.slug).values_list("what", flat=True))
    return [(str(ServiceProblem.What(what).label), times) for what, times in counts.most_common()]


def words(service: OfficialService, most: int = 50) -> list[tuple[ServiceProblem, str]]:
    """Return the newest problems that somebody wrote a word to, with the province they named."""
    found = ServiceProblem.objects.filter(service=service.slug, word__isnull=False).select_related("word").order_by("-day", "-pk")[:most]
    return [(one, provinces.NAMES.get(one.province, "")) for one in found]
