"""The door to the reports, for officers only."""

from datetime import timedelta

from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from learning import outline, scopes
from learning.reports import uptake


@require_safe
@login_required
@permission_required("learning.see_reports", raise_exception=True)
def overview(request: HttpRequest) -> HttpResponse:
    """Show who was reached up to the end of yesterday, as far as it is this person's to know."""
    sight = scopes.of(request.user)
    if sight is None:
        return render(request, "reports/no_scope.html", status=403)
    until = uptake.midnight(timezone.now())
    courses, provinces = uptake.by_course(outline.courses(), until), uptake.seen(uptake.by_province(until), sight)
    last_day = until.date() - timedelta(days=1)
    return render(request, "reports/uptake.html", {"courses": courses, "provinces": provinces, "last_day": last_day, "sight": sight})
