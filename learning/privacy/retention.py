"""Old rows go by themselves, and each run leaves its proof. What the notes promise (`until`) is carried out here (`keeps`, `since`, `over`).

Rows go in batches, each with its proof in one transaction: killed in the middle, nothing is lost and the next run goes on.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet, Subquery

from learning import profile
from learning.models import Consent, Contact, Enrolment, Evidence, Learner, Profile, Sweep
from learning.privacy import erasing
from learning.privacy.notes import OURS, note

_BATCH, _PEOPLE = 1000, 100
# Children leave soon; a guest's cookie holds 30 days, and their answers still count in a year's report; who protected their learning may
# stay away for long (trust.md 3, decisions C5).
UNDER_15, GUEST, PROTECTED = timedelta(days=30), timedelta(days=396), timedelta(days=731)
ORPHAN = timedelta(days=1)  # a number that was proved, and then nobody said who they are


@dataclass(frozen=True)
class Rule:
    """Rows of a table that have to go, those older than a time, and how a batch of them goes; it returns how many that were."""

    table: str
    before: datetime
    batch: Callable[[], int]


def sweep(now: datetime) -> dict[str, int]:
    """Let everything old go; return how many rows, per rule."""
    return {rule.table: _sweep(rule, now) for rule in rules(now)}


def rules(now: datetime) -> Iterator[Rule]:
    """Return every rule as it stands at a time: from the notes, then for people who do not come any more, then what hangs in the air."""
    for model in apps.get_models():
        said = note(model) if model._meta.app_label in OURS else None  # noqa: SLF001 -- Django's documented API
        if said and said.keeps is not None:
            before = now - said.keeps
            old = model._base_manager.filter(said.over, **{f"{said.since}__lt": before}).order_by(said.since)  # noqa: SLF001 -- as above
            yield Rule(model._meta.label, before, partial(_rows, old))  # noqa: SLF001 -- as above
    for name, stays, who in (("under 15", UNDER_15, _is_child()), ("guests", GUEST, _is_guest()), ("protected", PROTECTED, ~_is_guest())):
        yield Rule(f"learning.Learner: {name}", now - stays, partial(_people, idle(now - stays, now).filter(who)))
    before = now - ORPHAN
    unused = Contact.objects.filter(learners=None, left_at__lt=before).filter(Q(proved_at=None) | Q(proved_at__lt=before))
    yield Rule("learning.Contact: nobody's", before, partial(_contacts, unused))
    accounts = get_user_model()._default_manager.filter(email="", is_superuser=False, contact=None, date_joined__lt=before)  # noqa: SLF001 -- as above
    yield Rule("cms.User: nobody's", before, partial(_rows, accounts.order_by("pk")))


def idle(before: datetime, now: datetime) -> QuerySet[Learner]:
    """Return people who did nothing here since a time, and are signed in nowhere. Those who are leaving have a time of their own."""
    mine = {"learner": OuterRef("pk")}
    signs = (
        Evidence.objects.filter(**mine, recorded_at__gte=before), Enrolment.objects.filter(**mine, active_at__gte=before),
        Profile.objects.filter(**mine, since__gte=before), Consent.objects.filter(**mine, at__gte=before),
        erasing.sessions().objects.filter(**mine, expire_date__gt=now),
    )  # fmt: skip
    found = Learner.objects.filter(leaving_at=None, made_at__lt=before).exclude(contact__proved_at__gte=before)
    return found.filter(*(~Exists(sign) for sign in signs))


def _is_guest() -> Q:
    return Q(pin="") & (Q(contact=None) | Q(contact__proved_at=None))


def _is_child() -> Q:
    said = Profile.objects.filter(learner=OuterRef("pk"), question=Profile.Question.AGE).order_by("-since", "-id").values("answer")[:1]
    return Q(pk__in=Learner.objects.annotate(age=Subquery(said)).filter(age=profile.UNDER_15).values("pk"))


def _sweep(rule: Rule, now: datetime) -> int:
    proof = Sweep.objects.create(table=rule.table, before=rule.before, gone=0, at=now)
    total = 0
    while True:
        with transaction.atomic():
            gone = rule.batch()
            Sweep.objects.filter(pk=proof.pk).update(gone=F("gone") + gone)
        total += gone
        if not gone:
            return total


def _rows(old: QuerySet[Model]) -> int:
    keys = list(old.values_list("pk", flat=True)[:_BATCH])
    model = old.model
    return model._base_manager.filter(pk__in=keys).delete()[1].get(model._meta.label, 0)  # noqa: SLF001 -- Django's documented API


def _people(idle_ones: QuerySet[Learner]) -> int:
    found = list(idle_ones.values_list("pk", "contact_id")[:_PEOPLE])
    gone = erasing.gone_together(pk for pk, contact in found if contact is None)["learning.Learner"]
    return gone + sum(erasing.gone(pk)["learning.Learner"] for pk, contact in found if contact is not None)


def _contacts(unused: QuerySet[Contact]) -> int:
    return sum(erasing.forget_number(index)["learning.Contact"] for index in unused.values_list("number_index", flat=True)[:_PEOPLE])
