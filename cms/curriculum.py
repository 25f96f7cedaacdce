"""All curriculum files in one go: read and check everything first, then load it in one transaction, or write it all back."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cms import faults
from courses import curriculum as pages
from courses import files, forms, indexing, markup, references, steps
from courses.blocks import JudgingSkill, Truth
from courses.files import CurriculumError, Data, Fault, Reader
from courses.loading import Loading
from courses.models import CoursePage, LessonPage, LoadedObject
from quizzes import banks
from quizzes import curriculum as questions
from quizzes.models import Pool

SITE, WORDS, COURSE, BANK, ENGLISH = "site.yaml", "words.yaml", "course.yaml", "bank", "english"
NOT_COURSES = {BANK, ENGLISH}
Found = TypeVar("Found", Data, list[Data])


class Curriculum:
    """Everything in a folder of curriculum files, read and checked; raises CurriculumError with every fault of every file."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.faults = folder, list[Fault]()
        self.lines: dict[str, dict[str, int]] = {}  # by file: where each object with an id stands
        self.taken: set[str] = set()  # ids of courses, lessons and questions
        self.site = self._read(SITE, forms.SITE, otherwise=Data())
        self.words = self._read(WORDS, forms.WORDS, otherwise=Data()) if (folder / WORDS).exists() else Data()
        present = [one for one in references.ALL if not one.optional or (folder / one.file).exists()]
        self.references = {one.file: self._read(one.file, dict(one.form), otherwise=list[Data]()) for one in present}
        self.names = {one.file: {entry[one.key] for entry in self.references.get(one.file, []) if one.key in entry} for one in references.ALL}
        self.courses = [(self._course(path), self._lessons(path)) for path in sorted(folder.glob("*/")) if path.name not in NOT_COURSES]
        self.banks = {path.stem: self._bank(path) for path in sorted(folder.glob(f"{BANK}/*.yaml"))}
        self.faults += self._service_faults()
        if self.faults:
            raise CurriculumError(sorted(set(self.faults)))

    def _read(self, name: str, form: dict[str, files.Field], *, otherwise: Found) -> Found:
        try:
            data, reader = files.read(self.folder / name, form, many=isinstance(otherwise, list))
        except FileNotFoundError:
            self.faults.append(Fault(self.folder / name, 1, _("This file is missing.")))
        except CurriculumError as error:
            self.faults += error.faults
        else:
            self.lines[name] = reader.lines
            return data
        return otherwise

    def _course(self, path: Path) -> Data:
        course = self._read(f"{path.name}/{COURSE}", forms.COURSE, otherwise=Data())
        self.faults += self._taken(path / COURSE, self.lines.get(f"{path.name}/{COURSE}", {}), [course["id"]] if course else [])
        return course

    def _lessons(self, path: Path) -> list[Data]:
        lessons = []
        for one in sorted(path.glob("*.yaml")):
            if one.name != COURSE:
                try:
                    data, reader = files.read(one, forms.LESSON)
                except CurriculumError as error:
                    self.faults += error.faults
                else:
                    self.faults += self._lesson_faults(data, reader)
                    lessons.append(questions.normal(steps.normal(data)))
        return lessons

    def _bank(self, path: Path) -> list[Data]:
        if path.stem not in JudgingSkill.values:
            self.faults.append(
                Fault(path, 1, _("“%(text)s” is not one of: %(among)s.") % {"text": path.stem, "among": ", ".join(JudgingSkill.values)})
            )
            return []
        try:
            data, reader = files.read(path, forms.BANKED, many=True)
        except CurriculumError as error:
            self.faults += error.faults
            return []
        self.faults += self._taken(path, reader.lines, _ids(data))
        pairs = [pair | {"skill": path.stem} for pair in data]
        self.faults += self._question_faults(pairs, reader)
        return [questions.normal_pair(pair) for pair in pairs]

    def _taken(self, path: Path, lines: Mapping[str, int], names: Iterable[str]) -> Iterator[Fault]:
        for name in names:
            if name in self.taken:
                yield Fault(path, lines[name], _("The id “%s” stands here twice.") % name)
            self.taken.add(name)

    def _service_faults(self) -> Iterator[Fault]:
        name = references.SERVICES.file
        for one in self.references[name]:
            if one["certainty"] != "unverified" and not one["checked_on"]:
                yield Fault(self.folder / name, self.lines[name][one["id"]], _("The field “%s” is missing.") % "checked_on")

    def _lesson_faults(self, lesson: Data, reader: Reader) -> Iterator[Fault]:
        asked = [*lesson["questions"], *lesson["pairs"]]
        yield from self._taken(reader.path, reader.lines, [lesson["id"], *_ids(asked)])
        line = {name: reader.lines[f"{lesson['id']} {name}"] for name in ("competences", "services", "draws")}
        yield from (Fault(reader.path, line["competences"], reason) for reason in self._unknown(lesson["competences"], []))
        yield from (Fault(reader.path, line["services"], reason) for reason in self._unknown([], lesson["services"]))
        if lesson["draws"] > len(lesson["pairs"]):
            yield Fault(reader.path, line["draws"], _("More pairs are drawn than there are."))
        for pair in lesson["pairs"]:
            if Pool.TEST in {half.get("pool") for half in questions.halves(pair)}:  # a lesson practises, and that cannot be tested (decisions D7)
                reason = _("“%(text)s” is not one of: %(among)s.") % {"text": Pool.TEST, "among": Pool.PRACTICE}
                yield Fault(reader.path, _line(reader, pair, "pool"), reason)
        yield from faults.of_steps(lesson, reader, self.names[references.GLOSSARY.file])
        yield from self._question_faults(asked, reader)

    def _question_faults(self, asked: list[Data], reader: Reader) -> Iterator[Fault]:
        for one in asked:
            parts = questions.halves(one) if "scam" in one else (one,)
            for part in parts:
                code, service = ([part[name]] if part.get(name) else [] for name in ("code", "service"))  # a ministry's own course has no codes
                half = part.get("truth", "")
                yield from (Fault(reader.path, _line(reader, one, "code", half), reason) for reason in self._unknown(code, []))
                yield from (Fault(reader.path, _line(reader, one, "service", half), reason) for reason in self._unknown([], service))
                reasons = (faults.of_message if half else faults.of_written)(part)
                yield from (Fault(reader.path, reader.lines[one["id"]], reason) for reason in reasons)

    def _unknown(self, codes: list[str], services: list[str]) -> Iterator[str]:
        yield from (_("Unknown competence “%s”.") % code for code in codes if code not in self.names[references.COMPETENCES.file])
        yield from (_("Unknown service “%s”.") % service for service in services if service not in self.names[references.SERVICES.file])


def _line(reader: Reader, one: Data, name: str, half: str = "") -> int:
    """Where a question or pair says something: the half's own line, else the pair's, else where it begins."""
    places = (f"{one['id']} {half} {name}", f"{one['id']} {name}", str(one["id"]))
    return next(reader.lines[place] for place in places if place in reader.lines)


def _ids(asked: list[Data]) -> list[str]:
    """The ids of questions and pairs, and those that halves made in the editor have of their own."""
    halves = [one[truth] for one in asked if "scam" in one for truth in Truth.values]
    own = [half["id"] for half in halves if "id" in half]
    return [*(one["id"] for one in asked if one["id"] not in own), *own]


@transaction.atomic
def load(folder: Path, theirs: tuple[str, ...] = ()) -> Loading:
    """Load every file, all or nothing; what was edited in the CMS stays. Raises CurriculumError."""
    content = Curriculum(folder)
    loading = Loading(theirs=theirs)
    with indexing.once_each():
        _load(content, loading)
    return loading


def _load(content: Curriculum, loading: Loading) -> None:
    folder = content.folder
    pages.load_site(content.site, loading)
    for reference in references.ALL:
        for entry in content.references.get(reference.file, []):
            reference.load(entry, loading)
    loaded: list[tuple[Data, list[Data], CoursePage]] = []
    for course, lessons in content.courses:
        with _naming(folder / course["id"] / COURSE):
            page = pages.load_course(course, loading)
        loaded += [(course, lessons, page)] if page else []
    for course, lessons, page in loaded:
        for lesson in lessons:
            with _naming(folder / course["id"] / f"{lesson['id']}.yaml"):
                _load_lesson(lesson, page, loading)
    for name, pairs in content.banks.items():
        with _naming(folder / BANK / f"{name}.yaml"):
            questions.load_pairs(pairs, loading)
    for course, _lessons, page in loaded:
        if skill := course.get("skill"):
            questions.load_quizzes(page, skill, loading)


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    """Say of which file an object is that the CMS refuses, such as a question for a competence that somebody deleted there."""
    try:
        yield
    except ValidationError as error:
        raise CurriculumError([Fault(path, 1, " ".join(error.messages))]) from error


def closed_tests() -> Iterator[str]:
    """Say of each course whose bank is too small for its tests how many messages are missing."""
    for course in CoursePage.objects.filter(locale__language_code="km").exclude(skill="").order_by("path"):
        if missing := banks.missing(course.skill, "km"):
            lacking = ", ".join(f"{count} {name}" for name, count in missing.items())
            yield f"{course.stable_id}: its tests stay closed, the bank of {course.skill} lacks {lacking}"


def _load_lesson(lesson: Data, course: CoursePage, loading: Loading) -> None:
    taught, asked = questions.split(lesson)
    if page := pages.load_lesson(taught, course, loading):
        questions.load(lesson["id"], asked, page, loading)


def texts() -> dict[str, str]:
    """Return the canonical text of every file as the CMS now has it, by path below the folder."""
    made = {SITE: files.dump(pages.export_site(), forms.SITE)}
    for reference in references.ALL:
        if (entries := reference.entries()) or not reference.optional:
            made[reference.file] = reference.text(entries)
    taken: set[str] = set()  # pairs that stand in a lesson
    for course in CoursePage.objects.filter(locale__language_code="km").order_by("path"):
        made[f"{course.stable_id}/{COURSE}"] = files.dump(pages.export_course(course), forms.COURSE)
        for lesson in LessonPage.objects.child_of(course).order_by("path"):
            data = pages.export_lesson(lesson) | questions.export(lesson.stable_id)
            made[f"{course.stable_id}/{lesson.stable_id}.yaml"] = files.dump(data, forms.LESSON)
            taken |= {pair["id"] for pair in data["pairs"]}
    return made | {f"{BANK}/{skill}.yaml": _bank_text(pairs) for skill, pairs in questions.export_banks(taken).items() if pairs}


class Dump(NamedTuple):
    """What the CMS has to say to the files."""

    texts: dict[str, str]  # by path below the folder
    gone: list[Path]  # files of what an author deleted
    unwritten: list[str]  # questions that stand in no lesson and in no bank


def dump(folder: Path) -> Dump:
    """Return what to write into the folder. Raises CurriculumError if the loader would refuse it: then nothing must be written."""
    made = texts()
    gone = list(_gone(folder, made))
    with TemporaryDirectory() as scratch:
        copy = Path(scratch) / folder.resolve().name
        kept = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.yaml") if path not in gone}
        for name, text in (kept | {name: text.encode() for name, text in made.items()}).items():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            (copy / name).write_bytes(text)
        try:
            content = Curriculum(copy)
        except CurriculumError as error:
            raise CurriculumError([fault._replace(reason=f"{fault.reason} {_place(fault)}".strip()) for fault in error.faults]) from error
        wanted = canonical_texts(content)
    return Dump({name: wanted[copy / name] for name in made}, gone, [str(one) for one in questions.unwritten(content.taken)])


def _gone(folder: Path, made: Collection[str]) -> Iterator[Path]:
    """Files that were loaded once and that nothing in the CMS belongs to any more; what was never loaded stays."""
    loaded = set(LoadedObject.objects.values_list("name", flat=True))
    for path in sorted(folder.glob("*/*.yaml")):
        names = {path.parent.name if path.name == COURSE else path.stem}
        if path.parent.name == ENGLISH and any(name.endswith(f"/{path.name}") for name in made):
            continue
        if path.parent.name == BANK:
            names = {f"{name}-{Truth.SCAM}" for name in re.findall(r"^- id: (\S+)$", path.read_text(encoding="utf-8"), re.MULTILINE)}
        if path.relative_to(folder).as_posix() not in made and names and names <= loaded:
            yield path


def _place(fault: Fault) -> str:
    """Return the object and the text of a faulty line: the file it stands in will never be written."""
    lines = fault.path.read_text(encoding="utf-8").splitlines()[: fault.line] if fault.path.exists() else []
    within: dict[int, str] = {}
    for line in lines:
        if found := re.match(r"([\s-]*)id: (\S+)$", line):
            within = {depth: name for depth, name in within.items() if depth < len(found[1])} | {len(found[1]): found[2]}
    return f"({' › '.join(within.values())}: {lines[-1].strip()[:80]})" if lines else ""


def canonical(folder: Path) -> dict[Path, str]:
    """Return the canonical text of every file in the folder, by path."""
    return canonical_texts(Curriculum(folder))


def canonical_texts(content: Curriculum) -> dict[Path, str]:
    """Return the same of files that were read already."""
    folder = content.folder
    made = {folder / SITE: files.dump(_normal_site(content.site), forms.SITE)}
    made |= {folder / WORDS: files.dump(content.words, forms.WORDS)} if content.words else {}
    made |= {folder / one.file: one.text(content.references[one.file]) for one in references.ALL if one.file in content.references}
    for course, lessons in content.courses:
        made[folder / course["id"] / COURSE] = files.dump(course, forms.COURSE)
        made |= {folder / course["id"] / f"{lesson['id']}.yaml": files.dump(lesson, forms.LESSON) for lesson in lessons}
    return made | {folder / BANK / f"{skill}.yaml": _bank_text(pairs) for skill, pairs in content.banks.items()}


def _bank_text(pairs: list[Data]) -> str:
    return files.dump(sorted(pairs, key=lambda pair: str(pair["id"])), forms.BANKED, many=True)


def _normal_site(site: Data) -> Data:
    about = site["about"]
    return site | {"about": about | {"body": markup.to_text(markup.to_html(about["body"]))}}
