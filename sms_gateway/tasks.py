"""What Celery runs: one line each. The broker is a doorbell; the rows carry the work."""

from uuid import UUID

from celery import shared_task

from sms_gateway import delivery


# acks_late=False: a bell rung twice is harmless, a provider called twice is not (decisions H3).
@shared_task(name="sms_gateway.deliver", acks_late=False, ignore_result=True)
def deliver(pk: str) -> None:
    """Carry one message."""
    delivery.deliver(UUID(pk))


@shared_task(name="sms_gateway.sweep", acks_late=False, ignore_result=True)
def sweep() -> None:
    """Carry what no bell announced, and tidy up after dead workers."""
    delivery.sweep()
