"""How people who work here sign in: through allauth only, made by an administrator, never by themselves."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class StaffAdapter(DefaultAccountAdapter):
    """No sign-up; everything else is allauth's."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 -- allauth's own signature
        """Nobody makes an account for themselves."""
        return False
