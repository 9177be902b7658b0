from __future__ import annotations

from datetime import UTC, datetime

import pytest

from checks.hours import counted, day, days_until, hour, moment
from tests.checks.building import NOW


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("2026-11-20T10:00:00Z", NOW),
        ("2026-11-20T11:00:00+01:00", NOW),
        ("2026-11-20T10:00:00", NOW),
        ("soon", None),
        ("", None),
        (None, None),
        (7, None),
    ],
)
def test_a_moment_is_read_with_its_zone(text: object, when: datetime | None) -> None:
    assert moment(text) == when


def test_days_and_hours_are_in_plain_words() -> None:
    assert (day(NOW), hour(NOW), counted(1), counted(0)) == (
        "20 November 2026",
        "10:00 UTC",
        "1 day",
        "0 days",
    )


def test_only_whole_days_count() -> None:
    assert days_until(datetime(2026, 11, 22, 9, 59, tzinfo=UTC), NOW) == 1
