"""Make lessons and skills of every learner again from evidence, and say where they had differed."""

from django.core.management.base import BaseCommand

from learning import progress
from learning.models import Learner


class Command(BaseCommand):
    """manage.py rebuild_progress."""

    help = __doc__

    def handle(self, **_: object) -> None:  # noqa: D102 -- Django's own
        learners = Learner.objects.order_by("made_at")
        differed = sum(progress.rebuild(learner) for learner in learners.iterator(chunk_size=500))
        self.stdout.write(f"{learners.count()} learners rebuilt, {differed} differed")
