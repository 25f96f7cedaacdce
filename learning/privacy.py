"""Whose data each table holds: the notes on the models, and one manifest for tables that are not ours (decisions C7)."""

from dataclasses import dataclass

from django.apps import apps
from django.db.models import Model

OURS = ("cms", "courses", "learning", "quizzes", "sms_gateway")
# Tables of the frameworks: app label -> whose data, and why it is there. "nobody" = content and bookkeeping.
THEIRS: dict[str, str] = {
    "account": "Staff: e-mail addresses for signing in.",
    "auth": "Staff: groups and permissions.",
    "contenttypes": "nobody",
    "sessions": "Staff: who is signed in.",
    "taggit": "nobody",
    "wagtailadmin": "Staff: state of the editor.",
    "wagtailcore": "Staff: who edited and published what, and comments on it.",
    "wagtaildocs": "nobody",
    "wagtailembeds": "nobody",
    "wagtailforms": "nobody",
    "wagtailimages": "nobody",
    "wagtailmedia": "nobody",
    "wagtailredirects": "nobody",
    "wagtailsearch": "nobody",
    "wagtailsearchpromotions": "nobody",
    "wagtailusers": "Staff: settings of their account.",
    "wagtail_localize": "Staff: who translated what.",
    "wagtail_localize_locales": "nobody",
}


@dataclass(frozen=True)
class Note:
    """What a model says of itself."""

    subject: str | None
    on_erase: str
    purposes: dict[str, str]


def note(model: type[Model]) -> Note | None:
    """Return the model's own note, else the one it inherits, else None."""
    found = next((vars(one)["Privacy"] for one in model.__mro__ if "Privacy" in vars(one)), None)
    return Note(found.subject, found.on_erase, dict(found.purposes)) if found else None


def gaps(model: type[Model]) -> list[str]:
    """Return what is missing in the note of one of our models: nothing, the note itself, or fields without a purpose."""
    said = note(model)
    if said is None:
        return ["has no Privacy note"]
    if said.subject is None and "*" in said.purposes:
        return []
    own = [field.name for field in model._meta.concrete_fields]  # noqa: SLF001 -- Django's documented API
    return [f"does not say what {name} is for" for name in own if name not in said.purposes] + [
        f"says what {name} is for, which it does not have" for name in said.purposes if name not in own
    ]


def unclassified() -> dict[str, list[str]]:
    """Return every model with a gap: ours without a full note, theirs outside the manifest."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        label = model._meta.app_label  # noqa: SLF001 -- Django's documented API
        missing = [] if model._meta.auto_created else gaps(model) if label in OURS else [] if label in THEIRS else ["is in no manifest"]  # noqa: SLF001
        if missing:
            found[model._meta.label] = missing  # noqa: SLF001 -- as above
    return found
