"""The roof: its models are sign-in accounts only."""

from django.apps import AppConfig


class CmsConfig(AppConfig):
    """Settings, urls, sign-in, design and the editor's dress."""

    name = "cms"
    verbose_name = "Chbas"

    def ready(self) -> None:
        """Load the Celery app, and let published changes reach the page cache."""
        from cms import celery, page_cache  # noqa: F401, PLC0415 -- models must be loaded first

        page_cache.connect()
