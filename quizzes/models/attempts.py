"""Attempts and responses, as given."""

import uuid
from datetime import timedelta
from typing import Self

from django.db import models

from courses.blocks import Truth
from learning.models import Learner
from quizzes.models.pages import TESTS, Role
from quizzes.models.questions import QuestionVersion

# A test that one person took as two guests, the second time: kept and shown as a test, counted as none (quizzes/moving.py).
REPEATED = "repeated"


class AttemptQuerySet(models.QuerySet["Attempt"]):
    """Questions one may ask about attempts."""

    def open(self) -> Self:
        """Attempts begun and not finished."""
        return self.filter(sent_at__isnull=True)

    def finished(self) -> Self:
        """Attempts sent to their end, the newest first."""
        return self.filter(sent_at__isnull=False).order_by("-sent_at")

    def kept(self) -> Self:
        """Attempts whose answers are still there: those older than 13 months are gone."""
        return self.filter(models.Exists(Response.objects.filter(attempt=models.OuterRef("pk"))))


class Attempt(models.Model):
    """One person's run of one quiz. The draw stands in the signed key of its form and is copied here at the first answer."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="attempts")
    nonce = models.CharField(max_length=32)
    quiz_key = models.UUIDField()
    lesson_key = models.UUIDField(null=True)
    course_key = models.UUIDField()
    locale = models.CharField(max_length=10)
    role = models.CharField(max_length=10, choices=Role.choices)
    skill = models.CharField(max_length=10, blank=True)
    drawn = models.JSONField()
    opened_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    passed = models.BooleanField(null=True)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["nonce"], name="one_attempt_per_form"),
            models.UniqueConstraint(fields=["learner", "quiz_key"], condition=models.Q(role__in=sorted(TESTS)), name="a_test_is_taken_once"),
            models.CheckConstraint(
                condition=models.Q(sent_at__isnull=True, passed__isnull=True) | models.Q(sent_at__isnull=False, passed__isnull=False),
                name="a_finished_attempt_knows_whether_it_passed",
            ),
        ]
        indexes = [models.Index(fields=["learner", "quiz_key"], name="attempts_of_a_learner")]

    def __str__(self) -> str:
        return f"{self.role} {self.id}"

    @property
    def is_test(self) -> bool:
        """Whether it was a test, of which nothing is shown but the result."""
        return self.role in TESTS or self.role == REPEATED

    class Privacy:
        subject = "learner"
        on_erase = "delete"
        what, group = "Your runs through checks and tests", "answers"
        coded = ("drawn",)
        until = "As long as your learning is here."
        purposes = {
            "id": "To find this run again.",
            "learner": "To show you where you stopped.",
            "nonce": "So that a form sent twice counts once.",
            "quiz_key": "Which quiz this was.",
            "lesson_key": "Which lesson it belongs to, if one.",
            "course_key": "Which course it belongs to.",
            "locale": "The language you answered in.",
            "role": "What the quiz was for.",
            "skill": "Which skill of judging it drew from.",
            "drawn": "Which questions you were given.",
            "opened_at": "When you began.",
            "sent_at": "When you finished.",
            "passed": "Whether you passed.",
        }


class Response(models.Model):
    """What one learner chose for one version of a question, kept as it was chosen."""

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="responses")
    version = models.ForeignKey(QuestionVersion, on_delete=models.PROTECT, related_name="responses")
    chosen = models.JSONField()
    correct = models.BooleanField()
    # Which part of the message they said told them; only where that was asked.
    clue = models.CharField(max_length=160, blank=True)
    clue_correct = models.BooleanField(null=True)
    confidence = models.FloatField(null=True)
    # From showing the question to its answer, by the server's clock; not known for a test, which is one page.
    milliseconds = models.PositiveIntegerField(null=True)
    first_attempt = models.BooleanField(default=True)
    seen_before = models.BooleanField(default=False)
    answered_at = models.DateTimeField()
    channel = models.CharField(max_length=8, default="web")
    mode = models.CharField(max_length=12, default="self")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["attempt", "version"], name="one_answer_per_question_in_an_attempt")]

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.version_id}"

    def in_words(self) -> dict[str, str]:
        """Return the question and the answer as they were read; for whoever answered (learning/privacy/held.py)."""
        content = self.version.content
        texts = {one["id"]: one.get("text") or str(Truth(one["id"]).label) for one in content["choices"]}
        chosen = " · ".join(texts.get(one, one) for one in self.chosen)
        return {"version": content["text"] or content.get("message", ""), "chosen": chosen}

    class Privacy:
        subject = "attempt__learner"
        on_erase = "delete"
        what, group = "Your answers, word for word", "answers"
        keeps, since = timedelta(days=396), "answered_at"
        until = "13 months. Then only what they show stays: right or wrong."
        purposes = {
            "id": "Asked for by the database.",
            "attempt": "Which run this answer belongs to.",
            "version": "Which question you saw, word for word.",
            "chosen": "To show you your answer and improve the lesson.",
            "correct": "To show you your result.",
            "clue": "Which part of the message you said told you.",
            "clue_correct": "To show you your answer and improve the lesson.",
            "confidence": "How sure you said you were, in tests.",
            "milliseconds": "To see which questions are hard to read.",
            "first_attempt": "Whether it was your first answer to this question.",
            "seen_before": "Whether you had met this message before.",
            "answered_at": "When you answered.",
            "channel": "Whether you answered on the web.",
            "mode": "Alone or with a trainer.",
        }
