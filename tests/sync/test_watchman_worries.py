"""What is wrong with the nights: each rule at its edge."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from sync.watchman.worries import History, Now, Past, Size, Worry, usual, worries
from tests.sync.night_rows import NOW, hours


def past(state: str = "published", hours_ago: float = 8, number: int = 9, **more: Any) -> Past:
    return Past(number, state, hours(-hours_ago), f"It was {state}.", **{"took": 60.0, "full": True, **more})


CALM = History(since=hours(-1000), runs=[past()])


def kinds(history: History) -> list[str]:
    return [worry.kind for worry in worries(history, NOW)]


@pytest.mark.parametrize("state", ["published", "unchanged"])
def test_a_night_that_went_well_worries_nobody(state: str) -> None:
    assert worries(replace(CALM, runs=[past(state)]), NOW) == []


@pytest.mark.parametrize("state", ["held", "incomplete", "failed"])
def test_the_newest_run_tells_what_went_wrong(state: str) -> None:
    history = replace(CALM, runs=[past(state, 8), past("published", 20, 8)])
    assert worries(history, NOW) == [Worry(state, f"It was {state}.", 9)]  # type: ignore[arg-type]
    assert kinds(replace(history, runs=[past("unchanged", 1, 10), *history.runs])) == []


def test_a_night_that_was_missed_was_not_started() -> None:
    history = replace(CALM, runs=[past("failed", 1, missed=True, took=None), past("published", 20)])
    assert worries(history, NOW) == [Worry("not-started", "It was failed.", 9)]


def test_a_pair_is_old_after_26_hours() -> None:
    assert kinds(replace(CALM, runs=[past("unchanged", 26)])) == []
    (worry,) = worries(replace(CALM, runs=[past("unchanged", 26.5)]), NOW)
    assert worry == Worry("stale", "The files were last brought up to date 26 hours ago.", 9)


def test_a_pair_grows_old_only_since_the_schedule_was_set() -> None:
    assert kinds(History(since=hours(-25), runs=[past("published", 500)])) == []
    assert kinds(History(since=hours(-27), runs=[past("published", 500)])) == ["stale"]


def test_nothing_published_at_all_is_old_too() -> None:
    assert kinds(History(since=hours(-26))) == []
    (worry,) = worries(History(since=hours(-30)), NOW)
    assert worry.text == "No run has brought the files up to date for 30 hours."


def running(minutes: float, full: bool | None = True, **more: Any) -> History:
    three = [past(hours_ago=8 + 24 * n, number=9 - n, took=600.0) for n in range(3)]
    return replace(CALM, runs=three, running=Now(10, NOW - timedelta(minutes=minutes), full), **more)


def test_a_run_is_too_long_after_three_times_the_usual() -> None:
    assert kinds(running(30)) == []
    (worry,) = worries(running(31), NOW)
    assert worry == Worry(
        "too-long", "Run 10 has been under way for 31 minutes; usually it takes 10 minutes.", 10
    )


def test_a_short_run_has_ten_minutes_and_an_unknown_one_two_hours() -> None:
    quick = replace(running(9), runs=[past(took=2.0), past(took=2.0), past(took=2.0)])
    assert kinds(quick) == []
    assert kinds(replace(quick, running=Now(10, hours(-0.2), True))) == ["too-long"]
    unknown = replace(CALM, running=Now(10, hours(-1.9), True))
    assert kinds(unknown) == []
    assert kinds(replace(unknown, running=Now(10, hours(-2.1), True))) == ["too-long"]


def test_a_full_run_is_not_measured_by_incremental_ones() -> None:
    short = [past(took=2.0, full=False, number=20 + n) for n in range(4)]
    history = replace(running(25), runs=[*short, *running(25).runs])
    assert kinds(history) == []
    assert usual(history, False) == 2.0
    assert usual(history, None) == 600.0
    assert kinds(replace(history, running=Now(10, hours(-0.4), False))) == ["too-long"]


def test_a_run_that_meets_the_archive_job_is_too_long() -> None:
    assert kinds(running(5, job=hours(0.1))) == []
    (worry,) = worries(running(5, job=NOW), NOW)
    assert worry.text.startswith("Run 10 is still under way, and the archive job begins now")


def test_a_full_run_that_took_a_fifth_is_too_fast() -> None:
    usual_ones = [past(hours_ago=30 + n, number=8 - n, took=600.0) for n in range(3)]
    assert kinds(replace(CALM, runs=[past(took=120.0), *usual_ones])) == []
    (worry,) = worries(replace(CALM, runs=[past(took=119.0), *usual_ones]), NOW)
    assert worry.text == "Run 9 read the whole directory in 119 seconds; usually it takes 10 minutes."


@pytest.mark.parametrize("quick", [{"full": False}, {"state": "failed"}, {"took": None}])
def test_only_a_full_run_to_its_end_can_be_too_fast(quick: dict[str, Any]) -> None:
    usual_ones = [past(hours_ago=10 + n, number=8 - n, took=600.0) for n in range(3)]
    newest = replace(past(took=1.0), **quick)
    assert "too-fast" not in kinds(replace(CALM, runs=[newest, *usual_ones]))


def test_runs_of_seconds_are_not_compared() -> None:
    usual_ones = [past(hours_ago=10 + n, number=8 - n, took=30.0) for n in range(3)]
    assert kinds(replace(CALM, runs=[past(took=1.0), *usual_ones])) == []


def test_a_pair_that_shrank_night_by_night_is_too_small() -> None:
    earlier = [Size(1000, 100)] * 5
    assert kinds(replace(CALM, sizes=[Size(750, 75), *earlier])) == []
    (worry,) = worries(replace(CALM, sizes=[Size(749, 75), *earlier]), NOW)
    assert worry == Worry("too-small", "The published pair holds 749 users; usually it holds about 1000.")
    (worry,) = worries(replace(CALM, sizes=[Size(1000, 74), *earlier]), NOW)
    assert worry.text == "The published pair holds 74 groups; usually it holds about 100."


def test_two_pairs_are_too_few_to_compare() -> None:
    assert kinds(replace(CALM, sizes=[Size(1, 1), Size(1000, 100), Size(1000, 100)])) == []
