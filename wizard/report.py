"""A run as the report format check-report/1 (see docs): for `check_tenant --format json` and exports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings

from checks import registry
from checks.result import STATUSES
from wizard.models import CheckRun, Run

FORMAT = "check-report/1"


def report_of(run: Run) -> dict[str, Any]:
    """The report of a run as JSON data. Times are ISO 8601 in UTC with a Z; absent values are null."""
    rows = in_page_order(run.all_rows().prefetch_related("evidence"))
    counted = Counter(row.state for row in rows)
    ends = [row.finished_at for row in rows if row.finished_at]
    return {
        "format": FORMAT,
        "id": str(run.pk),
        "connection": _connection(run),
        "started": stamp(run.made_at),
        "finished": stamp(max(ends)) if len(ends) == len(rows) and ends else None,
        "started_by": run.started_by,
        "program": {"version": settings.VERSION, "rules": settings.VERSION},
        "totals": {status: counted[status] for status in STATUSES},
        "results": [result_of(row) for row in rows],
    }


def in_page_order(rows: Iterable[CheckRun]) -> list[CheckRun]:
    """Rows in the order of the catalogue; rows of checks that no longer exist come last."""
    place = {check.id: n for n, check in enumerate(registry.all_checks())}
    return sorted(rows, key=lambda row: (place.get(row.check_id, len(place)), row.check_id))


def _connection(run: Run) -> dict[str, str | None]:
    name = run.connection.name if run.connection else None
    return {"name": name, "domain": run.domain, "cloud": run.cloud}


def result_of(row: CheckRun) -> dict[str, Any]:
    """One row of a report."""
    return {
        "check": row.check_id,
        "step": row.step,
        "title": row.title,
        "status": row.state,
        "summary": row.summary,
        "evidence": [{"label": e.label, "kind": e.kind, "value": e.value} for e in row.evidence.all()],
        "expected": row.expected,
        "found": row.found,
        "meaning": row.meaning,
        "confirm": row.confirm,
        "remedy": row.remedy,
        "cause": row.cause,
        "retry_at": stamp(row.retry_at),
        "skip_reason": row.skip_reason,
        "advice": row.advice,
        "vantage": row.vantage,
        "queued": stamp(row.queued_at),
        "started": stamp(row.started_at),
        "finished": stamp(row.finished_at),
        "duration_ms": row.duration_ms,
        "attempt": row.attempt,
        "previous": str(row.previous_id) if row.previous_id else None,
    }


def stamp(moment: datetime | None) -> str | None:
    """ISO 8601 in UTC to the millisecond, with Z."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z") if moment else None


def exit_code(run: Run) -> int:
    """1 when a check failed; else 3 when one could not be decided; else 0. Advice does not count."""
    states = {row.state for row in run.all_rows() if not row.advice}
    if "failed" in states:
        return 1
    return 3 if states & {"error", "blocked", "waiting", "queued", "running"} else 0
