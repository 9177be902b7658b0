"""Thirty nights as a strip, the sizes of the pairs as a line, and every run in a list."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from sync.models import Connection, Generation, SyncRun
from wizard.views.seen import connection_of
from wizard.views.sync.frame import frame
from wizard.views.sync.shown import Shown, shown

NIGHTS, A_PAGE, POINTS = 30, 20, 60
WIDTH, HEIGHT = 600, 120


@dataclass(frozen=True)
class Night:
    """One date of the strip, with the run that counts for it: the night's own, else the newest of that day."""

    day: date
    run: Shown | None

    @property
    def words(self) -> str:
        return self.run.words if self.run else "No run"

    @property
    def tone(self) -> str:
        return self.run.tone if self.run else "off"


@dataclass(frozen=True)
class Sizes:
    """Rows of the users file from pair to pair, as points of a line in a box of WIDTH by HEIGHT."""

    points: str
    least: int
    most: int
    first: Generation
    last: Generation


@require_safe
def nights(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    connection = connection_of(request, pk)
    page = Paginator(connection.sync_runs.all(), A_PAGE).get_page(request.GET.get("page"))
    context = {
        **frame(request, connection, "Nights"),
        "strip": strip_of(connection, timezone.now().astimezone(ZoneInfo(connection.timezone)).date()),
        "sizes": sizes_of(list(connection.generations.all()[:POINTS])),
        "box": {"width": WIDTH, "height": HEIGHT},
        "page": page,
        "runs": [shown(run) for run in page],
    }
    return render(request, "wizard/sync/nights.html", context)


def strip_of(connection: Connection, today: date) -> list[Night]:
    """The last thirty dates of the connection's own calendar, oldest first."""
    zone = ZoneInfo(connection.timezone)
    days = [today - timedelta(days=n) for n in reversed(range(NIGHTS))]
    since = timezone.now() - timedelta(days=NIGHTS + 2)
    found: dict[date, SyncRun] = {}
    for run in connection.sync_runs.filter(queued_at__gte=since).order_by("queued_at"):
        day = run.night or run.queued_at.astimezone(zone).date()
        if run.night or day not in found or found[day].night is None:
            found[day] = run
    return [Night(day, shown(found[day]) if day in found else None) for day in days]


def sizes_of(newest_first: Sequence[Generation]) -> Sizes | None:
    """The line; None where there are not two pairs."""
    pairs = list(reversed(newest_first))
    if len(pairs) < 2:
        return None
    counts = [pair.users for pair in pairs]
    least, most = min(counts), max(counts)
    span = max(most - least, 1)
    across = WIDTH / (len(pairs) - 1)
    points = " ".join(
        f"{n * across:.1f},{HEIGHT - 6 - (count - least) / span * (HEIGHT - 12):.1f}"
        for n, count in enumerate(counts)
    )
    return Sizes(points, least, most, pairs[0], pairs[-1])
