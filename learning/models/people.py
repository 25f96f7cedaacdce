"""Who learns, what they said of themselves, and where they may be reached."""

import uuid

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
