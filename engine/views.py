"""`/healthz`: this process answers. `/readyz`: the whole installation can work."""

from __future__ import annotations

from dataclasses import asdict

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from engine import readiness


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    found = list(readiness.parts(timezone.now()))
    well = all(part.well for part in found)
    return JsonResponse(
        {"ready": well, "parts": [asdict(part) for part in found]}, status=200 if well else 503
    )
