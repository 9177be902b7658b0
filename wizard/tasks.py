"""The one task of the wizard."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from engine import leases
from engine.keeper import keeper
from wizard import execution
from wizard.models import CheckRun


@shared_task(name="wizard.run_check")
def run_check(row_id: str) -> None:
    """Run one check if its row is free: the claim decides, so a message that comes twice does no harm."""
    row = leases.claim(CheckRun, row_id, timezone.now())
    if row is not None:
        with keeper.holding(row):
            execution.execute(row)
