"""A trainer at work in a real browser: what the editor's own scripts do under our policy, and what autosave leaves behind."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, Response, expect

from tests.browser import weights
from tests.cast import SECRET
from tests.servers import Site

DESK = {"width": 1280, "height": 900}
SESSIONS: dict[str, str] = {}  # made once for each site: starting Python beside it takes seconds
A_SESSION = f"""
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.conf import settings
from cms.models import User
from cms.sessions import SessionStore
trainer, session = User.objects.get(username="trainer"), SessionStore()
TOTP.activate(trainer, "{SECRET}")
session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(trainer.pk), settings.AUTHENTICATION_BACKENDS[0]
session[HASH_SESSION_KEY] = trainer.get_session_auth_hash()
session.create()
print(session.session_key)
"""
# The editor looks for changes from two seconds after it was made on, and says so. A page's editor is made twice: its first script takes
# itself out of the list of scripts, and Stimulus begins the others anew. What is changed between the two, Wagtail takes as saved.
WATCHED = """{ let made = 0;
document.addEventListener('w-unsaved:ready', () => { made += 1; });
document.addEventListener('w-unsaved:watch-edits', () => { made -= 1; if (made === 0) document.documentElement.classList.add('watched'); }); }"""


def refused(answer: Response) -> bool:
    """Whether the site answered with an error that a trainer must not meet."""
    return answer.status > 400 or (answer.status == 400 and not answer.url.endswith("/edit/"))


def sign_in(page: Page, site: Site) -> None:
    """Be the trainer, with an app, in a session made beside the site; the door itself is what test_staff_door.py goes through."""
    if site.url not in SESSIONS:
        SESSIONS[site.url] = site.manage("shell", "-v", "0", "-c", A_SESSION).split()[-1]
    page.context.add_cookies([{"name": "session", "value": SESSIONS[site.url], "url": site.url}])
    page.goto("/cms/")


@pytest.fixture
def desk(phone: Callable[..., Page], site: Site) -> Iterator[Page]:
    """A trainer who has signed in at a desk. Whatever the policy refuses or a script drops fails the test.

    But for a 400 to what is edited: so Wagtail answers an autosave of a row that is not filled in yet.
    """
    page = phone(**DESK)
    page.add_init_script(WATCHED)
    faults: list[str] = []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" and "status of 400" not in said.text else None)
    page.on("response", lambda answer: faults.append(f"{answer.status} {answer.url}") if refused(answer) else None)
    sign_in(page, site)
    yield page
    assert faults == []


def saved(page: Page, act: Callable[[], None], address: str = r"/cms/\S+/(add|edit)/\S*$") -> str:
    """Do something, and wait until autosave has kept it; return the address it was sent to. What was on its way before may be refused."""
    page.wait_for_selector("html.watched")
    with page.expect_response(lambda one: one.status == 200 and one.request.method == "POST" and re.search(address, one.url) is not None) as got:
        act()
    page.wait_for_selector("[data-w-autosave-state-value=saved]")  # what is changed before that, Wagtail takes as saved, too
    assert got.value.json()["success"] is True
    return got.value.url


def number(site: Site, code: str) -> int:
    """What a line of Python says on the site, as a number."""
    return int(site.manage("shell", "-v", "0", "-c", f"from courses.models import *; from quizzes.models import *; print({code})").split()[-1])


def publish(page: Page) -> None:
    """Publish with the editor's own button."""
    page.locator("footer [data-w-dropdown-target=toggle]").click()
    weights.follow(page.locator("button[name=action-publish]"))


def asked(citizen: Page, address: str) -> str:
    """Everything a check says until it is finished."""
    citizen.goto(address)
    seen = ""
    while citizen.locator(weights.ANSWERS).count():
        seen += citizen.inner_text("main")
        weights.answer(citizen)
        weights.go_on(citizen)
    return seen


def test_a_trainer_adds_a_question_to_a_check_and_citizens_are_asked_it(desk, phone, site):
    check = number(site, "QuizPage.objects.get(stable_id='L4.5 check').pk")
    before = number(site, f"QuizPage.objects.get(pk={check}).quiz_questions.count()")
    desk.goto(f"/cms/pages/{check}/edit/")
    for added, question in enumerate(["L4.1-q1", "L4.1-q2"]):
        desk.click("#id_quiz_questions-ADD")
        row = desk.locator(f"#inline_child_quiz_questions-{before + added}")
        row.locator(".unchosen [data-chooser-action-choose]").click()
        desk.fill(".modal-body input[name=q]", question)
        desk.locator(".modal-body a[data-chooser-modal-choice]", has_text=question).click()
        expect(row.locator("[data-chooser-title]")).to_contain_text(question)
    publish(desk)
    assert number(site, f"QuizPage.objects.get(pk={check}).quiz_questions.count()") == before + 2
    text = site.manage("shell", "-v", "0", "-c", "from quizzes.models import *; print(Question.objects.get(stable_id='L4.1-q2').text)").strip()
    citizen = phone(js=False)
    assert text in asked(citizen, "/c4/l4-5/check/")


def test_a_new_check_is_published_after_autosave_has_made_it(desk, site):
    lesson = number(site, "LessonPage.objects.get(stable_id='L4.5').pk")
    desk.goto(f"/cms/pages/add/quizzes/quizpage/{lesson}/")
    saved(desk, lambda: desk.fill("#id_title", "ហាត់"))
    desk.wait_for_url("**/edit/")
    saved(desk, lambda: desk.select_option("#id_role", "practice"))
    publish(desk)
    assert number(site, "QuizPage.objects.filter(title='ហាត់', slug='practice', live=True).count()") == 1


def test_a_new_lesson_is_published_after_autosave_has_made_it(desk, site):
    course = number(site, "CoursePage.objects.get(stable_id='C4').pk")
    desk.goto(f"/cms/pages/add/courses/lessonpage/{course}/")
    saved(desk, lambda: desk.fill("#id_title", "មេរៀនថ្មី"))
    desk.wait_for_url("**/edit/")
    desk.fill("#id_objective", "ចេះ")
    steps = desk.locator("[data-contentpath=steps]")
    steps.locator(".c-sf-add-button").click()
    desk.locator("[role=option]").first.click()
    desk.select_option("#steps-0-value-kind", "learn")
    desk.fill("#steps-0-value-title", "គំនិត")
    steps.locator("[contenteditable=true]").click()
    desk.keyboard.type("ឈប់សិន។")
    saved(desk, lambda: desk.fill("#id_key_message", "ឈប់សិន"))
    publish(desk)
    assert desk.locator(".error-message").all_inner_texts() == []
    assert number(site, "LessonPage.objects.filter(title='មេរៀនថ្មី', slug__startswith='n', live=True).count()") == 1


def test_a_question_is_kept_as_it_is_written(desk, site):
    question = number(site, "Question.objects.get(stable_id='L4.5-q1').pk")
    desk.goto(f"/cms/snippets/quizzes/question/edit/{question}/")
    saved(desk, lambda: desk.fill("#id_explanation", "ពន្យល់ថ្មី"))
    desk.goto(f"/cms/snippets/quizzes/question/edit/{question}/")
    expect(desk.locator("#id_explanation")).to_have_value("ពន្យល់ថ្មី")


@pytest.mark.parametrize(
    "address",
    ["", "pages/", "snippets/quizzes/question/", "snippets/quizzes/question/add/", "snippets/courses/officialservice/add/", "media/audio/add/"],
)
def test_the_editors_screens_are_not_hurt_by_our_policy(desk, address):
    desk.goto(f"/cms/{address}")
    desk.wait_for_load_state("networkidle")
