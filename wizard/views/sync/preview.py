"""A run as it goes and as it ended: progress, verdict, proof, and every row that it would change."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from sync import approval
from sync.approval import CannotPublish
from sync.models import Connection, SyncRun
from wizard.views import live
from wizard.views.seen import connection_of
from wizard.views.sync import practice, table
from wizard.views.sync.frame import frame
from wizard.views.sync.runs import run_of
from wizard.views.sync.shown import shown

WATCH_EVERY_S = 2


@require_safe
def preview(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """`?run=` names a run; without it the newest one. The rows are found by `what`, `change`, `q` and `page`."""
    connection = connection_of(request, pk)
    named = request.GET.get("run", "")
    run = run_of(request, connection, named) if named else connection.sync_runs.first()
    context = {
        **frame(request, connection, "Preview"),
        "no_worker": live.trouble(timezone.now()),
        **_run(run, connection),
        **practice.context(connection),
    }
    if run is not None and run.finished:
        context |= table.context(run, request.GET)
    response = render(request, "wizard/sync/preview.html", context)
    if run is not None and not run.finished and "watch" in request.GET:
        response["Refresh"] = str(WATCH_EVERY_S)
    return response


@require_safe
def progress(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """How `?run=` goes: a fragment that asks again by itself, and shows the whole page anew at the end."""
    connection = connection_of(request, pk)
    run = run_of(request, connection, request.GET.get("run", ""))
    if run.finished:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(
        request, "wizard/sync/progress.html", {"connection": connection, "one": shown(run), "polled": True}
    )


def _run(run: SyncRun | None, connection: Connection) -> dict[str, Any]:
    if run is None:
        return {"one": None}
    before = connection.sync_runs.filter(number__lt=run.number).first()
    after = connection.sync_runs.filter(number__gt=run.number).last()
    detail = run.detail
    return {
        "one": shown(run),
        "newest": after is None,
        "before": before,
        "after": after,
        "certificate": detail.get("certificate"),
        "findings": detail.get("findings") or [],
        "error": detail.get("error"),
        "counts": _counts(detail.get("changes") or {}),
        "still_good": _still_good(run),
        "approvable": run.state == "held" and not _refused(run),
        "refused": _refused(run),
    }


def _refused(run: SyncRun) -> bool:
    return any(finding["verdict"] == "refuse" for finding in run.detail.get("findings") or ())


def _still_good(run: SyncRun) -> str:
    """Why what this run staged cannot be published any more; empty while it can."""
    if run.state not in ("publishable", "held"):
        return ""
    try:
        approval.check_still_good(run, timezone.now())
    except CannotPublish as problem:
        return str(problem)
    return ""


def _counts(changes: dict[str, Any]) -> list[dict[str, Any]]:
    """A line of numbers for users, and one for groups."""
    titles = {"users": "Users", "groups": "Groups"}
    return [
        {
            "title": title,
            "before": told.get("before", 0),
            "after": told.get("after", 0),
            "add": told.get("add", 0),
            "change": told.get("change", 0),
            "remove": told.get("remove", 0),
            "exchange": told.get("exchange", 0),
        }
        for key, title in titles.items()
        if isinstance(told := changes.get(key), dict)
    ]
