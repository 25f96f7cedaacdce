"""Sign-in accounts, nothing else. People who learn are learning.Learner."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Lower


class User(AbstractUser):
    """Somebody who works here: author, trainer, officer, administrator."""

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), condition=~models.Q(email=""), name="one_account_per_email_address"),
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.email or self.username

    class Privacy:
        subject = "id"
        on_erase = "delete"
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
