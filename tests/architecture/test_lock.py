"""What the lock must say for the oldest pip we promise to serve (Python 3.11 comes with pip 23)."""

from collections.abc import Iterator
from importlib.metadata import distributions

from django.conf import settings
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name


def asked_with_extras() -> Iterator[str]:
    """What installed packages ask of each other with an extra, such as coverage[toml]."""
    for package in distributions():
        for line in package.requires or []:
            asked = Requirement(line)
            if asked.extras and (asked.marker is None or asked.marker.evaluate({"extra": ""})):
                yield from (f"{canonicalize_name(asked.name)}[{extra}]" for extra in asked.extras)


def test_a_newer_release_of_a_package_asked_for_with_an_extra_does_not_stop_the_installation():
    # pip 23 takes "coverage==1" for no pin of "coverage[toml]": on the day after a release nobody could install.
    locked = (settings.BASE / "requirements-test.txt").read_text()
    assert [one for one in sorted(set(asked_with_extras())) if f"{one}==" not in locked] == []
