"""What the web server loads before its workers are forked from it."""

import subprocess
import sys

from django.conf import settings

LOADED = """
import threading
from cms import serve
serve._load()
from django.core.cache import caches
from django.db import connections
from django.urls import get_resolver
print(threading.active_count(), [one.connection for one in connections.all()], len(get_resolver().url_patterns) > 5)
"""


def test_no_connection_and_no_thread_is_there_to_be_forked():
    done = subprocess.run([sys.executable, "-c", LOADED], cwd=settings.BASE, capture_output=True, text=True, check=True)
    assert done.stdout == "1 [None] True\n"
