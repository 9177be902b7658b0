"""The list of connections, the task list with its one next thing, and the catalogue of checks."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from checks import registry
from sync.models import Connection
from tests.people.persons import administrator, browser, support, text_of
from tests.wizard.connections import NOW, after, connection, row_of, run_of
from wizard import progress
from wizard.views import banner, dates, roads, summaries

pytestmark = pytest.mark.django_db

IDS = [check.id for check in registry.all_checks()]


def with_states(about: Connection, default: str = "", **states: str) -> Connection:
    """Every check in state `default` (empty: not run), but those named."""
    run = run_of(about)
    named = {key.replace("__", ".").replace("_", "-"): value for key, value in states.items()}
    for check_id in IDS:
        state = named.get(check_id, default)
        extra: dict[str, Any] = {"cause": "form:canary"} if state == "blocked" else {}
        extra |= {"retry_at": after(3600)} if state == "waiting" else {}
        if state:
            row_of(run, check_id, state, **extra)
    return about


def test_an_empty_house_has_two_doors() -> None:
    page = text_of(browser(administrator()).get("/"))
    assert reverse("wizard:new") in page
    assert reverse("wizard:practice") in page
    page = text_of(browser(support()).get("/"))
    assert reverse("wizard:new") not in page
    assert "An administrator makes connections" in page


def test_search_finds_by_name_and_by_domain() -> None:
    connection("Alpha", domain="one.example.org")
    connection("Beta", domain="two.example.org")
    client = browser(support())
    assert "Beta" not in text_of(client.get("/", {"q": "alp"})).partition("<main")[2]
    assert "Beta" in text_of(client.get("/", {"q": "TWO.EXAMPLE"}))
    page = text_of(client.get("/", {"q": "<gamma>"}))
    assert "No connection has “&lt;gamma&gt;”" in page


def test_long_lists_come_in_pages_that_keep_the_search() -> None:
    for number in range(30):
        connection(f"Customer {number:02}")
    page = text_of(browser(support()).get("/", {"q": "customer"}))
    assert "Page 1 of 2" in page
    assert "?page=2&amp;q=customer" in page


def test_practice_is_marked_and_apart() -> None:
    person = support()
    connection("Practice: one", domain="x.practice.test", practice=True, made_by=person)
    page = text_of(browser(person).get("/"))
    assert "No tenant is connected yet" in page
    assert page.index("Your simulated tenants") < page.index("Practice: one")


@pytest.mark.parametrize(
    ("default", "states", "words", "tone"),
    [
        ("", {}, "Not started", "off"),
        ("passed", {}, "Done", "ok"),
        ("passed", {"dns__mx": "failed", "dns__spf": "failed"}, "Needs attention (2)", "bad"),
        ("passed", {"dns__mx": "error"}, "Could not check (1)", "off"),
        ("passed", {"smtp__server": "error"}, "Done", "ok"),
        ("passed", {"dns__mx": "waiting"}, "Waiting for Microsoft", "info"),
        ("passed", {"dns__mx": "running", "dns__spf": "failed"}, "Checks are running", "info"),
        ("passed", {"dns__mx": "blocked"}, "In progress", "info"),
        ("", {"dns__mx": "passed"}, "In progress", "info"),
    ],
)
def test_the_list_says_how_each_connection_stands(
    default: str, states: dict[str, str], words: str, tone: str
) -> None:
    card = summaries.cards_of([with_states(connection(), default, **states)])[0]
    assert (card.words, card.tone) == (words, tone)


def test_the_list_takes_the_newest_row_of_each_check() -> None:
    about = with_states(connection(), "failed")
    run = run_of(about, made_at=after(60))
    for check_id in IDS:
        row_of(run, check_id, "passed", finished_at=after(61))
    assert summaries.cards_of([about])[0].detail == f"{len(IDS)} passed"


def next_thing(about: Connection) -> banner.Banner:
    return banner.next_thing(progress.overview(about))


@pytest.mark.parametrize(
    ("default", "states", "title"),
    [
        ("", {}, "Next: run the checks of Prerequisites"),
        ("", {"dns__mx": "passed"}, "Next: run the remaining checks of Prerequisites"),
        ("passed", {"dns__mx": "failed", "dns__domain": "failed"}, "Next: mend “Domain”"),
        ("passed", {"dns__mx": "error"}, "Next: run “Mail exchanger” again"),
        ("passed", {"dns__mx": "running", "dns__spf": "failed"}, "Checks of Prerequisites are running"),
        ("passed", {"dns__mx": "waiting"}, "Nothing to do until 11:00 UTC"),
        ("passed", {"dns__mx": "blocked"}, "Next: give the missing answer"),
        ("passed", {"dns__dmarc": "warning"}, "Nothing to do: every step of this version is done."),
    ],
)
def test_there_is_one_next_thing(default: str, states: dict[str, str], title: str) -> None:
    assert next_thing(with_states(connection(), default, **states)).title == title


def test_an_answer_that_changed_asks_for_another_run() -> None:
    about = with_states(connection(), "passed")
    about.runs.get().rows.filter(check_id="dns.mx").update(inputs={"domain": "another"})
    assert next_thing(about).title == "Next: run the checks of Prerequisites again"


def test_the_task_list_leads_to_the_failing_check() -> None:
    about = with_states(connection(), "passed", dns__autodiscover_cname="failed")
    page = text_of(browser(administrator()).get(reverse("wizard:tasks", args=[about.pk])))
    assert "#check-dns-autodiscover-cname" in page
    assert "Autodiscover record is failed." in page
    assert "Not in this version" not in page
    assert "Run 1" in page


def test_only_who_may_change_is_offered_to() -> None:
    about = connection()
    page = text_of(browser(support()).get(reverse("wizard:tasks", args=[about.pk])))
    assert "Delete this connection" not in page


@pytest.mark.parametrize(
    ("changes", "days"),
    [
        ({}, [11, 132]),
        ({"exchange": "hybrid"}, [11, 132]),
        ({"exchange": "server", "road": "impersonation"}, []),
        ({"cloud": "china"}, [11]),
    ],
)
def test_the_dates_ahead_are_those_of_this_cloud(changes: dict[str, str], days: list[int]) -> None:
    assert [one.days for one in dates.of_connection(connection(**changes), NOW.date())] == days


def test_the_dates_ahead_are_on_the_task_list() -> None:
    with time_machine.travel(NOW, tick=False):
        page = text_of(browser(support()).get(reverse("wizard:tasks", args=[connection().pk])))
    assert "December 2026" in page
    assert '<time datetime="2027-04-01">1 Apr 2027</time>' in page


def test_the_reason_for_a_road_turns_on_the_day() -> None:
    closed = roads.roads(NOW.date())[0].reason
    assert "since February 2025" in closed
    assert "since January 2023" in closed
    assert "from February 2025" in roads.roads(date(2024, 1, 1))[0].reason


def test_the_catalogue_names_every_check_and_explains_each() -> None:
    client = browser(support())
    page = text_of(client.get(reverse("wizard:checks")))
    for check in registry.all_checks():
        assert f"<code>{check.id}</code>" in page
        assert check.title in text_of(client.get(reverse("wizard:check", args=[check.id])))
