"""What a learner can do, made from evidence."""

from django.db import models

from learning.models.people import Learner


class LearnerSkill(models.Model):
    """How often a learner was right, per competence and per judging skill; for judging, both sides apart, and when to review."""

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="skills")
    skill = models.CharField(max_length=10)
    answered = models.PositiveIntegerField(default=0)
    right = models.PositiveIntegerField(default=0)
    scams = models.PositiveIntegerField(default=0)
    caught = models.PositiveIntegerField(default=0)
    genuine = models.PositiveIntegerField(default=0)
    recognised = models.PositiveIntegerField(default=0)
    # Judging skills only (decisions D7). When the balanced rule was reached (learning/mastery.py), and the reviews that follow.
    mastered_at = models.DateField(null=True)
    confirmed_at = models.DateField(null=True)
    teach_again = models.BooleanField(default=False)
    card_state = models.PositiveSmallIntegerField(null=True)
    stability = models.FloatField(null=True)
    difficulty = models.FloatField(null=True)
    due = models.DateField(null=True)
    last_review = models.DateField(null=True)
    again_in_a_row = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["learner", "skill"], name="one_count_per_learner_and_skill")]

    def __str__(self) -> str:
        return f"{self.learner_id} {self.skill}"

    class Privacy:
        subject = "learner"
        on_erase = "delete"
        what, group = "What you can do", "learning"
        until = "As long as your learning is here."
        purposes = {
            "id": "Asked for by the database.",
            "learner": "Who learns.",
            "skill": "Which skill.",
            "answered": "How often you answered.",
            "right": "How often you were right.",
            "scams": "How many fake messages you judged.",
            "caught": "How many of them you recognised as fake.",
            "genuine": "How many real messages you judged.",
            "recognised": "How many of them you recognised as real.",
            "mastered_at": "When you could tell real from fake reliably.",
            "confirmed_at": "When a review showed that you still could.",
            "teach_again": "So that we send you back to a lesson rather than into more practice.",
            "card_state": "To plan your next review.",
            "stability": "How many days you will likely still know it; to plan your next review.",
            "difficulty": "How hard it was for you so far; to plan your next review.",
            "due": "When your next review falls due.",
            "last_review": "When you last reviewed.",
            "again_in_a_row": "To notice that reviews do not help and a lesson would.",
        }


class VoidedItem(models.Model):
    """A version of a question whose answer key was wrong: its evidence no longer counts, and those misled are told (decisions B6)."""

    item_version = models.BigIntegerField(unique=True)
    text = models.TextField()
    correction = models.TextField()
    at = models.DateTimeField()
    # When the progress of all who answered it was made again without it.
    settled_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"item {self.item_version}"

    class Privacy:
        subject = None
        on_erase = "keep"
        purposes = {"*": "What we corrected in our own questions."}
