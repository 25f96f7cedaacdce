"""What happens to every request: a kind sentence where something fails, and nothing lost or shown that should not be."""

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory

from cms import middleware, page_cache
from tests import cast, factories
from tests.cast import Person

pytestmark = pytest.mark.django_db
LESSON = "/c2/l2-1/"


@pytest.fixture
def page(tmp_path):
    return factories.one_lesson(tmp_path, written=1, pairs=0)


def take_away(table: str) -> None:
    """The database fails from now on; the test's transaction brings the table back."""
    connection.check_constraints()
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} RENAME TO gone")


def test_a_kept_lesson_outlives_the_database(page, citizen):
    before = citizen.get(LESSON)
    page_cache.next_generation()
    take_away("wagtailcore_site")
    after = citizen.get(LESSON)
    assert (after.status_code, after.content) == (200, before.content)


@pytest.mark.parametrize("address", ["/c2/l2-1/check/", "/about/", "/c2/"])
def test_a_page_that_needs_the_database_says_what_does_not_work(page, citizen, address):
    take_away("wagtailcore_site")
    shown = citizen.get(address)
    assert (shown.status_code, shown.headers["Retry-After"], shown.headers["Cache-Control"]) == (503, "60", "private, no-store")
    assert "សូមរង់ចាំបន្តិច" in cast.text(shown)


def test_a_mistake_of_ours_is_not_blamed_on_the_database():
    away = middleware.DatabaseAway(lambda _request: HttpResponse())
    assert away.process_exception(RequestFactory().get("/"), ValueError()) is None


def test_an_old_form_is_answered_kindly(page):
    careful = Person(enforce_csrf_checks=True)
    refused = careful.post("/stop/", {"number": "012 345 678"})
    assert (refused.status_code, '<html lang="km">' in cast.text(refused), "CSRF" in cast.text(refused)) == (403, True, False)


@pytest.mark.parametrize("address", ["/stop/", "/quizzes/1/answers/", "/accounts/login/", "/my/number/"])
def test_a_form_with_a_megabyte_of_text_breaks_nothing(page, citizen, address):
    assert citizen.post(address, {"number": "x" * 1_000_001, "login": "x", "key": "x"}).status_code in {302, 400, 404, 413}


@pytest.mark.parametrize(("address", "language"), [("/nowhere/", "km"), ("/en/nowhere/", "en"), ("/english/", "km")])
def test_a_page_that_is_not_there_speaks_the_language_of_its_address(page, citizen, address, language):
    shown = citizen.get(address)
    assert (shown.status_code, shown.headers["Content-Language"], f'<html lang="{language}">' in cast.text(shown)) == (404, language, True)


def test_the_language_of_the_phone_changes_nothing(page, citizen):
    assert citizen.get("/", headers={"Accept-Language": "en"}).content == citizen.get("/", headers={"Accept-Language": "km"}).content


@pytest.mark.parametrize("address", ["/", LESSON, "/my/", "/about/", "/stop/", "/nowhere/"])
def test_every_page_carries_the_headers_that_protect_it(page, citizen, address):
    headers = citizen.get(address).headers
    assert [headers[name] for name in ("X-Content-Type-Options", "Referrer-Policy", "X-Frame-Options", "Cross-Origin-Opener-Policy")] == [
        "nosniff", "same-origin", "SAMEORIGIN", "same-origin",
    ]  # fmt: skip
    assert headers["Content-Security-Policy"].count("default-src 'self'") == 1


@pytest.mark.parametrize("address", ["/my/", "/stop/", "/about/", "/nowhere/"])
def test_what_is_promised_in_length_is_sent(page, citizen, address):
    for accepted in ("identity", "gzip", "br"):
        shown = citizen.get(address, headers={"Accept-Encoding": accepted})
        assert shown.headers["Content-Length"] == str(len(shown.content))
