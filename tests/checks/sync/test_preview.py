"""sync.preview: the newest run, whatever it ended with."""

from __future__ import annotations

import pytest

from checks import registry
from checks.result import Remedy, Result
from tests.checks.sync.subjects import judged, run, with_nights

CHECK = registry.get("sync.preview")
EXPECTED = "a complete preview within the limits, at most 26 hours old"
UNTOUCHED = "Retain goes on with the pair that was published last."


@pytest.mark.parametrize("state", ["publishable", "published", "unchanged"])
def test_a_complete_run_within_the_limits_passes(state: str) -> None:
    verdict = judged(CHECK, with_nights(newest=run(state, summary="480 users.")))
    assert verdict == Result("passed", "Run 7, 2 hours ago: 480 users.", expected=EXPECTED)


def test_an_incomplete_run_fails_with_its_own_words() -> None:
    newest = run("incomplete", summary="A page of users was missing.", do="Run it again.")
    assert judged(CHECK, with_nights(newest=newest)) == Result(
        "failed",
        "A page of users was missing.",
        UNTOUCHED,
        "The next preview reads the whole directory, and this line turns green.",
        EXPECTED,
        "run 7: incomplete",
        (
            Remedy("text", "Run it again."),
            Remedy("text", "Then press Preview again.", label="In this wizard"),
        ),
    )


def test_a_held_run_is_a_warning_that_names_the_limits() -> None:
    newest = run("held", summary="40 of 480 users would go.", findings=("40 users go; 24 may.",))
    verdict = judged(CHECK, with_nights(newest=newest))
    assert (verdict.status, verdict.summary) == ("warning", "40 of 480 users would go.")
    assert verdict.found == "40 users go; 24 may."
    assert verdict.meaning == f"{UNTOUCHED} The new pair waits for a person."


def test_no_preview_yet_is_a_warning() -> None:
    verdict = judged(CHECK, with_nights())
    assert (verdict.status, verdict.summary, verdict.found) == (
        "warning",
        "There is no preview yet.",
        "none yet",
    )


def test_a_preview_of_yesterday_is_too_old() -> None:
    verdict = judged(CHECK, with_nights(newest=run("publishable", 30)))
    assert (verdict.status, verdict.summary) == ("warning", "The newest preview is old: 30 hours ago.")
