"""What answers show. Evidence is the fact; enrolments, lessons and skills can be made again from it."""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models

from learning.models.people import Learner


class Evidence(models.Model):
    """What one answer, or one finished check, shows about a learner. Append-only; the only source of progress."""

    class Kind(models.TextChoices):
        """An answer, or the end of a quiz."""

        ANSWER = "answer"
        FINISH = "finish"

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="evidence")
    kind = models.CharField(max_length=6, choices=Kind.choices)
    skill = models.CharField(max_length=10, blank=True)
    judging = models.CharField(max_length=10, blank=True)
    item_key = models.UUIDField(null=True)
    item_version = models.BigIntegerField(null=True)
    lesson_key = models.UUIDField(null=True)
    course_key = models.UUIDField()
    attempt_key = models.UUIDField()
    truth = models.CharField(max_length=8, blank=True)
    correct = models.BooleanField()
    said_scam = models.BooleanField(null=True)
    confidence = models.FloatField(null=True)
    role = models.CharField(max_length=10)
    channel = models.CharField(max_length=8)
    mode = models.CharField(max_length=12, default="self")
    first_attempt = models.BooleanField()
    unseen = models.BooleanField()
    learning_day = models.DateField()
    recorded_at = models.DateTimeField()
    source_key = models.CharField(max_length=80, unique=True)

    class Meta:
        indexes = [
            models.Index(fields=["learner", "course_key"], name="evidence_of_a_learner"),
            models.Index(fields=["learning_day", "course_key"], name="evidence_of_a_day"),
            models.Index(fields=["item_version"], name="evidence_of_an_item"),
        ]

    def __str__(self) -> str:
        return self.source_key

    class Privacy:
        subject = "learner"
        on_erase = "delete"
        what, group = "What each answer shows", "answers"
        coded = ("item_version", "source_key")
        until = "As long as your learning is here."
        purposes = {
            "id": "Asked for by the database.",
            "learner": "Whose answer this is.",
            "kind": "An answer, or a finished check.",
            "skill": "Which competence it shows.",
            "judging": "Which skill of judging messages it shows.",
            "item_key": "Which question.",
            "item_version": "Which wording of it.",
            "lesson_key": "Which lesson, if one.",
            "course_key": "Which course.",
            "attempt_key": "Which run.",
            "truth": "Whether the message shown was real or fake.",
            "correct": "Whether it was right; for a finished check, whether it was passed.",
            "said_scam": "Whether you called it fake.",
            "confidence": "How sure you said you were.",
            "role": "What the quiz was for.",
            "channel": "Web or text message.",
            "mode": "Alone or with a trainer.",
            "first_attempt": "Whether it was your first answer to this question.",
            "unseen": "Whether the question was new to you.",
            "learning_day": "On which day you learned.",
            "recorded_at": "When it was written down.",
            "source_key": "So that the same answer is never counted twice.",
        }


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    """Questions one may ask about enrolments."""

    def due_a_nudge(self, now: datetime) -> Self:
        """Those whose nudge time has come, oldest first. Whether anything is sent is decided afterwards, and written down."""
        return self.filter(nudge_at__lte=now).order_by("nudge_at")


class Enrolment(models.Model):
    """A learner in a course: begun with the first answer, done when every lesson's check was sent."""

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="enrolments")
    course_key = models.UUIDField()
    started_at = models.DateTimeField()
    active_at = models.DateTimeField()
    # Which tests this person is asked to take (learning/sampling.py); drawn once, when it is first needed.
    arm = models.CharField(max_length=4, blank=True)
    # How many reminders this absence has seen (learning/policy.py), and when the next decision falls due.
    step = models.PositiveSmallIntegerField(default=0)
    nudge_at = models.DateTimeField(null=True, db_index=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["learner", "course_key"], name="one_enrolment_per_learner_and_course")]

    def __str__(self) -> str:
        return f"{self.learner_id} in {self.course_key}"

    class Privacy:
        subject = "learner"
        on_erase = "delete"
        what, group = "Courses you began", "learning"
        until = "As long as your learning is here."
        purposes = {
            "id": "Asked for by the database.",
            "learner": "Who learns.",
            "course_key": "What.",
            "started_at": "Since when.",
            "active_at": "To notice that you stopped.",
            "arm": "Whether we ask you to take the tests; drawn by chance.",
            "step": "How often you were reminded since then.",
            "nudge_at": "When to decide about a reminder.",
        }


class Asked(models.Model):
    """A test or a survey that a learner was asked to take in a course, once; taken or not."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="asked")
    stage = models.CharField(max_length=10)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enrolment", "stage"], name="asked_once_per_stage")]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.stage}"

    class Privacy:
        subject = "enrolment__learner"
        on_erase = "delete"
        what, group = "Tests and surveys we asked you to take", "learning"
        until = "As long as your learning is here."
        purposes = {
            "id": "Asked for by the database.",
            "enrolment": "Whom we asked, in which course.",
            "stage": "What for; never what was said.",
            "at": "So that we ask only once.",
        }


class LessonProgress(models.Model):
    """How far a learner is with a lesson. Completion (the check was sent) is never the same as a pass."""

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="lessons")
    lesson_key = models.UUIDField()
    course_key = models.UUIDField()
    started_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True)
    passed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learner", "lesson_key"], name="one_progress_per_learner_and_lesson"),
            models.CheckConstraint(
                condition=models.Q(passed_at__isnull=True) | models.Q(completed_at__isnull=False), name="nobody_passes_what_they_did_not_complete"
            ),
        ]
        permissions: ClassVar = [("see_reports", "Can see the reports")]

    def __str__(self) -> str:
        return f"{self.learner_id} {self.lesson_key}"

    class Privacy:
        subject = "learner"
        on_erase = "delete"
        what, group = "Lessons you began", "learning"
        until = "As long as your learning is here."
        purposes = {
            "id": "Asked for by the database.",
            "learner": "Who learns.",
            "lesson_key": "Which lesson.",
            "course_key": "Which course.",
            "started_at": "When you first answered.",
            "completed_at": "When you finished its check.",
            "passed_at": "When you passed it.",
        }
