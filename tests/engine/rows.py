"""Rows for the engine's tests: check runs, the product's own leased rows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from wizard.models import CheckRun, Run

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)


def after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def queued_row(**changes: Any) -> CheckRun:
    """A row of a run about a bare domain, queued at NOW with a deadline of 20 s."""
    run = Run.objects.create(
        domain="example.org",
        cloud="worldwide",
        number=Run.objects.count() + 1,
        started_by="a test",
        made_at=NOW,
    )
    fields = {"check_id": "dns.mx", "step": "prerequisites", "title": "Mail exchanger", "queued_at": NOW}
    return CheckRun.objects.create(run=run, **{**fields, **changes})
