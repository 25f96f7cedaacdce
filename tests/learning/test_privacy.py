"""No table without a word on whose data it holds: the note is checked, and the site does not start without it."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.core import checks
from django.db import models
from django.test.utils import isolate_apps

from learning import privacy
from learning.checks import every_model_says_whose_data_it_holds
from learning.models import Contact, Learner

NOBODYS = type("Privacy", (), {"subject": None, "on_erase": "keep", "purposes": {"*": "Nobody's data."}})


WHOLE = {"subject": "learner", "on_erase": "delete", "what": "Your diary", "group": "you", "until": "A year."}


def note(**purposes: str) -> type:
    return type("Privacy", (), WHOLE | {"purposes": {"learner": "Whose it is."} | purposes})


def model(**members: object) -> type[models.Model]:
    fields = {"learner": models.UUIDField()}
    return type("Diary", (models.Model,), {"__module__": __name__, "Meta": type("Meta", (), {"app_label": "learning"})} | fields | members)


def test_every_table_says_whose_data_it_holds():
    assert privacy.unclassified() == {}
    assert every_model_says_whose_data_it_holds() == []


def test_the_check_is_run_at_every_start():
    assert every_model_says_whose_data_it_holds in checks.registry.registry.get_checks()


def test_every_app_stands_in_exactly_one_list():
    labels = {one.label for one in apps.get_app_configs() if list(one.get_models())}
    assert (labels - set(privacy.OURS) - set(privacy.THEIRS), set(privacy.OURS) & set(privacy.THEIRS)) == (set(), set())


@pytest.mark.parametrize(
    ("members", "missing"),
    [
        ({}, ["has no Privacy note"]),
        ({"Privacy": note(id="-", text="-")}, []),
        ({"Privacy": note(id="-")}, ["does not say what text is for"]),
        ({"Privacy": note()}, ["does not say what id is for", "does not say what text is for"]),
        ({"Privacy": note(id="-", text="-", name="-")}, ["says what name is for, which it does not have"]),
        ({"Privacy": note(id="-", txet="-")}, ["does not say what text is for", "says what txet is for, which it does not have"]),
        ({"Privacy": NOBODYS}, []),
        ({"Privacy": note(**{"*": "all of it"})}, [
            "does not say what id is for", "does not say what text is for", "says what * is for, which it does not have",
        ]),
    ],
    ids=["none", "whole", "a field left out", "empty", "a field too many", "a slip of the pen", "nobody's", "a star for somebody's data"],
)  # fmt: skip
@isolate_apps("learning")
def test_a_note_names_every_field_and_no_other(members, missing):
    assert privacy.gaps(model(text=models.TextField(), **members)) == missing


@isolate_apps("learning")
def test_a_note_is_inherited_and_a_models_own_comes_first():
    base = type(
        "Base", (models.Model,), {"__module__": __name__, "Meta": type("Meta", (), {"abstract": True, "app_label": "learning"}), "Privacy": NOBODYS}
    )
    child = type("Child", (base,), {"__module__": __name__, "Meta": type("Meta", (), {"app_label": "learning"})})
    meta, own_note = type("Meta", (), {"app_label": "learning"}), note(id="-")
    own = type("Own", (base,), {"__module__": __name__, "Meta": meta, "Privacy": own_note, "learner": models.UUIDField()})
    assert [privacy.note(one).subject for one in (child, own)] == [None, "learner"]
    assert (privacy.gaps(child), privacy.gaps(own)) == ([], [])


@pytest.mark.parametrize(
    ("said", "missing"),
    [
        ({"subject": "diary"}, ["leads by diary to nobody"]),
        ({"subject": "id"}, ["leads by id to nobody"]),
        ({"subject": "id__learner"}, ["leads by id__learner to nobody"]),
        ({"also": "text"}, ["leads by text to nobody"]),
        ({"on_erase": "perhaps"}, ["does not say what happens when its person is erased"]),
        ({"what": ""}, ["does not say what it is called, and where it stands, for the person"]),
        ({"group": "drawer"}, ["does not say what it is called, and where it stands, for the person"]),
        ({"until": ""}, ["does not say how long it stays"]),
        ({"keeps": timedelta(days=1)}, ["does not say since when its time runs"]),
        ({"keeps": timedelta(days=1), "since": "text"}, ["does not say since when its time runs"]),
        ({"keeps": timedelta(days=1), "since": "at"}, []),
    ],
)
@isolate_apps("learning")
def test_a_note_about_people_says_whose_it_is_how_long_it_stays_and_what_becomes_of_it(said, missing):
    whole = WHOLE | said | {"purposes": dict.fromkeys(("id", "learner", "text", "at"), "-")}
    assert privacy.gaps(model(text=models.TextField(), at=models.DateTimeField(), Privacy=type("Privacy", (), whole))) == missing


def test_every_way_to_a_person_is_known():
    ways = {one._meta.label: [privacy.way(one, path) for path in said.paths] for one, said in privacy.about_people()}
    assert {label: found for label, found in ways.items() if found != [privacy.Way.LEARNER]} == {
        "cms.User": [privacy.Way.ACCOUNT], "learning.Scope": [privacy.Way.ACCOUNT], "learning.Gate": [privacy.Way.KEY],
        "learning.SignInCode": [privacy.Way.NUMBER], "sms_gateway.OutboundMessage": [privacy.Way.NUMBER],
        "sms_gateway.Suppression": [privacy.Way.NUMBER], "learning.Look": [privacy.Way.LEARNER, privacy.Way.NUMBER],
    }  # fmt: skip


def test_the_site_does_not_start_with_a_model_without_a_note(monkeypatch):
    monkeypatch.delattr(Learner, "Privacy")
    monkeypatch.setitem(Contact.Privacy.purposes, "shoe_size", "To send shoes.")
    monkeypatch.delitem(privacy.THEIRS, "taggit")
    found = [(one.id, one.level, one.msg) for one in every_model_says_whose_data_it_holds()]
    assert [(number, level) for number, level, _message in found] == [("learning.E001", checks.ERROR)] * len(found)
    assert sorted(message for _number, _level, message in found) == [
        "learning.Contact says what shoe_size is for, which it does not have.",
        "learning.Learner has no Privacy note.",
        "taggit.Tag is in no manifest.",
        "taggit.TaggedItem is in no manifest.",
    ]


def test_the_notes_lead_from_every_row_of_a_person_to_that_person():
    for one in apps.get_models():
        said = privacy.note(one)
        if one._meta.app_label in {"learning", "quizzes"} and said and said.subject:
            assert said.on_erase in {"delete", "keep"}
            assert str(one.objects.values(said.subject).query)  # the way exists
