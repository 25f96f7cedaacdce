"""What the kernel says of this machine and of running processes (Linux: /proc)."""

import os
import platform
import subprocess
from datetime import UTC, datetime
from pathlib import Path

from cms.up import BASE

PROC = Path("/proc")
TICKS = os.sysconf("SC_CLK_TCK")


def facts() -> str:
    """Return day, machine, commit and how busy the machine was before."""
    model = next((line.split(":", 1)[1].strip() for line in (PROC / "cpuinfo").read_text().splitlines() if line.startswith("model name")), "?")
    cores = len(os.sched_getaffinity(0))
    changed = " with changes" if _git("status", "--porcelain", "--untracked-files=no") else ""
    commit = f"commit {_git('rev-parse', '--short', 'HEAD')}{changed}"
    python = f"Python {platform.python_version()}"
    return f"{datetime.now(UTC):%Y-%m-%d} · {cores} cores, {model} · {python} · {commit} · load average {os.getloadavg()[0]:.1f} before"


def _git(*words: str) -> str:
    return subprocess.run(["git", *words], cwd=BASE, capture_output=True, text=True, check=True).stdout.strip()


def family(pid: int) -> list[int]:
    """Return the process and all that descend from it."""
    parents = {}
    for stat in PROC.glob("[0-9]*/stat"):
        try:
            parents[int(stat.parent.name)] = int(_fields(stat)[1])
        except OSError:
            continue  # it ended meanwhile
    found = [pid]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found


def children(pid: int) -> list[int]:
    """Return the processes it started itself."""
    return [one for one in family(pid)[1:] if int(_fields(PROC / str(one) / "stat")[1]) == pid]


def command(pid: int) -> str:
    """Return how it was started."""
    return (PROC / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")


def cpu_seconds(pids: list[int]) -> float:
    """Return the processor time that they have used so far."""
    return sum(int(ticks) for pid in pids for ticks in _fields(PROC / str(pid) / "stat")[11:13]) / TICKS


def pss_mib(pids: list[int]) -> float:
    """Return the memory they hold; what several share is shared out among them."""
    lines = (line for pid in pids for line in (PROC / str(pid) / "smaps_rollup").read_text().splitlines() if line.startswith("Pss:"))
    return sum(int(line.split()[1]) for line in lines) / 1024


def _fields(stat: Path) -> list[str]:
    return stat.read_text().rpartition(")")[2].split()  # state, parent, ...; the name before may hold anything
