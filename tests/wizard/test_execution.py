"""Looking and judging on the worker's side: whatever happens inside a check, its row says so."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from checks.result import Evidence, Item, blocked
from engine import leases
from tests.dropped import dropped
from tests.wizard.connections import connection, row_of, run_of
from wizard import execution
from wizard.models import CheckRun, EvidenceItem
from wizard.tasks import run_check

pytestmark = pytest.mark.django_db(transaction=True)


def executed(folder: Path, **bodies: str) -> CheckRun:
    """The row of a dropped-in check after its task ran."""
    with dropped(folder, **bodies) as check_id:
        run = run_of(connection(), made_at=timezone.now())
        row = row_of(run, check_id, "queued", deadline=5)
        run_check(str(row.pk))
        return CheckRun.objects.get(pk=row.pk)


def test_a_verdict_is_stored_with_its_evidence_and_what_it_read(tmp_path: Path) -> None:
    row = executed(tmp_path)
    item = EvidenceItem.objects.get(row=row)
    assert (row.state, row.summary, row.evidence_count, row.attempt) == ("passed", "Fine.", 1, 1)
    assert (item.label, item.kind, item.value) == ("seen", "text", "example.org")
    assert row.evidence_hash == execution.hash_of(Evidence((Item("seen", "text", "example.org"),)))
    assert set(row.inputs) == {"domain", "exchange", "road", "archive_via"}
    assert row.vantage["machine"]
    assert row.finished_at is not None


def test_a_crash_is_could_not_check_with_calm_words(tmp_path: Path, caplog: Any) -> None:
    row = executed(tmp_path, look="raise ZeroDivisionError('a secret detail')")
    assert (row.state, row.summary) == ("error", "Something went wrong inside this check.")
    assert "a secret detail" not in row.summary + row.meaning + row.confirm
    assert "a secret detail" in caplog.text


def test_a_pass_without_evidence_is_a_crash_not_a_green(tmp_path: Path) -> None:
    row = executed(tmp_path, look="return evidence()")
    assert row.state == "error"


def test_evidence_that_is_not_json_is_a_crash_not_a_lost_row(tmp_path: Path) -> None:
    assert executed(tmp_path, look='return evidence(Item("seen", "json", object()))').state == "error"


def test_an_outside_error_is_could_not_check_in_its_own_words(tmp_path: Path) -> None:
    row = executed(tmp_path, look="raise OutsideError('The network is away.')")
    assert (row.state, row.summary) == ("error", "The network is away.")


def test_a_refusal_ends_blocked_by_its_owner(tmp_path: Path) -> None:
    row = executed(tmp_path, look="raise NoSuchDomain('example.org does not exist')")
    assert (row.state, row.cause) == ("blocked", "dns.domain")


def test_an_empty_answer_blocks_by_the_form(tmp_path: Path) -> None:
    row = executed(tmp_path, more=", needs=('canary',)")
    assert (row.state, row.cause) == ("blocked", "form:canary")


def test_an_optional_answer_left_empty_is_not_needed(tmp_path: Path) -> None:
    row = executed(tmp_path, more=", optional=('out_of_scope',)")
    assert (row.state, row.skip_reason) == ("skipped", "not-named")


def test_the_other_road_is_not_needed(tmp_path: Path) -> None:
    row = executed(tmp_path, more=", roads=('impersonation',)")
    assert (row.state, row.skip_reason) == ("skipped", "not-this-road")


def test_progress_is_on_the_row_while_it_runs(tmp_path: Path) -> None:
    look = (
        "clients.progress('Asking'); from wizard.models import CheckRun; "
        "return evidence(Item('seen', 'text', CheckRun.objects.get(state='running').progress))"
    )
    row = executed(tmp_path, look=look)
    assert EvidenceItem.objects.get(row=row).value == "Asking"
    assert row.progress == ""


def test_a_task_for_a_row_that_somebody_has_does_nothing(tmp_path: Path) -> None:
    with dropped(tmp_path) as check_id:
        row = row_of(run_of(connection(), made_at=timezone.now()), check_id, "queued")
        leases.claim(CheckRun, row.pk, timezone.now())
        run_check(str(row.pk))
    assert CheckRun.objects.get(pk=row.pk).state == "running"
    assert not EvidenceItem.objects.exists()


def test_a_verdict_of_a_worker_that_lost_its_lease_is_not_saved(tmp_path: Path) -> None:
    look = (
        "from wizard.models import CheckRun; CheckRun.objects.update(owner_token='another'); "
        "return evidence(Item('seen', 'text', 'x'))"
    )
    row = executed(tmp_path, look=look)
    assert (row.state, row.owner_token) == ("running", "another")
    assert not EvidenceItem.objects.exists()


def test_a_check_that_notices_the_lost_lease_stops(tmp_path: Path, caplog: Any) -> None:
    look = (
        "from wizard.models import CheckRun; CheckRun.objects.update(owner_token='another'); "
        "clients.progress('still here'); raise AssertionError('went on')"
    )
    assert executed(tmp_path, look=look).state == "running"
    assert "went on" not in caplog.text


def test_what_a_green_check_had_blocked_is_queued_by_itself(tmp_path: Path) -> None:
    with dropped(tmp_path) as check_id:
        run = run_of(connection(), made_at=timezone.now())
        row_of(run, "dns.mx", "blocked", cause=check_id)
        row = row_of(run, check_id, "queued", deadline=5)
        run_check(str(row.pk))
    again = CheckRun.objects.get(state="queued")
    assert (again.check_id, again.run.started_by) == ("dns.mx", "by itself, after Dropped in")


@pytest.mark.parametrize(("ended", "queued"), [(1, 1), (-1, 0)], ids=["meanwhile", "before"])
def test_what_ends_blocked_by_a_check_that_is_green_by_then_runs_again(ended: int, queued: int) -> None:
    """The owner of a refusal signs in while another check is still held by the refusal of a minute ago."""
    about, now = connection(), timezone.now()
    run = run_of(about, made_at=now)
    row_of(run, "graph.token", "passed", finished_at=now + timedelta(seconds=ended))
    row = row_of(run, "graph.permissions", "running", owner_token="mine", started_at=now)
    assert execution.save(row, Evidence(), blocked("graph.token", "Refused a minute ago."), {}, {}, now)
    again = CheckRun.objects.filter(state="queued")
    assert [one.check_id for one in again] == ["graph.permissions"] * queued
    assert all(one.run.started_by == "by itself, after Sign-in of the application" for one in again)


def test_practice_without_its_simulator_could_not_be_checked(tmp_path: Path) -> None:
    with dropped(tmp_path) as check_id:
        about = connection(practice=True, domain="healthy-abcd.practice.test")
        row = row_of(run_of(about, made_at=timezone.now()), check_id, "queued", deadline=5)
        run_check(str(row.pk))
    ended = CheckRun.objects.get(pk=row.pk)
    assert (ended.state, ended.summary) == ("error", "The simulated tenants are not running.")
