"""The poll: only changed rows, stops by itself, and asks again soon enough."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from checks import registry
from engine.models import Heartbeat
from sync.models import Connection
from tests.people.persons import browser, support, text_of
from tests.wizard.connections import NOW, after, connection, row_of, run_of
from wizard import steps
from wizard.models import CheckRun
from wizard.views import live

pytestmark = pytest.mark.django_db

STEP = steps.get("prerequisites")


def now_of(about: Connection) -> live.Live:
    return live.look(about, STEP, NOW)


def poll(about: Connection, **query: Any) -> str:
    page = reverse("wizard:status", args=[about.pk, "prerequisites"])
    person = support(f"reader-{CheckRun.objects.count()}-{len(query)}-{id(query)}")
    return text_of(browser(person).get(page, query))


def rows_in(answer: str) -> list[str]:
    return re.findall(r'data-check="([^"]+)" data-state="[^"]+"[^>]* hx-swap-oob="true"', answer)


def test_only_changed_rows_come_and_each_replaces_its_own() -> None:
    about = connection()
    run = run_of(about)
    row = row_of(run, "dns.mx", "running", progress="Asking.")
    row_of(run, "dns.spf", "running")
    seen = now_of(about).cursor
    assert rows_in(poll(about, seen=seen)) == []
    CheckRun.objects.filter(pk=row.pk).update(state="failed", revision=1, summary="None found.")
    answer = poll(about, seen=seen)
    assert rows_in(answer) == ["dns.mx"]
    assert "None found." in answer


def test_a_row_that_becomes_folded_changes_its_owner_too() -> None:
    about = connection()
    run = run_of(about)
    row_of(run, "dns.domain", "failed")
    row = row_of(run, "dns.mx", "running")
    seen = now_of(about).cursor
    CheckRun.objects.filter(pk=row.pk).update(state="blocked", cause="dns.domain", revision=1)
    assert rows_in(poll(about, seen=seen)) == ["dns.domain", "dns.mx"]


@pytest.mark.parametrize("seen", ["", "nonsense", "a.b.c"])
def test_a_page_that_saw_something_else_gets_every_row(seen: str) -> None:
    assert len(rows_in(poll(connection(), seen=seen))) == len(registry.of_step("prerequisites"))


def test_it_polls_while_something_runs_and_stops_at_the_end() -> None:
    about = connection()
    row = row_of(run_of(about), "dns.mx", "running")
    answer = poll(about, n="3")
    assert 'hx-trigger="every ' in answer
    assert "status/?n=4" in answer
    assert 'id="rail"' not in answer
    CheckRun.objects.filter(pk=row.pk).update(state="passed", evidence_count=1, finished_at=after(2))
    answer = poll(about, n="4")
    assert "hx-get" not in answer.partition("<li")[0]
    assert 'data-running="no"' in answer
    for piece in (
        'id="rail" hx-swap-oob',
        'id="run-buttons" class="buttons" hx-swap-oob',
        'id="said"',
        'id="newest"',
    ):
        assert piece in answer


def test_a_run_that_takes_its_time_is_told_beside_the_rows_too() -> None:
    about = connection()
    row_of(run_of(about), "dns.mx", "running")
    assert 'id="rail"' not in poll(about, n="3")
    assert 'id="rail"' in poll(about, n="4")
    assert 'id="rail"' not in poll(about, n="5")


def test_the_delays_grow_to_one_second() -> None:
    about = connection()
    run = run_of(about)
    row_of(run, "dns.mx", "running")
    waiting = now_of(about)
    assert [live.delay_ms(n, waiting) for n in (0, 1, 2, 3, 9, 10)] == [200, 200, 400, 300, 300, 1000]
    row_of(run, "dns.spf", "passed")
    assert live.delay_ms(3, now_of(about)) == 1000


def test_the_status_line_counts_and_tells_the_time() -> None:
    about = connection()
    assert now_of(about).line == "Not run yet"
    run = run_of(about)
    row = row_of(run, "dns.mx", "running", queued_at=after(-4))
    row_of(run, "dns.spf", "passed")
    known = len(registry.of_step("prerequisites"))
    assert now_of(about).line == f"1 of {known} finished, 4 s"
    CheckRun.objects.filter(pk=row.pk).update(state="failed", finished_at=after(2.5))
    assert now_of(about).line == f"2 of {known} finished, 2.50 s"
    assert now_of(about).totals == "1 failed, 1 passed"


def test_rows_that_the_reaper_ended_without_a_start_have_no_time() -> None:
    about = connection()
    row_of(run_of(about), "dns.mx", "error", finished_at=None)
    assert now_of(about).line.endswith("finished")


def test_attention_is_named_worst_first() -> None:
    about = connection()
    run = run_of(about)
    for check_id, state in (
        ("dns.domain", "warning"),
        ("dns.mx", "error"),
        ("dns.spf", "failed"),
        ("dns.dkim", "warning"),
    ):
        row_of(run, check_id, state)
    now = now_of(about)
    assert [row.check_id for row in now.attention] == ["dns.spf", "dns.domain", "dns.dkim", "dns.mx"]
    assert now.totals == "1 failed, 2 warnings, 1 could not be checked"
    assert 'href="#check-dns-spf"' in poll(about)


def test_a_press_on_a_live_page_is_answered_with_a_poll_at_once() -> None:
    Heartbeat.objects.create(role="worker", process="here:1", seen_at=timezone.now())
    about, client = connection(), browser(support())
    press = reverse("wizard:run-step", args=[about.pk, "prerequisites"])
    answer = client.post(press, {"check": "dns.mx", "seen": "a.b"}, headers={"HX-Request": "true"})
    page = text_of(answer)
    assert answer.status_code == 200
    assert 'value="a.b"' in page
    assert 'hx-trigger="every 100ms"' in page
    assert about.runs.count() == 1


def test_a_press_that_cannot_be_done_reloads_the_live_page() -> None:
    about = connection()
    press = reverse("wizard:run-step", args=[about.pk, "prerequisites"])
    answer = browser(support()).post(press, {"which": "all"}, headers={"HX-Request": "true"})
    assert answer.headers["HX-Refresh"] == "true"


@pytest.mark.parametrize(("text", "count"), [("3", 3), ("", 0), ("-1", 0), ("9" * 20, 0), ("٣", 0), ("x", 0)])
def test_a_count_out_of_an_address_is_small_or_nought(text: str, count: int) -> None:
    assert live.number(text) == count
