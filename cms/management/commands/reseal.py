"""Seal all telephone numbers anew after a change of keys (docs/operations.md). May run beside the site, be killed, and run again."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from learning.models import Consent, Contact, Look, SignInCode
from sms_gateway import resealing

# Contacts first: from then on new messages are queued under the new index.
TABLES = (resealing.Numbers(Contact.objects.all()), resealing.Numbers(SignInCode.objects.all()), resealing.OUTBOX)
MARKS = (resealing.Marks(Consent.objects.all()), resealing.Marks(Look.objects.all()))


class Command(BaseCommand):
    """Turn every sealed number over to the first key, and to today's index."""

    help = "Seal all telephone numbers anew with the first key of CHBAS_SEALING_KEYS and under CHBAS_SEALING_INDEX_KEY; may be killed and run again."

    def handle(self, *_args: Any, **_options: Any) -> None:  # noqa: ANN401 -- Django's signature
        """Run one pass and say what it did, and what still needs an old key."""
        try:
            report = resealing.reseal(TABLES, MARKS)
        except resealing.WrongKeys as refusal:
            raise CommandError(f"{refusal} Nothing was changed.") from refusal
        for name, count in sorted(report.turned.items()):
            if count:
                self.stdout.write(f"{name}: {count} sealed anew")
        if report.stops:
            self.stdout.write(f"{report.stops} stops moved with their numbers")
        for why, count in report.left.items():
            if count:
                self.stdout.write(f"{count} {why}")
        for row in report.twice:
            self.stdout.write(f"  twice: {row}")
        self.stdout.write(_verdict(report))


def _verdict(report: resealing.Report) -> str:
    left = report.left.total()
    said = f"{left} rows still need an old key: " + (
        "run this again before you remove one." if left else "CHBAS_SEALING_KEYS may be its first key alone."
    )
    if not settings.SEALING_OLD_INDEX_KEY:
        return said
    if report.stops_alone:
        return (
            f"{said} {report.stops_alone} stops are of numbers that stand nowhere else. Those from before the change hold only as long as "
            "CHBAS_SEALING_OLD_INDEX_KEY stays set."
        )
    return f"{said} CHBAS_SEALING_OLD_INDEX_KEY " + ("stays until then." if left else "may go, too.")
