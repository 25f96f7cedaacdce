"""Make the site row and the groups of staff; safe to run again."""

from django.core.management.base import BaseCommand
from django.db import transaction

from cms import roles


class Command(BaseCommand):
    """manage.py setup_site."""

    help = __doc__

    @transaction.atomic
    def handle(self, **_: object) -> None:  # noqa: D102 -- Django's own
        roles.setup_address()
        roles.setup()
