"""Rows first, then messages; what is under way is joined, what is mended is looked at again."""

from __future__ import annotations

import threading

import pytest
from django.db import IntegrityError
from django.db import connection as database

from checks import registry
from tests.wizard.connections import NOW, after, connection, row_of, run_of
from wizard import dispatch
from wizard.models import CheckRun, Run

pytestmark = pytest.mark.django_db(transaction=True)

MX, SPF, DOMAIN = (registry.get(name) for name in ("dns.mx", "dns.spf", "dns.domain"))


def test_a_run_has_a_row_for_every_check_and_is_sent() -> None:
    run = dispatch.start(connection(), [MX, SPF], "mail-admin", NOW)
    rows = run.rows.order_by("check_id")
    assert [(r.check_id, r.state, r.deadline, r.sent_at) for r in rows] == [
        ("dns.mx", "queued", MX.deadline, NOW),
        ("dns.spf", "queued", SPF.deadline, NOW),
    ]
    assert (run.number, run.step, run.started_by, run.domain) == (
        1,
        "prerequisites",
        "mail-admin",
        "example.org",
    )


def test_runs_are_numbered_per_connection() -> None:
    one, other = connection("One"), connection("Other")
    numbers = []
    for about in (one, one, other):
        numbers.append(dispatch.start(about, [MX], "a test", NOW).number)
        CheckRun.objects.update(state="error", finished_at=NOW)
    assert numbers == [1, 2, 1]


def test_a_second_press_joins_what_is_under_way() -> None:
    about = connection()
    first = dispatch.start(about, [MX], "one", NOW)
    assert dispatch.start(about, [MX], "two", NOW) == first
    assert CheckRun.objects.count() == 1


def test_a_wider_second_press_adds_only_what_is_missing_and_reports_both() -> None:
    about = connection()
    dispatch.start(about, [MX], "one", NOW)
    wider = dispatch.start(about, [MX, SPF], "two", NOW)
    assert [r.check_id for r in wider.rows.all()] == ["dns.spf"]
    assert sorted(r.check_id for r in wider.all_rows()) == ["dns.mx", "dns.spf"]


def test_twenty_presses_at_once_make_one_row_a_check() -> None:
    about = connection()
    start = threading.Barrier(20)

    def press() -> None:
        start.wait()
        try:
            dispatch.start(about, [MX, SPF], "a hasty person", NOW)
        finally:
            database.close()

    threads = [threading.Thread(target=press) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert CheckRun.objects.count() == 2
    assert Run.objects.count() == 1


def test_the_database_itself_refuses_a_second_unfinished_row() -> None:
    run = run_of(connection())
    row_of(run, "dns.mx", "queued")
    with pytest.raises(IntegrityError):
        row_of(run, "dns.mx", "running")


def test_the_database_refuses_a_pass_without_evidence() -> None:
    with pytest.raises(IntegrityError):
        row_of(run_of(connection()), "dns.mx", "passed", evidence_count=0)


def test_a_new_row_points_to_the_finished_one_before_it() -> None:
    about = connection()
    old = row_of(run_of(about), "dns.mx", "failed")
    new = dispatch.start(about, [MX], "a test", after(5)).rows.get()
    assert new.previous == old


def test_what_was_blocked_by_a_mended_check_is_queued_and_only_that() -> None:
    about = connection()
    run = run_of(about)
    row_of(run, "dns.mx", "blocked", cause="dns.domain")
    row_of(run, "dns.spf", "blocked", cause="form:domain")
    row_of(run, "dns.dkim", "failed")
    again = dispatch.release(about, ["dns.domain"], "by itself", after(5))
    assert again is not None
    assert [r.check_id for r in again.rows.all()] == ["dns.mx"]


def test_a_blocked_check_that_no_longer_exists_is_left_alone() -> None:
    about = connection()
    row_of(run_of(about), "dns.mx", "blocked", cause="dns.domain")
    CheckRun.objects.update(check_id="dns.gone")
    assert dispatch.release(about, ["dns.domain"], "by itself", after(5)) is None


def test_nothing_blocked_means_no_run() -> None:
    about = connection()
    row_of(run_of(about), "dns.mx", "failed")
    assert dispatch.release(about, ["dns.domain"], "by itself", after(5)) is None


def test_a_waiting_row_is_looked_at_again_when_its_time_has_come() -> None:
    about = connection()
    row_of(run_of(about), "dns.mx", "waiting", retry_at=after(60))
    dispatch.start_due(after(59))
    assert about.runs.count() == 1
    dispatch.start_due(after(60))
    dispatch.start_due(after(61))
    newest = about.runs.order_by("-number")[0]
    assert (newest.number, newest.started_by) == (2, "the schedule")


def test_a_bare_domain_has_a_run_of_its_own() -> None:
    run = dispatch.start_bare("example.net", [MX], "shell", NOW)
    assert (run.connection, run.domain, run.cloud, run.rows.get().previous) == (
        None,
        "example.net",
        "worldwide",
        None,
    )


def test_a_run_without_checks_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one check"):
        dispatch.start(connection(), [], "a test", NOW)
