"""Who looked at people's data is written down before it is shown, and the person can read it."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.utils import translation

from cms import roles
from cms.models import User
from learning import looks
from learning.models import Look
from tests.learning import planted

pytestmark = pytest.mark.django_db
NOW = planted.MONDAY_10AM


@pytest.fixture
def officer():
    return planted.officer()


def test_a_look_is_written_down_once_a_day_for_each_thing(officer):
    learner = planted.somebody()
    for hours in (0, 1, 2, 24):
        looks.note(officer, looks.MESSAGES, learners=[learner.pk], indexes=["abc", "abc", ""], now=NOW + timedelta(hours=hours))
    looks.note(officer, looks.BREACH, learners=[learner.pk], now=NOW)
    assert sorted((one.what, one.number_index, one.day) for one in Look.objects.all()) == [
        ("breach", "", date(2027, 1, 4)), ("messages", "", date(2027, 1, 4)), ("messages", "", date(2027, 1, 5)),
        ("messages", "abc", date(2027, 1, 4)), ("messages", "abc", date(2027, 1, 5)),
    ]  # fmt: skip


def test_the_day_is_cambodias(officer):
    looks.note(officer, looks.MESSAGES, indexes=["abc"], now=NOW.replace(hour=18))  # one in the morning in Phnom Penh
    assert Look.objects.get().day == date(2027, 1, 5)


@pytest.mark.parametrize("user", [None, AnonymousUser()])
def test_somebody_at_the_server_is_written_down_once_a_day_too(user):
    for _ in range(2):
        looks.note(user, looks.ERASURE, indexes=["abc"], now=NOW)
    assert list(Look.objects.values_list("user", "role")) == [(None, looks.OPERATOR)]


def test_a_citizen_reads_the_office_and_not_the_name(officer):
    roles.setup()
    learner = planted.somebody(number=planted.contact())
    officer.groups.add(Group.objects.get(name=roles.PROTECTORS), Group.objects.get(name=roles.TRAINERS))
    administrator = User.objects.create_superuser("root", "root@chbas.example")
    looks.note(officer, looks.MESSAGES, indexes=[learner.contact.number_index], now=NOW)
    looks.note(administrator, looks.BREACH, learners=[learner.pk], now=NOW + timedelta(days=1))
    with translation.override("en"):
        assert [(one.who, one.what, one.day) for one in looks.of(learner)] == [
            ("an administrator", "your number, to tell you of a leak", date(2027, 1, 5)),
            ("a trainer", "the list of text messages: the text, and the last three digits of your number", date(2027, 1, 4)),
        ]


def test_every_kind_of_staff_has_words_a_citizen_understands():
    assert set(roles.PERMISSIONS) | {looks.ADMINISTRATOR, looks.OPERATOR} == set(looks.ROLES)


def test_a_role_of_ones_own_making_is_written_down_as_it_is_called(officer):
    assert looks.role(officer) == ""
    officer.groups.add(Group.objects.create(name="Auditors"))
    assert looks.role(officer) == "Auditors"


@pytest.mark.parametrize("messages", [1, 3])
def test_looking_at_the_list_of_messages_is_written_down_in_one_statement(trainer, messages, django_assert_max_num_queries):
    learner = planted.somebody(number=planted.contact())
    for _ in range(messages):
        planted.message(learner.contact)
    planted.message(planted.contact("+85598765432"))
    with django_assert_max_num_queries(60) as asked:
        assert trainer.get("/cms/messages/").status_code == 200
    assert len([one for one in asked.captured_queries if "INSERT" in one["sql"] and "learning_look" in one["sql"]]) == 1
    assert Look.objects.count() == 2
    assert len(looks.of(learner)) == 1
    with translation.override("en"):
        assert str(looks.ROLES[Look.objects.filter(number_index=learner.contact.number_index).get().role]) == "a trainer"


def test_the_results_part_of_the_list_counts_as_looking_too(trainer):
    planted.message(planted.contact())
    trainer.get("/cms/messages/results/")
    assert Look.objects.count() == 1
