"""What a run can build on: the rows of an earlier complete run, if they fit and are not too old."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from django.utils.dateparse import parse_datetime

from sync.choice import Choice
from sync.layout.shape import Layout
from sync.models import Connection, SyncRun

WHOLE_EVERY: Final = timedelta(days=7)
COMPLETE: Final = ("published", "unchanged", "publishable", "held")


@dataclass(frozen=True)
class Earlier:
    """Rows of an earlier run. `whole`: when the directory was last read as a whole (ISO 8601, UTC)."""

    staged: Path
    whole: str


def inputs_of(connection: Connection, layout: Layout, choice: Choice) -> str:
    """A fingerprint of all that shapes the rows of a run: rows of another one do not fit."""
    who = [connection.domain, connection.cloud, connection.tenant_id, connection.client_id]
    told = json.dumps([who, layout.stored(), choice.stored()], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()


def earlier(connection: Connection, inputs: str) -> Earlier | None:
    """The newest complete run with the same inputs whose rows are still there."""
    runs = SyncRun.objects.filter(connection=connection, state__in=COMPLETE, continues__isnull=True)
    for run in runs.filter(detail__inputs=inputs).order_by("-finished_at")[:5]:
        if run.staging_path.exists():
            return Earlier(run.staging_path, run.detail["whole"])
    return None


def may_build_on(found: Earlier | None, insist_on_full: bool | None, now: datetime) -> bool:
    """Once in seven days the directory is read as a whole, and whenever a person asks for it."""
    whole = parse_datetime(found.whole) if found else None
    return not insist_on_full and whole is not None and now - whole < WHOLE_EVERY
