"""The few pages that belong to no room: errors, and doors that must not exist."""

from typing import cast
from urllib.parse import urlencode

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.contrib.auth.models import User as AnyUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from cms import book as pages


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 -- Django's own signature
    """Say kindly that a form was too old or its cookie is missing; nothing is lost, going back shows it again."""
    return render(request, "403_csrf.html", status=403)


def sign_in(request: HttpRequest, **_: object) -> HttpResponse:
    """Lead to the one door; who is inside and may not enter the editor is led to the reports, or told so."""
    if not request.user.is_authenticated:
        return redirect(f"/accounts/login/?{urlencode({'next': request.GET.get('next', '/cms/')})}")
    if only_reads_reports(request.user):
        return redirect("reports:overview")
    raise PermissionDenied


def only_reads_reports(account: AbstractBaseUser | AnonymousUser) -> bool:
    """Whether this is an officer, whose place is the reports, not the editor."""
    permitted = cast("AnyUser", account).has_perm
    return permitted("learning.see_reports") and not permitted("wagtailadmin.access_admin")


def book(_request: HttpRequest) -> HttpResponse:
    """Show everything we say, Khmer with English beside it, to print (Wagtail lets only its editors reach it)."""
    return HttpResponse(pages.from_cms())
