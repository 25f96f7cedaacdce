"""`python -m bench [names]`: measure and write docs/figures.md, chapter by chapter; what is not measured now stays as it stood."""

import argparse
import signal
import sys
import time
from contextlib import ExitStack
from types import FrameType, ModuleType

from bench import answers, door, figures, lesson, machine, memory, pages, queries, search, start
from bench.running import Sites

MEASUREMENTS: dict[str, ModuleType] = {
    "pages": pages, "queries": queries, "door": door, "search": search, "lesson": lesson, "memory": memory, "start": start, "answers": answers,
}  # fmt: skip
LONGEST = 600  # seconds


class Stopped(BaseException):
    """Time is up, or somebody asked for an end. Nothing that handles errors may take it for one."""


def main() -> int:
    """Measure what was asked for, and stop by ourselves whatever happens."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=f"one or more of {', '.join(MEASUREMENTS)}; all of them if none is given")
    names = parser.parse_args().names or list(MEASUREMENTS)
    if unknown := set(names) - set(MEASUREMENTS):
        parser.error(f"no measurement is called {', '.join(sorted(unknown))}")
    signal.signal(signal.SIGALRM, _give_up)
    signal.signal(signal.SIGTERM, _give_up)
    signal.alarm(LONGEST)
    with ExitStack() as stack:
        sites = Sites(stack)
        for name in names:
            before = time.monotonic()
            print(f"{name} ...", flush=True)
            facts = machine.facts()
            chapter = MEASUREMENTS[name].measure(sites)
            signal.alarm(max(1, LONGEST - int(time.monotonic() - BEGUN)))
            figures.write(chapter, f"`python -m bench {name}` · {facts}")
            print(f"{chapter.text()}\n({time.monotonic() - before:.0f} s)\n", flush=True)
    return 0


def _give_up(number: int, _: FrameType | None) -> None:
    signal.alarm(0)
    raise Stopped(f"stopped after {LONGEST} seconds" if number == signal.SIGALRM else "asked to stop")


BEGUN = time.monotonic()
if __name__ == "__main__":
    try:
        sys.exit(main())
    except Stopped as reason:
        sys.exit(f"bench: {reason}; what was measured before stands in docs/figures.md")
