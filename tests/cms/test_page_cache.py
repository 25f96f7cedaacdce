"""Public pages are kept ready to send: fast, the same for everybody, new at once when something changes, and never anybody's own page."""

import gzip
from datetime import UTC, datetime, timedelta

import brotli
import pytest
import time_machine
from django.core.cache import caches
from django.test import RequestFactory
from wagtail.models import PageViewRestriction

from cms import page_cache
from courses.curriculum import course_page, lesson_page
from courses.models import Competence, OfficialService
from quizzes.models import Question, QuizPage
from tests import cast, factories

pytestmark = pytest.mark.django_db
LESSON = "/c2/l2-1/"


@pytest.fixture
def page(tmp_path):
    return factories.one_lesson(tmp_path, written=1, pairs=0)


@pytest.fixture
def is_kept(citizen, django_assert_max_num_queries):
    """Whether the second request for an address asks the database nothing."""

    def ask(address: str, **how: object) -> bool:
        citizen.get(address, **how)
        with django_assert_max_num_queries(100) as seen:
            citizen.get(address, **how)
        return len(seen) == 0

    return ask


# --- what is kept ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("address", ["/", "/c2/", LESSON])
def test_the_second_citizen_costs_no_query(page, citizen, stranger, django_assert_num_queries, address):
    first = citizen.get(address)
    with django_assert_num_queries(0):
        second = stranger.get(address)
    assert (second.status_code, second.content, second.headers["ETag"]) == (200, first.content, first.headers["ETag"])


@pytest.mark.parametrize(
    ("address", "status", "control"),
    [
        ("/about/", 200, "private, no-store"),
        ("/c2/l2-1/check/", 200, "private, no-store"),
        ("/my/", 200, "private, no-store"),
        ("/stop/", 200, "private, no-store"),
        ("/nowhere/", 404, "private, no-store"),
        ("/healthz", 200, "private, no-store"),
        ("/accounts/login/", 200, "max-age=0, no-cache, no-store, must-revalidate, private"),
    ],
)
def test_every_other_page_is_somebodys_own(page, citizen, address, status, control):
    for _ in range(2):
        shown = citizen.get(address)
        assert (shown.status_code, shown.headers["Cache-Control"], "Age" in shown.headers) == (status, control, False)
    assert "Cookie" not in shown.headers.get("Vary", "") or address in {
        "/c2/l2-1/check/",
        "/stop/",
        "/accounts/login/",
    }  # Django's form token says so


def test_a_kept_page_says_how_long_and_varies_by_compression_only(page, citizen):
    for _ in range(2):
        headers = citizen.get(LESSON).headers
        assert (headers["Cache-Control"], headers["Vary"]) == ("max-age=60, stale-while-revalidate=240, stale-if-error=86400", "Accept-Encoding")
        assert "Set-Cookie" not in headers


def test_static_files_keep_their_own_rule(citizen, static_files):
    name = next(static_files.glob("css/chbas.*.css")).name
    assert citizen.get(f"/static/css/{name}").headers["Cache-Control"] == "max-age=315360000, public, immutable"


def test_a_lesson_for_staff_only_is_never_kept(page, citizen, trainer):
    PageViewRestriction.objects.create(page=course_page("C2"), restriction_type=PageViewRestriction.LOGIN)
    assert trainer.get(LESSON).status_code == 200
    assert (trainer.get(LESSON).headers["Cache-Control"], citizen.get(LESSON).status_code) == (
        "max-age=0, no-cache, no-store, must-revalidate, private",
        302,
    )


def test_a_preview_is_never_kept(page, citizen, trainer):
    draft = page.get_latest_revision_as_object()
    draft.title = "សេចក្តីព្រាង"
    draft.save_revision()
    seen = trainer.get(f"/cms/pages/{page.pk}/view_draft/")
    assert ("សេចក្តីព្រាង" in cast.text(seen), "max-age=60" in seen.headers["Cache-Control"]) == (True, False)
    assert "សេចក្តីព្រាង" not in cast.text(citizen.get(LESSON))


def test_a_form_sent_to_a_page_is_neither_kept_nor_answered_from_what_is_kept(page, citizen):
    citizen.get(LESSON)
    assert citizen.post(LESSON).headers.get("Age") is None


@pytest.mark.parametrize(
    ("query", "kept"),
    [("", True), ("fbclid=x", True), ("utm_source=a&utm_medium=b&gclid=c", True), ("fbclid", True), ("page=2", False), ("fbclid=x&page=2", False)],
)
def test_what_trackers_append_is_overlooked_and_nothing_else(page, citizen, is_kept, query, kept):
    citizen.get(LESSON)
    assert is_kept(f"{LESSON}?{query}") is kept


def test_a_tracked_link_and_a_plain_one_share_what_is_kept(page, citizen, django_assert_num_queries):
    citizen.get(f"{LESSON}?fbclid=abc")
    with django_assert_num_queries(0):
        assert "abc" not in cast.text(citizen.get(LESSON))


def test_another_host_is_another_page(page, citizen, settings, django_assert_max_num_queries):
    settings.ALLOWED_HOSTS = ["testserver", "other.example"]
    citizen.get(LESSON)
    with django_assert_max_num_queries(100) as seen:
        citizen.get(LESSON, headers={"Host": "other.example"})
    assert len(seen) > 0


def test_a_host_that_is_not_ours_is_refused(page, citizen):
    assert citizen.get(LESSON, headers={"Host": "evil.example"}).status_code == 400


# --- new at once ----------------------------------------------------------------------------------------------------------
def change_page(page):
    page.title = "ថ្មី"
    page.save_revision().publish()


CHANGES = {
    "publishing": change_page,
    "unpublishing": lambda page: page.unpublish(),
    "deleting": lambda page: page.delete(),
    "deleting the course": lambda page: page.get_parent().delete(),
    "moving": lambda page: page.move(course_page("C3"), "last-child"),
    "editing a service": lambda _page: OfficialService.objects.get().save(),
    "deleting a service": lambda _page: OfficialService.objects.get().delete(),
    "editing a competence": lambda _page: Competence.objects.first().save(),
    "publishing a question": lambda _page: Question.objects.get().save_revision().publish(),
    "unpublishing a check": lambda _page: QuizPage.objects.get().unpublish(),
    "restricting": lambda page: PageViewRestriction.objects.create(page=page, restriction_type="login"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_shows_at_once(tmp_path, citizen, change):
    factories.teach(tmp_path, {"C2": [factories.lesson("L2.1", written=1, pairs=0)], "C3": []})
    citizen.get(LESSON)
    before = page_cache.generation()
    CHANGES[change](lesson_page("L2.1"))
    assert page_cache.generation() != before
    shown = citizen.get(LESSON)
    status = {"unpublishing": 404, "deleting": 404, "deleting the course": 404, "moving": 301, "restricting": 302}.get(change, 200)
    assert (shown.status_code, "ថ្មី" in cast.text(shown)) == (status, change == "publishing")


def test_saving_a_draft_changes_nothing_that_is_kept(page, is_kept):
    is_kept(LESSON)
    page.save_revision()
    assert is_kept(LESSON)


def test_a_lost_generation_number_loses_no_page(page, citizen, django_assert_num_queries):
    first = citizen.get(LESSON)
    caches["pages"].delete("generation")
    with django_assert_num_queries(0):
        assert citizen.get(LESSON).content == first.content


def test_a_change_after_a_lost_number_still_shows_at_once(page, citizen):
    citizen.get(LESSON)
    caches["pages"].delete("generation")
    change_page(lesson_page("L2.1"))
    assert "ថ្មី" in cast.text(citizen.get(LESSON))


def test_a_page_made_while_something_changed_is_old_from_the_start(page):
    request = RequestFactory().get(LESSON)
    before = page_cache.generation()
    page_cache.next_generation()  # while the page was being made
    page_cache.keep(request, page.serve(request).render(), before)
    assert page_cache.find(request)[1] is False


def test_after_a_minute_the_database_is_asked_again(page, citizen, is_kept):
    now = datetime.now(UTC)
    with time_machine.travel(now, tick=False):
        citizen.get(LESSON)
    with time_machine.travel(now + timedelta(seconds=59), tick=False):
        assert citizen.get(LESSON).headers["Age"] == "59"
    with time_machine.travel(now + timedelta(seconds=60), tick=False):
        assert citizen.get(LESSON).headers["Age"] == "0"


# --- over the wire --------------------------------------------------------------------------------------------------------
def test_a_page_that_has_not_changed_is_not_sent_again(page, citizen):
    first = citizen.get(LESSON)
    again = citizen.get(LESSON, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
    change_page(lesson_page("L2.1"))
    assert citizen.get(LESSON, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_asking_for_the_head_only_costs_no_body(page, citizen):
    for _ in range(2):
        head, whole = citizen.head(LESSON), citizen.get(LESSON)
        assert (head.status_code, head.content, head.headers["ETag"]) == (200, b"", whole.headers["ETag"])
        assert head.headers["Content-Length"] == whole.headers["Content-Length"] == str(len(whole.content))


OPEN = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}


@pytest.mark.parametrize(
    ("accepted", "name"), [("gzip, deflate, br, zstd", "br"), ("gzip, deflate", "gzip"), ("identity", ""), ("", ""), ("deflate", "")]
)
@pytest.mark.parametrize("address", [LESSON, "/about/"])
def test_every_phone_gets_what_it_can_open(page, citizen, address, accepted, name):
    plain = citizen.get(address, headers={"Accept-Encoding": "identity"}).content
    for _ in range(2):
        sent = citizen.get(address, headers={"Accept-Encoding": accepted})
        assert (sent.headers.get("Content-Encoding", ""), OPEN[name](sent.content)) == (name, plain)
        assert (sent.headers["Content-Length"], "Accept-Encoding" in sent.headers.get("Vary", "Accept-Encoding")) == (str(len(sent.content)), True)


def test_a_small_answer_is_not_compressed(citizen):
    assert "Content-Encoding" not in citizen.get("/healthz", headers={"Accept-Encoding": "br"}).headers


def test_khmer_words_stay_whole_on_public_pages_and_untouched_in_the_editor(page, citizen, trainer):
    assert b'<span class="w">' in citizen.get(LESSON).content
    assert b'<span class="w">' not in trainer.get("/cms/").content


def test_each_language_is_kept_apart(page, citizen):
    for _ in range(2):
        assert ['<html lang="km">' in cast.text(citizen.get("/")), '<html lang="km">' in cast.text(citizen.get("/en/"))] == [True, False]
