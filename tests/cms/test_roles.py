"""Who may do what: authors write, reviewers publish, officers read, the data-protection officer looks at what was done."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from wagtail.models import GroupApprovalTask

from cms import roles
from cms.models import User
from courses.models import LessonPage
from tests import cast, factories
from tests.cast import Person

pytestmark = pytest.mark.django_db
QUESTIONS = [f"{verb}_question" for verb in ("add", "change", "view")]
REFERENCES = [
    f"{verb}_{name}" for name in ("officialservice", "knownscam", "glossaryterm", "spelling") for verb in ("add", "change", "view", "delete")
]


def staff(role: str) -> Person:
    """Somebody of that role."""
    user = User.objects.create_user("dara", "dara@chbas.example", cast.PASSWORD)
    user.groups.add(Group.objects.get(name=role))
    cast.lock(user)
    person = Person()
    person.force_login(user)
    return person


@pytest.fixture
def lesson(tmp_path) -> LessonPage:
    factories.one_lesson(tmp_path)
    roles.setup()
    return LessonPage.objects.first()


def test_roles_are_these():
    call_command("setup_roles", verbosity=0)
    held = {name: set(Permission.objects.filter(group__name=name).values_list("codename", flat=True)) for name in roles.PERMISSIONS}
    reviewer = {"access_admin", "view_competence", "change_scamgroup", "publish_question", "delete_question", *QUESTIONS, *REFERENCES}
    assert held == {
        "Authors": {"access_admin", "view_competence", "change_scamgroup", *QUESTIONS, *(one for one in REFERENCES if one.startswith("view_"))},
        "Reviewers": reviewer,
        "Trainers": reviewer | {"view_outboundmessage", "add_serviceanswer"},
        "Officers": {"see_reports", "add_serviceanswer"},
        "Data-protection officers": {"access_admin", "view_erasure", "view_look", "view_sweep"},
    }


def test_roles_made_twice_are_the_same_and_a_right_given_by_hand_stays(trainer, officer):
    Group.objects.get(name="Officers").permissions.add(Permission.objects.get(codename="access_admin"))

    def held() -> list[tuple]:
        return sorted(Group.objects.values_list("name", "permissions__codename", "page_permissions__permission__codename"), key=str)

    before = held()
    roles.setup()
    assert held() == before


def test_wagtails_own_groups_go_unless_somebody_is_in_them():
    for name in ("Editors", "Moderators"):
        Group.objects.get_or_create(name=name)
    User.objects.create_user("old", "old@chbas.example").groups.add(Group.objects.get(name="Moderators"))
    roles.setup()
    assert sorted(Group.objects.values_list("name", flat=True)) == sorted([*roles.PERMISSIONS, "Moderators"])


def test_what_an_author_hands_in_waits_for_reviewers_and_trainers():
    roles.setup()
    for task in GroupApprovalTask.objects.all():
        assert {"Reviewers", "Trainers"} <= set(task.groups.values_list("name", flat=True))


@pytest.mark.parametrize(("role", "may"), [("Authors", False), ("Reviewers", True), ("Trainers", True)])
def test_authors_write_and_reviewers_publish(lesson, role, may):
    person = staff(role)
    page = person.get(f"/cms/pages/{lesson.pk}/edit/")
    rights = lesson.permissions_for_user(User.objects.get(username="dara"))
    assert (page.status_code, rights.can_edit(), rights.can_publish(), b'name="action-publish"' in page.content) == (200, True, may, may)


@pytest.mark.parametrize(("role", "doors"), [
    ("Authors", [200, 403, 302, 302]), ("Reviewers", [200, 403, 302, 302]), ("Officers", [302, 403, 302, 302]),
    ("Data-protection officers", [200, 403, 302, 200]),
])  # fmt: skip
def test_each_role_finds_its_own_rooms(lesson, role, doors):
    person = staff(role)
    assert [person.get(door).status_code for door in ("/cms/", "/reports/", "/cms/users/", "/cms/protection/erasures/")] == doors
