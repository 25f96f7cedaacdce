"""The data-protection officer sees that rights were kept, and no learner and no number."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from cms import roles
from cms.models import User
from learning.models import Erasure, Look, Sweep
from tests import cast
from tests.cast import Person

pytestmark = pytest.mark.django_db
LISTS = ["/cms/protection/erasures/", "/cms/protection/looks/", "/cms/protection/sweeps/"]


@pytest.fixture
def protector(db: None) -> Person:
    """The data-protection officer."""
    roles.setup()
    user = User.objects.create_user("dpo", "dpo@chbas.example", cast.PASSWORD)
    user.groups.add(Group.objects.get(name=roles.PROTECTORS))
    cast.lock(user)
    person = Person()
    person.force_login(user)
    return person


@pytest.mark.parametrize("rows", [1, 3])
def test_the_lists_tell_what_was_done_and_not_of_whom(protector, trainer, rows, django_assert_num_queries):
    now, trainers = timezone.now(), User.objects.get(username="trainer")
    learners = [uuid4() for _ in range(rows)]
    for number, learner in enumerate(learners):
        Erasure.objects.create(
            learner=learner, asked_at=now, due_at=now + timedelta(days=7), done_at=now, gone={"learning.Learner": 1, "sms": 4000 + number}
        )
        Look.objects.create(learner=learner, number_index="ab12" * 8, user=trainers, role="trainer", what="messages", day=now.date(), at=now)
        Sweep.objects.create(table="learning.SignInCode", before=now, gone=7000 + number, at=now)
    protector.get("/cms/")
    with django_assert_num_queries(33):
        pages = [cast.text(protector.get(address)) for address in LISTS]
    assert [mark in page for mark, page in zip(("4001", "trainer@chbas.example", "learning.SignInCode"), pages, strict=True)] == [True] * 3
    assert [str(secret) in page for page in pages for secret in (*learners, "ab12ab12")] == [False] * 3 * (rows + 1)


def test_a_list_without_rows_says_so(protector):
    assert ["មិនទាន់មានអ្វីទេ។" in cast.text(protector.get(address)) for address in LISTS] == [True] * 3


def test_nobody_else_sees_them_and_nothing_leaves_in_files(trainer, officer, protector):
    assert [person.get(address).status_code for person in (trainer, officer) for address in LISTS] == [302] * 6
    assert ["xlsx" in cast.text(protector.get(address)) for address in LISTS] == [False] * 3


def test_the_menu_leads_the_officer_there(protector, trainer):
    assert [["protection/looks" in cast.text(person.get("/cms/"))] for person in (protector, trainer)] == [[True], [False]]
