"""Caches that are never fatal: a dead Redis makes the site slower, not broken. Nothing is ever unpickled."""

import json
import logging
from collections.abc import Callable, Iterable
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)


class JSONSerializer:
    """Plain values only. Numbers stay numbers, so that Redis can count them up."""

    def dumps(self, obj: Any) -> bytes | int:  # noqa: ANN401 -- whatever JSON holds
        """Return the value for Redis."""
        return obj if type(obj) is int else json.dumps(obj).encode()

    def loads(self, data: bytes) -> Any:  # noqa: ANN401 -- whatever JSON holds
        """Return the value from Redis."""
        return json.loads(data)


class BytesSerializer:
    """Bytes as they are."""

    def dumps(self, obj: bytes | int) -> bytes | int:
        """Return the value for Redis."""
        return obj

    def loads(self, data: bytes) -> bytes:
        """Return the value from Redis."""
        return data


class ForgivingRedisCache(RedisCache):
    """Django's Redis cache, where an unreachable server is a miss."""

    def _try(self, action: Callable[..., Any], *args: Any, otherwise: Any, **kwargs: Any) -> Any:  # noqa: ANN401 -- passes on
        try:
            return action(*args, **kwargs)
        except (RedisError, OSError) as error:
            log.warning("cache out of reach: %s", type(error).__name__)
            return otherwise

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:  # noqa: ANN401, D102 -- Django's own
        return self._try(super().get, key, default, version, otherwise=default)

    def get_many(self, keys: Iterable[str], version: int | None = None) -> dict[str, Any]:  # noqa: D102 -- Django's own
        return self._try(super().get_many, keys, version, otherwise={})

    def set(self, key: str, value: Any, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401, D102 -- Django's own
        self._try(super().set, key, value, *args, otherwise=None, **kwargs)

    def add(self, key: str, value: Any, *args: Any, **kwargs: Any) -> bool:  # noqa: ANN401, D102 -- Django's own
        return self._try(super().add, key, value, *args, otherwise=True, **kwargs)

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:  # noqa: D102 -- Django's own
        return self._try(super().incr, key, delta, version, otherwise=delta)

    def delete(self, key: str, version: int | None = None) -> bool:  # noqa: D102 -- Django's own
        return self._try(super().delete, key, version, otherwise=False)

    def clear(self) -> None:  # noqa: D102 -- Django's own
        self._try(super().clear, otherwise=None)
