"""Claim, lease, fence."""

from __future__ import annotations

import threading
import uuid

import pytest
from django.db import connection

from engine import leases
from tests.engine.rows import NOW, after, queued_row
from wizard.models import CheckRun

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_waiting_row_is_claimed_with_token_lease_and_time_to_finish() -> None:
    row = leases.claim(CheckRun, queued_row().pk, NOW)
    assert row is not None
    assert (row.state, row.attempt, row.lease_until, row.finish_by) == ("running", 1, after(10), after(20))
    assert len(row.owner_token) == 32
    assert row.started_at == NOW


def test_a_row_under_lease_is_not_claimed_again() -> None:
    row = queued_row()
    assert leases.claim(CheckRun, row.pk, NOW) is not None
    assert leases.claim(CheckRun, row.pk, after(9)) is None


def test_a_lost_lease_is_taken_over_and_the_time_to_finish_stays() -> None:
    row = queued_row()
    first = leases.claim(CheckRun, row.pk, NOW)
    second = leases.claim(CheckRun, row.pk, after(11))
    assert first is not None
    assert second is not None
    assert second.owner_token != first.owner_token
    assert (second.attempt, second.finish_by, second.started_at) == (2, after(20), NOW)


def test_a_row_out_of_time_is_not_claimed() -> None:
    row = queued_row()
    leases.claim(CheckRun, row.pk, NOW)
    assert leases.claim(CheckRun, row.pk, after(21)) is None


def test_the_fourth_attempt_is_refused() -> None:
    row = queued_row(deadline=1000)
    assert [leases.claim(CheckRun, row.pk, after(n)) is not None for n in (0, 11, 22, 33)] == [
        True,
        True,
        True,
        False,
    ]


def test_an_unknown_row_is_nobodys() -> None:
    assert leases.claim(CheckRun, uuid.uuid4(), NOW) is None


def test_a_write_by_the_owner_extends_the_lease() -> None:
    row = leases.claim(CheckRun, queued_row().pk, NOW)
    assert row is not None
    assert leases.save_owned(row, after(5), progress="Asking")
    fresh = CheckRun.objects.get(pk=row.pk)
    assert (fresh.progress, fresh.lease_until, fresh.revision) == ("Asking", after(15), row.revision + 1)


def test_a_write_by_a_former_owner_changes_nothing() -> None:
    row = queued_row()
    former = leases.claim(CheckRun, row.pk, NOW)
    leases.claim(CheckRun, row.pk, after(11))
    assert former is not None
    assert not leases.save_owned(former, after(12), progress="late")
    assert CheckRun.objects.get(pk=row.pk).progress == ""


def test_a_finished_row_is_never_written_again() -> None:
    row = leases.claim(CheckRun, queued_row().pk, NOW)
    assert row is not None
    assert leases.save_owned(row, NOW, state="error", summary="first")
    assert not leases.save_owned(row, NOW, state="failed", summary="second")
    assert CheckRun.objects.get(pk=row.pk).summary == "first"


def test_extending_touches_only_the_named_owners() -> None:
    mine, other = (leases.claim(CheckRun, queued_row().pk, NOW) for _ in range(2))
    assert mine is not None
    assert other is not None
    assert leases.extend(CheckRun, [mine.owner_token], after(8)) == 1
    assert CheckRun.objects.get(pk=mine.pk).lease_until == after(18)
    assert CheckRun.objects.get(pk=other.pk).lease_until == after(10)


def test_of_twenty_workers_exactly_one_gets_the_row() -> None:
    row, won = queued_row(), []
    start = threading.Barrier(20)

    def try_it() -> None:
        start.wait()
        try:
            if leases.claim(CheckRun, row.pk, NOW) is not None:
                won.append(1)
        finally:
            connection.close()

    threads = [threading.Thread(target=try_it) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1
    assert CheckRun.objects.get(pk=row.pk).attempt == 1
