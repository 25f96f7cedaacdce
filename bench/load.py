"""Many requests for one page: by wrk where it is installed, else by a small client of our own."""

import shutil
import subprocess
import threading
import time
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

from bench import machine
from bench.running import Server

CONNECTIONS = 16
WRK = shutil.which("wrk")
BY = "wrk" if WRK else "a client in Python (wrk is not installed; it takes more of the machine)"


@dataclass(frozen=True)
class Load:
    """What came back."""

    per_second: float
    cpu_ms: float  # of the web server's processes, per request
    p95_ms: float
    failed: int


def run(server: Server, path: str, seconds: int = 3) -> Load:
    """Ask for a page from sixteen connections, for some seconds; as phones do, in Brotli."""
    before = machine.cpu_seconds(server.web)
    requests, taken, p95_ms, failed = (_wrk if WRK else _python)(server, path, seconds)
    cpu = machine.cpu_seconds(server.web) - before
    return Load(requests / taken, 1000 * cpu / requests, p95_ms, failed)


def percentile(values: list[float], share: float) -> float:
    """Return the value that `share` of all do not exceed."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def _wrk(server: Server, path: str, seconds: int) -> tuple[int, float, float, int]:
    script = str(Path(__file__).with_name("done.lua"))
    command = [str(WRK), "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", script, "-H", "Accept-Encoding: br", server.url + path]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    requests, microseconds, p95, failed = (int(word) for word in said.rpartition("FOUND ")[2].split())
    return requests, microseconds / 1e6, p95 / 1000, failed


def _python(server: Server, path: str, seconds: int) -> tuple[int, float, float, int]:
    times: list[float] = []
    failures: list[int] = []
    begun = time.monotonic()

    def ask() -> None:
        connection = HTTPConnection("127.0.0.1", server.port, timeout=30)
        while time.monotonic() < begun + seconds:
            before = time.monotonic()
            connection.request("GET", path, headers={"Accept-Encoding": "br"})
            response = connection.getresponse()
            response.read()
            times.append(time.monotonic() - before)
            if response.status >= 400:
                failures.append(response.status)
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(times), time.monotonic() - begun, 1000 * percentile(times, 0.95), len(failures)
