"""Memory of everything that `manage.py up` runs, after it has worked."""

from bench import load, machine
from bench.figures import Chapter
from bench.running import Sites

NAMES = {"cms.serve": "web server: 1 + 2 workers", "celery": "worker with its timetable", "valkey": "Valkey"}
WEB = NAMES["cms.serve"]
BUDGET = {WEB: "260", "everything": "480"}


def measure(sites: Sites) -> Chapter:
    """Let both web workers make pages, then ask the kernel."""
    load.run(sites.chbas, "/c2/l2-2/?x=1")
    held = {_name(machine.command(child)): machine.pss_mib(machine.family(child)) for child in machine.children(sites.chbas.pid)}
    held |= {"`manage.py up`, watching": machine.pss_mib([sites.chbas.pid])}
    held |= {"everything": sum(held.values())}
    rows = [(name, mib, BUDGET.get(name, "")) for name, mib in held.items()]
    each = " + ".join(f"{machine.pss_mib([one]):.0f}" for one in sites.chbas.web)
    notes = (
        "PSS from `/proc/*/smaps_rollup`: memory that several processes share counts once. SQLite: no database server in the sum.",
        f"The web server process by process, the one that watches the workers first: {each} MiB.",
    )
    return Chapter("Memory", ("what", "MiB", "budget"), rows, notes)


def _name(command: str) -> str:
    return next((name for word, name in NAMES.items() if word in command), "something else")
