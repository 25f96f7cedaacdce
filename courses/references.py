"""Competences, official services, terms and spellings: from files to the CMS, and back."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Model

from courses import files, forms
from courses.files import Data, Field
from courses.loading import Loading
from courses.models import Competence, GlossaryTerm, OfficialService, Spelling


@dataclass(frozen=True)
class Reference:
    """One file of things that lessons refer to: what is in it, by which field an entry is known, and how it comes in and goes out."""

    file: str
    form: Mapping[str, Field]
    key: str
    load: Callable[[Data, Loading], None]
    export: Callable[[Any], Data]
    model: type[Model]
    optional: bool = False  # a folder may do without this file

    def ordered(self, entries: Iterable[Data]) -> list[Data]:
        """Return the entries in the order of their file."""
        return sorted((files.lean(one, self.form) for one in entries), key=lambda one: str(one[self.key]))

    def entries(self) -> list[Data]:
        """Return what the CMS now has."""
        manager: Any = self.model
        return self.ordered(self.export(one) for one in manager.objects.all())

    def text(self, entries: Iterable[Data]) -> str:
        """Return the canonical text of the file."""
        return files.dump(self.ordered(entries), self.form, many=True)


def load_competence(data: Data, loading: Loading) -> None:
    """Load one competence."""
    found = Competence.objects.filter(code=data["code"]).first()
    loading.settle(f"competence {data['code']}", data, export_competence(found) if found else None, _apply_competence)


def _apply_competence(data: Data) -> None:
    values = {"framework_version": data["framework"], "title": data["title"], "title_en": data["title_en"]}
    Competence.objects.update_or_create(code=data["code"], defaults=values)


def export_competence(one: Competence) -> Data:
    """Return a competence as its file holds it."""
    return {"code": one.code, "framework": one.framework_version, "title": one.title, "title_en": one.title_en}


def load_service(data: Data, loading: Loading) -> None:
    """Load one official service."""
    found = OfficialService.objects.filter(slug=data["id"]).first()
    loading.settle(f"service {data['id']}", files.lean(data, forms.SERVICE), export_service(found) if found else None, _apply_service)


_SERVICE_TEXTS = ("name", "name_en", "owner", "fee", "works_on_phone", "never_asks", "complain", "certainty", "source")
_SERVICE_LISTS = ("domains", "apps", "senders", "phones")


def _apply_service(data: Data) -> None:
    given = {name: one.default for name, one in forms.SERVICE.items() if one.optional} | data
    values = {name: given[name] for name in _SERVICE_TEXTS} | {name: ", ".join(given[name]) for name in _SERVICE_LISTS}
    values |= {"checked_on": date.fromisoformat(data["checked_on"]) if data["checked_on"] else None}
    OfficialService.objects.update_or_create(slug=data["id"], defaults=values)


def export_service(one: OfficialService) -> Data:
    """Return a service as its file holds it."""
    values = {name: getattr(one, name) for name in _SERVICE_TEXTS} | {name: forms.listed(getattr(one, name)) for name in _SERVICE_LISTS}
    values |= {"checked_on": one.checked_on.isoformat() if one.checked_on else ""}
    return files.lean({"id": one.slug} | values, forms.SERVICE)


def load_term(data: Data, loading: Loading) -> None:
    """Load one term of the glossary."""
    found = GlossaryTerm.objects.filter(slug=data["id"]).first()
    loading.settle(f"term {data['id']}", files.lean(data, forms.TERM), export_term(found) if found else None, _apply_term)


def _apply_term(data: Data) -> None:
    values = {name: data[name] for name in ("term", "term_en", "plain")}
    values |= {"everyday": data.get("everyday", False), "avoid": ", ".join(data.get("avoid", []))}
    GlossaryTerm.objects.update_or_create(slug=data["id"], defaults=values)


def export_term(one: GlossaryTerm) -> Data:
    """Return a term as its file holds it."""
    values = {name: getattr(one, name) for name in ("term", "term_en", "plain", "everyday")}
    return files.lean({"id": one.slug} | values | {"avoid": forms.listed(one.avoid)}, forms.TERM)


def load_spelling(data: Data, loading: Loading) -> None:
    """Load one word and how people type it."""
    found = Spelling.objects.filter(word=data["word"]).first()
    loading.settle(f"spelling {data['word']}", data, export_spelling(found) if found else None, _apply_spelling)


def _apply_spelling(data: Data) -> None:
    Spelling.objects.update_or_create(word=data["word"], defaults={"typed": ", ".join(data["typed"])})


def export_spelling(one: Spelling) -> Data:
    """Return a spelling as its file holds it."""
    return {"word": one.word, "typed": forms.listed(one.typed)}


COMPETENCES = Reference("competences.yaml", forms.COMPETENCE, "code", load_competence, export_competence, Competence)
SERVICES = Reference("services.yaml", forms.SERVICE, "id", load_service, export_service, OfficialService)
GLOSSARY = Reference("glossary.yaml", forms.TERM, "id", load_term, export_term, GlossaryTerm, optional=True)
SPELLINGS = Reference("spellings.yaml", forms.SPELLING, "word", load_spelling, export_spelling, Spelling, optional=True)
ALL = (COMPETENCES, SERVICES, GLOSSARY, SPELLINGS)
