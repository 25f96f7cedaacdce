"""Telling real from fake in a real browser: judge, learn why, judge the twin; a test on one page, with a script and without."""

import json

import pytest
from playwright.sync_api import Page, expect

from tests.browser import weights
from tests.browser.test_axe import AXE, RUN_AXE, STICKS_OUT
from tests.servers import Site

LESSON = "/c2/l2-2/"
# Chance would leave some people out of the tests.
EVERYBODY = "from learning.models import Enrolment; Enrolment.objects.update(arm='both')"


def begin_test(page: Page, site: Site) -> None:
    """Finish one lesson, be drawn for the tests, and begin the first."""
    weights.finish(page, f"{LESSON}check/")
    site.manage("shell", "-c", EVERYBODY)
    page.goto("/my/")
    weights.follow(page.locator("a.card--now", has=page.locator("xpath=self::*[contains(@href, 'pretest')]")))
    weights.follow(page.locator("form[action$='/begin/'] button"))


def test_a_citizen_judges_learns_why_and_judges_the_twin(phone):
    page = phone(width=320, height=480, js=False)
    page.goto(f"{LESSON}check/")
    seen = []
    while page.locator(weights.ANSWERS).count():
        is_message = page.locator(".judge").count() > 0
        assert page.locator("input:checked").count() == 0
        weights.answer(page)
        if is_message:
            assert page.locator(".phone mark").count() > 0
            assert page.locator(".clues li").count() == page.locator(".phone mark").count()
            seen.append(page.locator(".bubble").first.inner_text())
        weights.go_on(page)
    assert len(seen) == 2
    expect(page.locator(".two meter")).to_have_count(2)


@pytest.mark.parametrize("js", [True, False])
def test_a_test_is_one_page_sent_once_and_ends_with_two_bars(phone, site, js):
    page = phone(width=320, js=js)
    begin_test(page, site)
    assert page.locator(".step").count() == 8
    assert page.locator("input:checked").count() == 0
    for number in range(1, 9):
        step = page.locator(f"#step-{number}")
        expect(step).to_be_visible()
        for group in step.locator("fieldset").all():
            group.locator("label").first.click()
        if js and number < 8:
            page.locator(".bar a.go").last.click()
    weights.follow(page.locator("form button.go").last)
    assert page.url.partition("#")[0].endswith("/result/")
    assert [meter.get_attribute("max") for meter in page.locator(".two meter").all()] == ["4", "4"]
    page.go_back()
    page.reload()
    assert page.url.partition("#")[0].endswith("/result/")


def test_a_message_left_out_of_a_test_is_named_and_led_to(phone, site):
    page = phone(width=320, js=False)
    begin_test(page, site)
    for number in (1, 2, 3, 4, 5, 6, 8):
        for group in page.locator(f"#step-{number} fieldset").all():
            group.locator("label").first.click()
    weights.follow(page.locator("form button.go").last)
    assert [link.get_attribute("href") for link in page.locator(".errors a").all()] == ["#step-7"]
    assert page.locator("input:checked").count() == 14


def test_a_test_is_light_wide_enough_and_everybody_can_use_it(phone, site, browser):
    page = phone(width=320)
    begin_test(page, site)
    place = weights.Place(page.url.removeprefix(site.url), tuple(page.context.cookies()))
    weight = weights.weigh(browser, site.url, place)
    # Eight questions in one response; one by one they would cost eight round trips and four times as much. By what is drawn it is
    # 11.5 to 12.3 KiB (docs/figures.md); 12 are wanted.
    # One request more than elsewhere: nobody comes here first, and what offered the test has left both style sheets on the phone.
    assert (weight.kib <= 12.5, weight.requests <= weights.MOST_REQUESTS + 1, weight.complaints) == (True, True, ())
    page.evaluate(AXE)
    assert page.evaluate(RUN_AXE) == []
    assert page.evaluate(STICKS_OUT) == []


# Two days, eleven days and 46 days pass in the database: the browser's clock decides nothing.
# Who has answered last: the site of these tests has met others before.
MINE = "from learning.models import Evidence; mine = Evidence.objects.latest('id').learner.skills.get(skill='messages')"
MASTERED = f"""
from django.utils import timezone
from learning import reviews, skills
from learning.outcomes import learning_day
{MINE}
today = learning_day(timezone.now())
skills._keep_card(mine, reviews.begin(today))
mine.mastered_at = today
mine.save()
"""
TIME_PASSES = f"""
{MINE}
gap = mine.due - mine.last_review
print(gap.days)
for name in ('mastered_at', 'last_review', 'due'):
    setattr(mine, name, getattr(mine, name) - gap)
mine.save()
"""
TRUTHS = """
import json
from quizzes.models import QuestionVersion
print(json.dumps({str(one.pk): one.content.get('truth', '') for one in QuestionVersion.objects.all()}))
"""


def know(page: Page, truths: dict[str, str]) -> None:
    """Judge the message on the page right."""
    form = page.locator(weights.ANSWERS)
    truth = truths[form.locator("input[name=question]").get_attribute("value") or ""]
    for group in form.locator("fieldset").all():
        group.locator("label").first.click()
    form.locator(f".judge label.{'fake' if truth == 'scam' else 'real'}").click()
    weights.follow(form.locator("button"))


def test_who_has_mastered_a_skill_is_asked_again_after_two_eleven_and_46_days(phone, site):
    page = phone(width=320, js=False)
    weights.finish(page, f"{LESSON}check/")
    site.manage("shell", "-c", MASTERED)
    truths = json.loads(site.manage("shell", "-v", "0", "-c", TRUTHS).splitlines()[-1])
    waited = []
    for _ in range(3):
        page.goto("/my/")
        assert page.locator("a.card--now[href$='/review/']").count() == 0
        waited.append(int(site.manage("shell", "-v", "0", "-c", TIME_PASSES).split()[-1]))
        page.goto("/my/")
        weights.follow(page.locator("a.card--now[href$='/review/']"))
        while page.locator(weights.ANSWERS).count():
            know(page, truths)
            weights.go_on(page)
    assert waited == [2, 11, 46]


def test_at_the_end_of_a_course_a_test_shows_two_bars_again(phone, site):
    page = phone(width=320, js=False)
    for number in range(1, 7):
        weights.finish(page, f"/c2/l2-{number}/check/")
        site.manage("shell", "-c", EVERYBODY)
    page.goto("/my/")
    weights.follow(page.locator("a.card--now[href$='/posttest/']"))
    weights.follow(page.locator("form[action$='/begin/'] button"))
    for group in page.locator(".step fieldset").all():
        group.locator("label").first.click()
    weights.follow(page.locator("form button.go").last)
    assert [meter.get_attribute("max") for meter in page.locator(".two meter").all()] == ["4", "4"]
