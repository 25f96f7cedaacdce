"""The search page, and "Is it real?"."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from courses import finding, register


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show what was found, or only where to type. No proxy keeps it (cms/middleware.py), and we keep nothing of it."""
    return render(request, "courses/search.html", {"found": finding.find(request.GET.get("q", ""), get_language())})


@require_safe
def real(request: HttpRequest) -> HttpResponse:
    """Say whether an address, a sender or a name is on the list of official services. Kept by nobody, as the search."""
    return render(request, "courses/real.html", {"looked": register.look(request.GET.get("q", ""))})
