"""What people said of trust and of themselves in the optional screens: kept so that nobody can be found in it (decisions D11).

An answer waits as a draft without name or time until ten are there; then all of them are written anew in another order.
"""

import uuid
from typing import ClassVar

from django.db import models


class SurveyAnswer(models.Model):
    """One screen filled in by somebody: no learner, no day, no province."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    month = models.CharField(max_length=7)
    survey = models.CharField(max_length=10)
    stage = models.CharField(max_length=10)
    course_key = models.UUIDField()
    sex = models.CharField(max_length=12)
    age = models.CharField(max_length=12)
    answers = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["survey", "stage", "month"], name="survey_answers_of_a_month")]

    def __str__(self) -> str:
        return f"{self.survey} {self.stage} {self.month}"

    class Privacy:
        subject = None
        on_erase = "keep"
        purposes: ClassVar[dict[str, str]] = {"*": "What people think, without who they are; it cannot be traced back, so it cannot be erased."}


class SurveyDraft(models.Model):
    """An answer that waits for nine others, in no order."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    content = models.JSONField()

    def __str__(self) -> str:
        return "draft"

    class Privacy:
        subject = None
        on_erase = "keep"
        purposes: ClassVar[dict[str, str]] = {"*": "The same, until ten are there."}
