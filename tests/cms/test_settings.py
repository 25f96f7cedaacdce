"""One file, all from the environment: the address of the site decides what is trusted (decisions A10)."""

import base64
import json
import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings as ours
from wagtail.models import Site

from cms import roles, secrets

NAMES = [
    "SITE_URL", "SITE_HOST", "HTTPS", "ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS", "SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "LEARNER_COOKIE_NAME",
    "SESSION_COOKIE_SECURE", "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS", "SECURE_PROXY_SSL_HEADER", "ACCOUNT_DEFAULT_HTTP_PROTOCOL",
    "CELERY_BROKER_URL", "DEBUG",
]  # fmt: skip
CODE = f"""
import json, cms.settings as ours
backends = {{"database": ours.DATABASES["default"]["ENGINE"], "caches": [one["BACKEND"].rsplit(".", 1)[1] for one in ours.CACHES.values()]}}
print(json.dumps({{name: getattr(ours, name) for name in {NAMES!r}}} | backends))
"""


def read(tmp_path, **given: str) -> dict:
    """What the settings become in this environment."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("CHBAS_", "DATABASE_", "REDIS_"))}
    defaults = {
        "CHBAS_DATA": str(tmp_path),
        "CHBAS_URL": "",
        "CHBAS_BIND": "127.0.0.1:8000",
        "DATABASE_URL": f"sqlite:///{tmp_path}/x",
        "REDIS_URL": "",
    }
    done = subprocess.run([sys.executable, "-c", CODE], cwd=ours.BASE, env=clean | defaults | given, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    ("bind", "url", "hosts", "origins"),
    [
        ("127.0.0.1:8000", "http://localhost:8000", ["localhost", "127.0.0.1", "127.0.0.1"], ["http://localhost:8000", "http://127.0.0.1:8000"]),
        ("0.0.0.0:9000", "http://localhost:9000", ["localhost", "127.0.0.1", "0.0.0.0"], ["http://localhost:9000", "http://127.0.0.1:9000"]),  # noqa: S104
        ("10.1.2.3:80", "http://10.1.2.3:80", ["localhost", "127.0.0.1", "10.1.2.3"], ["http://localhost:80", "http://127.0.0.1:80"]),
    ],
)
def test_without_a_name_the_site_is_where_it_listens(tmp_path, bind, url, hosts, origins):
    made = read(tmp_path, CHBAS_BIND=bind)
    assert [made[name] for name in ("SITE_URL", "ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS", "HTTPS")] == [url, hosts, origins, False]


def test_with_a_name_only_the_name_is_trusted_and_https_closes_everything(tmp_path):
    made = read(tmp_path, CHBAS_URL="https://chbas.example/", CHBAS_BIND="0.0.0.0:9000")
    assert {name: made[name] for name in NAMES[:13]} == {
        "SITE_URL": "https://chbas.example", "SITE_HOST": "chbas.example", "HTTPS": True, "ALLOWED_HOSTS": ["chbas.example"],
        "CSRF_TRUSTED_ORIGINS": ["https://chbas.example"], "SESSION_COOKIE_NAME": "__Host-session", "CSRF_COOKIE_NAME": "__Host-csrf",
        "LEARNER_COOKIE_NAME": "__Host-learner", "SESSION_COOKIE_SECURE": True, "SECURE_SSL_REDIRECT": True, "SECURE_HSTS_SECONDS": 31_536_000,
        "SECURE_PROXY_SSL_HEADER": ["HTTP_X_FORWARDED_PROTO", "https"], "ACCOUNT_DEFAULT_HTTP_PROTOCOL": "https",
    }  # fmt: skip


def test_a_name_without_https_has_plain_cookies(tmp_path):
    made = read(tmp_path, CHBAS_URL="http://chbas.local:8080")
    seen = [made[name] for name in ("ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS", "SESSION_COOKIE_NAME", "SESSION_COOKIE_SECURE", "SECURE_HSTS_SECONDS")]
    assert seen == [["chbas.local"], ["http://chbas.local:8080"], "session", False, 0]


def test_database_and_redis_switch_and_nothing_else_changes(tmp_path):
    small, large = read(tmp_path), read(tmp_path, DATABASE_URL="postgresql://u@h/chbas", REDIS_URL="redis://h:6379/0")
    assert {name: (small[name], large[name]) for name in small if small[name] != large[name]} == {
        "database": ("django.db.backends.sqlite3", "django.db.backends.postgresql"),
        "caches": (["LocMemCache"] * 3, ["ForgivingRedisCache", "ForgivingRedisCache", "LocMemCache"]),
        "CELERY_BROKER_URL": ("memory://", "redis://h:6379/0"),
    }


def test_nobody_debugs_in_production_by_accident(tmp_path):
    assert read(tmp_path)["DEBUG"] is False


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("url", "expected"),
    [("http://localhost:8000", ("localhost", 8000)), ("https://chbas.example", ("chbas.example", 443)), ("http://chbas.local", ("chbas.local", 80))],
)
def test_wagtail_knows_where_the_site_is(settings, url, expected):
    settings.SITE_HOST, settings.HTTPS = url.split("://")[1], url.startswith("https")
    for _ in range(2):
        roles.setup_address()
    site = Site.objects.get()
    assert ((site.hostname, site.port), site.is_default_site, site.site_name) == (expected, True, "ច្បាស់")


# --- keys ----------------------------------------------------------------------------------------------------------------
def test_keys_are_made_once_and_only_their_owner_reads_them(tmp_path):
    made = secrets.load(tmp_path / "data")
    assert (secrets.load(tmp_path / "data"), sorted(made)) == (made, ["sealing_index_key", "sealing_key", "secret_key"])
    assert [len(base64.b64decode(made[name])) for name in ("sealing_key", "sealing_index_key")] == [32, 32]
    assert (stat.S_IMODE((tmp_path / "data/secrets.json").stat().st_mode), len(list((tmp_path / "data").iterdir()))) == (0o600, 1)


def test_two_processes_that_start_at_once_have_the_same_keys(tmp_path):
    command = [sys.executable, "-c", f"import pathlib, cms.secrets as s; print(s.load(pathlib.Path({str(tmp_path)!r})))"]
    with ThreadPoolExecutor(4) as at_once:
        said = list(at_once.map(lambda _: subprocess.run(command, cwd=ours.BASE, capture_output=True, text=True, check=True).stdout, range(4)))
    assert len(set(said)) == 1
