"""Sign-in accounts and their sessions, nothing else. People who learn are learning.Learner."""

from datetime import timedelta
from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.db.models.functions import Lower


class User(AbstractUser):
    """Who signs in: somebody who works here, by e-mail address, or a citizen's number, which has none and no password."""

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), condition=~models.Q(email=""), name="one_account_per_email_address"),
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.email or self.username

    @property
    def works_here(self) -> bool:
        """Whether this is staff. A citizen's account has no e-mail address, and no page gives it one."""
        return bool(self.email)

    class Privacy:
        subject = "id"
        on_erase = "delete"
        what, group = "The account of a number, or of somebody who works here", "you"
        until = "As long as the number is here; of people who work here, as long as they do."
        withheld, coded = ("password",), ("id", "username", "is_staff")
        purposes = {
            "id": "To tell accounts apart.",
            "username": "An opaque name that Django asks for.",
            "email": "To sign in.",
            "first_name": "To show colleagues who edited a page.",
            "last_name": "To show colleagues who edited a page.",
            "password": "To sign in; kept only as an Argon2 hash.",
            "is_active": "To switch an account off.",
            "is_staff": "Asked for by Django.",
            "is_superuser": "Marks administrators.",
            "last_login": "To notice accounts nobody uses.",
            "date_joined": "To notice accounts nobody uses.",
        }


class Session(AbstractBaseSession):
    """A browser that is signed in, and who is in it."""

    account = models.BigIntegerField(null=True, db_index=True)
    learner = models.UUIDField(null=True, db_index=True)

    objects: ClassVar = BaseSessionManager()

    class Meta(AbstractBaseSession.Meta):
        pass

    @classmethod
    def get_session_store_class(cls) -> type:
        """Return the store that reads these rows."""
        from cms.sessions import SessionStore  # noqa: PLC0415 -- the store imports this table

        return SessionStore

    class Privacy:
        subject = "learner"
        on_erase = "delete"
        what, group = "Where you are signed in", "you"
        keeps, since = timedelta(0), "expire_date"
        until = "Until you leave, or its time is over."
        withheld, coded = ("session_key", "session_data"), ("account",)
        purposes = {
            "session_key": "What your browser shows so that you stay signed in.",
            "session_data": "Who is signed in and until when; signed, so that nobody can change it.",
            "expire_date": "When you have to sign in again.",
            "account": "To end all sessions of an account at once.",
            "learner": "To end all your sessions at once.",
        }
