"""Times that a night does not have, or has twice."""

from __future__ import annotations

from datetime import date, time
from zoneinfo import ZoneInfoNotFoundError

import pytest

from scripts.clock import Turn, turns, warning

FROM = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("at", "zone", "found"),
    [
        (
            time(2, 0),
            "Europe/Berlin",
            (Turn(date(2027, 3, 28), "skipped"), Turn(date(2027, 10, 31), "doubled")),
        ),
        (
            time(2, 59),
            "Europe/Berlin",
            (Turn(date(2027, 3, 28), "skipped"), Turn(date(2027, 10, 31), "doubled")),
        ),
        (time(1, 59), "Europe/Berlin", ()),
        (time(3, 0), "Europe/Berlin", ()),
        (
            time(1, 30),
            "Europe/London",
            (Turn(date(2027, 3, 28), "skipped"), Turn(date(2027, 10, 31), "doubled")),
        ),
        (time(1, 30), "America/New_York", (Turn(date(2027, 11, 7), "doubled"),)),
        (time(2, 30), "America/New_York", (Turn(date(2027, 3, 14), "skipped"),)),
        (time(2, 15), "Australia/Lord_Howe", (Turn(date(2027, 10, 3), "skipped"),)),
        (time(2, 30), "Asia/Kolkata", ()),
        (time(2, 30), "UTC", ()),
    ],
)
def test_the_nights_of_change_are_found_for_a_year_ahead(
    at: time, zone: str, found: tuple[Turn, ...]
) -> None:
    assert turns(at, zone, FROM) == found


def test_a_warning_names_both_nights_and_what_to_do() -> None:
    assert warning(time(2, 30), "Europe/Berlin", FROM) == (
        "In Europe/Berlin there is no 02:30 on 28 March 2027 and 02:30 comes twice on 31 October 2027. "
        "A time before or after the hour of the change avoids that."
    )


def test_a_quiet_hour_needs_no_warning() -> None:
    assert warning(time(4, 0), "Europe/Berlin", FROM) == ""


def test_a_zone_that_is_none_is_refused() -> None:
    with pytest.raises(ZoneInfoNotFoundError):
        turns(time(2, 30), "Europe/Nowhere", FROM)
