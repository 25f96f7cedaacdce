"""Every address of the site. Khmer at the root, English under /en/; one host for citizens and staff."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.defaults import page_not_found
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from cms import door, health, media, views


def nowhere(request: HttpRequest, **_: object) -> HttpResponse:
    """Answer for a door of a framework that must not exist here."""
    return page_not_found(request, Exception())


urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("cms/login/", views.sign_in),
    re_path(r"^cms/password_reset/", nowhere),
    re_path(r"^cms/bulk/cms/user/", nowhere),  # "all" there would mean every citizen
    re_path(r"^_util/", nowhere),
    path("cms/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("reports/", include("learning.reports.urls")),
    re_path(r"^media/(?P<path>images/.*)$", serve, {"document_root": settings.MEDIA_ROOT}),
    re_path(r"^media/sounds/(?P<name>[0-9A-Za-z_-]+\.[0-9a-z]+)$", media.sound),
    *i18n_patterns(
        path("accounts/signup/", nowhere),
        re_path(r"^accounts/(?:confirm-)?email/", nowhere),  # an administrator gives the address: who has it may reset the password
        path("accounts/login/code/", door.NumberView.as_view(), name="account_request_login_code"),
        path("accounts/", include("allauth.account.urls")),
        path("accounts/2fa/", include("allauth.mfa.urls")),
        path("accounts/sessions/", include("allauth.usersessions.urls")),
        path("quizzes/", include("quizzes.urls")),
        path("scams/", include("quizzes.scam_urls")),
        path("", include("learning.urls")),
        path("", include("courses.urls")),
        path("", include(wagtail_urls)),
        prefix_default_language=False,
    ),
]
