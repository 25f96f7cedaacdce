"""Bytes and requests of each page, as a phone with an empty cache pays them."""

from bench.figures import Chapter
from bench.running import Sites
from tests.browser import weights
from tests.browser.weights import KIB


def measure(sites: Sites) -> Chapter:
    """Open every page in Chromium, twice."""
    url, browser = sites.chbas.url, sites.browser
    rows = []
    for name, place in weights.places(browser, url).items():
        cost = weights.weigh(browser, url, place)
        script = f"{cost.script_bytes / KIB:.1f}" if cost.script_bytes else "-"
        first = (cost.kib, weights.BUDGET_KIB[name], cost.requests, script)
        rows.append((name, *first, cost.repeat_bytes / KIB, cost.repeat_requests, f"{cost.shifted:.3f}"))
    head = ("page", "cold KiB, all in", "budget", "requests", "script KiB", "again KiB", "again requests", "layout moved (CLS)")
    notes = (
        f"Chromium {browser.version}, DevTools protocol (`Network.loadingFinished.encodedDataLength`: headers and body), empty cache, Brotli.",
        "All in: HTML, style sheet, script and icon. Again: the same page reloaded, as asked of the server.",
        "Every course and the heaviest lessons are held to the same budget by `tests/browser/test_page_weight.py`.",
        f"Third-party requests: none. Budget for requests: {weights.MOST_REQUESTS}, again {weights.REPEAT_REQUESTS} of {weights.REPEAT_KIB} KiB.",
    )
    return Chapter("Pages", head, rows, notes)
