"""sync.schedule: on, and over before the archive job."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from checks import registry
from checks.result import Remedy, Result
from tests.checks.sync.subjects import NOW, SUBJECT, judged, with_nights

CHECK = registry.get("sync.schedule")
STARTS = (datetime(2026, 11, 21, 1, 30, tzinfo=UTC), datetime(2026, 11, 22, 1, 30, tzinfo=UTC))


def test_a_night_that_ends_well_before_the_job_passes() -> None:
    verdict = judged(CHECK, with_nights(on=True, starts=STARTS, duration=600.0))
    assert verdict == Result(
        "passed",
        "Every night at 02:30 Europe/Berlin, before the archive job at 05:00.",
        found="starts 02:30, archive job 05:00, a run takes 10 min",
    )


def test_a_switched_off_schedule_fails() -> None:
    verdict = judged(CHECK, SUBJECT)
    assert (verdict.status, verdict.summary) == ("failed", "The nightly run is switched off.")
    assert verdict.remedy == (
        Remedy("text", "Open Sync, Schedule, and switch the nightly run on.", label="In this wizard"),
    )


def test_a_run_that_takes_until_after_the_job_began_fails() -> None:
    verdict = judged(CHECK, with_nights(on=True, starts=STARTS, duration=3 * 3600.0))
    assert (verdict.status, verdict.summary) == (
        "failed",
        "The nightly run ends after the archive job has begun.",
    )
    assert verdict.remedy[0].text == "Start it at 20:00 or earlier."


def test_a_job_just_after_the_usual_end_is_a_warning() -> None:
    verdict = judged(CHECK, with_nights(on=True, starts=STARTS, duration=2 * 3600.0))
    assert (verdict.status, verdict.summary) == (
        "warning",
        "Little time is left between the nightly run and the archive job.",
    )
    assert verdict.remedy[0].text == "Start the nightly run at 23:00 or earlier."


def test_an_unknown_archive_job_is_a_warning() -> None:
    verdict = judged(CHECK, replace(with_nights(on=True, starts=STARTS), archive_job_at=""))
    assert (verdict.status, verdict.found) == ("warning", "time of the archive job not entered")


def test_a_job_before_the_start_counts_for_the_next_day() -> None:
    verdict = judged(CHECK, replace(with_nights(on=True, starts=STARTS), archive_job_at="01:00"))
    assert verdict.status == "passed"


def test_the_next_starts_are_shown_in_the_zone_of_the_connection() -> None:
    from typing import cast

    from clients.contract import Clients
    from tests.checks.no_clients import NoClients

    seen = CHECK.look(with_nights(on=True, starts=STARTS), cast(Clients, NoClients()))
    assert seen["Next starts"]["rows"] == [["Sat 21 Nov 2026 02:30 CET"], ["Sun 22 Nov 2026 02:30 CET"]]
    assert STARTS[0] > NOW
