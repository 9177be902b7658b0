"""What each check looks at, and why."""

from __future__ import annotations

from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from checks import registry
from wizard import steps


@require_safe
def checks(request: HttpRequest) -> HttpResponse:
    grouped = groupby(registry.all_checks(), key=lambda check: check.step)
    return render(
        request, "wizard/checks.html", {"steps": [(steps.get(slug), list(c)) for slug, c in grouped]}
    )


@require_safe
def check(request: HttpRequest, check_id: str) -> HttpResponse:
    try:
        found = registry.get(check_id)
    except KeyError:
        raise Http404(check_id) from None
    return render(request, "wizard/check.html", {"check": found, "step": steps.get(found.step)})
