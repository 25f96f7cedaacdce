"""Who learns, what they said of themselves, and where they may be reached."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Contact(models.Model):
    """A telephone number, sealed, with the account that signs in by it. One number may serve several learners."""

    # None: the number was left before numbers were proved; it opens nothing.
    user = models.OneToOneField(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="contact")
    number_sealed = models.BinaryField()
    number_index = models.CharField(max_length=64, unique=True)
    # Permanent hold-out (decisions F9): 0-99 from the number itself, so that it survives everything.
    bucket = models.PositiveSmallIntegerField()
    left_at = models.DateTimeField()
    # When its owner last typed a code back. A year later somebody else may have the number (learning/accounts.py).
    proved_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"contact {self.pk}"

    class Privacy:
        subject = "learners"
        on_erase = "delete"
        what, group = "Your telephone number", "texts"
        until = "Until the last person who learns with it lets go of it."
        withheld, shared = ("number_index",), ("user", "left_at", "proved_at")
        purposes = {
            "id": "Asked for by the database.",
            "number_sealed": "To send you the text messages you asked for; sealed, so that a stolen copy tells no number.",
            "number_index": "To find your number again, for example when you say stop.",
            "bucket": "One in ten numbers gets no reminders, so that we learn whether reminders help.",
            "left_at": "When you left the number.",
            "user": "To sign in with a code sent to this number.",
            "proved_at": "When you last typed a code back: after a year without, somebody else may have the number.",
        }


class Learner(models.Model):
    """One person who learns. A guest is known by a signed cookie, made at the first answer, never by a page view.

    With a number that was proved, or a PIN, a person is known by a session instead: a cookie alone opens nothing then.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    contact = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="learners")
    made_at = models.DateTimeField()
    # "About me" is asked once, after the first finished check; answered or skipped, it is not asked again.
    asked_about_me_at = models.DateTimeField(null=True)
    # Until then a repeat of the first form without a cookie is the same tap (decisions C3); "not me" ends it at once.
    joinable_until = models.DateTimeField()
    # What the family sees when it chooses who learns now. Not unique and never a key (decisions G4).
    nickname = models.CharField(max_length=20, blank=True)
    picture = models.CharField(max_length=20, blank=True)
    pin = models.CharField(max_length=128, blank=True)
    # Five words that open this learning on another phone: a short keyed index to find it, Argon2 to prove it.
    words_index = models.CharField(max_length=8, blank=True, db_index=True)
    words = models.CharField(max_length=128, blank=True)
    # Asked to be erased: nothing works from then on, but the undo.
    leaving_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"learner {self.id}"

    @property
    def is_protected(self) -> bool:
        """Whether a PIN or a proved number stands before this learning."""
        return bool(self.pin) or bool(self.contact and self.contact.proved_at)

    class Privacy:
        subject = "id"
        on_erase = "delete"
        what, group = "You, as a random number", "you"
        until = "Until you erase it. If nobody comes any more: 24 months with a PIN or a number, 13 months without, 30 days for children under 15."
        withheld = ("pin", "words_index", "words")
        purposes = {
            "id": "A random number that stands for you; the cookie on your phone holds it.",
            "contact": "Where text messages for you go, if you left a number.",
            "made_at": "When you first answered.",
            "asked_about_me_at": "So that we ask about you only once.",
            "joinable_until": "So that a double tap makes one person, not two.",
            "nickname": "What your family sees when somebody chooses who learns now; any name you like.",
            "picture": "The same, for who reads little.",
            "pin": "So that others on this phone do not see your learning; kept only as an Argon2 hash.",
            "words_index": "To find your learning when you type your words on another phone.",
            "words": "Your words, kept only as an Argon2 hash.",
            "leaving_at": "When you asked to be erased.",
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
        what, group = "What you said of yourself", "you"
        until = "As long as your learning is here."
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

        RECORD = "record", _("Keeping my learning")
        SMS = "sms", _("Reminders by text message")
        RESEARCH = "research", _("Finding out whether lessons help")

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="consents")
    # For reminders: a yes holds for the number it was given for.
    number_index = models.CharField(max_length=64, blank=True)
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    granted = models.BooleanField()
    text_version = models.CharField(max_length=20)
    text_sha256 = models.CharField(max_length=64)
    language = models.CharField(max_length=10)
    channel = models.CharField(max_length=10)
    # Who helped to say it, for people who do not read: the trainer's account.
    assisted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["learner", "purpose", "at"], name="consents_of_a_learner")]

    def __str__(self) -> str:
        return f"{self.purpose} {'yes' if self.granted else 'no'} {self.at:%Y-%m-%d}"

    class Privacy:
        subject = "learner"
        on_erase = "delete"
        what, group = "What you agreed to, and what you took back", "agreed"
        until = "As long as your learning is here."
        withheld, coded = ("number_index",), ("text_sha256",)
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
            "assisted_by": "Who helped you to say it, if somebody did.",
            "at": "When.",
        }
