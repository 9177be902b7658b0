"""What the newest rows say about a step."""

from __future__ import annotations

from typing import Any

import pytest

from checks import registry
from tests.wizard.connections import NOW, after, connection, row_of, run_of
from wizard import progress, steps, subjects
from wizard.models import CheckRun

pytestmark = pytest.mark.django_db

STEP = steps.get("prerequisites")
IDS = [check.id for check in registry.of_step("prerequisites")]


def state_with(**states: str) -> progress.StepState:
    """The step's state when every check passed but those named (dots written as double underscores)."""
    about = connection()
    run = run_of(about)
    named = {key.replace("__", ".").replace("_", "-"): value for key, value in states.items()}
    for check_id in IDS:
        state = named.get(check_id, "passed")
        extra: dict[str, Any] = {"cause": "dns.domain"} if state == "blocked" else {}
        extra |= {"retry_at": after(3600)} if state == "waiting" else {}
        row_of(run, check_id, state, **extra)
    return progress.state_of(about, STEP)


def test_nothing_ran_yet() -> None:
    state = progress.state_of(connection(), STEP)
    assert (state.words, state.tone, state.finished) == ("Not started", "off", 0)


def test_all_green_is_done() -> None:
    state = state_with()
    assert (state.words, state.tone, state.finished) == ("Done", "ok", len(IDS))


def test_a_warning_is_done_and_said() -> None:
    state = state_with(dns__spf="warning")
    assert (state.words, state.detail) == ("Done", "1 warning")


def test_a_failure_needs_attention() -> None:
    state = state_with(dns__spf="failed", dns__mx="error")
    assert (state.words, state.tone) == ("Needs attention (1)", "bad")


def test_could_not_check_is_not_red() -> None:
    state = state_with(dns__mx="error")
    assert (state.words, state.tone) == ("Could not check (1)", "off")


def test_an_advice_check_never_holds_the_step() -> None:
    assert state_with(smtp__server="error").words == "Done"


def test_waiting_names_the_time() -> None:
    assert state_with(dns__mx="waiting").words == "Waiting until 11:00 UTC"


def test_blocked_names_the_cause() -> None:
    assert state_with(dns__mx="blocked").words == f"Blocked by {registry.get('dns.domain').title}"


def test_running_is_in_progress() -> None:
    state = state_with(dns__mx="running")
    assert (state.words, state.running) == ("In progress", True)


def test_some_never_ran_is_in_progress() -> None:
    about = connection()
    row_of(run_of(about), "dns.mx", "passed")
    assert progress.state_of(about, STEP).words == "In progress"


def test_a_changed_answer_makes_its_verdicts_out_of_date() -> None:
    about = connection()
    inputs = subjects.fingerprints(subjects.subject_of(about), ["domain"])
    for check_id in IDS:
        row_of(run_of(about), check_id, "passed", inputs=inputs)
    assert progress.state_of(about, STEP).words == "Done"
    about.domain = "example.net"
    about.save()
    assert progress.state_of(about, STEP).words == "Out of date"


def test_blocked_lines_hang_on_their_owner() -> None:
    about = connection()
    run = run_of(about)
    row_of(run, "dns.domain", "failed")
    row_of(run, "dns.mx", "blocked", cause="dns.domain")
    lines = {line.check.id: line for line in progress.lines_of(about, "prerequisites")}
    assert [line.check.id for line in lines["dns.domain"].blocks] == ["dns.mx"]


def test_a_revision_changes_with_every_visible_change() -> None:
    about = connection()
    row = row_of(run_of(about), "dns.mx", "queued")
    before = progress.lines_of(about, "prerequisites")
    CheckRun.objects.filter(pk=row.pk).update(revision=1)
    now = progress.lines_of(about, "prerequisites")
    assert {new.check.id for new, old in zip(now, before, strict=True) if new.revision != old.revision} == {
        "dns.mx"
    }


def test_elapsed_counts_from_the_first_unfinished_row() -> None:
    about = connection()
    row_of(run_of(about), "dns.mx", "running")
    lines = progress.lines_of(about, "prerequisites")
    assert progress.elapsed(lines, after(4)) == 4
    assert progress.elapsed([], NOW) == 0


def test_a_step_that_nobody_began_says_so() -> None:
    states = {state.step.slug: state.words for state in progress.overview(connection())}
    assert states["sync"] == "Not started"
    assert states["start"] == "Done"
