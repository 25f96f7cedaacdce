"""The editor lives under a strict policy: scripts we know by their shape may run, every other one stays blocked and is told."""

import base64
import hashlib
import json
import re

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory
from django.utils.translation import gettext

from cms import admin_policy

KNOWN = [
    'initDateChooser("id_go_live_at", {"dayOfWeekStart": 1, "format": "Y-m-d"});',
    '\n  initDateTimeChooser("id_x", {"a": [1, 2]});\n',
    'new LocaleSelect("id-1", {"b": null});',
    '(function() {\n var panel = new InlinePanel(JSON.parse("{\\u0022a\\u0022: 1}"));\n})()\n;'.replace("\n;", ";"),
]
UNKNOWN = [
    "alert(1)",
    'initDateChooser("id", {"a": (function(){steal()})()});',
    'initDateChooser("id", {}); alert(1);',
    'new Image("x", {"a": "</b>"});',
    'fetch("https://evil.example")',
]


def answer(path: str, response: HttpResponse) -> list[str] | None:
    """What the policy of this answer lets run: None where it is the strict one."""
    done = admin_policy.middleware(lambda _request: response)(RequestFactory().get(path))
    return getattr(done, "_csp_update", {}).get("script-src")


def hashed(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


@pytest.mark.parametrize("script", KNOWN)
@pytest.mark.parametrize("tag", ["<script>", '<script type="text/javascript">'])
def test_a_script_we_know_may_run_as_it_is(script, tag):
    assert answer("/cms/", HttpResponse(f"<p>{tag}{script}</script>")) == ["'self'", hashed(script)]


def test_rows_that_will_be_added_to_a_panel_may_run_their_script_too():
    row = 'new Chooser("id_rows-__prefix__-question", {"a": "b"});'
    page = f'<input name="rows-TOTAL_FORMS" value="3"><template><script>{row}</script></template>'
    rows = [row.replace("__prefix__", str(number)) for number in range(3, 43)]
    assert sorted(answer("/cms/pages/3/edit/", HttpResponse(page))) == sorted(["'self'", *map(hashed, [row, *rows])])


@pytest.mark.parametrize("script", UNKNOWN)
def test_a_script_we_do_not_know_stays_blocked_and_is_told(script, caplog):
    assert answer("/cms/pages/3/edit/", HttpResponse(f"<script>{script}</script>")) is None
    assert [record.getMessage() for record in caplog.records] == ["unknown inline script on /cms/pages/3/edit/"]


def test_beside_an_unknown_script_the_known_one_still_runs():
    assert answer("/cms/", HttpResponse(f"<script>alert(1)</script><script>{KNOWN[0]}</script>")) == ["'self'", hashed(KNOWN[0])]


@pytest.mark.parametrize(
    ("path", "response"),
    [
        ("/", HttpResponse(f"<script>{KNOWN[0]}</script>")),
        ("/cms/x.json", HttpResponse(f"<script>{KNOWN[0]}</script>", content_type="application/json")),
        ("/cms/export", StreamingHttpResponse([b"<script>", KNOWN[0].encode(), b"</script>"])),
        ("/cms/", HttpResponse('<script src="/static/a.js"></script><script type="application/json">{}</script>')),
    ],
)
def test_nothing_is_opened_elsewhere(path, response):
    assert answer(path, response) is None


@pytest.mark.django_db
def test_citizens_pages_allow_no_inline_script_and_no_inline_style(citizen, trainer):
    strict = citizen.get("/stop/").headers["Content-Security-Policy"]
    rules = sorted(rule.strip() for rule in strict.split(";"))
    assert rules == [
        "base-uri 'self'", "default-src 'self'", "form-action 'self'", "frame-ancestors 'self'", "img-src 'self' data:", "object-src 'none'",
    ]  # fmt: skip
    assert "'unsafe-inline'" not in trainer.get("/cms/").headers["Content-Security-Policy"].partition("script-src")[2].partition(";")[0]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["/cms/", "/cms/pages/", "/cms/snippets/quizzes/question/", "/cms/messages/", "/cms/account/", "/cms/media/audio/add/"]
)
def test_no_screen_of_the_editor_has_a_script_we_do_not_know(trainer, caplog, address):
    assert trainer.open(address).status_code == 200
    assert [record.getMessage() for record in caplog.records if record.name == "cms.admin_policy"] == []


@pytest.mark.django_db
def test_trainers_see_no_stores_of_files_and_no_way_to_other_sites(trainer):
    menu = json.loads(re.search(r'id="wagtail-sidebar-props"[^>]*>(.*?)</script>', trainer.open("/cms/").content.decode(), re.DOTALL)[1])
    said = json.dumps(menu)
    assert [name for name in ("/cms/images/", "/cms/documents/", "/cms/media/", "wagtail.org") if name in said] == []
    assert "/cms/snippets/quizzes/question/" in said


@pytest.mark.django_db
def test_the_editors_own_scripts_speak_khmer(trainer):
    script = trainer.get("/cms/jsi18n/").content.decode()
    assert json.dumps(gettext("Toggle sidebar")) in script
    assert json.dumps(gettext("Start with a lesson")) not in script
