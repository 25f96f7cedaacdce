"""The rooms stay apart: what may import what is written in pyproject.toml."""

import subprocess
import sys
from pathlib import Path

from django.conf import settings


def test_every_room_imports_only_what_it_may():
    run = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"], cwd=settings.BASE, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout
