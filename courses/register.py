"""The register behind "Is it real?": official services, known scams and ourselves, held against what somebody typed. Nothing of it is kept."""

from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import QuerySet
from modelsearch.backends import get_search_backend
from modelsearch.query import MATCH_NONE

from courses import genuine, search
from courses.forms import listed
from courses.genuine import Answer, Entry, Verdict
from courses.models import KnownScam, OfficialService

LONGEST = 200  # characters of what is typed
_OURS = "ours"
_NEAR = 3


@dataclass(frozen=True)
class Looked:
    """What was typed and what we can say of it: with the services it means, or whose names hold its words, or the scam it is."""

    query: str
    answer: Answer
    services: list[OfficialService] = field(default_factory=list)
    near: list[OfficialService] = field(default_factory=list)
    scam: KnownScam | None = None

    @property
    def is_ours(self) -> bool:
        """Whether it is this site or the sender of its messages, or what looks like them."""
        return _OURS in self.answer.keys

    @property
    def our_host(self) -> str:
        """The address of this site."""
        return settings.SITE_HOST

    @property
    def our_sender(self) -> str:
        """The name on our text messages."""
        return settings.SMS_SENDER


def look(typed: str) -> Looked:
    """Say what the register knows. What nobody verified does not count."""
    asked = " ".join(typed[:LONGEST].split())
    if not asked:
        return Looked("", Answer(Verdict.UNLISTED, ""))
    services, scams = {str(one.pk): one for one in _published()}, {str(one.pk): one for one in KnownScam.objects.all()}
    answer = genuine.judge(asked, [_ourselves(), *map(_entry, services.values())], map(_scam, scams.values()))
    if answer.verdict is Verdict.SCAM:
        return Looked(asked, answer, scam=scams[answer.keys[0]])
    near = _near(asked) if answer.verdict is Verdict.UNLISTED and answer.by is None else []
    return Looked(asked, answer, [services[key] for key in answer.keys if key in services], near)


def _published() -> QuerySet[OfficialService]:
    return OfficialService.objects.exclude(certainty=OfficialService.Certainty.UNVERIFIED)


def _ourselves() -> Entry:
    """Our own address and sender, as the site is set up (CHBAS_URL, CHBAS_SMS_SENDER)."""
    host = settings.SITE_HOST.partition(":")[0].lower()
    return Entry(_OURS, domains=(host,), senders=(settings.SMS_SENDER,), names=(settings.WAGTAIL_SITE_NAME, "Chbas"))


def _entry(one: OfficialService) -> Entry:
    fields = {name: tuple(listed(getattr(one, name))) for name in ("domains", "phones", "senders", "apps")}
    return Entry(str(one.pk), **fields, names=(one.name, one.name_en))


def _scam(one: KnownScam) -> Entry:
    is_domain = one.kind == KnownScam.Kind.DOMAIN
    return Entry(str(one.pk), domains=(one.value,) if is_domain else (), names=() if is_domain else (one.value,))


def _near(asked: str) -> list[OfficialService]:
    query = search.understand(asked, search.known_spellings())
    return [] if query is MATCH_NONE else list(get_search_backend().search(query, _published())[:_NEAR])
