"""The few pages that belong to no room: errors, and doors that must not exist."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 -- Django's own signature
    """Say kindly that a form was too old or its cookie is missing; nothing is lost, going back shows it again."""
    return render(request, "403_csrf.html", status=403)


def sign_in(request: HttpRequest, **_: object) -> HttpResponse:
    """Lead the side doors of the editor to the one door."""
    return redirect(f"/accounts/login/?next={request.GET.get('next', '/cms/')}")
