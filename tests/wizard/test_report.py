"""A run as check-report/1."""

from __future__ import annotations

import json

import pytest

from tests.wizard.connections import after, connection, row_of, run_of
from wizard import report

pytestmark = pytest.mark.django_db

RESULT_KEYS = {
    "check", "step", "title", "status", "summary", "evidence", "expected", "found", "meaning", "confirm", "remedy",
    "cause", "retry_at", "skip_reason", "advice", "vantage", "queued", "started", "finished", "duration_ms",
    "attempt", "previous",
}  # fmt: skip


def test_the_report_has_every_promised_name() -> None:
    run = run_of(connection("Main"))
    row_of(run, "dns.spf", "failed")
    row_of(run, "dns.mx", "passed")
    found = json.loads(json.dumps(report.report_of(run)))
    assert found["format"] == "check-report/1"
    assert found["connection"] == {"name": "Main", "domain": "example.org", "cloud": "worldwide"}
    assert (found["started"], found["finished"]) == ("2026-11-20T10:00:00.000Z", "2026-11-20T10:00:01.000Z")
    assert found["totals"] == {
        "passed": 1, "warning": 0, "failed": 1, "error": 0, "blocked": 0, "waiting": 0, "skipped": 0,
    }  # fmt: skip
    assert [set(result) for result in found["results"]] == [RESULT_KEYS, RESULT_KEYS]
    assert [result["check"] for result in found["results"]] == ["dns.mx", "dns.spf"]
    assert found["results"][0]["evidence"] == [{"label": "seen", "kind": "text", "value": "something"}]
    assert found["results"][0]["duration_ms"] == 1000


def test_a_report_is_not_finished_before_its_last_row() -> None:
    run = run_of(connection())
    row_of(run, "dns.mx", "passed")
    row_of(run, "dns.spf", "running")
    assert report.report_of(run)["finished"] is None


@pytest.mark.parametrize(
    ("states", "code"),
    [
        (["passed", "warning", "skipped"], 0),
        (["passed", "failed", "error"], 1),
        (["passed", "error", "passed"], 3),
        (["passed", "passed", "queued"], 3),
    ],
)
def test_the_exit_code_follows_the_worst_state(states: list[str], code: int) -> None:
    run = run_of(connection())
    for check_id, state in zip(("dns.mx", "dns.spf", "dns.domain"), states, strict=True):
        row_of(run, check_id, state)
    assert report.exit_code(run) == code


def test_waiting_and_blocked_are_not_decided() -> None:
    for state, extra in (("blocked", {"cause": "dns.domain"}), ("waiting", {"retry_at": after(60)})):
        run = run_of(connection(state))
        row_of(run, "dns.mx", state, **extra)
        assert report.exit_code(run) == 3


def test_advice_never_counts_for_the_exit_code() -> None:
    run = run_of(connection())
    row_of(run, "smtp.server", "error")
    assert report.exit_code(run) == 0
