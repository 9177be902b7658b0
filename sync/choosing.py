"""What a run can build on: the rows of an earlier complete run, if they fit and are not too old."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q
from django.utils.dateparse import parse_datetime

from sync.choice import Choice
from sync.layout.shape import Layout
from sync.models import Connection, SyncRun

WHOLE_EVERY: Final = timedelta(days=7)
# Runs that read the directory as a whole, whatever became of the pair afterwards.
READ_ALL: Final = Q(finished_at__isnull=False, detail__certificate__complete=True)


def inputs_of(connection: Connection, layout: Layout, choice: Choice) -> str:
    """A fingerprint of all that shapes the rows of a run: rows of another one do not fit."""
    who = [connection.domain, connection.cloud, connection.tenant_id, connection.client_id]
    told = json.dumps([who, layout.stored(), choice.stored()], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()


def earlier(connection: Connection, inputs: str) -> SyncRun | None:
    """The newest run with the same inputs that read everything and whose rows are still there."""
    runs = SyncRun.objects.filter(READ_ALL, connection=connection, continues__isnull=True)
    for run in runs.filter(detail__inputs=inputs).order_by("-finished_at")[:5]:
        if run.staging_path.exists():
            return run
    return None


def whole_since(run: SyncRun) -> str:
    """When the directory was last read as a whole for the rows of this run (ISO 8601, UTC)."""
    return str(run.detail["whole"])


def may_build_on(found: SyncRun | None, insist_on_full: bool | None, now: datetime) -> bool:
    """Once in seven days the directory is read as a whole, and whenever a person asks for it."""
    whole = parse_datetime(whole_since(found)) if found else None
    return not insist_on_full and whole is not None and now - whole < WHOLE_EVERY
