"""The keeper and the tick."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.utils import timezone

from engine import leases, tasks
from engine.keeper import Keeper, process_name
from engine.models import Heartbeat
from tests.engine.rows import NOW, after, queued_row
from wizard.models import CheckRun

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_held_row_keeps_its_lease_and_a_released_one_does_not() -> None:
    keeper = Keeper()
    row = leases.claim(CheckRun, queued_row().pk, NOW)
    assert row is not None
    with keeper.holding(row):
        keeper.beat(after(6))
    assert CheckRun.objects.get(pk=row.pk).lease_until == after(16)
    keeper.beat(after(12))
    assert CheckRun.objects.get(pk=row.pk).lease_until == after(16)


def test_its_thread_says_that_a_worker_lives() -> None:
    keeper = Keeper()
    keeper.start()
    keeper.start()
    keeper.stop()
    assert Heartbeat.objects.get().process == process_name()


def test_the_tick_notes_itself_and_reaps() -> None:
    row = queued_row(queued_at=timezone.now(), state="running", lease_until=NOW, attempt=1)
    tasks.tick()
    assert Heartbeat.objects.get().role == "schedule"
    assert CheckRun.objects.get(pk=row.pk).state == "queued"


def test_something_due_that_fails_does_not_stop_the_others(caplog: Any) -> None:
    called: list[datetime] = []

    def breaks(now: datetime) -> None:
        raise RuntimeError("broken on purpose")

    tasks._due.extend([breaks, called.append])
    try:
        tasks.tick()
    finally:
        del tasks._due[-2:]
    assert len(called) == 1
    assert "broken on purpose" in caplog.text
