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
    item_key = models.UUIDField(null=True)
    item_version = models.BigIntegerField(null=True)
    lesson_key = models.UUIDField()
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
        ]

    def __str__(self) -> str:
        return self.source_key

    class Privacy:
        subject = "learner"
        on_erase = "delete"
        purposes = {
            "id": "Asked for by the database.",
            "learner": "Whose answer this is.",
            "kind": "An answer, or a finished check.",
            "skill": "Which skill it shows.",
            "item_key": "Which question.",
            "item_version": "Which wording of it.",
            "lesson_key": "Which lesson.",
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
        purposes = {
            "id": "Asked for by the database.",
            "learner": "Who learns.",
            "course_key": "What.",
            "started_at": "Since when.",
            "active_at": "To notice that you stopped.",
            "step": "How often you were reminded since then.",
            "nudge_at": "When to decide about a reminder.",
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
        purposes = {
            "id": "Asked for by the database.",
            "learner": "Who learns.",
            "lesson_key": "Which lesson.",
            "course_key": "Which course.",
            "started_at": "When you first answered.",
            "completed_at": "When you finished its check.",
            "passed_at": "When you passed it.",
        }


class LearnerSkill(models.Model):
    """How often a learner was right, per competence; for judging, both sides apart."""

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="skills")
    skill = models.CharField(max_length=10)
    answered = models.PositiveIntegerField(default=0)
    right = models.PositiveIntegerField(default=0)
    scams = models.PositiveIntegerField(default=0)
    caught = models.PositiveIntegerField(default=0)
    genuine = models.PositiveIntegerField(default=0)
    recognised = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["learner", "skill"], name="one_count_per_learner_and_skill")]

    def __str__(self) -> str:
        return f"{self.learner_id} {self.skill}"

    class Privacy:
        subject = "learner"
        on_erase = "delete"
        purposes = {
            "id": "Asked for by the database.",
            "learner": "Who learns.",
            "skill": "Which skill.",
            "answered": "To show you what you practised.",
            "right": "To show you what you practised.",
            "scams": "To show both sides of judgement.",
            "caught": "To show both sides of judgement.",
            "genuine": "To show both sides of judgement.",
            "recognised": "To show both sides of judgement.",
        }
