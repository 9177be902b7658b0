"""Connections with nights, and runs of theirs, for the tests of this room."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

from sync import dispatch
from sync.models import Connection, Generation, Purpose, SyncPlan, SyncRun

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
AT = time(2, 30)


def hours(count: float) -> datetime:
    """So many hours after NOW."""
    return NOW + timedelta(hours=count)


def connection(name: str = "Example", **changes: Any) -> Connection:
    fields = {"domain": "example.org", "timezone": "Europe/Berlin", "sync_at": AT}
    return Connection.objects.create(name=name, **{**fields, **changes})


def plan(about: Connection | None = None, since: datetime | None = None, **changes: Any) -> SyncPlan:
    """A plan that runs every night; with `since`, its schedule holds since then."""
    made = SyncPlan.objects.create(connection=about or connection(), **{"on": True, **changes})
    if since is not None:
        made.schedule, made.schedule_since = f"{made.connection.sync_at} {made.connection.timezone}", since
        made.save()
    return made


def run(about: Connection, state: str, ended: datetime, took: float = 60.0, **changes: Any) -> SyncRun:
    """A finished run."""
    fields: dict[str, Any] = {
        "number": dispatch.next_number(about), "purpose": Purpose.NIGHT, "started_by": "the schedule", "full": True,
        "summary": f"It was {state}.", "queued_at": ended - timedelta(seconds=took),
        "started_at": ended - timedelta(seconds=took), "finished_at": ended,
    }  # fmt: skip
    return SyncRun.objects.create(connection=about, state=state, **{**fields, **changes})


def generation(about: Connection, number: int, **changes: Any) -> Generation:
    fields: dict[str, Any] = {
        "made_at": NOW, "users": 100, "groups": 10, "users_bytes": 1000, "groups_bytes": 100,
        "users_sha256": "a" * 64, "groups_sha256": "b" * 64, "hash": "c" * 64, "how": "published",
    }  # fmt: skip
    return Generation.objects.create(connection=about, number=number, **{**fields, **changes})
