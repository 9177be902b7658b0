"""Saved runs: the lists, one run as it was stored, what changed since, and the file."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.urls import reverse

from sync.models import Connection
from tests.people.persons import browser, support, text_of
from tests.wizard.connections import NOW, after, connection, row_of, run_of
from wizard import comparison, report
from wizard.models import CheckRun, Run

pytestmark = pytest.mark.django_db


def page_of(run: Run, **query: str) -> str:
    person = support(f"reader-{len(query)}")
    return text_of(browser(person).get(reverse("wizard:run", args=[run.pk]), query))


def list_of(about: Connection, **query: str) -> str:
    return text_of(browser(support()).get(reverse("wizard:runs", args=[about.pk]), query))


def test_a_list_without_runs_shows_the_way_to_one() -> None:
    about = connection()
    assert reverse("wizard:step", args=[about.pk, "prerequisites"]) in list_of(about)


def test_each_run_in_the_list_has_its_numbers() -> None:
    about = connection()
    run = run_of(about)
    states = {
        "dns.mx": "failed", "dns.spf": "warning", "dns.dkim": "error", "dns.dmarc": "passed", "dns.msoid": "skipped",
        "dns.domain": "running",
    }  # fmt: skip
    for check_id, state in states.items():
        row_of(run, check_id, state)
    page = list_of(about)
    for words in (
        "1 failed",
        "1 warning",
        "1 could not be checked",
        "1 passed",
        "1 other",
        "1 running",
        "a test",
    ):
        assert words in page


def test_long_lists_come_in_pages() -> None:
    about = connection()
    for number in range(30):
        run_of(about, made_at=after(number))
    person = support()
    first = text_of(browser(person).get(reverse("wizard:runs", args=[about.pk])))
    last = text_of(browser(person).get(reverse("wizard:runs", args=[about.pk]), {"page": "2"}))
    beyond = text_of(browser(person).get(reverse("wizard:runs", args=[about.pk]), {"page": "no number"}))
    assert ("Run 30<" in first, "Run 1<" in first, "Page 1 of 2" in first) == (True, False, True)
    assert ("Run 1<" in last, "Page 2 of 2" in last, "Page 1 of 2" in beyond) == (True, True, True)


def test_runs_of_bare_domains_have_their_own_list() -> None:
    run = Run.objects.create(domain="example.net", cloud="worldwide", started_by="shell", made_at=NOW)
    row_of(run, "dns.mx", "failed")
    run_of(connection("Elsewhere", domain="stored.example.org"))
    page = text_of(browser(support()).get(reverse("wizard:bare-runs")))
    assert "example.net" in page
    assert "stored.example.org" not in page
    assert "Runs from the shell" in page_of(run, q="")


def test_a_run_shows_its_totals_its_end_and_who_and_where() -> None:
    about = connection()
    run = run_of(about)
    row_of(
        run,
        "dns.mx",
        "failed",
        vantage={"machine": "retain-01", "resolvers": ["192.0.2.53:53"]},
        rules="0.1.0",
    )
    row_of(run, "dns.spf", "passed")
    page = page_of(run)
    for words in (
        "1 failed",
        "1 passed",
        "after 1.00 s",
        "Started by a test",
        "retain-01",
        "192.0.2.53:53",
        "version 0.1.0",
    ):
        assert words in page
    assert "<form" not in page.partition("<main")[2]


def test_an_unfinished_run_says_so() -> None:
    run = run_of(connection())
    row_of(run, "dns.mx", "running")
    assert "Not finished yet" in page_of(run)


def test_the_other_rows_of_the_step_are_those_that_stood_at_its_end() -> None:
    about = connection()
    older, run, newer = run_of(about), run_of(about, made_at=after(10)), run_of(about, made_at=after(100))
    row_of(older, "dns.spf", "failed", summary="Older SPF.")
    row_of(older, "dns.mx", "failed", summary="Older MX.")
    row_of(run, "dns.mx", "passed", summary="Newer MX.", finished_at=after(12))
    row_of(newer, "dns.spf", "passed", summary="Later SPF.", finished_at=after(101))
    page = page_of(run)
    assert "1 other check of the step" in page
    assert "Older SPF." in page
    assert f'<a href="{reverse("wizard:run", args=[older.pk])}">Run 1</a>' in page
    assert "Later SPF." not in page
    assert "Older MX." not in page


def test_rows_that_were_joined_belong_to_the_report_of_both() -> None:
    about = connection()
    first = run_of(about)
    row = row_of(first, "dns.mx", "failed", summary="Found by the first.")
    second = run_of(about)
    row_of(second, "dns.spf", "passed")
    second.joined.add(row)
    assert "Found by the first." in page_of(second)


def before_and_now(before: str, state: str) -> CheckRun:
    about = connection()
    previous = row_of(run_of(about), "dns.mx", before)
    return row_of(run_of(about, made_at=after(10)), "dns.mx", state, previous=previous)


@pytest.mark.parametrize(
    ("before", "state", "change"),
    [
        ("failed", "passed", "fixed"),
        ("failed", "warning", "fixed"),
        ("failed", "failed", "still failing"),
        ("passed", "failed", "newly failing"),
        ("error", "failed", "newly failing"),
        ("passed", "passed", "unchanged"),
        ("error", "error", "unchanged"),
        ("failed", "error", ""),
        ("passed", "warning", ""),
        ("passed", "running", ""),
    ],
)
def test_what_changed_since_the_row_before(before: str, state: str, change: str) -> None:
    assert comparison.change_of(before_and_now(before, state)) == change


def test_a_first_row_is_compared_with_nothing() -> None:
    assert comparison.changes([row_of(run_of(connection()), "dns.mx", "failed")]) == {"dns.mx": ""}


def test_the_page_of_a_run_tells_what_changed() -> None:
    page = page_of(before_and_now("failed", "passed").run)
    assert "Compared with the run before: 1 fixed." in page
    assert "Fixed</span>" in page


def test_the_print_view_opens_everything() -> None:
    run = run_of(connection())
    row_of(run, "dns.mx", "passed")
    assert page_of(run).count("<details") == page_of(run, print="1").count(" open>")


def test_the_file_is_the_report_that_scripts_read() -> None:
    run = run_of(connection())
    row_of(run, "dns.mx", "failed")
    answer: Any = browser(support()).get(reverse("wizard:download", args=[run.pk]))
    assert answer.headers["Content-Disposition"] == 'attachment; filename="report-example.org-run-1.json"'
    assert json.loads(answer.content) == report.report_of(run)


def test_a_check_that_this_version_no_longer_has_is_still_read() -> None:
    run = run_of(connection())
    row = row_of(run, "dns.mx", "failed")
    CheckRun.objects.filter(pk=row.pk).update(check_id="dns.of-old", title="Of old")
    page = page_of(run)
    assert "Of old" in page
    assert "/checks/dns.of-old/" not in page
