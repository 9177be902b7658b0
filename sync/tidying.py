"""Removes the rows of runs that nobody needs any more."""

from __future__ import annotations

import logging
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db.models import Q

from engine.models import UNFINISHED
from sync.approval import waiting
from sync.choosing import READ_ALL
from sync.models import Connection, SyncRun

log = logging.getLogger(__name__)


def tidy(now: datetime) -> int:
    """Remove old staging files; how many. Kept are those of runs under way, of pairs that can still be approved or
    published, and of the newest complete run of each connection, on which the next night builds."""
    folder = Path(settings.DATA_DIR) / "runs"
    if not folder.is_dir():
        return 0
    kept = _needed(now)
    old = [path for path in folder.iterdir() if path.is_file() and path.name.partition(".")[0] not in kept]
    return sum(_removed(path) for path in old)


def _needed(now: datetime) -> set[str]:
    rows = SyncRun.objects.filter(Q(state__in=UNFINISHED) | waiting(now))
    needed = {str(pk) for pk in rows.values_list("pk", flat=True)}
    under_way = SyncRun.objects.filter(state__in=UNFINISHED, continues__isnull=False)
    needed |= {str(pk) for pk in under_way.values_list("continues", flat=True)}
    for connection in Connection.objects.all():
        needed |= _newest(connection)
    return needed


def _newest(connection: Connection) -> set[str]:
    """The newest complete run of a connection whose file is there."""
    runs = SyncRun.objects.filter(READ_ALL, connection=connection, continues__isnull=True)
    there = (run for run in runs.order_by("-finished_at")[:20] if run.staging_path.exists())
    newest = next(there, None)
    return {str(newest.pk)} if newest else set()


def _removed(path: Path) -> bool:
    """A file that somebody holds open on Windows is left for the next time."""
    try:
        path.unlink()
    except OSError as problem:
        log.warning("%s could not be removed: %s", path, problem)
        return False
    return True
