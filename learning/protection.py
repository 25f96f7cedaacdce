"""A PIN before one's learning, and five words that bring it back on another phone. Both are kept as Argon2 hashes only."""

from datetime import datetime

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils.crypto import salted_hmac

from learning import contacts, gates, learners, words
from learning.models import Contact, Learner

PICTURES = ("family", "village", "shop", "job", "gift", "grow", "clock", "key", "shield", "letter", "listen", "think")
DIGITS = 4


class TooYoung(Exception):
    """Under 15: a guest only (decisions C5)."""


def newcomer(now: datetime, contact: Contact | None = None) -> Learner:
    """Return somebody new on this phone, behind the number that is signed in here, if one is."""
    return Learner.objects.create(made_at=now, joinable_until=now, contact=contact)


@transaction.atomic
def protect(*, learner: Learner, nickname: str, picture: str, pin: str, drawn: list[str]) -> None:
    """Put a PIN before this learning, and the words that bring it back. Raises `TooYoung`."""
    if not contacts.terms(learner).may_leave:
        raise TooYoung
    show_as(learner=learner, nickname=nickname, picture=picture)
    change_pin(learner=learner, pin=pin)
    renew_words(learner=learner, drawn=drawn)


def show_as(*, learner: Learner, nickname: str, picture: str) -> None:
    """Let the family see this name and picture."""
    learner.nickname, learner.picture = nickname, picture
    learner.save(update_fields=["nickname", "picture"])


def change_pin(*, learner: Learner, pin: str) -> None:
    """Let this PIN open, and no session that stands open by the former one."""
    learner.pin = make_password(pin)
    learner.save(update_fields=["pin"])
    gates.opened(_gate(learner))
    learners.end_sessions(learner)


def draw(seed: str) -> list[str]:
    """Return the words of a form: always the same for the same one, and for nobody else to tell."""
    return words.draw(salted_hmac("learning.words.draw", seed, algorithm="sha256").digest())


def renew_words(*, learner: Learner, drawn: list[str]) -> None:
    """Let these words bring the learning back; the former ones open nothing any more."""
    learner.words_index, learner.words = _index(drawn), make_password("".join(drawn))
    learner.save(update_fields=["words_index", "words"])


def knows_pin(learner: Learner, pin: str, now: datetime) -> bool:
    """Whether this is the PIN. The try is counted before it is looked at. Raises `gates.Shut`."""
    gates.try_once(_gate(learner), now)
    if not (learner.pin and check_password(pin, learner.pin)):
        return False
    gates.opened(_gate(learner))
    return True


def owner_of(said: list[str]) -> Learner | None:
    """Return whose words these are. It takes as long when they are nobody's."""
    secret = "".join(said)
    found = Learner.objects.select_related("contact").filter(words_index=_index(said), leaving_at=None).exclude(words="")
    for learner in found:
        if check_password(secret, learner.words):
            return learner
    if not found:
        make_password(secret)
    return None


def drop(*, learner: Learner, now: datetime) -> bool:
    """Take number, PIN, words, name and picture away, and end every session: a guest is left. True if there was anything to take."""
    was_there = bool(learner.contact_id or learner.pin)
    contacts.drop(learner=learner, now=now)
    cleared = ["pin", "words", "words_index", "nickname", "picture"]
    for name in cleared:
        setattr(learner, name, "")
    learner.save(update_fields=cleared)
    learners.end_sessions(learner)
    return was_there


def _gate(learner: Learner) -> str:
    return f"pin:{learner.pk}"


def _index(said: list[str]) -> str:
    # Twenty bits: enough to find one among a million, too few to tell anything of the words.
    return salted_hmac("learning.words", "".join(said), algorithm="sha256").hexdigest()[:5]
