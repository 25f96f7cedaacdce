"""The whole way of a citizen on the smallest phone: without JavaScript nothing is missing, with it a lesson shows one step at a time."""

import re
from itertools import pairwise

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import weights
from tests.browser.watching import comes_in
from tests.servers import Site

NUMBER = "012 345 678"


def top(one: Locator) -> float:
    """Where it begins, counted from the top of the page."""
    return one.bounding_box()["y"]


def bottom(one: Locator) -> float:
    """Where it ends."""
    return top(one) + one.bounding_box()["height"]


def steps_shown(page: Page) -> list[str]:
    return [step.get_attribute("id") for step in page.locator(".step").all() if step.is_visible()]


# --- without JavaScript -------------------------------------------------------------------------------------------------
def test_the_whole_way_without_javascript(phone, site):
    page = phone(js=False)
    page.goto("/")
    weights.follow(page.locator("a.card[href='/c2/']"))
    weights.follow(page.locator(f"a.card[href='{weights.LESSON}']"))
    all_steps_stand_one_below_the_other(page)
    weights.follow(page.locator(f"a.go[href='{weights.LESSON}check/']"))
    four_questions_are_answered(page)
    the_result_asks_about_me_once(page)
    a_number_is_proved_and_erased(page, site)
    somebody_else_starts(page)


def all_steps_stand_one_below_the_other(page: Page) -> None:
    steps = page.locator(".step").all()
    assert 3 <= len(steps) <= 7
    assert len(steps_shown(page)) == len(steps)
    assert all(bottom(one) <= top(other) for one, other in pairwise(steps))


def four_questions_are_answered(page: Page) -> None:
    for position in range(1, 5):
        expect(page.locator(weights.ANSWERS)).to_have_count(1)
        assert page.locator(":checked").count() == 0
        weights.answer(page)
        assert re.search(rf"/quizzes/attempts/[0-9a-f-]+/{position}/$", page.url)
        expect(page.locator("main h1")).to_be_visible()  # the verdict
        assert page.get_by_role("heading", level=2).count() >= 1  # and the reason
        weights.go_on(page)
    assert page.url.endswith("/result/")


def the_result_asks_about_me_once(page: Page) -> None:
    assert page.locator("meter").count() == 2
    weights.follow(page.locator("main a[href='/my/about/']"))
    weights.follow(page.locator("button[name=skip]"))
    assert page.url.endswith("/my/")
    assert page.locator("a[href='/my/about/']").count() == 0


def a_number_is_proved_and_erased(page: Page, site: Site) -> None:
    weights.follow(page.locator("main a[href='/accounts/login/code/']"))
    comes_in(page, site, NUMBER)
    expect(page.get_by_text("+855 ••• 678")).to_be_visible()
    weights.follow(page.locator("form[action='/my/number/erase/'] button"))
    expect(page.locator(".notice--real")).to_be_visible()
    expect(page.get_by_text("+855 ••• 678")).to_have_count(0)


def somebody_else_starts(page: Page) -> None:
    weights.follow(page.locator("form[action='/my/not-me/'] button"))
    assert page.url.endswith("/my/")
    assert page.locator("[name=phone], .states, meter").count() == 0
    assert [one["name"] for one in page.context.cookies() if one["name"] == "learner"] == []


def test_the_date_of_a_source_is_as_exact_as_its_source(phone):
    page = phone(js=False)
    page.goto("/c2/l2-6/")

    expect(page.locator("#step-5 li .quiet")).to_contain_text("កុម្ភៈ ២០២៤")


@pytest.mark.parametrize("js", [True, False], ids=["with", "without"])
def test_what_is_missing_is_in_sight_when_a_question_comes_back(phone, js):
    page = phone(height=480, js=js)
    page.goto(f"{weights.LESSON}check/")
    weights.follow(page.locator(f"{weights.ANSWERS} button"))

    expect(page.locator(".errors a")).to_be_in_viewport()
    page.locator(".errors a").click()
    expect(page.locator("#choice-error")).to_be_in_viewport()


# --- with JavaScript ----------------------------------------------------------------------------------------------------
def test_a_lesson_shows_one_step_at_a_time_forwards_and_backwards(page):
    page.goto(weights.LESSON)
    total = page.locator(".step").count()
    seen = []
    for _ in range(total - 1):
        seen += steps_shown(page)
        page.locator(".bar a.go").nth(1).click()
    seen += steps_shown(page)
    page.locator(".bar a.go").nth(0).click()

    assert seen == [f"step-{number}" for number in range(1, total + 1)]
    assert steps_shown(page) == [f"step-{total - 1}"]


def test_after_the_last_step_comes_the_check(page):
    page.goto(weights.LESSON)
    for _ in range(page.locator(".step").count()):
        page.locator(".bar a.go").nth(1).click()

    page.wait_for_url(f"**{weights.LESSON}check/")
    expect(page.locator(weights.ANSWERS)).to_be_visible()


def test_the_way_to_the_questions_fits_one_line_with_its_arrow(page):
    page.goto(weights.LESSON)
    for _ in range(page.locator(".step").count() - 1):
        page.locator(".bar a.go").nth(1).click()
    back, onward = page.locator(".bar a.go").all()

    assert (onward.bounding_box()["height"], onward.locator("svg").count()) == (back.bounding_box()["height"], 1)


def test_a_step_begins_with_what_the_lesson_teaches_and_no_footer_stands_between_its_text_and_the_bar(page):
    page.goto(weights.LESSON)

    expect(page.locator("#step-1 > :first-child")).to_have_class("quiet")
    expect(page.locator(".foot a").first).not_to_be_in_viewport()


def test_the_phones_back_button_goes_one_step_back(page):
    page.goto(weights.LESSON)
    page.locator(".bar a.go").nth(1).click()
    page.locator(".bar a.go").nth(1).click()
    page.go_back()

    expect(page.locator("#step-2")).to_be_visible()
    assert steps_shown(page) == ["step-2"]


def test_a_link_to_a_step_opens_that_step(page):
    page.goto(f"{weights.LESSON}#step-3")
    total = page.locator(".step").count()

    assert steps_shown(page) == ["step-3"]
    expect(page.locator(".bar .count")).to_have_text(f"៣ / {chr(0x17E0 + total)}")


@pytest.mark.parametrize("js", [True, False], ids=["with", "without"])
def test_nothing_is_chosen_beforehand(phone, js):
    page = phone(js=js)
    page.goto(f"{weights.LESSON}check/")
    written = page.locator(f"{weights.ANSWERS} :checked").count()
    weights.answer(page)
    weights.go_on(page)

    assert page.locator(".judge input").count() == 2
    assert written + page.locator(f"{weights.ANSWERS} :checked").count() == 0


def test_a_message_and_both_doors_come_before_the_button_that_sends(phone):
    page = phone(width=320, height=480)
    page.goto(f"{weights.LESSON}check/")
    weights.answer(page)
    weights.go_on(page)
    message, doors, button = page.locator("figure.phone"), page.locator(".judge label"), page.locator(f"{weights.ANSWERS} button")

    # In this order on the page and in the markup; nothing of it floats, so what is seen of the button has been passed.
    assert bottom(message) <= min(top(doors.nth(0)), top(doors.nth(1)))
    assert max(bottom(doors.nth(0)), bottom(doors.nth(1))) <= top(button)
    order = page.evaluate("() => [...document.querySelectorAll('figure.phone, .judge label, form button.go:not(.go--link)')].map(one => one.tagName)")
    assert order == ["FIGURE", "LABEL", "LABEL", "BUTTON"]
    floats = """(button) => { const found = [];
      for (let one = button; one; one = one.parentElement) { found.push(getComputedStyle(one).position); }
      return found.filter(position => position === "fixed" || position === "sticky"); }"""
    assert button.evaluate(floats) == []
    assert page.evaluate("scrollY") == 0
    is_in_sight = bottom(button) <= 480
    assert is_in_sight or top(button) > max(bottom(doors.nth(0)), bottom(doors.nth(1)))


def test_both_doors_are_alike(phone):
    page = phone()
    page.goto(f"{weights.LESSON}check/")
    weights.answer(page)
    weights.go_on(page)
    boxes = [door.bounding_box() for door in page.locator(".judge label").all()]

    assert (boxes[0]["width"], boxes[0]["height"]) == (boxes[1]["width"], boxes[1]["height"])
