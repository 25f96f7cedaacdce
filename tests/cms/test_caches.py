"""A dead Redis makes the site slower, not broken; and nothing that others could write is ever unpickled."""

import pickle

import pytest
from django.conf import settings
from django.core.cache import caches
from redis import Redis

from cms.caches import BytesSerializer, ForgivingRedisCache, JSONSerializer
from tests import servers


@pytest.fixture
def dead():
    """A cache whose server is not there."""
    return ForgivingRedisCache(f"redis://127.0.0.1:{servers.free_port()}", {"OPTIONS": {"socket_connect_timeout": 0.3}})


def test_a_dead_server_is_a_miss(dead, caplog):
    said = [
        dead.get("a"), dead.get("a", "otherwise"), dead.get_many(["a", "b"]), dead.set("a", 1), dead.add("a", 1), dead.incr("a"), dead.incr("a", 5),
        dead.delete("a"), dead.clear(),
    ]  # fmt: skip
    assert said == [None, "otherwise", {}, None, True, 1, 5, False, None]
    assert {record.getMessage() for record in caplog.records} == {"cache out of reach: ConnectionError"}


def test_a_server_that_lives_keeps_what_it_is_given():
    cache = caches["default"]
    cache.set("a", {"ខ": [1, "x", None]})
    cache.set("n", 1)
    assert (cache.get("a"), cache.incr("n"), cache.get_many(["a", "n", "none"])) == ({"ខ": [1, "x", None]}, 2, {"a": {"ខ": [1, "x", None]}, "n": 2})
    assert (cache.add("n", 5), cache.delete("n"), cache.get("n")) == (False, True, None)


@pytest.mark.parametrize("value", [1, 0, -5, True, False, None, "ខ្មែរ", 1.5, ["a", {"b": None}]])
def test_plain_values_come_back(value):
    serializer = JSONSerializer()
    sent = serializer.dumps(value)
    assert serializer.loads(str(sent).encode() if isinstance(sent, int) else sent) == value
    assert isinstance(sent, int) is (type(value) is int)


@pytest.mark.parametrize("value", [b"\x00\xff", b"", b"page"])
def test_pages_are_kept_as_bytes(value):
    serializer = BytesSerializer()
    assert serializer.loads(serializer.dumps(value)) == value


def test_what_cannot_be_json_is_refused():
    with pytest.raises(TypeError):
        caches["default"].set("a", object())


def test_a_pickle_somebody_left_in_redis_is_not_opened(tmp_path):
    class Evil:
        def __reduce__(self):
            return (tmp_path.joinpath("opened").touch, ())

    cache = caches["default"]
    Redis.from_url(settings.REDIS_URL).set(cache.make_key("evil"), pickle.dumps(Evil()))
    with pytest.raises(ValueError):  # noqa: PT011 -- a JSON or a Unicode error, as the bytes are
        cache.get("evil")
    assert not tmp_path.joinpath("opened").exists()


def test_only_the_process_itself_may_keep_python_objects():
    kept = {name: one["BACKEND"].rsplit(".", 1)[1] for name, one in settings.CACHES.items()}
    assert kept == {"default": "ForgivingRedisCache", "pages": "ForgivingRedisCache", "renditions": "LocMemCache"}
    assert [settings.CACHES[name]["OPTIONS"]["serializer"] for name in ("default", "pages")] == [
        "cms.caches.JSONSerializer",
        "cms.caches.BytesSerializer",
    ]
    assert (settings.CELERY_ACCEPT_CONTENT, settings.SESSION_ENGINE) == (["json"], "cms.sessions")
