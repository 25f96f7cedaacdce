"""How long a newcomer waits: `make run` in a clean clone, and again."""

import fcntl
import os
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from bench.figures import Chapter
from bench.running import Sites, answers, wait_until
from cms.up import BASE
from tests.servers import free_port

PATIENCE = 420
# What a newcomer's terminal does not know.
OURS = ("CHBAS_", "DJANGO_", "DATABASE_URL", "REDIS_URL", "VIRTUAL_ENV", "PYTHONPATH", "MAKE", "MFLAGS", "CI")


def measure(_: Sites) -> Chapter:
    """Clone, start, stop, start again."""
    with tempfile.TemporaryDirectory(prefix="chbas-clone-") as folder:
        clone, changes = Path(folder) / "chbas", _clone(Path(folder) / "chbas")
        installed, first = _start(clone)
        _, second = _start(clone)
    rows = [
        ("first start, all in", f"{first:.0f}", "120"),
        ("of it: environment and requirements", f"{installed:.0f}", ""),
        ("of it: database, static files, curriculum, start", f"{first - installed:.0f}", ""),
        ("second start", f"{second:.1f}", "10"),
    ]
    notes = (
        "From `make run` to the first 200 of `/readyz`. pip keeps no cache here, so every package came over the network.",
        f"The clone is of HEAD{', with what is not committed yet laid over it' if changes else ''}.",
    )
    return Chapter("Start", ("what", "seconds", "budget"), rows, notes)


def _clone(clone: Path) -> bool:
    subprocess.run(["git", "clone", "--quiet", str(BASE), str(clone)], check=True)
    listed = subprocess.run(["git", "ls-files", "-z", "-m", "-o", "-d", "--exclude-standard"], cwd=BASE, capture_output=True, text=True, check=True)
    changed = sorted({name for name in listed.stdout.split("\0") if name})
    for name in changed:
        (clone / name).parent.mkdir(parents=True, exist_ok=True)
        if (BASE / name).is_file():
            shutil.copy2(BASE / name, clone / name)
        else:
            (clone / name).unlink(missing_ok=True)
    return bool(changed)


def _start(clone: Path) -> tuple[float, float]:
    """Return the seconds until the requirements were there and until the site answered."""
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    environment |= {"CHBAS_BIND": f"127.0.0.1:{port}", "PIP_NO_CACHE_DIR": "1"}
    stamp, begun, begun_at = clone / ".venv/run", time.monotonic(), time.time()
    with (clone.parent / "log").open("wb") as log:
        process = subprocess.Popen(["make", "run"], cwd=clone, env=environment, stdout=log, stderr=log, start_new_session=True)
    try:
        wait_until(lambda: process.poll() is not None or answers(f"http://127.0.0.1:{port}/readyz"), PATIENCE)
        taken = time.monotonic() - begun
        if process.poll() is not None:
            raise RuntimeError((clone.parent / "log").read_text())
        return max(0, stamp.stat().st_mtime - begun_at), taken
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)
        if (clone / "var/up.lock").exists():
            wait_until(lambda: _is_free(clone / "var/up.lock"), 30)


def _is_free(path: Path) -> bool:
    with path.open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True
