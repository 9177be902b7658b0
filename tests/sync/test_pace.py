"""Progress in words: counts, rate, time left."""

from __future__ import annotations

import pytest

from sync.pace import Pace, pace, spoken
from tests.sync.night_rows import NOW, hours


def test_rate_and_time_left_follow_from_what_was_done() -> None:
    assert pace(12_000, 100_000, hours(-1 / 360), NOW) == Pace(1200.0, 88_000 / 1200)


@pytest.mark.parametrize(
    ("done", "total", "since"), [(0, 100, hours(-1)), (5, 100, None), (5, 100, NOW), (5, 100, hours(1))]
)
def test_nobody_can_know_at_the_beginning(done: int, total: int, since: object) -> None:
    assert pace(done, total, since, NOW) == Pace()  # type: ignore[arg-type]


def test_without_a_total_there_is_no_time_left() -> None:
    assert pace(3600, 0, hours(-1), NOW) == Pace(1.0, None)
    assert pace(3600, 3600, hours(-1), NOW) == Pace(1.0, None)


@pytest.mark.parametrize(
    ("phase", "done", "total", "found", "expected"),
    [
        ("", 0, 0, Pace(), "Waiting for a worker"),
        ("sign-in", 0, 0, Pace(), "Signing in"),
        (
            "users",
            12_000,
            100_000,
            Pace(3400.4, 25.9),
            "Reading users: 12,000 of 100,000, 3,400 a second, 26 s left",
        ),
        ("users", 9, 0, Pace(), "Reading users: 9"),
        (
            "types",
            1,
            200,
            Pace(1.0, 199.0),
            "Asking for mailbox types: 1 of 200, 1 a second, 3 min 19 s left",
        ),
        ("something else", 0, 3, Pace(), "something else: 0 of 3"),
    ],
)
def test_a_line_says_what_is_known(phase: str, done: int, total: int, found: Pace, expected: str) -> None:
    assert spoken(phase, done, total, found) == expected
