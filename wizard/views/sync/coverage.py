"""Who is archived and who is not, and why: numbers that always add up, and one person looked up."""

from __future__ import annotations

import sqlite3
import uuid
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sync import preview
from sync.directory import REASONS
from sync.models import Connection, SyncRun
from sync.preview import Ask, Page
from wizard.views.seen import connection_of
from wizard.views.sync.frame import frame

WIDTH = 1000
FOUND = 20
KINDS = {
    "user": "People", "linked": "Linked mailboxes", "shared": "Shared mailboxes", "room": "Rooms",
    "equipment": "Equipment", "other": "Others", "unknown": "Type not known, or no mailbox",
}  # fmt: skip


@dataclass(frozen=True)
class Part:
    """A piece of the bar. `x` and `width` in a box of WIDTH; `pattern` tells pieces apart without colour."""

    key: str
    words: str
    count: int
    x: float
    width: float
    pattern: int


@require_safe
def coverage(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The newest complete run; `?q=` looks for people in it."""
    connection = connection_of(request, pk)
    run, text = newest_complete(connection), request.GET.get("q", "")[:100].strip()
    told: dict[str, Any] = (run.detail["coverage"] if run else None) or {}
    context = {
        **frame(request, connection, "Coverage"),
        "run": run,
        "told": told,
        "parts": parts_of(told),
        "kinds": [(KINDS[kind], told["kinds"][kind]) for kind in KINDS if kind in (told.get("kinds") or {})],
        "text": text,
        "found": _found(run, text) if run and text else None,
    }
    return render(request, "wizard/sync/coverage.html", context)


def newest_complete(connection: Connection) -> SyncRun | None:
    """The newest run that read the whole directory."""
    runs = connection.sync_runs.filter(finished_at__isnull=False)[:30]
    return next((run for run in runs if run.detail.get("coverage")), None)


def parts_of(told: dict[str, Any]) -> list[Part]:
    """Archived first, then each reason, the largest first."""
    total = told.get("total", 0)
    if not total:
        return []
    left_out = sorted((told.get("reasons") or {}).items(), key=lambda one: (-one[1], one[0]))
    counted = [
        ("", "Archived", told["archived"]),
        *((why, REASONS.get(why, why), count) for why, count in left_out),
    ]
    parts, x = [], 0.0
    for number, (key, words, count) in enumerate(counted):
        width = count / total * WIDTH
        parts.append(Part(key, words, count, x, width, number % 8))
        x += width
    return parts


def _found(run: SyncRun, text: str) -> Page | None:
    """The first of those whose names hold these words; None when the rows of the run are gone."""
    try:
        return preview.page(run.rows_path, Ask(change="all", text=text, size=FOUND, present_first=True))
    except sqlite3.Error:
        return None
