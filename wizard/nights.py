"""What a connection's runs told, for the subject of its checks."""

from __future__ import annotations

from datetime import datetime

from sync import schedule
from sync.models import Connection, SyncRun, plan_of
from sync.nights import Nights, Seen

COMPLETE = ("published", "unchanged")
STARTS = 5


def nights_of(connection: Connection, now: datetime) -> Nights:
    """The runs as a check may know them, at a moment (aware)."""
    finished = connection.sync_runs.filter(finished_at__isnull=False)
    published = connection.generations.filter(published=True).values_list("number", flat=True).first()
    return Nights(
        on=plan_of(connection).on,
        newest=_seen(finished.first()),
        complete=_seen(finished.filter(state__in=COMPLETE).first()),
        duration=_usual(connection),
        starts=_starts(connection, now),
        published=published,
    )


def _seen(run: SyncRun | None) -> Seen | None:
    if run is None or run.finished_at is None:
        return None
    error, findings = run.detail.get("error") or {}, run.detail.get("findings") or []
    texts = tuple(str(finding.get("text", "")) for finding in findings)
    return Seen(run.number, run.state, run.finished_at, run.summary, str(error.get("do", "")), texts)


def _usual(connection: Connection) -> float | None:
    complete = connection.sync_runs.filter(state__in=COMPLETE)[: schedule.LEARNED_FROM]
    return schedule.usual([run.took for run in complete if run.took is not None])


def _starts(connection: Connection, now: datetime) -> tuple[datetime, ...]:
    if connection.sync_at is None:
        return ()
    return tuple(schedule.next_starts(connection.sync_at, connection.timezone, now, STARTS))
