"""Files and the CMS both hold the same content: who wins when they differ (docs/adr/0009-curriculum-as-files.md)."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from enum import StrEnum

from courses.files import Data
from courses.models import LoadedObject


class Decision(StrEnum):
    """What happens to one object."""

    SAME = "same"
    LOAD = "loaded"
    KEEP = "kept as edited in the CMS"
    CONFLICT = "changed in the file and in the CMS"


def sha256(data: Data | None) -> str:
    """Return a fingerprint of an object's data; "" for one that does not exist."""
    if data is None:
        return ""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True).replace("\\r\\n", "\\n")  # a browser's line end is no change
    return hashlib.sha256(text.encode()).hexdigest()


def decide(file: str, cms: str, loaded: str) -> Decision:
    """Choose by three fingerprints: the file's, the CMS's ("" = not there), and the file's when last loaded ("" = never).

    >>> cases = ("new", "old", "old"), ("old", "mine", "old"), ("new", "mine", "old"), ("old", "", "old")
    >>> [decide(*case).name for case in cases]
    ['LOAD', 'KEEP', 'CONFLICT', 'KEEP']
    """
    if file == cms:
        return Decision.SAME
    if file == loaded:
        return Decision.KEEP
    if cms == loaded:
        return Decision.LOAD
    return Decision.CONFLICT


@dataclass
class Loading:
    """One run of the loader: what was done to which object."""

    theirs: Collection[str] = ()
    done: dict[str, Decision] = field(default_factory=dict)
    anew: set[str] = field(default_factory=set)  # what was not there and is now
    known: dict[str, str] = field(default_factory=lambda: dict(LoadedObject.objects.values_list("name", "sha256")))

    def settle(self, name: str, data: Data, cms: Data | None, apply: Callable[[Data], None], *, below: str = "") -> Decision:
        """Load one object if the file has news and the CMS has none, or if `theirs` names it; what went with the page above comes back with it."""
        fingerprint = sha256(data)
        decision = decide(fingerprint, sha256(cms), self.known.get(name, ""))
        wanted = name in self.theirs or (cms is None and below in self.anew)
        if wanted and decision is not Decision.SAME:
            decision = Decision.LOAD
        if decision is Decision.LOAD:
            apply(data)
            self.anew |= {name} if cms is None else set()
        if decision in {Decision.LOAD, Decision.SAME} and self.known.get(name) != fingerprint:
            LoadedObject.objects.update_or_create(name=name, defaults={"sha256": fingerprint})
        self.done[name] = decision
        return decision

    def counts(self) -> Counter[Decision]:
        """Return how many objects each decision met."""
        return Counter(self.done.values())

    def named(self, decision: Decision) -> list[str]:
        """Return the objects of one decision."""
        return sorted(name for name, one in self.done.items() if one is decision)
