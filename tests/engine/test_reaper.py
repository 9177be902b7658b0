"""The reaper: no row stays unfinished for ever, none is lost."""

from __future__ import annotations

import pytest

from engine import leases, reaper
from tests.engine.rows import NOW, after, queued_row
from wizard.models import CheckRun

pytestmark = pytest.mark.django_db(transaction=True)


def fresh(row: CheckRun) -> CheckRun:
    return CheckRun.objects.get(pk=row.pk)


def test_a_row_whose_worker_died_goes_back_to_the_queue_and_is_sent() -> None:
    row = queued_row()
    leases.claim(CheckRun, row.pk, NOW)
    reaper.reap(after(11))
    again = fresh(row)
    assert (again.state, again.owner_token, again.attempt, again.sent_at) == ("queued", "", 1, after(11))


def test_a_row_under_lease_is_left_alone() -> None:
    row = queued_row()
    claimed = leases.claim(CheckRun, row.pk, NOW)
    reaper.reap(after(9))
    assert claimed is not None
    assert fresh(row).owner_token == claimed.owner_token


def test_after_three_lost_workers_a_row_could_not_be_checked() -> None:
    row = queued_row(deadline=1000)
    for n in range(3):
        leases.claim(CheckRun, row.pk, after(11 * n))
    reaper.reap(after(34))
    ended = fresh(row)
    assert (ended.state, ended.finished_at) == ("error", after(34))
    assert ended.summary == "The worker stopped three times during this check."
    assert ended.remedy[0]["kind"] == "text"


def test_a_row_past_its_time_could_not_be_checked_even_under_lease() -> None:
    row = queued_row()
    claimed = leases.claim(CheckRun, row.pk, NOW)
    assert claimed is not None
    leases.extend(CheckRun, [claimed.owner_token], after(19))
    reaper.reap(after(23))
    assert fresh(row).summary == "This check did not finish in its time."
    assert not leases.save_owned(claimed, after(24), state="passed")


def test_a_row_that_no_worker_took_for_ten_minutes_says_so() -> None:
    row = queued_row()
    reaper.reap(after(599))
    assert fresh(row).state == "queued"
    reaper.reap(after(601))
    assert fresh(row).summary == "No worker took this check for ten minutes."


def test_a_row_whose_message_seems_lost_is_sent_again() -> None:
    row = queued_row(sent_at=NOW)
    reaper.reap(after(14))
    assert fresh(row).sent_at == NOW
    reaper.reap(after(16))
    assert fresh(row).sent_at == after(16)


def test_a_finished_row_is_never_touched() -> None:
    row = queued_row(state="error", summary="done", finished_at=NOW)
    assert reaper.reap(after(10_000)) == 0
    assert fresh(row).summary == "done"


def test_two_reapers_end_a_row_once() -> None:
    row = queued_row()
    reaper.reap(after(700))
    revision = fresh(row).revision
    reaper.reap(after(700))
    assert fresh(row).revision == revision
