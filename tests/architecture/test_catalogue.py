"""Everything a citizen or a colleague reads is Khmer."""

import re
import shutil
from html import unescape
from pathlib import Path

import polib
import pytest
from django.utils import translation

from cms.management.commands import check_catalogue
from learning import texting
from sms_gateway import segments
from tests import cast, factories

FRAMEWORKS = Path(translation.__file__).parents[3]
# What stands in Latin letters in Khmer, too, and what the small course of tests/factories.py says.
NOT_TRANSLATED = re.compile(r"\b(SMS|OTP|PIN|KB|QR|JavaScript|BANK|MPTC|PUC|[CL]\d(\.\d)?(-[qp]\d)?|[abc]|[\w.-]+@\S+|[\w.-]+\.(example|gov\.kh))\b")
UNSEEN = re.compile(r"<!--.*?-->|<(script|style|svg)\b.*?</\1>|<[^>]*>", re.DOTALL)


def visible(page) -> str:
    assert page["Content-Type"].startswith("text/html"), page
    return unescape(UNSEEN.sub(" ", cast.text(page)))


def english(page) -> list[str]:
    return re.findall(r"[A-Za-z][A-Za-z ]*", NOT_TRANSLATED.sub("", visible(page)))


def test_every_text_stands_in_khmer_sound_and_compiled():
    assert list(check_catalogue.faults()) == []


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    shutil.copy(check_catalogue.CATALOGUE, tmp_path)
    shutil.copy(check_catalogue.CATALOGUE.with_suffix(".mo"), tmp_path)
    return tmp_path / "django.po"


@pytest.mark.parametrize(
    ("found", "spoilt", "fault"),
    [
        ('msgid "My learning"', 'msgid "My lerning"', ["not in the catalogue: 'My learning'", "no longer in the source: 'My lerning'"]),
        ("ការរៀនរបស់ខ្ញុំ", "", ["no Khmer: 'My learning'"]),
        ('msgid "My learning"', '#, fuzzy\nmsgid "My learning"', ["fuzzy: 'My learning'"]),
        ("ត្រូវ %(right)s ក្នុង", "ត្រូវ ក្នុង", ["placeholders differ: '%(right)s of %(answered)s right'"]),
        ("ការរៀនរបស់ខ្ញុំ", "ការ\u200bរៀន", ["invisible ZERO WIDTH SPACE, sign 4: 'My learning'"]),
        ("ការរៀនរបស់ខ្ញុំ", "ស្រ្តី", ["signs in another order than usual: 'My learning'"]),
    ],
)
def test_the_check_finds(catalogue, found, spoilt, fault):
    catalogue.write_text(catalogue.read_text().replace(found, spoilt, 1))
    said = "\n".join(check_catalogue.faults(catalogue))
    assert [one in said for one in fault] == [True] * len(fault)


def test_the_check_finds_a_mo_of_another_catalogue_and_no_mo_at_all(catalogue):
    catalogue.write_text(catalogue.read_text().replace("ការរៀនរបស់ខ្ញុំ", "ការរៀន"))
    assert [fault.rpartition(".mo: ")[2][:12] for fault in check_catalogue.faults(catalogue)] == ["not compiled"]
    catalogue.with_suffix(".mo").unlink()
    assert [fault.rpartition(".mo: ")[2][:12] for fault in check_catalogue.faults(catalogue)] == ["not compiled"]


def test_writing_takes_new_texts_in_and_old_ones_out_and_compiles(catalogue):
    catalogue.write_text(catalogue.read_text().replace('msgid "My learning"', 'msgid "My lerning"'))
    check_catalogue.take_in(catalogue)
    assert [fault.partition(": ")[2] for fault in check_catalogue.faults(catalogue)] == ["no Khmer: 'My learning'"]


def test_what_we_borrow_is_still_said_by_the_frameworks():
    said = {
        (entry.msgctxt, entry.msgid)
        for package, language in {"django": "en", "allauth": "en", "wagtail": "en", "wagtail_localize": "en", "wagtailmedia": "fr"}.items()
        for path in (FRAMEWORKS / package).rglob(f"locale/{language}/LC_MESSAGES/django*.po")
        for entry in polib.pofile(str(path))
    }
    borrowed = [text for path, text in check_catalogue.texts() if path.name == "catalogue.py"]
    assert [text.english for text in borrowed if (text.context, text.english) not in said] == []


def test_our_khmer_wins_over_the_frameworks_own():
    with translation.override("km"):
        assert translation.gettext("March") == "មីនា"
        assert translation.gettext("This field is required.") == "សូមបំពេញត្រង់នេះ។"


@pytest.mark.parametrize("text", texting.NUDGES)
def test_a_reminder_is_one_sms_without_a_link_that_names_the_way_to_stop(text):
    with translation.override("km"):
        said, page = str(text), translation.gettext("Stop text messages")
    assert (segments.count(said).parts, len(said.encode("utf-16-be")) // 2 <= 70) == (1, True)
    assert f"«{page}»" in said
    assert re.search(r"[A-Za-z]|\d{3}|https?:", said) is None


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/about/", "/c2/", "/c2/l2-1/", "/c2/l2-1/check/", "/my/", "/stop/", "/accounts/login/", "/nowhere/"])
def test_a_page_speaks_khmer(citizen, tmp_path, address):
    factories.one_lesson(tmp_path)
    assert english(citizen.open(address)) == []


@pytest.mark.django_db
def test_what_answers_bring_up_speaks_khmer(citizen, tmp_path):
    factories.one_lesson(tmp_path)
    question = citizen.open("/c2/l2-1/check/")
    pages = [
        citizen.answer(question),
        citizen.answer(question, cast.choices(question)[0]),
        citizen.finish(citizen.open("/c2/l2-1/check/"), cast.knowing),
    ]
    pages += [citizen.open(address) for address in ("/my/", "/my/about/")]
    assert [english(page) for page in pages] == [[]] * 5


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "sent"),
    [("/accounts/login/", {"login": "x"}), ("/accounts/login/", {"login": "x@a.example", "password": "y"}), ("/stop/", {"number": "1"})],
)
def test_what_a_form_objects_to_is_said_in_khmer(citizen, tmp_path, address, sent):
    factories.one_lesson(tmp_path)
    assert english(citizen.post(address, sent)) == []


@pytest.mark.django_db
def test_an_officers_report_speaks_khmer(officer, tmp_path):
    factories.one_lesson(tmp_path)
    assert english(officer.open("/reports/")) == []
