"""The roof: its models are sign-in accounts only."""

from django.apps import AppConfig


class CmsConfig(AppConfig):
    """Settings, urls, sign-in, design and the editor's dress."""

    name = "cms"
    verbose_name = "Chbas"

    def ready(self) -> None:
        """Load the Celery app; let published changes reach the page cache, and changed accounts their sessions."""
        from cms import celery, endings, page_cache  # noqa: F401, PLC0415 -- models must be loaded first

        page_cache.connect()
        endings.connect()
