"""What citizens open: the same for everybody, cheap, in Khmer and in English, and without what is not verified."""

import re

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Locale, PageViewRestriction, Site
from wagtail.test.utils.form_data import nested_form_data

from courses import ids
from courses.curriculum import course_page, home, lesson_page
from courses.models import AboutPage, CoursePage, HomePage, LessonPage, OfficialService
from quizzes.models import QuizPage
from tests import cast, factories
from tests.learning.people import khmer

pytestmark = pytest.mark.django_db
PUBLIC = ["/", "/c2/", "/c2/l2-1/", "/about/"]


def small(name: str, **other: object) -> dict:
    """A lesson with one question."""
    return factories.lesson(name, written=1, pairs=0, **other)


@pytest.fixture
def page(tmp_path):
    return factories.one_lesson(tmp_path, written=1, pairs=0)


def queries(person: cast.Person, address: str) -> int:
    """What a page costs that nobody has opened before."""
    person.get(address)
    for alias in settings.CACHES:
        caches[alias].clear()
    Site.get_site_root_paths()  # remembered for all pages together
    with CaptureQueriesContext(connection) as seen:
        assert person.get(address).status_code == 200
    return len(seen)


# --- cost ----------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("rows", [1, 3])
def test_pages_cost_the_same_queries_however_much_there_is(tmp_path, citizen, rows):
    services = [factories.SERVICE | {"id": f"verify{n}"} for n in range(rows)]
    steps = [{"id": f"s{n}", "kind": "learn", "title": "គំនិត", "body": "ឈប់សិន។"} for n in range(1, rows + 1)]
    courses = {f"C{c}": [small(f"L{c}.{n}", services=["verify"]) for n in range(1, rows + 1)] for c in range(2, rows + 2)}
    courses["C2"][0] |= {"steps": steps}
    factories.teach(tmp_path, courses)
    for service in services:
        lesson_page("L2.1").services.add(OfficialService.objects.create(**_as_row(service)))
    lesson = lesson_page("L2.1")
    lesson.services.set(OfficialService.objects.filter(slug__startswith="verify"))
    lesson.save()
    assert [queries(citizen, address) for address in ("/", "/c2/", "/c2/l2-1/")] == [8, 9, 12]


def _as_row(service: dict) -> dict[str, object]:
    return {"slug": service["id"], "checked_on": service["checked_on"], "certainty": "published"} | {
        name: service[name] for name in ("name", "name_en", "owner", "never_asks", "source")
    }


# --- the same for everybody ----------------------------------------------------------------------------------------------
def test_public_pages_hold_no_form_token_no_cookie_and_no_person(page, citizen, trainer):
    citizen.finish(citizen.open("/c2/l2-1/check/"), cast.knowing)
    learner = citizen.cookies["learner"].value
    for address in PUBLIC:
        for_citizen, for_trainer = citizen.get(address), trainer.get(address)
        source = cast.text(for_citizen)
        assert (for_citizen.content, for_citizen.headers.get("Set-Cookie"), dict(for_citizen.cookies)) == (for_trainer.content, None, {})
        assert [mark for mark in ("csrf", 'method="post"', learner, "trainer", "userbar", "nonce", " style=") if mark in source] == []


def test_a_page_loads_nothing_from_elsewhere(page, citizen):
    for address in PUBLIC:
        loaded = re.findall(r'(?:src|<link[^>]*href)="([^"]+)"', citizen.get(address).content.decode())
        assert [one for one in loaded if not one.startswith("/static/")] == []


def test_every_page_says_its_language_and_its_title(page, citizen):
    shown = {address: re.search(r'<html lang="(\w+)">.*<title>(.*?) · ', cast.text(citizen.get(address)), re.DOTALL).groups() for address in PUBLIC}
    assert shown == {"/": ("km", "ច្បាស់មុនចុច"), "/c2/": ("km", "វគ្គ C2"), "/c2/l2-1/": ("km", "មេរៀន L2.1"), "/about/": ("km", "អំពីយើង")}


# --- services ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("certainty", "is_shown"), [("unverified", False), ("published", True), ("verified", True)])
def test_citizens_see_only_services_whose_source_is_known(page, citizen, certainty, is_shown):
    OfficialService.objects.update(certainty=certainty)
    source = cast.text(citizen.get("/c2/l2-1/"))
    assert ["ពិនិត្យលិខិត" in source, "verify.gov.kh" in source, 'href="https://verify.gov.kh' in source] == [is_shown, is_shown, False]


# --- what is not published -----------------------------------------------------------------------------------------------
def test_an_unpublished_lesson_is_not_found_and_not_listed(page, citizen):
    page.unpublish()
    assert [citizen.get(address).status_code for address in ("/c2/l2-1/", "/c2/l2-1/check/")] == [404, 404]
    assert "l2-1" not in cast.text(citizen.get("/c2/"))


def test_a_lesson_for_staff_only_is_not_listed_and_not_open(page, citizen):
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert ("l2-1" in cast.text(citizen.get("/c2/")), citizen.get("/c2/l2-1/").headers["Location"]) == (False, "/accounts/login/?next=/c2/l2-1/")


def test_a_course_and_a_site_without_lessons_say_so(tmp_path, citizen):
    factories.teach(tmp_path, {"C2": []})
    course = citizen.get("/c2/")
    assert (course.status_code, course.context["lessons"]) == (200, [])
    course_page("C2").unpublish()
    assert (citizen.get("/").status_code, citizen.get("/").content == b"") == (200, False)


# --- English -------------------------------------------------------------------------------------------------------------
@pytest.fixture
def english(page):
    """The small course also in English, as an editor makes it."""
    locale = Locale.objects.get_or_create(language_code="en")[0]
    for one in (HomePage, CoursePage, LessonPage, QuizPage):
        copy = one.objects.get(locale__language_code="km").copy_for_translation(locale)
        copy.title = f"English {one.__name__}"
        copy.save_revision().publish()
    return LessonPage.objects.get(locale=locale)


def test_a_course_in_english_stands_under_en(english, citizen):
    shown = [citizen.get(address) for address in ("/en/", "/en/c2/", "/en/c2/l2-1/")]
    assert [one.status_code for one in shown] == [200, 200, 200]
    assert ['<html lang="en">' in cast.text(one) for one in shown] == [True, True, True]
    assert [one.headers["Content-Language"] for one in shown] == ["en", "en", "en"]
    assert ['href="/en/c2/"' in cast.text(shown[0]), 'href="/en/c2/l2-1/"' in cast.text(shown[1])] == [True, True]


def test_ids_are_equal_in_both_languages(english):
    both = LessonPage.objects.filter(translation_key=english.translation_key).order_by("locale__language_code")
    assert [(one.locale.language_code, one.slug, [block.id for block in one.steps]) for one in both] == [
        (language, "l2-1", [str(ids.part("L2.1", name)) for name in ("s1", "s2", "s3")]) for language in ("en", "km")
    ]


def test_khmer_pages_list_khmer_courses_only(english, citizen):
    assert [course.locale.language_code for course in citizen.get("/").context["courses"]] == ["km"]


# --- addresses -----------------------------------------------------------------------------------------------------------
def test_a_course_with_a_khmer_title_gets_an_ascii_address_from_its_id(page, trainer):
    form = {"title": "វគ្គថ្មី", "slug": "", "summary": "អ្នកនឹងចេះ", "icon": "lock", "everybody_below": 500, "one_in": 5, "action-publish": "1"}
    assert trainer.post(reverse("wagtailadmin_pages:add", args=["courses", "coursepage", home().pk]), nested_form_data(form)).status_code == 302
    made = CoursePage.objects.exclude(stable_id="C2").get()
    assert re.fullmatch(r"n[0-9a-f]{8}", made.stable_id)
    assert (made.slug, made.translation_key, made.live) == (made.stable_id, ids.key(made.stable_id), True)


def edited(trainer, page, **changes: str) -> str:
    """The address of a page after its editor's form was sent."""
    form = {"title": page.title, "summary": page.summary, "icon": page.icon, "everybody_below": 500, "one_in": 5, "action-publish": "1"}
    done = trainer.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), nested_form_data(form | changes))
    assert done.status_code == 302, done.context["form"].errors
    page.refresh_from_db()
    return page.slug


def test_a_course_keeps_its_address_when_the_form_has_none_or_only_khmer_letters(page, trainer):
    course = course_page("C2")
    assert [edited(trainer, course, slug=written) for written in ("", "-", "stop", "")] == ["c2", "c2", "stop", "stop"]


def test_a_changed_address_still_leads_to_the_lesson(page, citizen, django_capture_on_commit_callbacks):
    page.slug = "stop-first"
    with django_capture_on_commit_callbacks(execute=True):
        page.save_revision().publish()
    led = citizen.get("/c2/l2-1/")
    assert (led.status_code, led.headers["Location"], Redirect.objects.filter(old_path="/c2/l2-1").count()) == (301, "/c2/stop-first/", 1)
    assert citizen.open("/c2/l2-1/").status_code == 200


def test_a_copy_of_a_lesson_is_a_lesson_of_its_own(page):
    copy = page.copy(update_attrs={"slug": "copy", "title": "ច្បាប់ចម្លង"}, recursive=False)
    assert (copy.stable_id != page.stable_id, copy.translation_key != page.translation_key) == (True, True)


# --- what an author formats ----------------------------------------------------------------------------------------------
def test_nothing_an_author_pastes_runs(page, citizen):
    about = AboutPage.objects.get()
    about.body = '<p onclick="x()">ក<script>alert(1)</script><a href="javascript:alert(1)">ខ</a></p>'
    about.save_revision().publish()
    assert "<p>កalert(1)<a>ខ</a></p>" in cast.text(citizen.get("/about/"))


def test_there_is_no_home_page_below_another_page(page):
    assert [kind.can_create_at(where) for kind, where in [(HomePage, home()), (HomePage, course_page("C2")), (HomePage, page)]] == [False] * 3


def test_authors_see_lessons_in_the_order_in_which_citizens_do(tmp_path, trainer):
    factories.teach(tmp_path, {"C2": [small("L2.1"), small("L2.2")]})
    lesson_page("L2.2").save_revision().publish()
    lesson_page("L2.1").save_revision()
    lesson_page("L2.2").save_revision()
    listed = trainer.get(reverse("wagtailadmin_explore", args=[course_page("C2").pk])).context["pages"]
    assert [one.slug for one in listed] == ["l2-1", "l2-2"]


def test_the_home_page_is_made_once(db):
    assert (home().pk, HomePage.objects.count()) == (home().pk, 1)


# --- what an author leaves out -------------------------------------------------------------------------------------------
def test_a_service_says_what_is_missing_in_words(trainer):
    form = {"slug": "-", "name": "សេវា", "name_en": "Service", "owner": "ក្រសួង", "certainty": "published", "works_on_phone": "unknown"}
    errors = trainer.post("/cms/snippets/courses/officialservice/add/", form).context["form"].errors
    assert errors == {
        "slug": [khmer("Write the short name in Latin letters, such as: verify.")],
        "checked_on": [khmer("Citizens see this service: say when it was checked, or the date of the source.")],
    }
