"""An administrator gives officers their part of the country; nobody else does, and nothing is given that does not exist."""

import pytest

from cms.models import User
from learning.models import Scope
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def new(officer) -> dict[str, str]:
    """The form of a new responsibility, for the officer, who has none."""
    Scope.objects.all().delete()
    User.objects.create(username="citizen-1")
    return {"user": str(User.objects.get(username="officer").pk), "kind": "province", "province": "06", "name": ""}


def test_a_province_is_given_and_shown_by_its_name(administrator, officer, new):
    assert officer.get("/reports/").status_code == 403
    administrator.post("/cms/scopes/new/", new)
    shown = cast.text(administrator.get("/cms/scopes/"))
    assert ([*Scope.objects.values_list("user__username", "kind", "value")], "កំពង់ធំ" in shown) == ([("officer", "province", "06")], True)
    assert officer.get("/reports/").status_code == 200


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ({"kind": "ministry", "name": "MPTC"}, "MPTC"),
        ({"kind": "partner", "name": "A school", "province": "06"}, "A school"),
        ({"kind": "province", "province": "06", "name": "left over"}, "06"),
        ({"kind": "province", "province": ""}, None),
        ({"kind": "province", "province": "99"}, None),
        ({"kind": "province", "province": "", "name": "06"}, None),
        ({"kind": "partner", "name": ""}, None),
        ({"kind": "everything", "name": "x"}, None),
    ],
)
def test_the_kind_decides_what_must_be_said(administrator, new, said, value):
    administrator.post("/cms/scopes/new/", new | said)
    assert [*Scope.objects.values_list("value", flat=True)] == ([value] if value else [])


def test_the_same_is_given_once_and_the_second_time_refused_kindly(administrator, new):
    answers = [administrator.post("/cms/scopes/new/", new) for _ in range(2)]
    assert ([one.status_code for one in answers], Scope.objects.count()) == ([302, 200], 1)


def test_a_responsibility_is_changed_and_taken_away(administrator, officer, new):
    administrator.post("/cms/scopes/new/", new)
    pk = Scope.objects.get().pk
    assert 'value="06" selected' in cast.text(administrator.get(f"/cms/scopes/edit/{pk}/"))
    administrator.post(f"/cms/scopes/edit/{pk}/", new | {"province": "23"})
    assert Scope.objects.get().value == "23"
    administrator.post(f"/cms/scopes/delete/{pk}/")
    assert officer.get("/reports/").status_code == 403


def test_citizens_are_not_offered(administrator, new):
    page = administrator.get("/cms/scopes/new/")
    assert {one.username for one in page.context["form"].fields["user"].queryset} == {"officer", "admin"}


def test_a_trainer_gives_nothing(trainer, new):
    for address in ("/cms/scopes/", "/cms/scopes/new/"):
        assert [trainer.get(address).status_code, trainer.post(address, new).status_code] == [302, 302]
    assert Scope.objects.count() == 0
