"""Workers side by side: threads at one starting line, and real processes that can be killed."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import connection

# The child speaks to the database of this test, with the keys of this test.
BEGIN = """
import json, os, sys, time
import django
django.setup()
from django.conf import settings
from django.db import connection
given = json.loads(os.environ["CHBAS_CHILD"])
connection.settings_dict.update(given["database"])
settings.SEALING_KEYS = {int(number): bytes.fromhex(key) for number, key in given["keys"].items()}
settings.SEALING_INDEX_KEY, settings.SEALING_OLD_INDEX_KEY = (bytes.fromhex(key) for key in given["index_keys"])
settings.SMS_PROVIDER, settings.SMS_FILE, settings.SMS_HTTP = given["provider"], given["file"], given["http"]
from sms_gateway import delivery, providers
def say(word):
    print(word, flush=True)
def wait():
    time.sleep(600)
"""


def together(workers: int, work: Callable[[int], Any]) -> list[Any]:
    """Let so many threads begin at the same moment, each on a connection of its own."""
    line = threading.Barrier(workers)

    def run(number: int) -> Any:
        try:
            line.wait(30)
            return work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(run, range(workers)))


@contextmanager
def process(work: str):
    """Start a real worker process; it is killed at the end if it still lives."""
    given = {
        "database": {name: str(connection.settings_dict[name]) for name in ("NAME", "HOST", "PORT", "USER", "PASSWORD")},
        "keys": {number: key.hex() for number, key in settings.SEALING_KEYS.items()},
        "index_keys": [settings.SEALING_INDEX_KEY.hex(), settings.SEALING_OLD_INDEX_KEY.hex()],
        "provider": settings.SMS_PROVIDER,
        "file": str(settings.SMS_FILE),
        "http": settings.SMS_HTTP,
    }
    environment = os.environ | {"CHBAS_CHILD": json.dumps(given), "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"]}
    child = subprocess.Popen([sys.executable, "-c", BEGIN + work], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        yield child
    finally:
        child.kill()
        child.communicate(timeout=30)
