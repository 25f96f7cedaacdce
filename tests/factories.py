"""Small courses, made as real ones are: from curriculum files, through the loader."""

import json
from pathlib import Path
from typing import Any

from wagtail.models import Locale, Site

from cms import curriculum
from courses import files, forms
from courses.curriculum import course_page, lesson_page
from courses.loading import Loading
from courses.models import CoursePage, LessonPage
from quizzes import versions
from quizzes.models import TESTS, Question, QuizPage, Role
from tests import replay

COMPETENCES = [
    {"code": "1.2", "framework": "DigComp 2.2", "title": "វាយតម្លៃ", "title_en": "Evaluating"},
    {"code": "4.2", "framework": "DigComp 2.2", "title": "ការពារទិន្នន័យ", "title_en": "Protecting data"},
]
SERVICE = {
    "id": "verify", "name": "ពិនិត្យលិខិត", "name_en": "Verification", "owner": "MPTC", "domains": ["verify.gov.kh"],
    "never_asks": "មិនសុំលេខ PIN ទេ។", "certainty": "published", "checked_on": "2024-02-08", "source": "test",
}  # fmt: skip
SITE = {"home": {"title": "ច្បាស់មុនចុច", "intro": "មេរៀនខ្លីៗ"}, "about": {"title": "អំពីយើង", "body": "យើងជាអ្នកបង្រៀន។"}}


def question(name: str, code: str = "4.2", kind: str = "single") -> dict[str, Any]:
    """A written question; "b" is right (of several: "b" and "c")."""
    right = {"b"} if kind == "single" else {"b", "c"}
    choices = [{"id": one, "right": one in right, "text": f"ចម្លើយ {one}", "feedback": f"មតិ {one}"} for one in "abc"]
    return {"id": name, "kind": kind, "code": code, "text": f"សំណួរ {name}", "explanation": "ព្រោះ", "choices": choices}


def pair(name: str, code: str = "1.2") -> dict[str, Any]:
    """A fake message and its real twin."""
    halves = {
        truth: {"text": f"ធនាគារ៖ {name} {end} ថ្ងៃនេះ", "feedback": f"មតិ {truth}", "clues": [{"span": end, "why": f"ព្រោះ {end}"}]}
        for truth, end in (("scam", "bank.bad.example"), ("genuine", "bad.bank.example"))
    }
    shared = {"code": code, "channel": "sms", "technique": "fake_site", "difficulty": "easy", "sender": "BANK"}
    return {"id": name} | shared | {"context": "អ្នកមានកាត។", "action": "សួរធនាគារ។"} | halves


def lesson(name: str, *, written: int = 2, pairs: int = 1, draws: int | None = None, **other: Any) -> dict[str, Any]:
    """A lesson with two steps, an example message, and a check."""
    steps = [
        {"id": "s1", "kind": "learn", "title": "គំនិត", "body": "ឈប់សិន។"},
        {"id": "s2", "kind": "do", "title": "ធ្វើ", "body": "គិតសិន។\n\n១. មួយ\n២. ពីរ"},
        {
            "id": "s3",
            "kind": "example",
            "title": "សារ",
            "body": "មើល។",
            "message": {"channel": "sms", "sender": "000", "truth": "scam", "text": "អបអរ"},
        },
    ]
    return {
        "id": name, "title": f"មេរៀន {name}", "title_en": f"Lesson {name}", "proofread": False, "minutes": 3, "competences": ["1.2", "4.2"],
        "objective": "អ្នកអាច", "objective_en": "You can", "key_message": "ឈប់សិន", "sms": "ឈប់សិន", "services": ["verify"],
        "draws": min(pairs, 1) if draws is None else draws, "steps": steps, "questions": [question(f"{name}-q{n}") for n in range(1, written + 1)],
        "pairs": [pair(f"{name}-p{n}") for n in range(1, pairs + 1)],
    } | other  # fmt: skip


def course(name: str = "C2") -> dict[str, Any]:
    """A course."""
    return {"id": name, "title": f"វគ្គ {name}", "title_en": f"Course {name}", "icon": "message", "proofread": False, "summary": "អ្នកនឹងចេះ"}


def write(folder: Path, courses: dict[str, list[dict[str, Any]]]) -> Path:
    """Write a whole curriculum: course ids with their lessons."""
    (folder / "site.yaml").write_text(files.dump(SITE, forms.SITE))
    (folder / "competences.yaml").write_text(files.dump(COMPETENCES, forms.COMPETENCE, many=True))
    (folder / "services.yaml").write_text(files.dump([SERVICE], forms.SERVICE, many=True))
    for name, lessons in courses.items():
        (folder / name).mkdir(exist_ok=True)
        (folder / name / "course.yaml").write_text(files.dump(course(name), forms.COURSE))
        for one in lessons:
            (folder / name / f"{one['id']}.yaml").write_text(files.dump(one, forms.LESSON))
    return folder


def load(folder: Path, courses: dict[str, list[dict[str, Any]]]) -> Loading:
    """Write and load a whole curriculum."""
    return curriculum.load(write(folder, courses))


def teach(folder: Path, courses: dict[str, list[dict[str, Any]]]) -> None:
    """Have these courses on the site, as `load` makes them; their files are there, too."""
    write(folder, courses)
    replay.once(json.dumps(courses, sort_keys=True), lambda: curriculum.load(folder))
    Site.get_site_root_paths()  # kept by Wagtail's cache after a true loading, so also after one that was written again


def one_lesson(folder: Path, **asked: Any) -> LessonPage:
    """Have one course with one lesson, L2.1; `asked` as in `lesson`."""
    teach(folder, {"C2": [lesson("L2.1", **asked)]})
    return lesson_page("L2.1")


def check(page: LessonPage) -> QuizPage:
    """The check of a lesson."""
    return QuizPage.objects.child_of(page).get()


def bank(skill: str = "messages", *, practice: int = 12, test: int = 12) -> None:
    """So many pairs of published messages in each pool of a skill's bank."""
    locale = Locale.objects.get(language_code="km")
    for pool, pairs in (("practice", practice), ("test", test)):
        for number in range(pairs):
            halves = [_half(f"{skill}-{pool}-{number}", truth, locale, skill=skill, pool=pool, number=number) for truth in ("scam", "genuine")]
            for one, other in (halves, halves[::-1]):
                Question.objects.filter(pk=one.pk).update(twin=other)


def _half(name: str, truth: str, locale: Locale, *, number: int, **place: str) -> Question:
    half = Question(
        stable_id=f"{name}-{truth}", locale=locale, kind="judge", code="4.2", truth=truth, channel="sms", sender="BANK",
        message=f"សារ {name} {truth}", explanation="ព្រោះ", difficulty=("hard", "medium", "easy")[number % 3], live=True, **place,
    )  # fmt: skip
    half.save()
    versions.keep(half)
    return half


def course_with_tests(folder: Path, *, lessons: int = 2, **asked: Any) -> CoursePage:
    """A course C2 with a full bank, and its practice, tests and review."""
    teach(folder, {"C2": [lesson(f"L2.{number}", written=2, pairs=1) for number in range(1, lessons + 1)]})
    bank(**asked)
    course = course_page("C2")
    course.skill = "messages"
    course.save_revision().publish()
    for role in (Role.PRACTICE, Role.INBOX, Role.REVIEW, *sorted(TESTS)):
        page = QuizPage(title=role.label, slug=role, role=role, skill="messages", pairs_drawn=4 if role in TESTS else 2, locale=course.locale)
        course.add_child(instance=page)
    return course


def quiz(role: str) -> QuizPage:
    """A course's own quiz."""
    return QuizPage.objects.get(role=role)
