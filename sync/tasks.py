"""The tasks of this room: run a sync in a child process, send a notice."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from engine import leases, worker
from engine.keeper import keeper
from sync import child
from sync.models import SyncRun
from sync.models.run import LONGEST
from sync.watchman import notices


@shared_task(name="sync.run_sync", time_limit=LONGEST + 600)
def run_sync(row_id: str) -> None:
    """Run one sync if its row is free: the claim decides, so a message that comes twice does no harm."""
    if worker.stopping.is_set():
        return  # the next start sends it again
    row = leases.claim(SyncRun, row_id, timezone.now())
    if row is not None:
        with keeper.holding(row):
            child.see_through(row)


@shared_task(name="sync.tell")
def tell(notice_id: int, attempt: int) -> None:
    """Send one message about an alarm."""
    notices.send(notice_id, attempt)
