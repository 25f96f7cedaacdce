"""Learners and what their answers show. Facts about learners stand in Evidence; everything else here can be rebuilt from it."""

import uuid
from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _


class Contact(models.Model):
    """A telephone number somebody left, sealed. One number may serve several learners."""

    number_sealed = models.BinaryField()
    number_index = models.CharField(max_length=64, unique=True)
    # Permanent hold-out (decisions F9): 0-99 from the number itself, so that it survives everything.
    bucket = models.PositiveSmallIntegerField()
    left_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"contact {self.pk}"

    class Privacy:
        subject = "learners"
        on_erase = "delete"
        purposes = {
            "id": "Asked for by the database.",
            "number_sealed": "To send you the text messages you asked for; sealed, so that a stolen copy tells no number.",
            "number_index": "To find your number again, for example when you say stop.",
            "bucket": "One in ten numbers gets no reminders, so that we learn whether reminders help.",
            "left_at": "When you left the number.",
        }


class Learner(models.Model):
    """One person who learns. A guest: known by a signed cookie, made at the first answer, never by a page view."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    contact = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="learners")
    made_at = models.DateTimeField()
    # "About me" is asked once, after the first finished check; answered or skipped, it is not asked again.
    asked_about_me_at = models.DateTimeField(null=True)
    # Until then a repeat of the first form without a cookie is the same tap (decisions C3); "not me" ends it at once.
    joinable_until = models.DateTimeField()

    def __str__(self) -> str:
        return f"learner {self.id}"

    class Privacy:
        subject = "id"
        on_erase = "delete"
        purposes = {
            "id": "A random number that stands for you; the cookie on your phone holds it.",
            "contact": "Where text messages for you go, if you left a number.",
            "made_at": "When you first answered.",
            "asked_about_me_at": "So that we ask about you only once.",
            "joinable_until": "So that a double tap makes one person, not two.",
        }


class Profile(models.Model):
    """One answer about oneself. Never changed: a new answer is a new row, so that published months stay as they were."""

    class Question(models.TextChoices):
        """What we ask, once."""

        PROVINCE = "province", _("Province")
        SEX = "sex", _("Sex")
        AGE = "age", _("Age")
        PLACE = "place", _("Where you live")

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="profile")
    question = models.CharField(max_length=10, choices=Question.choices)
    answer = models.CharField(max_length=12)
    since = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["question", "answer"], name="profile_answers")]

    def __str__(self) -> str:
        return f"{self.question}: {self.answer}"

    class Privacy:
        subject = "learner"
        on_erase = "delete"
        purposes = {
            "id": "Asked for by the database.",
            "learner": "Whose answer this is.",
            "question": "What was asked.",
            "answer": "To see whom the lessons reach; counted in groups of ten and more only.",
            "since": "From when on the answer holds.",
        }


class Consent(models.Model):
    """What somebody agreed to, in which words. Append-only: a withdrawal is a new row."""

    class Purpose(models.TextChoices):
        """What may be done."""

        SMS = "sms", _("Reminders by text message")

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="consents")
    number_index = models.CharField(max_length=64)
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    granted = models.BooleanField()
    text_version = models.CharField(max_length=20)
    text_sha256 = models.CharField(max_length=64)
    language = models.CharField(max_length=10)
    channel = models.CharField(max_length=10)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["learner", "purpose", "at"], name="consents_of_a_learner")]

    def __str__(self) -> str:
        return f"{self.purpose} {'yes' if self.granted else 'no'} {self.at:%Y-%m-%d}"

    class Privacy:
        subject = "learner"
        on_erase = "delete"
        purposes = {
            "id": "Asked for by the database.",
            "learner": "Who agreed.",
            "number_index": "For which number, as a code that tells no number.",
            "purpose": "To what.",
            "granted": "Yes, or withdrawn.",
            "text_version": "Which wording you read.",
            "text_sha256": "Proof of the wording.",
            "language": "In which language.",
            "channel": "On the web or by text message.",
            "at": "When.",
        }


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


class NudgeDecision(models.Model):
    """What was decided when a nudge fell due, and why; also when nothing was sent."""

    class Outcome(models.TextChoices):
        """What came of it."""

        SENT = "sent", _("Handed to the outbox")
        FINISHED = "finished", _("The course is finished")
        NO_CONTACT = "no_contact", _("No number was left")
        NO_CONSENT = "no_consent", _("No consent, or withdrawn")
        STOPPED = "stopped", _("The number said stop")
        HELD_OUT = "held_out", _("In the group without reminders")
        CAPPED = "capped", _("The number had enough messages lately")
        TOO_LATE = "too_late", _("Overdue by more than a day")

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="decisions")
    contact = models.ForeignKey(Contact, null=True, on_delete=models.SET_NULL, related_name="decisions")
    step = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    due_at = models.DateTimeField()
    decided_at = models.DateTimeField()
    key = models.CharField(max_length=100, unique=True)

    class Meta:
        indexes = [models.Index(fields=["contact", "outcome", "decided_at"], name="decisions_of_a_number")]

    def __str__(self) -> str:
        return self.key

    class Privacy:
        subject = "enrolment__learner"
        on_erase = "delete"
        purposes = {
            "id": "Asked for by the database.",
            "enrolment": "Whose reminder.",
            "contact": "Which number, to keep within the limits per number.",
            "step": "Which reminder of this absence.",
            "outcome": "What was decided and why.",
            "due_at": "When it fell due.",
            "decided_at": "When it was decided.",
            "key": "So that no reminder goes out twice.",
        }
