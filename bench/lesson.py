"""The lesson page under load: from the page cache, made afresh, and beside a bare Wagtail page, in turn, in one run."""

from statistics import median

from bench import load
from bench.figures import Chapter, spread
from bench.load import Load
from bench.running import Sites

LESSON = "/c2/l2-2/"
ROUNDS = 5
KEPT, MADE, BARE = "lesson, from the page cache", "lesson, made afresh (`?x=1`)", "bare Wagtail page"


def measure(sites: Sites) -> Chapter:
    """Take turns, so that what else runs on the machine hits all alike."""
    targets = {KEPT: (sites.chbas, LESSON), MADE: (sites.chbas, f"{LESSON}?x=1"), BARE: (sites.bare, "/")}
    for server, path in targets.values():
        load.run(server, path, 2)
    found: dict[str, list[Load]] = {name: [] for name in targets}
    for _ in range(ROUNDS):
        for name, (server, path) in targets.items():
            found[name].append(load.run(server, path))
    rows = [_row(name, loads, found[BARE]) for name, loads in found.items()]
    head = ("page", "requests a second", "CPU ms of the web server", "95 of 100 within ms", "failed", "requests against bare", "CPU against bare")
    notes = (
        f"granian, 2 workers with 4 threads each, SQLite; {load.CONNECTIONS} connections by {load.BY}.",
        f"Median of {ROUNDS} rounds of 3 s (lowest-highest).",
        "The bare page: Wagtail as `wagtail start` sets it up, one page with the same lesson's text, no style, same server, same database settings.",
        "Targets: from the page cache at least 7 times the requests of the bare page; made afresh at most 60 % of its CPU.",
    )
    return Chapter("Lesson page under load", head, rows, notes)


def _row(name: str, loads: list[Load], bare: list[Load]) -> tuple[str | int, ...]:
    faster = median(one.per_second / other.per_second for one, other in zip(loads, bare, strict=True))
    cheaper = median(one.cpu_ms / other.cpu_ms for one, other in zip(loads, bare, strict=True))
    speed, cpu = spread([one.per_second for one in loads]), spread([one.cpu_ms for one in loads], ".2f")
    late = spread([one.p95_ms for one in loads], ".1f")
    return name, speed, cpu, late, sum(one.failed for one in loads), f"{faster:.2f} x", f"{100 * cheaper:.0f} %"
