"""Who types a word finds it: with other spellings, other digits, no spaces, on either database; citizens on the site, trainers in the CMS."""

import re
from io import StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from modelsearch.backends import get_search_backend
from modelsearch.query import MATCH_ALL, Boost, Not, Phrase, PlainText
from wagtail.models import PageViewRestriction

from cms.management.commands import prepare
from courses import clusters, finding
from courses.curriculum import course_page, home, lesson_page
from courses.models import GlossaryTerm, OfficialService, Spelling
from tests import cast, factories
from tests.courses import search_gold

pytestmark = pytest.mark.django_db
ODD = [
    "", "   ", "?!«»។", "'", '"', "'\" OR 1=1; DROP TABLE auth_user; --", "a" * 5000, "ក" * 5000, "ក" + "\u17b6" * 5000, "\u200b\u200c\u2060",
    "\u202eលីង", "\x00", "្", "្្្ា", "%s %(x)s %", "NEAR(a b)", "a* OR b^", "title:លីង", "-លីង", "(((", "{{ 7|add:7 }}", "🙂🙂", "|&!:*<->",
    "<script>alert(1)</script>", "\\", "\u17b4\u17b5", "លីង " * 40, " ".join("abcdefghijklmnopqrstuvwxyz"),
]  # fmt: skip


def lesson(name: str, body: str, **other: object) -> dict:
    """A lesson that says something."""
    steps = [{"id": "s1", "kind": "learn", "title": "គំនិត", "body": body}]
    return factories.lesson(name, written=1, pairs=0, **({"steps": steps} | other))


def titles(page: object) -> list[str]:
    """The titles of what a search page offers."""
    return re.findall(r"<h3>(.*?)</h3>", cast.text(page))


# --- the gold -----------------------------------------------------------------------------------------------------------
def test_the_gold_is_what_stands_in_the_sentences_letter_by_letter():
    gold = search_gold.gold()

    assert (len(search_gold.sentences()), len(gold)) == (30, 26)
    assert {query: search_gold.literal(query) for query in gold} == gold


def test_all_that_was_asked_for_is_found_and_nothing_else():
    search_gold.index()
    found = {query: search_gold.found(query) for query in search_gold.gold()}

    assert found == search_gold.gold()
    assert search_gold.score(found) == (1.0, 1.0)


def test_a_score_counts_what_is_missing_and_what_is_too_much():
    wanted = search_gold.gold()
    total = sum(map(len, wanted.values()))

    assert search_gold.score(wanted | {"គណនី": {20, 28}}) == (total / (total + 1), 1.0)
    assert search_gold.score(wanted | {"គណនី": set()}) == (1.0, (total - 1) / total)


# --- the encoder --------------------------------------------------------------------------------------------------------
@given(st.text(st.characters(min_codepoint=0x1780, max_codepoint=0x17E9) | st.sampled_from("aZ09 .,\u200b-")))
def test_what_is_encoded_stays_as_it_is_when_encoded_again(text):
    once = clusters.encode(text)

    assert clusters.encode(once) == once
    assert re.fullmatch(r"[a-z0-9 ]*", once)


@given(st.lists(st.sampled_from(["ទូរស័ព្ទ", "លីង", "ខ្ញុំ", "ប្លុក", "7,200", "OTP"]), min_size=1), st.sampled_from(["", " ", "\u200b"]))
def test_spaces_between_khmer_words_change_no_token(words, between):
    khmer = [word for word in words if not word.isascii()]

    assert clusters.encode(between.join(khmer)) == clusters.encode("".join(khmer))


def test_a_query_of_many_spellings_stays_small():
    known = clusters.spellings((tuple("abcdefghijkl"),))

    ways = clusters.readings(clusters.parts("ក" + "aខ" * 40), known)

    assert [(len(part), len(part[0])) for part in ways] == [(32, 60)]


def test_words_that_mean_the_same_in_two_rows_are_all_found():
    known = clusters.spellings((("លេខសម្ងាត់", "password"), ("ពាក្យសម្ងាត់", "password")))

    assert known[("password",)] == (("password",), *(clusters.parts(word)[0] for word in ("លេខសម្ងាត់", "ពាក្យសម្ងាត់")))


# --- queries that Wagtail's own pages put together ------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("query", "finds"),
    [
        (PlainText("ប្លុក ធនាគារ", operator="or"), [2, 3, 4, 13]),
        (Phrase("លេខកូដ otp"), [12]),
        (Phrase("!"), []),
        (PlainText("បោក") & PlainText("រង្វាន់"), [24]),
        (PlainText("បោក") & PlainText("?"), [23, 24]),
        (PlainText("បោក") & Not(PlainText("រង្វាន់")), [23]),
        (Boost(PlainText("verify"), 2), [17]),
        (Not(PlainText("!")), list(range(1, 31))),
        (MATCH_ALL, list(range(1, 31))),
        (Not(MATCH_ALL), []),
    ],
)
def test_a_query_is_understood_in_all_its_parts(query, finds):
    search_gold.index()

    assert sorted(search_gold.found(query)) == finds


def test_what_holds_a_word_more_often_comes_first():
    texts = {"rare": "មេរៀន លីង និងរឿងផ្សេងទៀតជាច្រើន ដែលមិនពាក់ព័ន្ធទេ ថ្ងៃនេះ កាត", "often": "លីង លីង កាត កាត"}
    terms = [GlossaryTerm(slug=slug, term="-", term_en="-", plain=text) for slug, text in texts.items()]
    get_search_backend().add_bulk(GlossaryTerm, GlossaryTerm.objects.bulk_create(terms))

    assert [term.slug for term in get_search_backend().search("លីង កាត", GlossaryTerm)] == ["often", "rare"]


# --- citizens -----------------------------------------------------------------------------------------------------------
@pytest.fixture
def site(tmp_path):
    Spelling.objects.create(word="តំណភ្ជាប់", typed="លីង, link")
    example = {"id": "s1", "kind": "example", "title": "សារ", "body": "មើល។", "message": {
        "channel": "telegram", "sender": "BANK", "truth": "scam", "text": "ចុចតំណភ្ជាប់នេះ", "clues": [{"span": "តំណភ្ជាប់", "why": "ប្រញាប់"}]}}  # fmt: skip
    lessons = [lesson("L2.1", "បង់ ៧២០០ រៀល។"), lesson("L2.2", "-", steps=[example]), lesson("L2.3", "ផ្សេង", key_message="សួរម្តាយ")]
    factories.teach(tmp_path, {"C2": lessons, "C8": [lesson("L8.1", "ហៅធនាគារ")]})
    GlossaryTerm.objects.create(slug="link", term="តំណភ្ជាប់", term_en="link", plain="អក្សរដែលចុចទៅ")
    OfficialService.objects.create(slug="secret", name="សេវាសម្ងាត់", certainty="unverified")


def test_a_citizen_finds_lessons_words_courses_and_pages(site, citizen):
    finds = {
        "លីង": ["មេរៀន L2.2", "តំណភ្ជាប់"],
        "7,200": ["មេរៀន L2.1"],
        "ប្រញាប់": ["មេរៀន L2.2"],
        "សួរ ម្ដាយ": ["មេរៀន L2.3"],
        "L8.1": ["មេរៀន L8.1"],
        "វគ្គ C2": ["វគ្គ C2"],
        "បង្រៀន": ["អំពីយើង"],
        "តើម្តាយសួរអ្វី": ["មេរៀន L2.3"],  # a whole question that stands nowhere: its words do
    }

    assert {typed: titles(citizen.get("/search/", {"q": typed})) for typed in finds} == finds
    found = [citizen.get("/search/", {"q": query}).context["found"] for query in ("verify.gov.kh", "សេវាសម្ងាត់")]
    assert [[service.slug for service in one.services] for one in found] == [["verify"], []]  # nobody verified the other
    found = citizen.get("/en/search/", {"q": "លីង"}).context["found"]
    assert (found.lessons, found.courses) == ([], [])  # none of them is English


def test_who_finds_nothing_is_told_so_kindly_and_offered_the_courses(site, citizen):
    page = citizen.get("/search/", {"q": "ខ្មោច"})

    assert "រកមិនឃើញពាក្យនេះទេ" in cast.text(page)
    assert titles(page) == ["ខ្ញុំចាញ់បោក៖ ត្រូវធ្វើអ្វី?", "វគ្គ C2"]
    assert [link in cast.text(page) for link in ('href="/c8/"', 'href="/c2/"')] == [True, True]


def test_without_a_question_there_is_only_where_to_type(citizen):
    for address in ("/search/", "/search/?q=", "/search/?q=%20"):
        page = citizen.get(address)
        assert (titles(page), "<h2>" in cast.text(page), 'type="search"' in cast.text(page)) == ([], False, True)


@pytest.mark.parametrize("hits", [1, 3])
def test_a_search_costs_the_same_queries_however_much_it_finds(tmp_path, citizen, hits):
    rows = range(1, hits + 1)
    courses = {f"C{c}": [lesson(f"L{c}.{n}", "លីង") for n in rows] for c in range(2, hits + 2)}
    factories.teach(tmp_path, courses)
    for n in rows:
        GlossaryTerm.objects.create(slug=f"t{n}", term="លីង", term_en="-", plain="-")
        Spelling.objects.create(word=f"លីង{n}", typed="ដំណ")
    citizen.get("/search/", {"q": "លីង"})
    with CaptureQueriesContext(connection) as seen:
        found = citizen.get("/search/", {"q": "លីង"}).context["found"]

    assert (len(found.lessons), len(found.terms), len(seen)) == (hits * hits, hits, 8)


def test_no_more_than_a_few_of_each_kind_are_shown(citizen):
    terms = GlossaryTerm.objects.bulk_create(GlossaryTerm(slug=f"t{n}", term="លីង", term_en="-", plain="-") for n in range(12))
    get_search_backend().add_bulk(GlossaryTerm, terms)

    assert len(citizen.get("/search/", {"q": "លីង"}).context["found"].terms) == 3
    assert sum(finding.MOST) == 20


def test_odd_input_gives_a_page(citizen, caplog):
    assert {typed: page.status_code for typed in ODD if (page := citizen.get("/search/", {"q": typed})).status_code != 200} == {}
    assert citizen.get("/search/?q=%FF%ED%A0%80").status_code == 200
    assert (citizen.head("/search/").status_code, citizen.post("/search/", {"q": "លីង"}).status_code) == (200, 405)
    assert [record.getMessage() for record in caplog.records if record.levelname != "DEBUG"] == ["Method Not Allowed (POST): /search/"]


def test_what_was_typed_is_shown_as_text_and_no_longer_than_a_question(citizen):
    shown = citizen.get("/search/", {"q": '"><script>' + "ក" * 100}).content.decode()

    assert "<script>" not in shown
    assert f'value="&quot;&gt;&lt;script&gt;{"ក" * 70}"' in shown


def test_every_page_leads_to_the_search_and_nothing_of_it_is_kept(site, citizen):
    for address, forms in (("/", ["/search/"]), ("/c2/l2-1/", [])):
        source = cast.text(citizen.get(address))
        assert (re.findall(r'<form[^>]* action="([^"]*)"', source), '<a href="/search/">' in source) == (forms, True)
    page = citizen.get("/search/", {"q": "លីង"})

    assert (page["Cache-Control"], dict(citizen.cookies)) == ("private, no-store", {})
    assert '<meta name="robots" content="noindex">' in page.content.decode()
    with CaptureQueriesContext(connection) as seen:
        citizen.get("/search/", {"q": "លីង"})
    assert [query["sql"] for query in seen.captured_queries if not query["sql"].startswith("SELECT")] == []


def test_only_what_is_published_is_found_and_that_at_once(site, citizen):
    def hits(query: str) -> list[str]:
        return [page.slug for page in citizen.get("/search/", {"q": query}).context["found"].lessons]

    page = lesson_page("L2.3")
    page.key_message = "ហៅពូ"
    page.save_revision()
    assert (hits("ហៅពូ"), hits("សួរម្តាយ")) == ([], ["l2-3"])
    page.save_revision().publish()
    assert (hits("ហៅពូ"), hits("សួរម្តាយ")) == (["l2-3"], [])
    page.unpublish()
    assert hits("ហៅពូ") == []
    assert hits("7,200") == ["l2-1"]
    PageViewRestriction.objects.create(page=course_page("C2"), restriction_type=PageViewRestriction.LOGIN)
    assert hits("7,200") == []


def test_a_new_version_that_encodes_differently_builds_the_index_again_but_only_once(db, settings, tmp_path):
    settings.DATA = tmp_path
    for slug, found in (("old", ["old"]), ("new", ["old"])):  # neither is indexed when it is made
        GlossaryTerm.objects.bulk_create([GlossaryTerm(slug=slug, term="លីង", term_en="-", plain="-")])
        prepare.Command(stdout=StringIO())._index()
        assert [term.slug for term in get_search_backend().search("លីង", GlossaryTerm)] == found


# --- trainers -----------------------------------------------------------------------------------------------------------
def test_a_trainer_finds_pages_and_words_in_the_cms(site, trainer):
    asked = {
        "/cms/pages/search/?q=%s": ("មេរៀន", "មេរ", "L2.2", "Lesson"),
        f"/cms/pages/{home().pk}/?q=%s": ("វគ្គ", "Course"),
        "/cms/snippets/courses/glossaryterm/?q=%s": ("តំណភ្ជាប់", "តំណភ្", "លីង", "link"),
        "/cms/snippets/courses/spelling/?q=%s": ("តំណ", "លី"),
        "/cms/snippets/courses/officialservice/?q=%s": ("លិខិត", "verify.gov"),
    }
    found = [len(trainer.get(address % one).context["page_obj"].object_list) for address, typed in asked.items() for one in typed]

    assert found == [8, 8, 2, 4, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1]  # a lesson and its check have the same title


def test_a_trainer_who_types_oddly_still_sees_a_page(trainer):
    odd = ["'", '"', '"លីង', "?!", "\x00", "NEAR(a b)", "live:yes លីង", "\\", "្"]

    assert {trainer.get("/cms/pages/search/", {"q": typed}).status_code for typed in odd} == {200}
