"""A run as JSON and as lines for the shell."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sync.models import SyncRun

EXITS = {"published": 0, "unchanged": 0, "publishable": 0, "failed": 1, "held": 4, "incomplete": 5}
OVERLAPS = 6


def exit_code(run: SyncRun) -> int:
    """What sync_now ends with, by the run's final state."""
    return EXITS[run.state]


def as_json(run: SyncRun) -> dict[str, Any]:
    """Everything that a script may want to know of a finished run; names as in the model."""
    plain = (
        "number", "purpose", "state", "summary", "started_by", "requests", "received", "hash", "base", "cause",
        "approved_by", "reason",
    )  # fmt: skip
    return {
        "format": "sync-run/1",
        "id": str(run.pk),
        "connection": run.connection.name,
        **{name: getattr(run, name) for name in plain},
        "kind": None if run.full is None else "full" if run.full else "incremental",
        "night": run.night.isoformat() if run.night else None,
        "generation": run.generation.number if run.generation else None,
        "queued": _moment(run.queued_at),
        "started": _moment(run.started_at),
        "finished": _moment(run.finished_at),
        "duration_ms": round(run.took * 1000) if run.took is not None else None,
        **{
            key: run.detail.get(key)
            for key in ("certificate", "coverage", "changes", "findings", "files", "error")
        },
    }


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z") if moment else None


def lines(run: SyncRun) -> list[str]:
    """What the shell prints of a finished run."""
    return [
        f"{run.connection.name}: {run.summary}",
        *_findings(run),
        *_error(run),
        *_approval(run),
        f"Saved as run {run.number} ({run.pk}).",
    ]


def _findings(run: SyncRun) -> list[str]:
    return [f"  held: {finding['text']}" for finding in run.detail.get("findings") or ()]


def _error(run: SyncRun) -> list[str]:
    error = run.detail.get("error") or {}
    return [
        *(f"  {one}" for one in error.get("each") or ()),
        *(
            f"  {label}: {error[key]}"
            for key, label in (("meaning", "meaning"), ("do", "do this"))
            if error.get(key)
        ),
    ]


def _approval(run: SyncRun) -> list[str]:
    if run.state != "held" or any(one["verdict"] == "refuse" for one in run.detail.get("findings") or ()):
        return []
    name = run.connection.name
    return [
        f'  approve within 24 hours: manage sync_now "{name}" --approve {run.hash} --reason "why it is right"'
    ]
