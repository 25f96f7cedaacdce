"""Whoever runs the site asks two questions: does the process live, and can it work."""

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from tests import servers


def test_a_process_that_lives_says_so_without_the_database(citizen, django_assert_num_queries, db):
    with django_assert_num_queries(0):
        said = citizen.get("/healthz")
    assert (said.status_code, said.json()) == (200, {"process": "ok"})


@pytest.mark.django_db
def test_a_site_that_can_work_says_so(citizen):
    said = citizen.get("/readyz")
    assert (said.status_code, said.json(), said.headers["Cache-Control"]) == (200, {"database": "ok", "broker": "ok"}, "private, no-store")


@pytest.mark.django_db
def test_a_dead_broker_is_shown_and_does_not_stop_lessons(citizen, settings):
    settings.REDIS_URL = f"redis://127.0.0.1:{servers.free_port()}"
    said = citizen.get("/readyz")
    assert (said.status_code, said.json()) == (200, {"database": "ok", "broker": "out of reach"})


@pytest.mark.django_db
def test_a_site_without_a_broker_says_so(citizen, settings):
    settings.REDIS_URL = ""
    assert citizen.get("/readyz").json() == {"database": "ok", "broker": "none"}


@pytest.mark.django_db
def test_a_missing_migration_stops_the_site_from_being_called_ready(citizen):
    MigrationRecorder(connection).record_unapplied("quizzes", MigrationRecorder.Migration.objects.filter(app="quizzes").latest("id").name)
    said = citizen.get("/readyz")
    assert (said.status_code, said.json()["database"]) == (503, "migrations missing")
