"""What a lesson costs is measured when it is published, so that a citizen knows before opening it."""

import pytest

from courses import weights
from courses.curriculum import lesson_page
from courses.templatetags.khmer import kilobytes, minutes, size
from tests import cast, factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(tmp_path):
    return factories.one_lesson(tmp_path, written=0, pairs=0)


def test_the_size_shown_is_what_the_phone_pays(page, citizen):
    paid = len(citizen.get("/c2/l2-1/", headers={"Accept-Encoding": "br"}).content)
    assert (page.weight > 0, abs(page.weight - paid) <= 1024) == (True, True)
    shown = citizen.get("/c2/").context["lessons"][0].weight
    assert kilobytes(shown) == kilobytes(page.weight)


def test_a_longer_lesson_weighs_more_as_soon_as_it_is_published(page):
    page.objective = "".join(chr(0x1780 + n * n % 33) for n in range(250))  # nothing that compresses away
    page.save()
    assert lesson_page("L2.1").weight == page.weight
    page.save_revision().publish()
    assert lesson_page("L2.1").weight == weights.measure(page) > page.weight


def test_an_unpublished_draft_weighs_nothing_new(page):
    before = page.weight
    page.objective = "អ្នកអាចពន្យល់អ្នកដទៃ " * 10
    page.save_revision()
    assert lesson_page("L2.1").weight == before


def test_a_course_costs_what_its_lessons_cost(page, citizen):
    lessons = citizen.get("/").context["courses"][0].lessons
    assert (minutes(lessons), size(lessons)) == (3, kilobytes(page.weight))
    assert f"{kilobytes(page.weight)} KB".translate({ord(str(n)): chr(0x17E0 + n) for n in range(10)}) in cast.text(citizen.get("/c2/"))


@pytest.mark.parametrize(("given", "shown"), [(0, 0), (1, 1), (1024, 1), (1025, 2), (5000, 5)])
def test_nobody_pays_less_than_was_said(given, shown):
    assert kilobytes(given) == shown
