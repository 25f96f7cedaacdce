"""A megabyte costs a citizen money and a minute: every page stays within its budget, measured on the real site."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser

from tests.browser import weights
from tests.browser.weights import BUDGET_KIB, KIB, Weight
from tests.servers import Site


@pytest.fixture(scope="module")
def weighed(browser: Browser, site: Site) -> dict[str, Weight]:
    return {name: weights.weigh(browser, site.url, place) for name, place in weights.places(browser, site.url).items()}


@pytest.fixture(scope="module")
def taught(browser: Browser, site: Site) -> dict[str, Weight]:
    """Every course and the six heaviest lessons: all load the same files besides, so no other lesson costs more."""
    courses, lessons = weights.public_paths(browser, site.url)
    return {path: weights.weigh(browser, site.url, weights.Place(path)) for path in courses + weights.heaviest(browser, site.url, lessons, 6)}


def test_a_first_visit_costs_ten_kibibytes_at_most(weighed):
    assert {name: weight.kib for name, weight in weighed.items() if weight.kib > BUDGET_KIB[name]} == {}


def test_a_first_visit_costs_four_requests_at_most(weighed):
    assert {name: weight.urls for name, weight in weighed.items() if weight.requests > weights.MOST_REQUESTS} == {}


def test_a_page_asked_for_again_costs_one_request_of_four_kibibytes_at_most(weighed):
    again = {name: (weight.repeat_requests, weight.repeat_bytes / KIB) for name, weight in weighed.items()}

    assert {
        name: cost
        for name, cost in again.items()
        if cost[0] > weights.REPEAT_REQUESTS or cost[1] > weights.REPEAT_KIB_OF.get(name, weights.REPEAT_KIB)
    } == {}


def test_script_stays_below_three_kibibytes(weighed):
    assert {name: weight.script_bytes for name, weight in weighed.items() if weight.script_bytes > weights.MOST_SCRIPT_KIB * KIB} == {}


def test_only_the_lesson_has_a_script_at_all(weighed):
    assert [name for name, weight in weighed.items() if weight.script_bytes] == ["lesson"]


def test_nobody_else_learns_what_is_read(weighed, site):
    ours = urlsplit(site.url).netloc

    assert {urlsplit(url).netloc for weight in weighed.values() for url in weight.urls} == {ours}


def test_the_browser_has_nothing_to_complain_about_and_the_policy_blocks_nothing(weighed):
    assert {name: weight.complaints for name, weight in weighed.items() if weight.complaints} == {}


def test_nothing_moves_while_a_page_loads(weighed, taught):
    # To the third place, as Lighthouse tells it.
    assert {name: weight.shifted for name, weight in (weighed | taught).items() if round(weight.shifted, 3)} == {}


def test_every_course_and_the_heaviest_lessons_stay_within_the_budget(taught):
    too_much = {
        path: (cost.kib, cost.urls) for path, cost in taught.items() if cost.kib > BUDGET_KIB["lesson"] or cost.requests > weights.MOST_REQUESTS
    }

    assert len(taught) >= 4 + 6  # a trainer of another test may have added a course
    assert too_much == {}
