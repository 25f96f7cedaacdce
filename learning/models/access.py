"""How a person comes to their own learning: codes sent to a number, tries that are counted, a code that carries a guest to another browser."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from learning import provinces
from learning.models.people import Learner


class SignInCode(models.Model):
    """One code sent to one number. Until it is typed back, the number is nobody's: no account and no contact exists for it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number_sealed = models.BinaryField()
    number_index = models.CharField(max_length=64)
    # Where pumping shows: a thousand neighbouring numbers, the operator's prefix, the sender's network. Keyed hashes, but for the prefix.
    block_index = models.CharField(max_length=64)
    prefix = models.CharField(max_length=6)
    address_index = models.CharField(max_length=64)
    code_hash = models.CharField(max_length=64)
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["number_index", "sent_at"], name="codes_of_a_number"),
            models.Index(fields=["block_index", "sent_at"], name="codes_of_a_block"),
            models.Index(fields=["prefix", "sent_at"], name="codes_of_a_prefix"),
            models.Index(fields=["address_index", "sent_at"], name="codes_of_an_address"),
        ]

    def __str__(self) -> str:
        return f"code {self.id}"

    class Privacy:
        subject = "number_index"
        on_erase = "delete"
        what, group = "Codes for signing in", "texts"
        keeps, since = timedelta(hours=24), "sent_at"
        until = "24 hours."
        withheld = ("number_index", "block_index", "address_index", "code_hash")
        purposes = {
            "id": "To tell one code from another.",
            "number_sealed": "To send the code; sealed, so that a stolen copy tells no number.",
            "number_index": "To send you no more than a few codes a day.",
            "block_index": "To notice when somebody has codes sent to many numbers in a row.",
            "prefix": "The same, for the first digits, which many people share.",
            "address_index": "To notice when one network asks for too many codes; kept as a code that tells no address.",
            "code_hash": "To compare what you type; the code itself is not kept.",
            "tries": "Three tries, then a new code.",
            "sent_at": "A code holds for ten minutes.",
            "used_at": "A code opens once.",
        }


class Gate(models.Model):
    """A count of tries that no two requests can pass at once, in the database: a restarted cache forgets, this does not."""

    key = models.CharField(max_length=100, unique=True)
    tries = models.PositiveSmallIntegerField(default=0)
    shut_until = models.DateTimeField(null=True)
    touched_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.key

    class Privacy:
        subject = "key"
        on_erase = "delete"
        what, group = "Wrong tries of a PIN or a code", "you"
        coded = ("key",)
        keeps, since = timedelta(days=7), "touched_at"
        until = "Seven days after the last try."
        purposes = {
            "id": "Asked for by the database.",
            "key": "What is tried: the PIN of one person, or codes from one network; no number and no name.",
            "tries": "To stop whoever guesses.",
            "shut_until": "When the next try is possible.",
            "touched_at": "To forget the count in time.",
        }


class Carry(models.Model):
    """A short code that lets the same guest go on in another browser, once, within minutes."""

    code_index = models.CharField(max_length=64, unique=True)
    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="carries")
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"carry {self.pk}"

    class Privacy:
        subject = "learner"
        on_erase = "delete"
        what, group = "Codes that carried you to another browser", "you"
        keeps, since = timedelta(days=1), "made_at"
        until = "One day."
        withheld = ("code_index",)
        purposes = {
            "id": "Asked for by the database.",
            "code_index": "To know the code again; the code itself is not kept.",
            "learner": "Who goes on in another browser.",
            "made_at": "The code holds for ten minutes.",
            "used_at": "The code works once.",
        }


class Scope(models.Model):
    """What part of the country or the work an officer or a trainer is responsible for. Without one they see no report at all."""

    class Kind(models.TextChoices):
        """Of what kind the part is."""

        MINISTRY = "ministry", _("Ministry: the whole country")
        PROVINCE = "province", _("Province")
        PARTNER = "partner", _("Partner organisation")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="scopes", verbose_name=_("who"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    # The province's code, or the name of the ministry or partner.
    value = models.CharField(_("which"), max_length=80)

    class Meta:
        verbose_name, verbose_name_plural = _("responsibility"), _("responsibilities")
        constraints = [models.UniqueConstraint(fields=["user", "kind", "value"], name="a_scope_is_given_once")]

    def __str__(self) -> str:
        which = provinces.NAMES.get(self.value, self.value) if self.kind == self.Kind.PROVINCE else self.value
        return f"{self.get_kind_display()}: {which}"

    class Privacy:
        subject = "user"
        on_erase = "delete"
        what, group = "What somebody who works here is responsible for", "work"
        until = "As long as they work here."
        purposes = {
            "id": "Asked for by the database.",
            "user": "Who works for it.",
            "kind": "What they are responsible for.",
            "value": "Which province, ministry or partner.",
        }
