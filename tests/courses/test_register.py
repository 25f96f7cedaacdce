"""A citizen asks "Is it real?": the answer stands in words, with the safe way, and nothing of the question is kept; trainers keep the list."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses import files, forms, references
from courses.loading import Loading
from courses.models import KnownScam, OfficialService
from courses.references import SERVICES
from tests import cast, factories
from tests.courses.test_search import ODD
from tests.learning.people import khmer

pytestmark = pytest.mark.django_db
SCAM = {"value": "prize.example", "kind": "domain", "pretends": "ធនាគារ", "since": date(2026, 5, 4), "source": "នគរបាល"}
WHOLE = {
    "apps": "Verify App", "senders": "VERIFY", "phones": "1277", "fee": "ឥតបង់ថ្លៃ", "works_on_phone": "partly", "complain": "សាលាឃុំ",
}  # fmt: skip


@pytest.fixture
def verify() -> OfficialService:
    values = {"slug": "verify", "name": "ពិនិត្យលិខិត", "name_en": "Verification", "owner": "MPTC", "domains": "verify.gov.kh"}
    values |= {"never_asks": "មិនសុំលេខ PIN ទេ។", "certainty": "verified", "checked_on": date(2026, 11, 20), "source": "test"}
    return OfficialService.objects.create(**values)


def asked(person: cast.Person, typed: str, where: str = "/real/") -> str:
    return cast.text(person.get(where, {"q": typed}))


def notice(page: str) -> str:
    return re.search(r'<div class="notice(?: notice--)?(\w*)" role="status">', page)[1]


# --- the page -----------------------------------------------------------------------------------------------------------
def test_an_official_address_is_told_with_all_we_know_of_its_service(citizen, verify):
    OfficialService.objects.filter(pk=verify.pk).update(**WHOLE)
    page = asked(citizen, "https://VERIFY.gov.kh/doc")

    assert notice(page) == "real"
    told = ["MPTC", "verify.gov.kh", *WHOLE.values(), "មិនសុំលេខ PIN ទេ។", khmer("Checked on %(day)s.") % {"day": "២០ វិច្ឆិកា ២០២៦"}]
    told[told.index("partly")] = khmer("Partly")
    assert [one for one in told if one not in page] == []


@pytest.mark.parametrize("typed", ["VERIFY", "Verify App", "១២៧៧", "Verification"])
def test_a_name_that_anybody_can_write_is_not_enough(citizen, verify, typed):
    OfficialService.objects.filter(pk=verify.pk).update(**WHOLE)
    page = asked(citizen, typed)

    assert (notice(page), khmer("The safe way") in page, "<b>verify.gov.kh</b>" in page) == ("", True, True)
    assert khmer("On the list of official services, but look twice") in page


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("https://verify.gov.kh@evil.example/", "What stands before the sign @ says nothing. This leads to: %(seen)s"),
        ("evil.example/verify.gov.kh", "What stands after the first / anybody can write. This leads to: %(seen)s"),
        ("vеrify.gov.kh", "One of its letters only looks like the right one, and leads to another address."),
        ("verfy.gov.kh", "One letter is different, missing or too much. Did you type it? Then type it again."),
        ("tax.verify.gov.kh.evil.example", "The official words stand in it, but an address belongs to whoever owns its end. This is: %(seen)s"),
    ],
)
def test_a_look_alike_is_told_with_its_trick_and_the_real_service(citizen, verify, typed, why):
    page = asked(citizen, typed)

    assert (notice(page), khmer("Looks like %(real)s, but is not") % {"real": "verify.gov.kh"} in page) == ("fake", True)
    seen = "tax.verify.gov.kh.evil.example" if typed.startswith("tax") else "evil.example"
    assert (khmer(why).replace("%(seen)s", seen) in page, "<b>verify.gov.kh</b>" in page) == (True, True)


def test_a_sender_that_looks_like_ours_is_told(citizen):
    page = asked(citizen, "CHBA5")

    assert (notice(page), khmer("One of its letters or digits is another one. Look at each.") in page) == ("fake", True)


def test_what_is_not_on_the_list_is_called_neither_safe_nor_a_scam(citizen, verify):
    KnownScam.objects.create(**SCAM)
    page, government = asked(citizen, "example.com"), asked(citizen, "mef.gov.kh")

    assert (notice(page), notice(government)) == ("", "")
    assert [khmer("Not on our list") in one for one in (page, government)] == [True, True]
    assert [khmer(said) in page for said in ("Known scam", "On the list of official services")] == [False, False]
    ending = khmer("It ends in .gov.kh. Only government bodies get such an address, but we have not looked at this one.")
    assert [ending in one for one in (page, government)] == [False, True]


def test_a_known_scam_is_told_with_who_says_so(citizen):
    KnownScam.objects.create(**SCAM)
    KnownScam.objects.create(**SCAM | {"value": "LUCKY 88", "kind": "sender", "pretends": ""})
    pages = [asked(citizen, "http://www.prize.example/win"), asked(citizen, "lucky88")]

    assert [(notice(one), khmer("Known scam") in one, "នគរបាល" in one, "៤ ឧសភា ២០២៦" in one, "<li>" in one) for one in pages] == [
        ("fake", True, True, True, True)
    ] * 2
    assert [khmer("It pretends to be:") in one for one in pages] == [True, False]


@pytest.mark.parametrize("typed", ["https://chbas.example/c2/", "CHBAS", "ច្បាស់"])
def test_we_ourselves_stand_in_the_register_as_the_site_is_set_up(citizen, settings, typed):
    settings.SITE_HOST = "chbas.example:8000"
    page = asked(citizen, typed)

    assert [khmer("This is us: Chbas") in page, "<b>chbas.example:8000</b>" in page, "<b>CHBAS</b>" in page] == [True] * 3


def test_another_sender_of_ours_is_the_one_that_counts(citizen, settings):
    settings.SMS_SENDER = "RIEN"

    assert [khmer("This is us: Chbas") in asked(citizen, one) for one in ("rien", "another")] == [True, False]


def test_what_nobody_verified_does_not_count(citizen, verify):
    OfficialService.objects.filter(pk=verify.pk).update(certainty="unverified")

    assert khmer("Not on our list") in asked(citizen, "verify.gov.kh")


def test_services_whose_words_are_like_those_typed_are_offered(citizen, verify):
    page = asked(citizen, "លិខិត")

    assert (khmer("Do you mean one of these official services?") in page, "<b>verify.gov.kh</b>" in page) == (True, True)
    assert khmer("Do you mean one of these official services?") not in asked(citizen, "ខ្មោច")


def test_it_works_in_english_too(citizen, verify):
    assert "On the list of official services" in asked(citizen, "verify.gov.kh", "/en/real/")


def test_every_page_leads_there_and_nothing_of_it_is_kept(tmp_path, citizen, verify):
    factories.one_lesson(tmp_path)
    assert [cast.text(citizen.get(one)).count('href="/real/"') for one in ("/", "/c2/", "/real/")] == [2, 1, 1]
    with CaptureQueriesContext(connection) as seen:
        page = citizen.get("/real/", {"q": "verify.gov.kh"})

    assert (page["Cache-Control"], dict(citizen.cookies)) == ("private, no-store", {})
    assert '<meta name="robots" content="noindex">' in page.content.decode()
    assert [query["sql"] for query in seen.captured_queries if not query["sql"].startswith("SELECT")] == []


def test_without_a_question_there_is_only_where_to_type(citizen):
    pages = [cast.text(citizen.get(address)) for address in ("/real/", "/real/?q=", "/real/?q=%20")]

    assert [('type="search"' in one, 'class="notice' in one, "noindex" in one) for one in pages] == [(True, False, False)] * 3


def test_odd_input_gives_a_page_and_nothing_is_logged(citizen, verify, caplog):
    assert {typed: page.status_code for typed in ODD if (page := citizen.get("/real/", {"q": typed})).status_code != 200} == {}
    assert citizen.get("/real/?q=%FF%ED%A0%80").status_code == 200
    assert "<script>alert" not in citizen.get("/real/", {"q": "<script>alert(1)</script>.gov.kh.x.example"}).content.decode()
    assert [record.getMessage() for record in caplog.records if record.levelname != "DEBUG"] == []


@pytest.mark.parametrize("rows", [1, 3])
def test_an_answer_costs_the_same_queries_however_long_the_list(citizen, rows, django_assert_num_queries):
    for n in range(rows):
        values = {"name": f"លិខិត {n}", "domains": f"v{n}.gov.kh", "certainty": "published", "checked_on": date(2026, 1, 2)}
        OfficialService.objects.create(slug=f"s{n}", **values)
        KnownScam.objects.create(**SCAM | {"value": f"p{n}.example"})
    citizen.get("/real/", {"q": "v0.gov.kh"})

    with django_assert_num_queries(2):
        citizen.get("/real/", {"q": "v0.gov.kh"})
    with django_assert_num_queries(4):
        citizen.get("/real/", {"q": "លិខិត"})


# --- the file -----------------------------------------------------------------------------------------------------------
def test_a_service_goes_from_its_file_to_the_cms_and_back_unchanged(tmp_path):
    whole = factories.SERVICE | {
        "apps": ["Verify App"], "senders": ["VERIFY", "MPTC"], "phones": ["1277"], "fee": "ឥតបង់ថ្លៃ", "works_on_phone": "partly", "complain": "សាលាឃុំ។",
    }  # fmt: skip
    for one in (whole, factories.SERVICE):
        path = tmp_path / "services.yaml"
        path.write_text(files.dump([files.lean(one, forms.SERVICE)], forms.SERVICE, many=True))
        read, _ = files.read(path, forms.SERVICE, many=True)
        references.load_service(read[0], Loading())
        assert SERVICES.text(SERVICES.entries()) == path.read_text()
    assert {name: getattr(OfficialService.objects.get(), name) for name in WHOLE} == dict.fromkeys(WHOLE, "") | {"works_on_phone": "unknown"}


@pytest.mark.parametrize("domain", ["https://verify.gov.kh", "Verify.gov.kh", "verify.gov.kh/x", "verify", "gov.kh", "com.kh", "web.app"])
def test_a_file_that_makes_everybody_official_is_refused(tmp_path, domain):
    path = tmp_path / "services.yaml"
    path.write_text(files.dump([factories.SERVICE | {"domains": [domain]}], forms.SERVICE, many=True))

    with pytest.raises(files.CurriculumError) as refused:
        files.read(path, forms.SERVICE, many=True)
    assert [fault.reason for fault in refused.value.faults] == [forms.domain_fault(domain)]


# --- the editor ---------------------------------------------------------------------------------------------------------
def test_a_trainer_cannot_make_everybody_official(trainer):
    form = {"slug": "all", "name": "សេវា", "name_en": "All", "owner": "ក្រសួង", "certainty": "unverified", "works_on_phone": "unknown"}
    errors = trainer.post("/cms/snippets/courses/officialservice/add/", form | {"domains": "verify.gov.kh, gov.kh"}).context["form"].errors

    assert errors == {"domains": [khmer("Many people's addresses end in %s: write the whole address.") % "gov.kh"]}


def test_a_trainer_writes_down_a_known_scam_but_cannot_accuse_an_official_address(trainer, verify, settings):
    settings.SITE_HOST = "chbas.example"
    form = SCAM | {"since": "2026-05-04"}
    refused = {
        value: trainer.post("/cms/snippets/courses/knownscam/add/", form | {"value": value}).context["form"].errors
        for value in ("verify.gov.kh", "chbas.example", "gov.kh", "https://x.example")
    }
    trainer.post("/cms/snippets/courses/knownscam/add/", form)
    trainer.post("/cms/snippets/courses/knownscam/add/", form | {"value": "Lucky 88", "kind": "name"})

    accusing = {"value": [khmer("An official address ends like this: this would accuse it.")]}
    assert refused == {
        "verify.gov.kh": accusing,
        "chbas.example": accusing,
        "gov.kh": {"value": [khmer("Many people's addresses end in %s: write the whole address.") % "gov.kh"]},
        "https://x.example": {"value": [khmer("Write only the address, as verify.gov.kh: no https://, no stroke, no capital letters.")]},
    }
    assert [str(one) for one in KnownScam.objects.all()] == ["Lucky 88", "prize.example"]


def test_nobody_is_accused_before_a_trainer_does(tmp_path):
    factories.one_lesson(tmp_path)

    assert KnownScam.objects.count() == 0


# --- a changed fact -----------------------------------------------------------------------------------------------------
def test_the_day_is_noted_when_a_fact_changes_and_only_then(verify, time_machine):
    time_machine.move_to(cast.MONDAY_10AM, tick=False)
    verify.source = "elsewhere"
    verify.save()
    unchanged = verify.facts_changed_on
    verify.fee = "2 000 ៛"
    verify.save()

    assert (unchanged, verify.facts_changed_on) == (None, date(2027, 1, 4))


def test_a_fact_that_the_file_changes_is_noted_too(time_machine):
    references.load_service(factories.SERVICE, Loading())
    new = OfficialService.objects.get().facts_changed_on
    time_machine.move_to(cast.MONDAY_10AM, tick=False)
    references.load_service(factories.SERVICE | {"owner": "MoI"}, Loading())

    assert (new, OfficialService.objects.get().facts_changed_on) == (None, date(2027, 1, 4))
