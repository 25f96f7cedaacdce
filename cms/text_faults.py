"""What the rules for texts (courses/prose/) say about curriculum files: each fault and each piece of advice with file, line and reason."""

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

import yaml
from django.utils.translation import gettext_lazy as _

from cms.curriculum import BANK, COURSE, SITE, Curriculum
from courses import references
from courses.files import Data, Fault
from courses.prose import claims, house, language, lesson, passages, shares
from courses.prose.house import House
from courses.prose.passages import Passage, Remark

_REASONS = {
    "sentence": _("A sentence of %(words)d words, at most %(most)d: %(text)s"),
    "words": _("%(words)d words, at most %(most)d."),
    "signs": _("%(signs)d signs, at most %(most)d."),
    "steps": _("A lesson has %(least)d to %(most)d steps, this one has %(steps)d."),
    "rule": _("A lesson has exactly one rule, this one has %(rules)d."),
    "plan": _("The last step is a plan: what will you do?"),
    "new_words": _("More than one new word on one screen: %(text)s"),
    "unexplained": _("“%(text)s” comes here for the first time: make it the new word of this step (%(term)s)."),
    "unused": _("The new word of this step does not stand in it: %(term)s"),
    "late": _("The questions use words that no step explains: %(text)s"),
    "avoid": _("Write “%(right)s”, not “%(wrong)s”."),
    "shame": _("“%(word)s” blames or shames: %(text)s"),
    "fear": _("“%(word)s” frightens, and nothing to do follows."),
    "risk": _("A danger: let a step to do, the rule or the plan follow, at most one step later."),
    "money": _("Write money like 7,200 ៛, US$ 7.20 or 50 ដុល្លារ, not: %(text)s"),
    "digits": _("Khmer and Latin digits beside each other: %(text)s"),
    "domain": _("This address is neither made up nor that of an official service: %(text)s"),
    "look_alike": _("An address that poses as an official one may stand only in a fake message: %(text)s"),
    "unverified": _("Nobody has verified this yet, so citizens are not told: %(text)s"),
    "unlisted": _("The lesson names %(text)s, so it must list the service “%(service)s”."),
    "phone": _("This number neither begins with 000 nor belongs to an official service: %(text)s"),
    "brand": _("A real company is named: %(text)s"),
    "law": _("About law: does a source say so, or is it still being prepared? %(text)s"),
    "minutes": _("%(minutes)d minutes are promised, but reading and answering take %(takes)d."),
    "few": _("The bank of %(skill)s has %(items)d messages that are %(truth)s, at least %(least)d are needed."),
    "public": _("Only %(public)d of %(genuine)d real messages are of public e-services; a third is wanted."),
    "telling": _("Only %(telling)d of %(public)d real messages of public e-services have an address, a deadline or an amount; half is wanted."),
}


def reason(remark: Remark) -> str:
    """Return in words what a rule says."""
    return str(_REASONS[remark.rule]) % dict(remark.values)


def of(content: Curriculum) -> tuple[list[Fault], list[Fault]]:
    """Return the faults and the advice for every text of the files, in the order of files and lines."""
    faults, advice = list[Fault](), list[Fault]()
    lines = dict[Path, dict[str, int]]()
    for path, remark in _remarks(content, in_house(content)):
        found = lines.setdefault(path, {}) or lines[path] | _lines(path)
        lines[path] = found
        (advice if remark.advice else faults).append(Fault(path, _line(found, remark.place), reason(remark)))
    return sorted(set(faults)), sorted(set(advice))


def in_house(content: Curriculum) -> House:
    """Return the words, terms and services of the files."""
    terms, services = (content.references.get(one.file, []) for one in (references.GLOSSARY, references.SERVICES))
    return house.build(content.words, terms, services)


def lesson_remarks(data: Data, rules: House) -> Iterator[Remark]:
    """Yield what the rules say of one lesson: as a whole, and of each of its texts."""
    yield from lesson.of_whole(data, rules)
    asked = [*data.get("questions", []), *data.get("pairs", [])]
    listed = {*data["services"], *(one.get("service", "") for one in asked)}
    yield from _texts(passages.of_lesson(data), rules, listed)


def _texts(found: Iterable[Passage], rules: House, listed: Collection[str] | None = None) -> Iterator[Remark]:
    for passage in found:
        yield from language.of_passage(passage, rules)
        yield from claims.of_passage(passage, rules, listed)


def _remarks(content: Curriculum, rules: House) -> Iterator[tuple[Path, Remark]]:
    folder = content.folder
    alone = [(folder / SITE, one) for one in passages.of_site(content.site) if one.role == "intro"]
    shown: list[tuple[Path, Iterable[Passage]]] = [(folder / SITE, passages.of_site(content.site))]
    terms, services = (content.references.get(one.file, []) for one in (references.GLOSSARY, references.SERVICES))
    shown += [(folder / references.GLOSSARY.file, passages.of_terms(terms)), (folder / references.SERVICES.file, passages.of_services(services))]
    shown += [(folder / BANK / f"{skill}.yaml", passages.of_pairs(pairs)) for skill, pairs in content.banks.items()]
    for course, lessons in content.courses:
        path = folder / course["id"] / COURSE
        shown.append((path, passages.of_course(course)))
        alone += [(path, one) for one in passages.of_course(course) if one.role == "summary"]
        for data in lessons:
            file = folder / course["id"] / f"{data['id']}.yaml"
            yield from ((file, remark) for remark in (*lesson_remarks(data, rules), *shares.of_minutes(data)))
    for path, found in shown:
        yield from ((path, remark) for remark in _texts(found, rules))
    for path, one in alone:
        yield from ((path, remark) for remark in lesson.of_alone(one, rules))
    yield from ((folder / BANK / f"{remark.place}.yaml", remark) for remark in shares.of_bank(_bank(content), rules))


def _bank(content: Curriculum) -> list[shares.Half]:
    """Return every message to judge, in banks and in lessons."""
    pairs = [pair | {"skill": skill} for skill, found in content.banks.items() for pair in found]
    pairs += [pair for _course, lessons in content.courses for data in lessons for pair in data["pairs"]]
    return shares.halves(pairs)


# --- places ---------------------------------------------------------------------------------------------------------------


def _line(lines: dict[str, int], place: str) -> int:
    """Return the line of a place, or of what it stands in."""
    while place and place not in lines:
        place = place.rpartition(".")[0]
    return lines.get(place, 1)


def _lines(path: Path) -> dict[str, int]:
    """Return the line of every place in a file; a file that is missing has none."""
    node = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader) if path.exists() else None
    return dict(_walk(node, "")) if node else {}


def _walk(node: yaml.Node, place: str) -> Iterator[tuple[str, int]]:
    named = [(key.value, key, value) for key, value in node.value] if isinstance(node, yaml.MappingNode) else []
    listed = [(number, value, value) for number, value in enumerate(node.value)] if isinstance(node, yaml.SequenceNode) else []
    for name, mark, value in (*named, *listed):
        below = f"{place}.{name}" if place else str(name)
        yield below, mark.start_mark.line + 1
        yield from _walk(value, below)


# --- figures --------------------------------------------------------------------------------------------------------------


def summary(content: Curriculum) -> list[str]:
    """Return the figures of all lessons and of the bank, a line each."""
    lessons = [data for _course, lessons in content.courses for data in lessons]
    bank, rules = _bank(content), in_house(content)
    skills = sorted({half.skill for half in bank} - {""})
    kinds = [f"{skill}: {shares.tally(half for half in bank if half.skill == skill)}" for skill in skills]
    return [str(shares.lengths(lessons)), *kinds, *([str(shares.shares(bank, rules))] if bank else [])]
