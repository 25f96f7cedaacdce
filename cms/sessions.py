"""Sessions in the database that say whose they are, so that all of one account or one person can be ended at once.

Django's own rows hide that inside the signed data: every row would have to be opened and read.
"""

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from cms.models import Session


class SessionStore(DatabaseStore):
    """Django's database sessions, on our table (the way Django documents for extending them)."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """Return our table."""
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """Return the row for this data, with its two owners written beside it."""
        row: Session = super().create_model_instance(data)  # type: ignore[assignment]  # Django's stub names its own table
        row.account, row.learner = data.get("_auth_user_id"), data.get("learner")
        return row
