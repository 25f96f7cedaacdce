"""The gateway as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SmsGatewayConfig(AppConfig):
    """The outbox of text messages."""

    name = "sms_gateway"
    label = "sms_gateway"
    verbose_name = _("Text messages")
    default_auto_field = "django.db.models.BigAutoField"
