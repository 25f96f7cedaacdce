"""Whose data each table holds, what is held of one person, and when it goes. `notes` is the register; everything else here follows from it."""

from learning.privacy.notes import GROUPS, OURS, THEIRS, Note, Way, about_people, gaps, note, unclassified, way

__all__ = ["GROUPS", "OURS", "THEIRS", "Note", "Way", "about_people", "gaps", "note", "unclassified", "way"]
