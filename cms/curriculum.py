"""All curriculum files in one go: read and check everything first, then load it in one transaction, or write it all back."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from courses import curriculum as pages
from courses import files, forms, markup
from courses.files import CurriculumError, Data, Fault, Reader
from courses.loading import Loading
from courses.models import Competence, CoursePage, LessonPage, OfficialService
from quizzes import curriculum as questions

SITE, COMPETENCES, SERVICES, COURSE = "site.yaml", "competences.yaml", "services.yaml", "course.yaml"
Found = TypeVar("Found", Data, list[Data])


class Curriculum:
    """Everything in a folder of curriculum files, read and checked; raises CurriculumError with every fault of every file."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.faults = folder, list[Fault]()
        self.lines: dict[str, dict[str, int]] = {}  # by file: where each object with an id stands
        self.taken: set[str] = set()  # ids of courses, lessons and questions
        self.site = self._read(SITE, forms.SITE, otherwise=Data())
        self.competences = self._read(COMPETENCES, forms.COMPETENCE, otherwise=list[Data]())
        self.services = self._read(SERVICES, forms.SERVICE, otherwise=list[Data]())
        self.courses = [(self._course(path), self._lessons(path)) for path in sorted(folder.glob("*/"))]
        self.faults += self._service_faults()
        if self.faults:
            raise CurriculumError(sorted(self.faults))

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
        self.faults += self._taken(path / COURSE, self.lines.get(f"{path.name}/{COURSE}", {}))
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
                    lessons.append(questions.normal(pages.normal(data)))
        return lessons

    def _taken(self, path: Path, lines: Mapping[str, int]) -> Iterator[Fault]:
        yield from (Fault(path, line, _("The id “%s” stands here twice.") % name) for name, line in lines.items() if name in self.taken)
        self.taken.update(lines)

    def _service_faults(self) -> Iterator[Fault]:
        for one in self.services:
            if one["certainty"] != "unverified" and not one["checked_on"]:
                yield Fault(self.folder / SERVICES, self.lines[SERVICES][one["id"]], _("The field “%s” is missing.") % "checked_on")

    def _lesson_faults(self, lesson: Data, reader: Reader) -> Iterator[Fault]:
        unique = [lesson["id"], *(one["id"] for one in [*lesson["questions"], *lesson["pairs"]])]
        yield from self._taken(reader.path, {name: reader.lines[name] for name in unique})
        codes = {one["code"] for one in self.competences}
        named = [(lesson["id"], lesson["competences"]), *((one["id"], [one["code"]]) for one in [*lesson["questions"], *lesson["pairs"]])]
        for name, given in named:
            yield from (Fault(reader.path, reader.lines[name], _("Unknown competence “%s”.") % code) for code in given if code not in codes)
        known = {one["id"] for one in self.services}
        for service in lesson["services"]:
            if service not in known:
                yield Fault(reader.path, reader.lines[lesson["id"]], _("Unknown service “%s”.") % service)
        if lesson["draws"] > len(lesson["pairs"]):
            yield Fault(reader.path, reader.lines[lesson["id"]], _("More pairs are drawn than there are."))
        yield from _step_faults(lesson, reader)
        yield from _question_faults(lesson, reader)


def _step_faults(lesson: Data, reader: Reader) -> Iterator[Fault]:
    for step in lesson["steps"]:
        if (step["kind"] == "example") != ("message" in step):
            yield Fault(reader.path, reader.lines[step["id"]], _("An example has a message, and nothing else has one."))


def _question_faults(lesson: Data, reader: Reader) -> Iterator[Fault]:
    for question in lesson["questions"]:
        if len(question["choices"]) < 2:  # noqa: PLR2004 -- a choice between one thing is none
            yield Fault(reader.path, reader.lines[question["id"]], _("Give at least two answers."))
        right = sum(choice["right"] for choice in question["choices"])
        if right == 0 or (question["kind"] == "single" and right != 1):
            yield Fault(reader.path, reader.lines[question["id"]], _("Mark the right answer: exactly one, or several where several are right."))
    for pair in lesson["pairs"]:
        for half in (pair["scam"], pair["genuine"]):
            for clue in half["clues"]:
                if half["text"].count(clue["span"]) != 1:
                    reason = _("This clue does not stand exactly once in the message: %s") % clue["span"]
                    yield Fault(reader.path, reader.lines[pair["id"]], reason)


@transaction.atomic
def load(folder: Path, theirs: tuple[str, ...] = ()) -> Loading:
    """Load every file, all or nothing; what was edited in the CMS stays. Raises CurriculumError."""
    content = Curriculum(folder)
    loading = Loading(theirs=theirs)
    pages.load_site(content.site, loading)
    for competence in content.competences:
        pages.load_competence(competence, loading)
    for service in content.services:
        pages.load_service(service, loading)
    for course, lessons in content.courses:
        if page := pages.load_course(course, loading):
            for lesson in lessons:
                _load_lesson(lesson, page, loading)
    return loading


def _load_lesson(lesson: Data, course: CoursePage, loading: Loading) -> None:
    taught, asked = questions.split(lesson)
    if page := pages.load_lesson(taught, course, loading):
        questions.load(lesson["id"], asked, page, loading)


def texts() -> dict[str, str]:
    """Return the canonical text of every file as the CMS now has it, by path below the folder."""
    competences = [pages.export_competence(one) for one in Competence.objects.all()]
    services = [pages.export_service(one) for one in OfficialService.objects.all()]
    made = {
        SITE: files.dump(pages.export_site(), forms.SITE),
        COMPETENCES: files.dump(competences, forms.COMPETENCE, many=True),
        SERVICES: files.dump(services, forms.SERVICE, many=True),
    }
    for course in CoursePage.objects.filter(locale__language_code="km").order_by("path"):
        made[f"{course.stable_id}/{COURSE}"] = files.dump(pages.export_course(course), forms.COURSE)
        for lesson in LessonPage.objects.child_of(course).order_by("path"):
            data = pages.export_lesson(lesson) | questions.export(lesson.stable_id)
            made[f"{course.stable_id}/{lesson.stable_id}.yaml"] = files.dump(data, forms.LESSON)
    return made


def canonical(folder: Path) -> dict[Path, str]:
    """Return the canonical text of every file in the folder, by path."""
    content = Curriculum(folder)
    made = {
        folder / SITE: files.dump(_normal_site(content.site), forms.SITE),
        folder / COMPETENCES: files.dump(sorted(content.competences, key=lambda one: one["code"]), forms.COMPETENCE, many=True),
        folder / SERVICES: files.dump(sorted(content.services, key=lambda one: one["id"]), forms.SERVICE, many=True),
    }
    for course, lessons in content.courses:
        made[folder / course["id"] / COURSE] = files.dump(course, forms.COURSE)
        made |= {folder / course["id"] / f"{lesson['id']}.yaml": files.dump(lesson, forms.LESSON) for lesson in lessons}
    return made


def _normal_site(site: Data) -> Data:
    about = site["about"]
    return site | {"about": about | {"body": markup.to_text(markup.to_html(about["body"]))}}
