"""sync.fresh: each verdict by age."""

from __future__ import annotations

from checks import registry
from checks.result import Remedy, Result
from tests.checks.sync.subjects import judged, run, with_nights

CHECK = registry.get("sync.fresh")
MEANING = "New people cannot sign in to Retain and are not archived until the files are fresh again."
EXPECTED = "a complete run, published or unchanged, under 26 hours old"
CONFIRM = "After a complete run this line turns green."
NIGHTS = Remedy(
    "text",
    "Open Sync, Nights: the newest runs say what stopped them. Then press Preview.",
    label="In this wizard",
)


def test_a_run_of_this_night_is_fresh() -> None:
    verdict = judged(CHECK, with_nights(complete=run("unchanged", 7)))
    assert verdict == Result("passed", "The last complete run was 7 hours ago.", expected=EXPECTED)


def test_a_run_of_the_night_before_is_a_warning() -> None:
    assert judged(CHECK, with_nights(complete=run("published", 27))) == Result(
        "warning",
        "The last complete run was 27 hours ago.",
        MEANING,
        CONFIRM,
        EXPECTED,
        "run 7 of 2026-11-19 07:00 UTC",
        (NIGHTS,),
    )


def test_two_nights_without_a_complete_run_fail() -> None:
    verdict = judged(CHECK, with_nights(complete=run("published", 24 * 5)))
    assert (verdict.status, verdict.summary) == ("failed", "The last complete run was 5 days ago.")
    assert verdict.remedy == (NIGHTS,)


def test_nothing_published_yet_is_a_warning_that_leads_to_the_preview() -> None:
    assert judged(CHECK, with_nights()) == Result(
        "warning",
        "No pair has been published yet.",
        MEANING,
        CONFIRM,
        EXPECTED,
        "none yet",
        (Remedy("text", "Open Sync, Preview, and press Preview.", label="In this wizard"),),
    )


def test_an_hour_counts_in_minutes() -> None:
    verdict = judged(CHECK, with_nights(complete=run("published", 0.5)))
    assert verdict.summary == "The last complete run was 30 minutes ago."
