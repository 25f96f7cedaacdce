"""Make the groups of staff and give them their permissions; safe to run again."""

from django.core.management.base import BaseCommand
from django.db import transaction

from cms import roles


class Command(BaseCommand):
    """manage.py setup_roles."""

    help = __doc__

    @transaction.atomic
    def handle(self, **_: object) -> None:  # noqa: D102 -- Django's own
        roles.setup()
        for name in roles.PERMISSIONS:
            self.stdout.write(name)
