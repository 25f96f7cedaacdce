"""What answers say about questions and skills: worked out anew every night (quizzes/analysis.py) from answers that stay what they were."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.blocks import JudgingSkill
from courses.privacy import Nobody
from quizzes.models.questions import QuestionVersion

# How many first answers each kind of figure needs before it says anything; quizzes/item_analysis.py remarks on nothing earlier.
EARLY, COMPARED, FITTED = 50, 100, 200


class Stage(models.TextChoices):
    """When a skill is measured; each is the role of a test."""

    PRETEST = "pretest", _("Before the course")
    POSTTEST = "posttest", _("After the course")
    RETENTION = "retention", _("A month later")


class Counted(Nobody):
    """Sums over all who answered: nobody can be told from them. Without the answers of somebody erased from the next night on."""

    purposes: ClassVar[dict[str, str]] = {"*": "Sums over everybody's answers, to improve the questions."}


class ItemFigure(models.Model):
    """The newest figures of one version of a question. A figure is null where the answers do not give it."""

    version = models.OneToOneField(QuestionVersion, on_delete=models.CASCADE, related_name="figure")
    # All answers, and those the figures are made of: the first ones, to questions drawn by chance, alone and unprompted.
    answers = models.PositiveIntegerField()
    first_answers = models.PositiveIntegerField()
    right = models.FloatField(null=True)
    said_scam = models.FloatField(null=True)
    # By the id of the choice: how many took it ("n"), whether those who know more did ("r"), and the remarks about it ("flags").
    choices = models.JSONField(default=dict)
    confidence = models.FloatField(null=True)
    # Of so many people it is known how they did on other questions: r is the correlation with that. For a message, scams and real ones
    # weigh alike in r; r_same_side looks only at messages of its own side, where suspicion alone does well, too.
    compared = models.PositiveIntegerField()
    r = models.FloatField(null=True)
    r_same_side = models.FloatField(null=True)
    difficulty = models.FloatField(null=True)
    outfit = models.FloatField(null=True)
    infit = models.FloatField(null=True)
    # Women against men who do as well on the other questions; only where there are ten of each (decisions C8).
    dif = models.FloatField(null=True)
    dif_size = models.CharField(max_length=1, blank=True)
    dif_is_sure = models.BooleanField(default=False)
    # Codes of item_analysis.Flag; the urgency of the first one orders the report.
    flags = models.JSONField(default=list)
    urgency = models.PositiveSmallIntegerField()
    computed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.version}: {self.first_answers}"

    class Privacy(Counted):
        """Nobody's data."""


class SkillFigure(models.Model):
    """How well those tested at one stage tell the scams of a skill from the real thing. Only people with four messages of each side count."""

    skill = models.CharField(max_length=10, choices=JudgingSkill.choices)
    stage = models.CharField(max_length=10, choices=Stage.choices)
    learners = models.PositiveIntegerField()
    # What all of them together called a scam: `hits` of the `scams` they were shown, `false_alarms` of the `genuine` messages.
    hits = models.PositiveIntegerField()
    scams = models.PositiveIntegerField()
    false_alarms = models.PositiveIntegerField()
    genuine = models.PositiveIntegerField()
    # Discernment and bias of the group (learning/population.py) with their errors; null below a hundred people.
    d = models.FloatField(null=True)
    se_d = models.FloatField(null=True)
    c = models.FloatField(null=True)
    se_c = models.FloatField(null=True)
    a = models.FloatField(null=True)
    brier = models.FloatField(null=True)
    # learning.discernment.Verdict against the test before the course; empty where either side has fewer than a hundred people.
    verdict = models.CharField(max_length=16, blank=True)
    computed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["skill", "stage"], name="one_figure_per_skill_and_stage")]

    def __str__(self) -> str:
        return f"{self.skill} {self.stage}: {self.learners}"

    class Privacy(Counted):
        """Nobody's data."""
