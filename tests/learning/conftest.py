"""Every test of learning has the same keys: which numbers are held out follows from them."""

import pytest


@pytest.fixture(autouse=True)
def _keys(settings) -> None:
    settings.SEALING_KEYS = {7: b"seven" + bytes(27)}
    settings.SEALING_INDEX_KEY = b"index" + bytes(27)
