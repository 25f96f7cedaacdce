"""Apps of others, started the way we need them."""

from allauth.usersessions.apps import UserSessionsConfig
from wagtail.users.apps import WagtailUsersAppConfig


class Users(WagtailUsersAppConfig):
    """Wagtail's list of accounts, without those of citizens."""

    user_viewset = "cms.staff.StaffViewSet"


class Sessions(UserSessionsConfig):
    """The list of one's own sessions. It keeps address and browser of a sign-in: of people who work here, never of citizens."""

    def ready(self) -> None:
        """Let our own rule stand where allauth notes every sign-in."""
        from allauth.account.signals import user_logged_in  # noqa: PLC0415 -- models must be loaded first
        from allauth.usersessions import signals  # noqa: PLC0415 -- as above

        from cms import endings  # noqa: PLC0415 -- as above

        super().ready()
        user_logged_in.disconnect(signals.on_user_logged_in)
        user_logged_in.connect(endings.note_sign_in)
