"""The keys of this installation: from the environment, else made once and kept in the data folder. Standard library only."""

import base64
import json
import os
import secrets
from pathlib import Path


def load(folder: Path) -> dict[str, str]:
    """Return the kept keys, making the file on the first call; readable by its owner alone.

    `secret_key` signs cookies and forms; `sealing_key` and `sealing_index_key` (32 bytes, base64) seal telephone numbers.
    """
    path = folder / "secrets.json"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        new = {"secret_key": secrets.token_urlsafe(50)} | {name: _key() for name in ("sealing_key", "sealing_index_key")}
        draft = folder / f"secrets.{os.getpid()}.tmp"
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(new, file)
        try:
            os.link(draft, path)  # two processes may start at once: the first file stays, the second is thrown away
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return dict(json.loads(path.read_text()))


def _key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()
