"""Connections and rows for the wizard's tests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from checks import registry
from sync.models import Connection
from wizard.models import CheckRun, EvidenceItem, Run, Setup

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)


def after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def connection(name: str = "Example", **changes: Any) -> Connection:
    made = Connection.objects.create(name=name, **{"domain": "example.org", **changes})
    Setup.objects.create(connection=made)
    return made


def run_of(about: Connection, **changes: Any) -> Run:
    fields = {"domain": about.domain, "cloud": about.cloud, "step": "prerequisites", "started_by": "a test"}
    number = about.runs.count() + 1
    return Run.objects.create(connection=about, number=number, **{**fields, "made_at": NOW, **changes})


def row_of(run: Run, check_id: str, state: str, **changes: Any) -> CheckRun:
    """A row of this run in this state, with one piece of evidence when it is finished."""
    check = registry.get(check_id)
    fields: dict[str, Any] = {
        "connection": run.connection, "check_id": check_id, "step": check.step, "title": check.title,
        "advice": check.advice, "queued_at": run.made_at, "summary": f"{check.title} is {state}.",
    }  # fmt: skip
    if state not in ("queued", "running"):
        fields |= {"started_at": run.made_at, "finished_at": after(1), "evidence_count": 1}
    row = CheckRun.objects.create(run=run, state=state, **{**fields, **changes})
    if row.evidence_count:
        EvidenceItem.objects.create(row=row, place=0, label="seen", kind="text", value="something")
    return row
