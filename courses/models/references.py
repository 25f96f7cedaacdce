"""What lessons refer to: competences, official services, terms, spellings."""

from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.search import index

from courses import genuine
from courses.bases import Spelled
from courses.forms import domain_fault, listed
from courses.privacy import Nobody


class Competence(Spelled):
    """One competence of a published framework, by its code."""

    code = models.CharField(_("Code"), max_length=10)
    framework_version = models.CharField(_("Framework"), max_length=40)
    title = models.CharField(_("Name"), max_length=120)
    title_en = models.CharField(_("English name"), max_length=120)

    class Meta:
        ordering: ClassVar = ["code"]
        verbose_name, verbose_name_plural = _("Competence"), _("Competences")
        constraints = [models.UniqueConstraint(fields=["code"], name="one_competence_per_code")]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    class Privacy(Nobody):
        """Nobody's data."""


class LoadedObject(models.Model):
    """What the curriculum file said when an object was last loaded from it; it stays when the object is deleted, so nothing comes back."""

    name = models.CharField(max_length=60, unique=True)
    sha256 = models.CharField(max_length=64)

    def __str__(self) -> str:
        return self.name

    class Privacy(Nobody):
        """Nobody's data."""


class OfficialService(index.Indexed, Spelled):
    """A real e-service: where it is, whose it is, and what it never asks for."""

    class Certainty(models.TextChoices):
        """How we know."""

        VERIFIED = "verified", _("Checked by us with the owner")
        PUBLISHED = "published", _("Seen in a published source")
        UNVERIFIED = "unverified", _("Not verified: citizens do not see it")

    class Phone(models.TextChoices):
        """Whether somebody who has only a phone can use it."""

        YES = "yes", _("Yes")
        PARTLY = "partly", _("Partly")
        NO = "no", _("No")
        UNKNOWN = "unknown", _("Not known")

    # What citizens act on: when one of these changes, the day is noted.
    FACTS: ClassVar = ("name", "owner", "domains", "apps", "senders", "phones", "fee", "never_asks")

    slug = models.SlugField(_("Short name in ASCII"), unique=True)
    name = models.CharField(_("Name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=120)
    owner = models.CharField(_("Owner"), max_length=120)
    domains = models.CharField(_("Addresses"), max_length=200, blank=True, help_text=_("Official addresses, with commas between them."))
    apps = models.CharField(_("Apps"), max_length=200, blank=True, help_text=_("With commas between them."))
    senders = models.CharField(_("Sender names of its text messages"), max_length=120, blank=True, help_text=_("With commas between them."))
    phones = models.CharField(_("Telephone numbers"), max_length=120, blank=True, help_text=_("With commas between them."))
    fee = models.CharField(_("Fee"), max_length=200, blank=True)
    works_on_phone = models.CharField(_("Works on a phone?"), max_length=8, choices=Phone.choices, default=Phone.UNKNOWN)
    complain = models.TextField(_("Where to complain"), blank=True)
    never_asks = models.TextField(_("What it never asks for"), blank=True)
    certainty = models.CharField(_("How we know"), max_length=12, choices=Certainty.choices, default=Certainty.UNVERIFIED)
    checked_on = models.DateField(_("Checked on, or date of the source"), null=True, blank=True)
    source = models.CharField(_("Source"), max_length=300, blank=True)
    facts_changed_on = models.DateField(_("Facts changed on"), null=True, blank=True, editable=False)

    panels: ClassVar = [
        FieldPanel("slug"), FieldPanel("name"), FieldPanel("name_en"), FieldPanel("owner"), FieldPanel("domains"), FieldPanel("apps"),
        FieldPanel("senders"), FieldPanel("phones"), FieldPanel("fee"), FieldPanel("works_on_phone"), FieldPanel("never_asks"),
        FieldPanel("complain"),
        MultiFieldPanel([FieldPanel("certainty"), FieldPanel("checked_on"), FieldPanel("source")], heading=_("How we know")),
    ]  # fmt: skip
    search_fields: ClassVar = [
        index.SearchField("name"), index.SearchField("name_en"), index.SearchField("owner"), index.SearchField("domains"),
        index.SearchField("phones"), index.AutocompleteField("name"), index.AutocompleteField("name_en"), index.AutocompleteField("domains"),
        index.FilterField("certainty"),
    ]  # fmt: skip

    class Meta:
        ordering: ClassVar = ["slug"]
        verbose_name, verbose_name_plural = _("Official service"), _("Official services")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(certainty="unverified") | models.Q(checked_on__isnull=False), name="a_service_that_citizens_see_has_a_date"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Say what is missing, where the database would only name its rule."""
        super().clean()
        faults: dict[str, Any] = {}
        if not self.slug.strip("-_"):  # what the editor makes of Khmer letters
            faults["slug"] = _("Write the short name in Latin letters, such as: verify.")
        if self.certainty != self.Certainty.UNVERIFIED and self.checked_on is None:
            faults["checked_on"] = _("Citizens see this service: say when it was checked, or the date of the source.")
        if reasons := [reason for one in listed(self.domains) if (reason := domain_fault(one))]:
            faults["domains"] = reasons[0]
        if faults:
            raise ValidationError(faults)

    def save(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- Django's own signature
        """Note the day when a fact that citizens act on is no longer what it was."""
        before = type(self).objects.filter(pk=self.pk).values(*self.FACTS).first() if self.pk else None
        if before and any(before[name] != getattr(self, name) for name in self.FACTS):
            self.facts_changed_on = timezone.localdate()
            if kwargs.get("update_fields") is not None:
                kwargs["update_fields"] = {*kwargs["update_fields"], "facts_changed_on"}
        super().save(*args, **kwargs)

    class Privacy(Nobody):
        """Nobody's data."""


class KnownScam(index.Indexed, Spelled):
    """An address, a sender or a name that swindlers are known to use; none comes with the program, for we accuse nobody."""

    class Kind(models.TextChoices):
        """What it is."""

        DOMAIN = "domain", _("Address")
        SENDER = "sender", _("Sender of text messages")
        NAME = "name", _("Name")

    value = models.CharField(_("What swindlers use"), max_length=120, unique=True, help_text=_("Address, sender or name as people see it."))
    kind = models.CharField(_("What kind it is"), max_length=8, choices=Kind.choices, default=Kind.DOMAIN)
    pretends = models.CharField(_("What it pretends to be"), max_length=120, blank=True)
    since = models.DateField(_("Known since"))
    source = models.CharField(_("Source"), max_length=300, help_text=_("Who says so: police, owner, published warning. Never hearsay."))

    panels: ClassVar = [FieldPanel("value"), FieldPanel("kind"), FieldPanel("pretends"), FieldPanel("since"), FieldPanel("source")]
    search_fields: ClassVar = [
        index.SearchField("value"), index.SearchField("pretends"), index.AutocompleteField("value"), index.FilterField("kind"),
    ]  # fmt: skip

    class Meta:
        ordering: ClassVar = ["value"]
        verbose_name, verbose_name_plural = _("Known scam"), _("Known scams")

    def __str__(self) -> str:
        return self.value

    def clean(self) -> None:
        """Refuse what would accuse an official service, ourselves, or everybody under a shared ending."""
        super().clean()
        if self.kind != self.Kind.DOMAIN:
            return
        reason: Any = domain_fault(self.value)
        official = [one for line in OfficialService.objects.values_list("domains", flat=True) for one in listed(line)]
        if not reason and any(genuine.is_under(one, self.value) for one in [*official, settings.SITE_HOST.partition(":")[0]]):
            reason = _("An official address ends like this: this would accuse it.")
        if reason:
            raise ValidationError({"value": reason})

    class Privacy(Nobody):
        """Nobody's data: the names that swindlers borrow."""


class GlossaryTerm(index.Indexed, Spelled):
    """One thing, one word: the word we use for it, what it means, and the words we do not use."""

    slug = models.SlugField(_("Short name in ASCII"), unique=True)
    term = models.CharField(_("Word"), max_length=60)
    term_en = models.CharField(_("English"), max_length=60)
    plain = models.CharField(_("In plain words"), max_length=200)
    everyday = models.BooleanField(_("Everybody knows it: needs no explanation"), default=False)
    avoid = models.CharField(_("Words we do not use for it"), max_length=200, blank=True, help_text=_("With commas between them."))

    panels: ClassVar = [
        FieldPanel("slug"), FieldPanel("term"), FieldPanel("term_en"), FieldPanel("plain"), FieldPanel("everyday"), FieldPanel("avoid"),
    ]  # fmt: skip
    search_fields: ClassVar = [
        index.SearchField("term"), index.SearchField("term_en"), index.SearchField("plain"), index.SearchField("avoid"),
        index.AutocompleteField("term"), index.AutocompleteField("term_en"),
    ]  # fmt: skip

    class Meta:
        ordering: ClassVar = ["slug"]
        verbose_name, verbose_name_plural = _("Term"), _("Glossary")

    def __str__(self) -> str:
        return self.term

    class Privacy(Nobody):
        """Nobody's data."""


class Spelling(index.Indexed, Spelled):
    """What people really type for a word of ours; the search finds the word."""

    word = models.CharField(_("Word as we write it"), max_length=60, unique=True)
    typed = models.CharField(_("As people type it"), max_length=300, help_text=_("With commas between them."))

    panels: ClassVar = [FieldPanel("word"), FieldPanel("typed")]
    search_fields: ClassVar = [
        index.SearchField("word"), index.SearchField("typed"), index.AutocompleteField("word"), index.AutocompleteField("typed"),
    ]  # fmt: skip

    class Meta:
        ordering: ClassVar = ["word"]
        verbose_name, verbose_name_plural = _("Spelling"), _("Spellings")

    def __str__(self) -> str:
        return self.word

    class Privacy(Nobody):
        """Nobody's data."""
