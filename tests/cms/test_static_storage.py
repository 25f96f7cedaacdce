"""What phones get of our style sheets and scripts: all they say, nothing that only we read."""

import gzip
import re

import pytest
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage

OURS = ["css/chbas.css", "css/pages.css", "css/report.css", "js/lesson.js"]
pytestmark = pytest.mark.usefixtures("static_files")


def served(name: str) -> str:
    return (settings.STATIC_ROOT / staticfiles_storage.stored_name(name)).read_text()


@pytest.mark.parametrize("name", OURS)
def test_comments_and_indents_stay_here(name):
    assert not re.search(r"/\*|^ |\n\n", served(name), re.MULTILINE)


@pytest.mark.parametrize("name", OURS)
def test_a_file_costs_a_tenth_less_than_its_source_at_least(name):
    source = (settings.BASE / "cms/static" / name).read_bytes()

    assert len(gzip.compress(served(name).encode())) < 0.9 * len(gzip.compress(source))


def test_no_rule_is_lost():
    def selectors(css: str) -> list[str]:
        return re.sub(r"\s+", "", re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)).replace(";}", "}").split("{")

    assert selectors(served("css/chbas.css")) == selectors((settings.BASE / "cms/static/css/chbas.css").read_text())


def test_what_is_not_ours_stays_as_it_came():
    assert "/*" in served("wagtailadmin/js/vendor/jquery-3.6.0.min.js")
