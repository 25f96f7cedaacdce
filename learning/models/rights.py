"""What the rights of a person leave behind: a wish to be erased, a look at somebody's data, the proof that old rows went."""

from datetime import timedelta

from django.conf import settings
from django.db import models


class Erasure(models.Model):
    """A wish to be erased: at once nothing works any more, after seven days everything is gone. Kept, so that a restored copy erases again."""

    # No foreign key: the row outlives the person. A random number tells nobody anything.
    learner = models.UUIDField(unique=True)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField(db_index=True)
    done_at = models.DateTimeField(null=True)
    # How many rows went, per table: the proof, without a word about whom.
    gone = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"erasure {self.learner}"

    class Privacy:
        subject = None
        on_erase = "keep"
        keeps, since = timedelta(days=1096), "done_at"
        until = "Three years after everything was gone."
        purposes = {"*": "A random number that belonged to somebody, and when: so that a restored copy is erased again."}


class Look(models.Model):
    """Somebody who works here saw or exported something about a person. Append-only; the person can read it."""

    number_index = models.CharField(max_length=64, blank=True)
    learner = models.UUIDField(null=True)
    # The role, not the name: a citizen learns who in which office looked; the account is kept for the data-protection officer.
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="looks")
    role = models.CharField(max_length=40)
    what = models.CharField(max_length=40)
    day = models.DateField()
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["learner", "at"], name="looks_at_a_learner"),
            models.Index(fields=["number_index", "at"], name="looks_at_a_number"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["learner", "user", "what", "day"], condition=~models.Q(learner=None), name="one_look_a_day"),
            models.UniqueConstraint(
                fields=["number_index", "user", "what", "day"], condition=models.Q(learner=None), name="one_look_at_a_number_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.day}"

    class Privacy:
        subject = "learner"
        on_erase = "delete"
        what, group = "Who looked at your data", "looks"
        also = "number_index"
        keeps, since = timedelta(days=1096), "at"
        until = "Three years."
        withheld = ("number_index",)
        purposes = {
            "id": "Asked for by the database.",
            "number_index": "Whose number was seen, as a code that tells no number.",
            "learner": "Whose data was seen.",
            "user": "Who looked.",
            "role": "In which office.",
            "what": "What was seen.",
            "day": "On which day; once a day is written down.",
            "at": "When.",
        }


class Sweep(models.Model):
    """One run of the rule that old rows go: which, older than when, how many. The proof that we keep what we promise."""

    table = models.CharField(max_length=60)
    before = models.DateTimeField()
    gone = models.PositiveIntegerField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.table} {self.at:%Y-%m-%d}: {self.gone}"

    class Privacy:
        subject = None
        on_erase = "keep"
        keeps, since = timedelta(days=1096), "at"
        until = "Three years."
        purposes = {"*": "How many old rows went, and when."}
