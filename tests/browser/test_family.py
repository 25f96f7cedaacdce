"""A number, a PIN, five words, eight digits: people come back to what is theirs, and a shared phone shows nobody what is not."""

from playwright.sync_api import Page, expect

from tests.browser import weights
from tests.browser.watching import BOTH, Watch, comes_in, link, read, says, squeezed, tap
from tests.servers import Site

DOOR = "/accounts/login/code/"  # each journey takes its numbers from another thousand: neighbours share ten codes an hour


# --- what people do ---------------------------------------------------------------------------------------------------
def a_check_is_answered(page: Page) -> str:
    """Answer every question of one lesson; return what "my learning" says of it from then on."""
    weights.finish(page, f"{weights.LESSON}check/")
    page.goto("/my/")
    return state(page)


def state(page: Page) -> str:
    """How far the lesson is, as "my learning" tells it."""
    return squeezed(page.locator(f".states li:has(a[href='{weights.LESSON}'])").inner_text())


def name_and_pin_are_chosen(page: Page, name: str, pin: str, picture: int) -> list[str]:
    """Fill the form for a name, a picture and a PIN; return the five words and go on to "my learning"."""
    page.fill("[name=nickname]", name)
    page.locator(".pictures label").nth(picture).click()
    page.fill("[name=pin]", pin)
    if page.locator("[name=is_15]").count():
        page.check("[name=is_15]")
    tap(page.locator("form:has([name=pin]) button"))
    words = page.locator(".words li").all_inner_texts()
    assert len(words) == 5
    tap(page.locator("main a.go"))
    return words


def in_comes(page: Page, name: str, pin: str) -> None:
    """Tap oneself among the people of the phone, and type the PIN."""
    tap(page.locator(".people a", has_text=name))
    page.fill("[name=pin]", pin)
    tap(page.locator("form:has([name=pin]) button"))


def session(page: Page) -> str:
    return next((one["value"] for one in page.context.cookies() if one["name"] == "session"), "")


# --- the journeys -----------------------------------------------------------------------------------------------------
@BOTH
def test_a_guest_learns_signs_in_changes_phone_and_goes_on(watch: Watch, site: Site, js: bool):
    page = watch.open(js=js)
    done = a_check_is_answered(page)
    tap(link(page, DOOR))
    comes_in(page, site, f"077 232 11{int(js)}")
    page.goto("/my/")
    assert state(page) == done

    other = watch.open(js=js)
    other.goto(DOOR)
    comes_in(other, site, f"077 232 11{int(js)}")
    other.goto("/my/")
    assert state(other) == done
    goes_on_to = other.locator("main a.card--now").first
    expect(goes_on_to).to_be_visible()
    tap(goes_on_to)
    assert "/c2/" in other.url


@BOTH
def test_three_people_share_a_phone_and_see_nothing_of_each_other(watch: Watch, site: Site, js: bool):
    page = watch.open(js=js)
    done = a_check_is_answered(page)
    page.goto(DOOR)
    comes_in(page, site, f"077 233 12{int(js)}")
    page.goto("/my/protect/")
    name_and_pin_are_chosen(page, "ម៉ាលី", "7394", 0)
    assert state(page) == done
    first = session(page)

    tap(page.locator("form.strip button"))
    assert page.url.endswith("/my/who/")
    page.go_back()
    assert page.locator("form.strip, .states").count() == 0  # the page is asked for again, and nobody is in
    page.goto(DOOR)
    comes_in(page, site, f"077 233 12{int(js)}")
    for name, pin, picture in (("សុខា", "2580", 1), ("ដារ៉ា", "1973", 2)):
        page.goto("/my/who/new/")
        name_and_pin_are_chosen(page, name, pin, picture)
        page.goto("/my/")
        assert page.locator(".states").count() == 0  # they have not begun yet: nothing of the first
        assert "ម៉ាលី" not in read(page)

    page.goto("/my/who/")
    assert len(page.locator(".people li").all()) == 3
    watch.refused = 422
    tap(page.locator(".people a", has_text="ម៉ាលី"))
    page.fill("[name=pin]", "2580")
    tap(page.locator("form:has([name=pin]) button"))
    assert says(page, "This is not the PIN. Please try again.")
    watch.refused = 0
    page.goto("/my/")
    assert page.locator(".states").count() == 0  # still the third
    before = session(page)
    page.goto("/my/who/")
    in_comes(page, "ម៉ាលី", "7394")
    assert (state(page), session(page) in {"", before, first}) == (done, False)


@BOTH
def test_eight_digits_carry_a_guest_to_another_browser_once(watch: Watch, js: bool):
    inside, outside, third = (watch.open(js=js) for _ in range(3))
    done = a_check_is_answered(inside)
    tap(link(inside, "/my/carry/"))
    tap(inside.locator("form[action='/my/carry/code/'] button"))
    code = inside.locator(".digits").inner_text()
    outside.goto("/my/carry/")
    outside.fill("[name=code]", code)
    tap(outside.locator("form[action='/my/carry/'] button"))
    assert state(outside) == done

    watch.refused = 422
    third.goto("/my/carry/")
    third.fill("[name=code]", code)
    tap(third.locator("form[action='/my/carry/'] button"))
    assert says(third, "This code does not work. It holds for ten minutes and works once: please ask for a new one there.")


@BOTH
def test_without_a_number_five_words_and_the_pin_bring_it_back(watch: Watch, js: bool):
    page = watch.open(js=js)
    done = a_check_is_answered(page)
    tap(link(page, "/my/protect/"))
    words = name_and_pin_are_chosen(page, "ពេជ្រ", "4826", 3)

    other = watch.open(js=js)
    other.goto("/my/")
    tap(link(other, "/my/who/"))
    tap(link(other, "/my/return/"))
    other.fill("[name=words]", " ".join(words))
    other.fill("[name=pin]", "៤៨២៦")
    tap(other.locator("form:has([name=words]) button"))
    assert state(other) == done
