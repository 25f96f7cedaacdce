"""Somebody who reads Khmer and somebody who does not look at the same page, and know of every text where it stands."""

import re

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import translation

from cms import book, curriculum, english
from courses.curriculum import lesson_page
from courses.files import CurriculumError
from tests import cast, factories

ENGLISH = """- of: s1.body
  en: Stop first.
- of: L2.1-q1.a.feedback
  en: |-
    An opinion.
- of: s9.body
  en: Of nothing.
"""


@pytest.fixture
def folder(tmp_path):
    factories.write(tmp_path, {"C2": [factories.lesson("L2.1", written=1, pairs=1)]})
    (tmp_path / "english").mkdir()
    (tmp_path / "english/L2.1.yaml").write_text(ENGLISH)
    return tmp_path


def rows(folder) -> dict[str, tuple[str, str, bool]]:
    part = next(part for part in book.parts(curriculum.Curriculum(folder)) if part.name == "L2.1")
    return {row.at: (row.khmer, row.english, row.older) for row in part.rows}


def test_every_text_stands_once_in_reading_order_with_its_english(folder):
    found = rows(folder)
    assert list(found)[:6] == ["title", "objective", "key_message", "sms", "s1.title", "s1.body"]
    assert found["title"] == ("មេរៀន L2.1", "Lesson L2.1", False)
    assert found["s1.body"] == ("ឈប់សិន។", "Stop first.", False)
    assert found["L2.1-q1.a.feedback"] == ("មតិ a", "An opinion.", False)
    assert found["s3.message.text"] == ("អបអរ", "", False)
    assert found["L2.1-p1.scam.clues.1.why"][0] == "ព្រោះ bank.bad.example"


def test_english_of_an_older_khmer_says_so(folder):
    content = curriculum.Curriculum(folder)
    for path, text in english.canonical(content).items():
        path.write_text(text)
    lesson = folder / "C2/L2.1.yaml"
    lesson.write_text(lesson.read_text().replace("ឈប់សិន។", "ឈប់សិន គិតសិន។"))
    assert rows(folder)["s1.body"] == ("ឈប់សិន គិតសិន។", "Stop first.", True)
    assert rows(folder)["L2.1-q1.a.feedback"] == ("មតិ a", "An opinion.", False)


def test_the_canonical_form_stands_in_reading_order_knows_its_khmer_and_drops_what_is_no_longer_said(folder):
    (text,) = english.canonical(curriculum.Curriculum(folder)).values()
    assert re.sub(r"km: \w{8}", "km: 8", re.sub("km: [0-9a-f]{8}\n", "km: 8\n", text)) == (
        "- of: s1.body\n  en: |-\n    Stop first.\n  km: 8\n- of: L2.1-q1.a.feedback\n  en: |-\n    An opinion.\n  km: 8\n"
    )


def test_a_faulty_english_file_is_named(folder):
    (folder / "english/L2.1.yaml").write_text("- of: s1.body\n  says: Stop.\n")
    with translation.override("en"), pytest.raises(CurriculumError, match=r"english/L2\.1\.yaml:2: Unknown field “says”\."):
        book.html(curriculum.Curriculum(folder))


def test_the_book_is_a_page_that_asks_nothing_of_anybody_and_tells_what_is_not_proofread(folder):
    page = book.html(curriculum.Curriculum(folder))
    assert re.findall(r"<(?:link|script|img)\b|https?://|url\(", page) == []
    assert page.count("☐") == 2  # the course and the lesson


@pytest.mark.django_db
def test_a_trainer_prints_what_stands_in_the_cms_and_an_officer_does_not(folder, settings, trainer, officer):
    settings.CURRICULUM = folder
    curriculum.load(folder)
    page = lesson_page("L2.1")
    page.key_message = "កែក្នុង CMS"
    page.save_revision().publish()
    shown = trainer.get(reverse("book"))
    assert ["កែក្នុង CMS" in cast.text(shown), "Stop first." in cast.text(shown)] == [True, True]
    assert officer.get(reverse("book")).status_code in {302, 403}


@pytest.mark.django_db
def test_the_command_writes_the_book_of_the_files_or_of_the_cms(folder, settings):
    settings.CURRICULUM = folder
    curriculum.load(folder)
    for asked in ([], ["--cms"]):
        call_command("curriculum_book", folder / "made/book.html", *asked)
        assert "Stop first." in (folder / "made/book.html").read_text()
