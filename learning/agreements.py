"""What somebody agreed to, purpose by purpose, as they may read it and change it."""

from datetime import datetime
from typing import NamedTuple

from django.utils.functional import Promise

from learning import consents, contacts
from learning.models import Consent, Learner
from learning.privacy import readable

Purpose = Consent.Purpose


class Agreement(NamedTuple):
    """One purpose: its words of today, what was said last, and whether a yes is possible now."""

    purpose: str
    label: str
    text: Promise
    last: Consent | None
    state: str  # "yes", "old" (yes to other words), "no", "silent"
    may_agree: bool

    @property
    def language(self) -> str:
        """The language in which the words were read, by its own name."""
        return readable.language(self.last.language) if self.last else ""


def of(learner: Learner) -> list[Agreement]:
    """Return every purpose. To reminders only somebody with a number that was proved can say yes."""
    return [_of(learner, purpose) for purpose in Purpose]


def say(learner: Learner, purpose: str, *, yes: bool, now: datetime) -> None:
    """Write down a yes or a no, and let it hold at once. Raises `contacts.NoNumber`."""
    if purpose != Purpose.SMS:
        consents.say(learner, purpose, granted=yes, now=now)
    elif yes:
        contacts.remind(learner=learner, now=now)
    else:
        contacts.silence(learner=learner, now=now)


def _of(learner: Learner, purpose: Purpose) -> Agreement:
    contact = learner.contact
    index = contact.number_index if contact and purpose == Purpose.SMS else ""
    last = consents.newest(learner, purpose, index)
    may = purpose != Purpose.SMS or bool(contact and contact.proved_at and contacts.terms(learner).may_leave)
    return Agreement(purpose, str(purpose.label), consents.WORDINGS[purpose].text, last, _state(learner, purpose, index, last), may)


def _state(learner: Learner, purpose: str, index: str, last: Consent | None) -> str:
    if last is None:
        return "silent"
    if not last.granted:
        return "no"
    return "yes" if consents.agreed(learner, purpose, index) else "old"
