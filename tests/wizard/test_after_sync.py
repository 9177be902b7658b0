"""After a sync run: the checks that judge its files are queued by themselves, once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from sync.models import Connection, SyncRun
from tests.wizard.connections import NOW, after, connection, row_of, run_of
from wizard.after_sync import BY, JUDGES, judge_again
from wizard.models import CheckRun

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def ended(about: Connection, **changes: Any) -> SyncRun:
    fields = {"purpose": "night", "state": "published", "started_by": "the schedule", "deadline": 60.0}
    fields |= {"number": about.sync_runs.count() + 1, "queued_at": NOW - MINUTE, "finished_at": NOW}
    return SyncRun.objects.create(connection=about, **{**fields, **changes})


def queued(about: Connection) -> list[tuple[str, str]]:
    rows = CheckRun.objects.filter(connection=about).order_by("check_id", "queued_at")
    return [(row.check_id, row.run.started_by) for row in rows]


def test_the_checks_of_the_files_run_after_a_sync() -> None:
    about = connection(target="/srv/cfg")
    ended(about)
    judge_again(after(5))
    assert queued(about) == [(check_id, BY) for check_id in sorted(JUDGES)]
    assert BY == "by itself, after the sync"


def test_the_next_ticks_queue_nothing_more() -> None:
    about = connection(target="/srv/cfg")
    ended(about)
    for seconds in (5, 15, 25):
        judge_again(after(seconds))
    assert len(queued(about)) == len(JUDGES)


def test_the_next_run_queues_them_again() -> None:
    about = connection(target="/srv/cfg")
    ended(about)
    judge_again(after(5))
    CheckRun.objects.update(state="passed", evidence_count=1)
    ended(about, finished_at=after(60))
    judge_again(after(65))
    assert len(queued(about)) == 2 * len(JUDGES)


@pytest.mark.parametrize("state", ["held", "incomplete", "failed", "publishable", "unchanged"])
def test_a_run_that_published_nothing_counts_too(state: str) -> None:
    about = connection(target="/srv/cfg")
    ended(about, state=state)
    judge_again(after(5))
    assert len(queued(about)) == len(JUDGES)


def test_without_a_target_only_what_ran_before_runs_again() -> None:
    about = connection()
    row_of(run_of(about), "sync.preview", "warning")
    ended(about, finished_at=after(60))
    judge_again(after(65))
    assert queued(about) == [("sync.preview", "a test"), ("sync.preview", BY)]


def test_a_connection_that_never_asked_is_left_alone() -> None:
    about = connection()
    ended(about)
    judge_again(after(5))
    assert queued(about) == []


def test_practice_always_has_a_target() -> None:
    about = connection(practice=True, domain="one.practice.test")
    ended(about)
    judge_again(after(5))
    assert len(queued(about)) == len(JUDGES)


def test_a_run_of_long_ago_and_one_under_way_count_for_nothing() -> None:
    about, other = connection(target="/srv/cfg"), connection("Other", target="/srv/other")
    ended(about, finished_at=NOW - timedelta(hours=2))
    ended(other, state="running", finished_at=None)
    judge_again(after(5))
    assert queued(about) == queued(other) == []


def test_a_check_that_began_before_the_sync_ended_is_not_enough() -> None:
    about = connection(target="/srv/cfg")
    row_of(run_of(about), "sync.files", "running")
    ended(about, finished_at=after(1))
    judge_again(after(5))
    assert queued(about).count(("sync.files", BY)) == 0
    CheckRun.objects.filter(check_id="sync.files").update(
        state="passed", finished_at=after(6), evidence_count=1
    )
    judge_again(after(15))
    assert queued(about).count(("sync.files", BY)) == 1
