"""Whether the process lives, and whether it can work."""

from django.conf import settings
from django.db import Error as DatabaseFault
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from redis import Redis
from redis.exceptions import RedisError


def healthz(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 -- a view
    """Say that the process answers."""
    return JsonResponse({"process": "ok"})


def readyz(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 -- a view
    """Say whether database and migrations are in place; the broker is shown, but a dead one does not stop lessons."""
    found = {"database": _database(), "broker": _broker()}
    return JsonResponse(found, status=200 if found["database"] == "ok" else 503)


def _database() -> str:
    try:
        executor = MigrationExecutor(connection)
        return "migrations missing" if executor.migration_plan(executor.loader.graph.leaf_nodes()) else "ok"
    except DatabaseFault:
        return "out of reach"


def _broker() -> str:
    if not settings.REDIS_URL:
        return "none"
    try:
        Redis.from_url(settings.REDIS_URL, socket_timeout=0.5, socket_connect_timeout=0.3).ping()
    except (RedisError, OSError):
        return "out of reach"
    return "ok"
