"""Who looked at people's data: written down before it is shown, once a day for each thing, and readable by the person."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from learning.models import Learner, Look
from learning.privacy import reach

OPERATOR = "Operators"  # somebody at the machine itself, by a command
ADMINISTRATOR = "Administrators"
# Groups of cms/roles.py and the two above, as a citizen reads them.
ROLES: dict[str, Promise] = {
    "Trainers": _("a trainer"),
    "Reviewers": _("a reviewer"),
    "Authors": _("an author"),
    "Officers": _("an officer of a ministry"),
    "Data-protection officers": _("the data-protection officer"),
    ADMINISTRATOR: _("an administrator"),
    OPERATOR: _("somebody at the server"),
}
MESSAGES, ERASURE, BREACH = "messages", "erasure", "breach"
WHATS: dict[str, Promise] = {
    MESSAGES: _("the list of text messages: the text, and the last three digits of your number"),
    ERASURE: _("which data is yours, to erase it as you asked"),
    BREACH: _("your number, to tell you of a leak"),
}


class Seen(NamedTuple):
    """A look, as the person reads it."""

    who: str
    what: str
    day: Any


def note(
    user: AbstractBaseUser | AnonymousUser | None, what: str, *, learners: Iterable[UUID] = (), indexes: Iterable[str] = (), now: datetime
) -> None:
    """Write down that somebody sees this of people, by their random number or by the code of their telephone number; in one statement."""
    account, day = (user if user and user.is_authenticated else None), timezone.localtime(now).date()
    common = {"user_id": account.pk if account else None, "role": role(account), "what": what, "day": day, "at": now}
    rows = [Look(learner=one, **common) for one in set(learners)] + [Look(number_index=one, **common) for one in set(indexes) if one]
    if account is None:  # of nobody in particular the database cannot tell that it is the same one
        known = set(Look.objects.filter(user=None, what=what, day=day).values_list("learner", "number_index"))
        rows = [row for row in rows if (row.learner, row.number_index) not in known]
    Look.objects.bulk_create(rows, ignore_conflicts=True)


def role(user: Any) -> str:  # noqa: ANN401 -- its class stands in the roof
    """Return in which office somebody looks."""
    if user is None:
        return OPERATOR
    if user.is_superuser:
        return ADMINISTRATOR
    held = set(user.groups.values_list("name", flat=True))
    return next((name for name in ROLES if name in held), next(iter(sorted(held)), ""))[:40]


def of(learner: Learner) -> list[Seen]:
    """Return who looked at this person's data, the newest first. What was seen of a number is shown to whoever has it alone."""
    found: QuerySet[Look] = reach.rows(Look, reach.person(learner)).order_by("-at")  # type: ignore[assignment]  # the same table
    return [Seen(str(ROLES.get(one.role, one.role)), str(WHATS.get(one.what, one.what)), one.day) for one in found]
