"""The web server. The application is loaded once, before the workers are: they are copies of this process and share its memory.

Workers that load it for themselves hold 95 MiB more (measured, docs/adr/0008).
"""

import argparse
import gc
import multiprocessing
import sys

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

import cms.wsgi  # noqa: F401 -- sets Django up

# isort: split
from django.urls import get_resolver
from wagtail import hooks

from courses import khmer

WORKERS, THREADS = 2, 4


def main() -> None:
    """Serve on the address given until told to stop."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    at = parser.parse_args()
    _load()
    server = Granian(
        "cms.wsgi:application", address=at.host, port=at.port, interface=Interfaces.WSGI, workers=WORKERS, blocking_threads=THREADS,
        websockets=False, log_level=LogLevels.warning, respawn_failed_workers=True, workers_kill_timeout=5,
    )  # fmt: skip
    server.serve()


def _load() -> None:
    """Load what every worker needs, and keep the collector off it: a page it writes to is a page no longer shared."""
    if sys.platform.startswith("linux"):
        multiprocessing.set_start_method("fork")  # Python 3.14 would start workers that share nothing
    _ = get_resolver().url_patterns
    hooks.search_for_hooks()
    khmer.words("ច្បាស់មុនចុច")  # opens a model of 25 MiB
    gc.collect()
    gc.freeze()


if __name__ == "__main__":
    main()
