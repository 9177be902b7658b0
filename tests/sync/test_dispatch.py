"""Starting a run: one at a time, and a second press joins it."""

from __future__ import annotations

from datetime import UTC, datetime
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connections

from engine import leases
from sync import dispatch
from sync.models import Purpose, SyncRun
from tests.sync import night_rows as nights
from tests.sync.night_rows import NOW


@pytest.mark.django_db
def test_a_run_is_queued_with_its_number_and_its_purpose() -> None:
    about = nights.connection()
    first, joined = dispatch.start(about, Purpose.PREVIEW, "Ada", NOW)
    assert (first.number, first.purpose, first.state, first.started_by, joined) == (
        1,
        "preview",
        "queued",
        "Ada",
        False,
    )
    assert (first.approved_by, first.full) == ("", None)
    SyncRun.objects.update(state="held", finished_at=NOW)
    second, _ = dispatch.start(
        about, Purpose.APPROVE, "Ada", NOW, continues=first, reason="They left.", full=True
    )
    assert (second.number, second.approved_by, second.reason, second.continues) == (
        2,
        "Ada",
        "They left.",
        first,
    )
    assert second.full is True


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["queued", "running"])
def test_a_second_press_joins_what_is_under_way(state: str) -> None:
    about, other = nights.connection(), nights.connection("Other")
    run, _ = dispatch.start(about, Purpose.PUBLISH, "Ada", NOW)
    SyncRun.objects.update(state=state)
    assert dispatch.start(about, Purpose.PREVIEW, "Bob", NOW) == (run, True)
    assert dispatch.start(other, Purpose.PREVIEW, "Bob", NOW).joined is False
    assert SyncRun.objects.count() == 2


@pytest.mark.django_db
def test_a_night_that_had_its_run_gets_no_other() -> None:
    about = nights.connection()
    nights.run(about, "published", NOW, night=NOW.date())
    with pytest.raises(IntegrityError):
        dispatch.start(about, Purpose.NIGHT, "the schedule", NOW, night=NOW.date())


@pytest.mark.django_db(transaction=True)
def test_of_many_presses_at_once_one_starts_a_run() -> None:
    about = nights.connection()
    together, found = Barrier(8), []

    def press() -> None:
        together.wait()
        found.append(dispatch.start(about, Purpose.PREVIEW, "Ada", datetime.now(UTC)))
        connections.close_all()

    threads = [Thread(target=press) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(one.joined for one in found) == [False] + [True] * 7
    assert len({one.run.pk for one in found}) == 1


@pytest.mark.django_db
def test_a_row_that_is_handed_back_waits_again_and_lost_no_attempt() -> None:
    run, _ = dispatch.start(nights.connection(), Purpose.PREVIEW, "Ada", NOW)
    mine = leases.claim(SyncRun, run.pk, NOW)
    assert mine is not None
    assert leases.owns(mine)
    assert leases.hand_back(mine)
    assert not leases.owns(mine)
    run.refresh_from_db()
    assert (run.state, run.attempt, run.owner_token, run.sent_at) == ("queued", 0, "", None)
    assert not leases.hand_back(mine), "it is nobody's any more"
