"""See, correct, withdraw, erase, undo, in a real browser on the smallest phone: with JavaScript and without, nothing of it may differ."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from playwright.sync_api import Locator, Page, expect

from learning import provinces
from sms_gateway import numbers
from tests.browser import weights
from tests.browser.watching import BOTH, Watch, comes_in, fits, link, read, says, squeezed, tap
from tests.learning.people import khmer

PROVINCES = {code: name for code, name, _english in provinces.ALL}
DATA, EVERYTHING, FILE, CORRECT, ERASE, UNDO = (f"/my/data/{name}" for name in ("", "everything/", "file/", "correct/", "erase/", "undo/"))
NOTHING_TO_UNDO = (
    "Nobody on this phone has asked to be erased, or everything is gone already. If you asked on another phone, open this page there, "
    "or sign in with your number."
)
# The clock goes on by a week; then every column of every table in which the random number still stands, in either spelling.
A_WEEK_LATER = """
import json
from datetime import timedelta
from django.db import connection
from django.utils import timezone
from learning.privacy import erasing
erasing.erase_due(timezone.now() + timedelta(days=7))
found, spelled = set(), ("{who}", "{who}".replace("-", ""))
with connection.cursor() as cursor:
    for table in connection.introspection.table_names(cursor):
        cursor.execute('SELECT * FROM "%s"' % table)
        columns = [one[0] for one in cursor.description]
        for row in cursor.fetchall():
            found |= {{table + "." + name for name, value in zip(columns, row) if any(one in str(value) for one in spelled)}}
print(json.dumps(sorted(found)))
"""


# --- what people do ---------------------------------------------------------------------------------------------------
def a_check_is_answered(page: Page) -> tuple[list[str], str]:
    """Answer every question; return what was read and chosen, word for word, and where the result stands."""
    said: list[str] = []
    page.goto(f"{weights.LESSON}check/")
    while page.locator(weights.ANSWERS).count():
        if page.locator(".judge").count():
            said += page.locator("figure.phone > div p:not([aria-hidden])").all_inner_texts()
        else:
            said += [page.locator("main h1").inner_text(), page.locator(f"{weights.ANSWERS} label").first.inner_text()]
        weights.answer(page)
        weights.go_on(page)
    assert page.url.endswith("/result/")
    return [squeezed(one) for one in said], urlsplit(page.url).path


def about_me_is_answered(page: Page) -> None:
    tap(link(page, "/my/about/"))
    page.select_option("[name=province]", "06")
    page.check("[name=age][value='25_34']")
    tap(page.locator("main form:not(.strip) button").last)


def my_data_is_opened(page: Page) -> None:
    """From wherever one is, by tapping only."""
    tap(page.locator("header a[href='/my/']"))
    tap(link(page, DATA))


def is_taken_along(page: Page) -> dict[str, list[dict[str, Any]]]:
    """Save the file and return its tables; those that hold nothing left out."""
    with page.expect_download() as taken:
        link(page, FILE).click()
    assert taken.value.suggested_filename == "chbas.json"
    tables = json.loads(Path(taken.value.path()).read_text(encoding="utf-8"))["tables"]
    return {label: table["rows"] for label, table in tables.items() if table["rows"]}


def card_of(page: Page, purpose: str) -> Locator:
    return page.locator(".card").filter(has=page.locator(f"input[name=purpose][value={purpose}]"))


def is_said(page: Page, purpose: str, word: str) -> str:
    """Say yes or no to one purpose, and return what its card says then."""
    tap(card_of(page, purpose).locator(f"button[value={word}]"))
    expect(card_of(page, purpose).locator("p").first).to_be_in_viewport(ratio=1)
    assert says(page, {"yes": "Written down: yes.", "no": "Written down: no. It holds from now on."}[word])
    return squeezed(card_of(page, purpose).locator("p").first.text_content())


def random_number(page: Page) -> str:
    """The one that the cookie of a guest's phone holds."""
    return next(one["value"] for one in page.context.cookies() if one["name"] == settings.LEARNER_COOKIE_NAME).split(":")[0]


def everything_is_erased(page: Page) -> None:
    my_data_is_opened(page)
    tap(link(page, ERASE))
    assert says(page, "Sums over many people stay: nobody can be found in them.")
    tap(page.locator("main form .go--danger"))
    assert urlsplit(page.url).path == UNDO


def the_back_button_shows_nothing(page: Page, personal: list[str]) -> None:
    """Four pages back: those on which everything stood."""
    for _ in range(4):
        page.go_back()
        assert [one for one in personal if one in squeezed(page.content())] == []
        assert urlsplit(page.url).path in {UNDO, "/my/"}


def nothing_works(page: Page, watch: Watch, result: str) -> None:
    page.goto("/my/")
    assert says(page, "You have not begun yet")
    watch.gone.add(result)
    assert page.goto(result).status == 404


def it_is_as_it_was(page: Page, before: dict[str, list[dict[str, Any]]]) -> None:
    """Every row, but for two moments: until when a double tap is one person, and the next reminder, which the next answer plans."""
    tap(link(page, DATA))
    after = is_taken_along(page)
    assert [row["nudge_at"] for row in after["learning.Enrolment"]] == [None]
    assert without_moments(after) == without_moments(before)


def without_moments(tables: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    left_out = {"joinable_until", "nudge_at"}
    kept = {label: [{name: value for name, value in row.items() if name not in left_out} for row in rows] for label, rows in tables.items()}
    for row in (row for rows in kept.values() for row in rows if "in_words" in row):
        row["in_words"] = {name: value for name, value in row["in_words"].items() if name not in left_out}
    return kept


# --- a guest ----------------------------------------------------------------------------------------------------------
@BOTH
def test_a_guest_sees_corrects_withdraws_erases_and_undoes(watch, site, js):
    page = watch.open(js=js)
    said, result = a_check_is_answered(page)
    about_me_is_answered(page)
    who = random_number(page)

    my_data_is_opened(page)
    assert says(page, "Your answers, word for word", "To show you your answer and improve the lesson.", "Nobody has looked so far.")
    the_folded_opens(page)
    tap(link(page, EVERYTHING))
    assert [one for one in said if one not in read(page)] == []
    assert squeezed(PROVINCES["06"]) in read(page)
    tap(link(page, DATA))
    taken = is_taken_along(page)
    assert ([row["id"] for row in taken["learning.Learner"]], len(taken["quizzes.Response"])) == ([who], 4)

    an_answer_is_corrected(page)
    my_data_is_opened(page)
    assert squeezed(khmer("You said yes on %(day)s.").split("%")[0]) in is_said(page, "research", "yes")
    assert squeezed(khmer("You said no on %(day)s.").split("%")[0]) in is_said(page, "research", "no")
    before = is_taken_along(page)
    assert [(row["purpose"], row["granted"]) for row in before["learning.Consent"]] == [("research", True), ("research", False)]

    everything_is_erased(page)
    the_back_button_shows_nothing(page, [*said, squeezed(PROVINCES["12"])])
    nothing_works(page, watch, result)
    page.goto("/my/")
    tap(link(page, UNDO))
    tap(page.locator("main form button").first)
    watch.gone.clear()
    assert says(page, "Everything is as it was. Reminders begin again with your next answer.")
    assert page.goto(result).status == 200
    page.goto("/my/")
    it_is_as_it_was(page, before)

    everything_is_erased(page)
    assert json.loads(site.manage("shell", "-v", "0", "-c", A_WEEK_LATER.format(who=who))) == ["learning_erasure.learner"]
    page.reload()
    assert says(page, NOTHING_TO_UNDO)
    assert page.locator("main form").count() == 0
    nothing_works(page, watch, result)


def the_folded_opens(page: Page) -> None:
    """What a table is for stands folded under its name; a tap shows it."""
    folded = page.locator("main details").first
    expect(folded.locator("li").first).to_be_hidden()
    folded.locator("summary").click()
    expect(folded.locator("li").first).to_be_visible()
    fits(page)


def an_answer_is_corrected(page: Page) -> None:
    """What was said last is chosen already; what is said now holds from now on, beside it."""
    tap(link(page, CORRECT))
    expect(page.locator("[name=province]")).to_have_value("06")
    expect(page.locator("[name=age][value='25_34']")).to_be_checked()
    page.select_option("[name=province]", "12")
    page.check("[name=age][value='35_59']")
    tap(page.locator("main form button").first)
    assert urlsplit(page.url).path == DATA
    expect(page.locator(".notice--real")).to_be_in_viewport()
    tap(link(page, EVERYTHING))
    assert [name for name in (PROVINCES["06"], PROVINCES["12"], khmer("25 to 34"), khmer("35 to 59")) if squeezed(name) not in read(page)] == []


# --- somebody with a number ---------------------------------------------------------------------------------------------
@BOTH
def test_who_proved_a_number_says_yes_and_no_to_reminders_erases_and_undoes_on_another_phone(watch, site, js):
    number = "077 231 101" if js else "077 231 102"
    page = watch.open(js=js)
    said, result = a_check_is_answered(page)
    tap(page.locator("header a[href='/my/']"))
    tap(link(page, "/accounts/login/code/"))
    comes_in(page, site, number)
    assert urlsplit(page.url).path == "/my/"

    tap(link(page, DATA))
    assert number.replace(" ", "")[-6:] not in squeezed(page.content())
    assert squeezed(khmer("You said yes on %(day)s.").split("%")[0]) in is_said(page, "sms", "yes")
    assert squeezed(khmer("You said no on %(day)s.").split("%")[0]) in is_said(page, "sms", "no")
    before = is_taken_along(page)
    assert [(row["purpose"], row["granted"]) for row in before["learning.Consent"]][-2:] == [("sms", True), ("sms", False)]
    assert [row["number_sealed"] for row in before["learning.Contact"]] == [numbers.parse(number)]

    everything_is_erased(page)
    assert says(page, "To take it back, sign in with your number first.")
    assert page.locator("main form").count() == 0  # this phone alone proves nothing
    the_back_button_shows_nothing(page, [squeezed(numbers.masked(numbers.parse(number))), *said])
    nothing_works(page, watch, result)

    other = watch.open(js=js)
    other.goto("/my/")
    tap(link(other, "/my/who/"))
    tap(link(other, "/accounts/login/code/"))
    comes_in(other, site, number)
    assert urlsplit(other.url).path == UNDO
    tap(other.locator("main form button").first)
    assert says(other, "Everything is as it was. Reminders begin again with your next answer.")
    tap(link(other, DATA))
    after = is_taken_along(other)
    for label in ("quizzes.Response", "learning.Evidence", "learning.Consent"):
        assert after[label] == before[label]
    page.goto("/my/")
    assert says(page, "You have not begun yet")  # the first phone stays shut
    watch.gone.clear()
    assert other.goto(result).status == 200


# --- everybody ----------------------------------------------------------------------------------------------------------
@BOTH
@pytest.mark.parametrize(("address", "heading"), [("/privacy/", khmer("What we know about you")), ("/en/privacy/", "What we know about you")])
def test_what_is_known_of_people_is_read_by_everybody_without_a_cookie(watch, js, address, heading):
    page = watch.open(js=js)
    page.goto(address)
    fits(page)
    assert squeezed(page.locator("h1").inner_text()) == squeezed(heading)
    for folded in page.locator("main details").all():
        folded.locator("summary").click()
        expect(folded.locator("li").first).to_be_visible()
    fits(page)
    assert page.context.cookies() == []
