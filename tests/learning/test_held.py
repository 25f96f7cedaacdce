"""Everything that is held of a person is shown to that person, and nothing of anybody else."""

import json
import re
from datetime import timedelta

import pytest
from django.utils import translation

from learning import privacy
from learning.models import Learner, Look
from learning.privacy import held, notice, reach
from quizzes.models import Response
from sms_gateway.models import OutboundMessage
from tests.learning import planted

pytestmark = pytest.mark.django_db
UUID_LIKE = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}")
NOW = planted.MONDAY_10AM


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def learner():
    return planted.everywhere(officer=planted.officer())


def tables(learner: Learner) -> dict[str, held.Table]:
    return {one.label: one for one in held.of(learner)}


def cells(learner: Learner, label: str) -> dict[str, held.Cell]:
    """The fields of the one row that a table holds of somebody."""
    (row,) = tables(learner)[label].rows
    return {cell.name: cell for cell in row}


def test_whoever_adds_a_table_about_people_plants_a_row_in_it(learner):
    assert planted.empty([model for model, _said in privacy.about_people()]) == []


def test_the_export_covers_every_table_with_somebodys_data_and_every_field(learner):
    exported = held.export(learner, NOW)["tables"]
    about = {model._meta.label: said for model, said in privacy.about_people()}
    assert sorted(exported) == sorted(about)
    assert {label: sorted(one["why"]) for label, one in exported.items()} == {label: sorted(said.purposes) for label, said in about.items()}
    assert [label for label, one in exported.items() if not one["rows"]] == ["learning.Scope"]  # of people who work here only
    assert all(set(one["why"]) <= set(row) for one in exported.values() for row in one["rows"])


def test_the_export_can_be_read_by_other_programs_and_says_what_each_field_is_for(learner):
    read = json.loads(json.dumps(held.export(learner, NOW), ensure_ascii=False))
    profile = read["tables"]["learning.Profile"]
    assert (profile["what"], profile["until"], profile["why"]["question"]) == (
        "What you said of yourself",
        "As long as your learning is here.",
        "What was asked.",
    )
    assert [(row["question"], row["answer"]) for row in profile["rows"]] == [("province", "06"), ("age", "25_34")]


def test_an_answer_stands_there_as_it_was_read(learner):
    row = cells(learner, "quizzes.Response")
    assert (row["version"].shown, row["chosen"].shown, row["chosen"].value) == ("សំណួរដែលបានឃើញ", "ចម្លើយទីមួយ", ["a"])
    assert [cells["answer"].shown for cells in ({c.name: c for c in row} for row in tables(learner)["learning.Profile"].rows)] == ["កំពង់ធំ", "25 to 34"]


def test_the_page_speaks_in_words_and_leaves_what_only_programs_read_to_the_file(learner):
    page = {cell.shown for one in held.of(learner) for row in one.rows for cell in row}
    told = {cell.shown for row in tables(learner)["learning.Evidence"].rows for cell in row if cell.name in {"kind", "role", "channel", "mode"}}
    assert told & {"answer", "finish", "check", "web", "self"} == set()
    assert {one for one in page if UUID_LIKE.search(one)} == {str(learner.pk)}
    exported = held.export(learner, NOW)["tables"]
    assert all(row["source_key"] for row in exported["learning.Evidence"]["rows"])
    said = [row.get("in_words", {}) for row in exported["learning.LearnerSkill"]["rows"]]
    assert [words for words in said if "answered" in words] == []  # a number needs no words beside it


def test_the_number_is_whole_in_the_file_and_masked_on_the_page(learner):
    cell = cells(learner, "learning.Contact")["number_sealed"]
    assert (cell.value, cell.shown) == ("+85512345678", "+855 ••• 678")
    page = [cell.shown for one in held.of(learner) for row in one.rows for cell in row]
    assert not any("12345678" in shown for shown in page)


def test_secrets_are_told_but_never_shown(learner):
    row = cells(learner, "learning.Learner")
    secret = "kept only in a form that nobody can read"
    assert [(row[name].value, row[name].shown) for name in ("pin", "words", "words_index")] == [(None, secret)] * 3
    whole = json.dumps(held.export(learner, NOW))
    for hidden in (learner.pin, learner.words, learner.contact.number_index, "c" * 64, "plants@chbas.example", "officer-of-plants"):
        assert hidden not in whole
    assert row["pin"].why == "So that others on this phone do not see your learning; kept only as an Argon2 hash."


def test_what_is_not_there_is_empty_and_not_a_secret():
    guest = planted.somebody()
    assert {cells(guest, "learning.Learner")[name].shown for name in ("pin", "words", "nickname")} == {""}
    assert [one.label for one in held.of(guest) if one.rows] == ["learning.Learner"]


def test_two_people_behind_one_number_see_nothing_of_each_other(learner):
    sister = planted.somebody(number=learner.contact, nickname="បងស្រី")
    mine = planted.reminded(sister)
    of_sister, of_learner = (json.dumps(held.export(one, NOW), ensure_ascii=False) for one in (sister, learner))
    assert planted.NICKNAME not in of_sister
    assert str(learner.pk) not in of_sister
    assert "បងស្រី" not in of_learner
    assert [cell.value for row in tables(sister)["sms_gateway.OutboundMessage"].rows for cell in row if cell.name == "key"] == [mine.key]
    # Codes, looks and the stop of a shared number tell when somebody else was here; of the contact only the number is shown.
    assert [len(tables(sister)[label].rows) for label in ("learning.SignInCode", "learning.Look", "sms_gateway.Suppression", "cms.User")] == [0] * 4
    row = cells(sister, "learning.Contact")
    assert {row[name].shown for name in ("user", "left_at", "proved_at")} == {"not shown: several people use this number"}
    assert len(tables(learner)["learning.Look"].rows) == 1  # what was seen of the person, not of the number


def test_a_number_that_was_left_and_never_proved_shows_nothing_but_ones_own_reminders():
    contact = planted.contact(is_proved=False)
    learner = planted.somebody(number=contact)
    planted.code(contact)  # asked for by whoever truly has the number
    planted.reminded(learner)
    assert [len(tables(learner)[label].rows) for label in ("learning.SignInCode", "sms_gateway.OutboundMessage")] == [0, 1]


def test_a_sealed_number_whose_key_is_gone_is_said_to_be_so(learner, settings):
    settings.SEALING_KEYS = {9: b"0" * 32}
    cell = cells(learner, "learning.Contact")["number_sealed"]
    assert (cell.value, cell.shown) == (None, "sealed, and its key is gone")


def test_the_page_sorts_tables_into_a_few_groups_and_leaves_out_what_is_empty(learner):
    groups = held.groups(held.of(learner))
    assert [one.title for one in groups] == [
        "Who you are", "How far you are", "What you answered", "Telephone number and text messages", "What you agreed to", "Who looked at it",
    ]  # fmt: skip
    assert [one.title for one in held.groups(held.of(planted.somebody()))] == ["Who you are"]


def test_of_many_rows_the_newest_stand_on_the_page_and_all_in_the_file():
    learner = planted.somebody()
    version = planted.answered(learner).version
    for minute in range(1, held.SHOWN + 5):
        planted.answered(learner, NOW + timedelta(minutes=minute), version)
    table = tables(learner)["quizzes.Response"]
    assert (len(table.entries), table.more, len(table.rows)) == (held.SHOWN, 5, held.SHOWN + 5)
    newest = {cell.name: cell.value for cell in table.entries[0]}
    assert newest["answered_at"] == Response.objects.latest("answered_at").answered_at.isoformat()


@pytest.mark.parametrize("answers", [1, 3])
def test_what_is_held_costs_the_same_queries_however_much_it_is(answers, django_assert_num_queries, learner):
    for _ in range(answers):
        planted.answered(learner)
    with django_assert_num_queries(28):
        held.of(learner)


def test_the_public_notice_tells_of_every_table_in_words():
    told = [entry.what for group in notice.groups() for entry in group.entries]
    assert sorted(told) == sorted(said.what for _model, said in privacy.about_people())
    assert all(entry.why and entry.until for group in notice.groups() for entry in group.entries)


def test_every_purpose_stands_in_khmer():
    with translation.override("km"):
        said = {translation.gettext(why) for _model, one in privacy.about_people() for why in (*one.purposes.values(), one.what, one.until)}
    assert [one for one in said if one.isascii()] == []


def test_what_leads_to_a_person_is_asked_in_one_place(learner):
    who = reach.person(learner)
    assert (who.index, who.is_alone) == (learner.contact.number_index, True)
    assert (reach.rows(Look, who).count(), reach.rows(OutboundMessage, who).count()) == (2, 1)
    assert reach.rows(Look, reach.Person()).count() == 0
