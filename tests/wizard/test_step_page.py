"""The step page: each state in words, the four parts, the buttons, and nothing that a tenant says is trusted."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from checks import registry
from engine.models import Heartbeat
from people.models import AuditEvent
from sync.models import Connection
from tests.people.persons import administrator, browser, support, text_of
from tests.wizard.connections import after, connection, row_of, run_of
from wizard.models import CheckRun, EvidenceItem, Setup

pytestmark = pytest.mark.django_db

ADD: dict[str, Any] = {
    "kind": "record", "text": "a.example.org. 3600 IN CNAME b.example.org.", "label": "At your DNS host", "url": "",
    "action": "add", "replaces": ["a.example.org. 60 IN CNAME old.example.org."],
}  # fmt: skip
FAILED: dict[str, Any] = {
    "summary": "The name leads elsewhere.", "meaning": "Archive jobs stop.", "confirm": "This line turns green.",
    "expected": "a IN CNAME right.", "found": "a IN CNAME wrong.", "remedy": [ADD],
}  # fmt: skip
HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(2)>{{ 7|add:7 }}'


def step(about: Connection) -> str:
    return reverse("wizard:step", args=[about.pk, "prerequisites"])


def press(about: Connection) -> str:
    return reverse("wizard:run-step", args=[about.pk, "prerequisites"])


def shown(about: Connection) -> str:
    return text_of(browser(support()).get(step(about)))


def part(page: str, check_id: str) -> str:
    """The row of one check."""
    return page.partition(f'data-check="{check_id}"')[2].partition("</li>")[0]


def worker() -> None:
    Heartbeat.objects.create(role="worker", process="here:1", seen_at=timezone.now())


def test_every_check_of_the_step_has_a_row_before_anything_ran() -> None:
    page = shown(connection())
    for check in registry.of_step("prerequisites"):
        assert "Not run yet" in part(page, check.id)
        assert reverse("wizard:check", args=[check.id]) in part(page, check.id)


@pytest.mark.parametrize(
    ("state", "changes", "word", "tone"),
    [
        ("queued", {}, "Waiting for a worker", "info"),
        ("running", {"progress": "Asked 2 of 3 servers."}, "Checking", "info"),
        ("passed", {}, "Passed", "ok"),
        ("warning", FAILED, "Warning", "warn"),
        ("failed", FAILED, "Failed", "bad"),
        ("error", {"meaning": "Nothing is proved wrong by this."}, "Could not check", "off"),
        ("blocked", {"cause": "dns.domain"}, "Blocked by Domain", "off"),
        (
            "blocked",
            {"cause": "form:autodiscover_host"},
            "Blocked by an empty answer: your autodiscover server",
            "off",
        ),
        ("waiting", {"retry_at": after(3600)}, "Waiting until 11:00 UTC", "info"),
        ("skipped", {"skip_reason": "not-this-road"}, "Not needed", "off"),
    ],
)
def test_each_state_has_its_words_and_tone(state: str, changes: dict[str, Any], word: str, tone: str) -> None:
    about = connection()
    row_of(run_of(about), "dns.mx", state, **changes)
    row = part(shown(about), "dns.mx")
    assert f'data-state="{state}"' in row
    assert f'<span class="tag {tone}">{word}</span>' in row


def test_a_failure_is_open_with_its_four_parts() -> None:
    about = connection()
    row_of(run_of(about), "dns.mx", "failed", **FAILED)
    row = part(shown(about), "dns.mx")
    for words in ("The name leads elsewhere.", "What it means for Retain", "Archive jobs stop.", "<mark>right.</mark>",
                  "<mark>wrong.</mark>", "Do this at your DNS host", "Take away:", ADD["text"], ADD["replaces"][0],
                  "How you will know it worked", "This line turns green.", 'data-key="more-dns-mx" open'):  # fmt: skip
        assert words in row


def test_a_record_to_delete_is_called_so() -> None:
    about = connection()
    row_of(
        run_of(about),
        "dns.mx",
        "failed",
        **{**FAILED, "remedy": [{**ADD, "action": "remove", "replaces": []}]},
    )
    row = part(shown(about), "dns.mx")
    assert "Delete this record at your DNS host" in row
    assert "Take away" not in row


def test_could_not_check_says_what_was_tried_and_is_never_red() -> None:
    about = connection()
    row_of(run_of(about), "dns.mx", "error", meaning="Nothing is proved wrong by this.", confirm="Asked twice.",
           remedy=[{**ADD, "kind": "text", "text": "Run it again.", "label": "", "replaces": []}])  # fmt: skip
    row = part(shown(about), "dns.mx")
    assert "What was tried" in row
    assert "How to try again" in row
    assert "bad" not in re.findall(r'class="([^"]*)"', row)
    assert "ailed" not in row


def test_a_row_that_runs_again_says_what_it_said_before() -> None:
    about = connection()
    previous = row_of(run_of(about), "dns.mx", "failed", summary="There was none.")
    row_of(run_of(about, made_at=after(9)), "dns.mx", "running", previous=previous)
    assert "Before: Failed. There was none." in part(shown(about), "dns.mx")


def test_what_is_blocked_is_folded_under_the_root_of_its_chain() -> None:
    about = connection()
    run = run_of(about)
    row_of(run, "dns.domain", "failed", **FAILED)
    row_of(run, "dns.mx", "blocked", cause="dns.domain")
    row_of(run, "smtp.server", "blocked", cause="dns.mx")
    page = shown(about)
    assert "Blocked by this: Mail exchanger, Mail server on port 25. They run by themselves" in part(
        page, "dns.domain"
    )
    assert " hidden>" in part(page, "smtp.server").partition("<details")[0]


def test_what_blocks_itself_in_a_circle_is_shown() -> None:
    about = connection()
    run = run_of(about)
    row_of(run, "dns.mx", "blocked", cause="dns.spf")
    row_of(run, "dns.spf", "blocked", cause="dns.mx")
    assert " hidden>" not in part(shown(about), "dns.mx").partition("<details")[0]


def test_nothing_that_a_tenant_says_is_trusted() -> None:
    about = connection(HOSTILE[:80])
    block = {
        **ADD,
        "text": HOSTILE,
        "label": HOSTILE,
        "replaces": [HOSTILE],
        "kind": "link",
        "url": "javascript:alert(1)",
    }
    row = row_of(
        run_of(about, started_by=HOSTILE), "dns.mx", "failed", summary=HOSTILE, meaning=HOSTILE, confirm=HOSTILE,
        expected=HOSTILE, found=HOSTILE + "!", remedy=[block, {**block, "kind": "record"}],
    )  # fmt: skip
    for place, (kind, value) in enumerate(
        [
            ("text", HOSTILE),
            ("json", {HOSTILE: [HOSTILE]}),
            ("table", {"columns": [HOSTILE], "rows": [[HOSTILE]]}),
            (
                "tree",
                {"nodes": [{"label": HOSTILE, "result": HOSTILE, "tone": HOSTILE, "ms": 1, "children": []}]},
            ),
            ("tree", {"nodes": "not a tree"}),
            ("unheard-of", HOSTILE),
        ],
        start=1,
    ):
        EvidenceItem.objects.create(row=row, place=place, label=HOSTILE, kind=kind[:10], value=value)
    for page in (
        shown(about),
        text_of(browser(support("other")).get(reverse("wizard:run", args=[row.run_id]))),
    ):
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert 'href="javascript' not in page
        assert "&lt;script&gt;alert(1)" in page
        assert ">14" not in page


def test_an_out_of_date_verdict_stays_beside_the_words() -> None:
    about = connection()
    row_of(run_of(about), "dns.mx", "passed", inputs={"domain": "of another domain"})
    row = part(shown(about), "dns.mx")
    assert "Passed" in row
    assert "Out of date" in row


def test_without_a_worker_the_buttons_say_why_and_nothing_is_queued() -> None:
    about = connection()
    page = shown(about)
    assert re.search(r'id="run-all" type="submit" disabled aria-describedby="no-worker"', page)
    assert "No worker has been seen for a minute" in page
    answer = text_of(browser(support("other")).post(press(about), {"which": "all"}, follow=True))
    assert "No worker has been seen" in answer
    assert not CheckRun.objects.exists()


def test_a_worker_that_was_last_seen_an_hour_ago_is_none() -> None:
    Heartbeat.objects.create(role="worker", process="here:1", seen_at=timezone.now() - timedelta(hours=1))
    assert "disabled" in shown(connection())


def test_running_everything_queues_each_check_once_and_leads_to_the_watch() -> None:
    worker()
    about, client = connection(), browser(support())
    answer = client.post(press(about), {"which": "all"})
    run = about.runs.get()
    assert answer.headers["Location"] == f"{step(about)}?run={run.pk}"
    assert run.rows.count() == len(registry.of_step("prerequisites"))
    page = text_of(client.get(answer.headers["Location"]))
    assert (
        f'<noscript><meta http-equiv="refresh" content="0; url={step(about)}?watch={run.pk}"></noscript>'
        in page
    )
    event = AuditEvent.objects.get()
    assert (event.who, event.what, event.about) == ("support-2", "run checks", "Example")


def test_a_second_press_joins_what_is_under_way() -> None:
    worker()
    about, client = connection(), browser(support())
    client.post(press(about), {"which": "all"})
    client.post(press(about), {"which": "all"})
    assert about.runs.count() == 1


def test_running_what_failed_takes_failures_and_what_could_not_be_checked() -> None:
    worker()
    about = connection()
    run = run_of(about)
    row_of(run, "dns.mx", "failed", **FAILED)
    row_of(run, "dns.spf", "error")
    row_of(run, "dns.dkim", "warning", **FAILED)
    row_of(run, "dns.domain", "passed")
    browser(support()).post(press(about), {"which": "failed"})
    assert set(CheckRun.objects.filter(state="queued").values_list("check_id", flat=True)) == {
        "dns.mx",
        "dns.spf",
    }


def test_running_what_failed_when_nothing_did_says_so() -> None:
    worker()
    answer = browser(support()).post(press(connection()), {"which": "failed"}, follow=True)
    assert "there is nothing to run again" in text_of(answer)
    assert not CheckRun.objects.exists()


def test_one_check_runs_alone_and_an_unknown_one_not_at_all() -> None:
    worker()
    about, client = connection(), browser(support())
    client.post(press(about), {"check": "dns.mx"})
    assert CheckRun.objects.get().check_id == "dns.mx"
    assert client.post(press(about), {"check": "dns.nothing"}).status_code == 404


def test_the_watch_view_has_no_forms_and_refreshes_itself_until_the_end() -> None:
    about, client = connection(), browser(support())
    run = run_of(about)
    row = row_of(run, "dns.mx", "running", progress="Asking.")
    answer = client.get(step(about), {"watch": str(run.pk)})
    page = text_of(answer)
    assert answer.headers["Refresh"] == "2"
    assert "<form" not in page.partition("<main")[2]
    assert "Asking." in page
    CheckRun.objects.filter(pk=row.pk).update(state="failed")
    assert (
        client.get(step(about), {"watch": str(run.pk)}).headers["Location"] == f"{step(about)}?run={run.pk}"
    )


@pytest.mark.parametrize("watched", ["nonsense", "", "7e57ed00-0000-4000-8000-000000000000"])
def test_watching_what_is_no_run_leads_to_the_step(watched: str) -> None:
    about = connection()
    assert browser(support()).get(step(about), {"watch": watched}).headers["Location"] == step(about)


def test_a_finished_run_leads_nowhere_else() -> None:
    about = connection()
    run = run_of(about)
    row_of(run, "dns.mx", "passed")
    assert "http-equiv" not in text_of(browser(support()).get(step(about), {"run": str(run.pk)}))


@pytest.mark.parametrize(
    ("exchange", "host", "lines"),
    [
        ("online", "", ["autodiscover.example.org. 3600 IN CNAME autodiscover.outlook.com."]),
        ("server", "mail.example.org", ["autodiscover.example.org. 3600 IN CNAME mail.example.org.",
                                        "_autodiscover._tcp.example.org. 3600 IN SRV 0 0 443 mail.example.org."]),
        ("hybrid", "mail.example.org", ["autodiscover.example.org. 3600 IN CNAME mail.example.org."]),
        ("server", "", []),
    ],
)  # fmt: skip
def test_the_records_of_this_very_domain_are_there_to_copy(
    exchange: str, host: str, lines: list[str]
) -> None:
    about = connection(exchange=exchange, road="impersonation" if exchange == "server" else "application")
    Setup.objects.filter(connection=about).update(autodiscover_host=host)
    page = shown(about)
    for line in lines:
        assert f">{line}</pre>" in page
    assert ("Name your own autodiscover server" in page) == (not lines)


def test_an_unproven_value_is_to_be_compared_with_the_admin_centre() -> None:
    client = browser(support())
    assert "compare the value" in text_of(client.get(step(connection(cloud="china"))))
    assert "compare the value" not in text_of(client.get(step(connection("Another"))))


def test_the_analyzer_is_guided_and_practice_says_that_it_cannot_be_asked() -> None:
    about = connection()
    Setup.objects.filter(connection=about).update(admin_upn="admin@example.org")
    page = shown(about)
    for words in ("https://testconnectivity.microsoft.com", "Office 365", "Outlook Autodiscover", "admin@example.org",
                  "at least one good connection is enough", "port 443", "HTTP redirect"):  # fmt: skip
        assert words in page
    person = administrator()
    simulated = connection("Practice", domain="x.practice.test", practice=True, made_by=person)
    page = text_of(browser(person).get(step(simulated)))
    assert "testconnectivity" not in page
    assert "This tenant is simulated" in page


def test_the_tree_of_autodiscover_is_drawn_once_it_is_there() -> None:
    about = connection()
    row = row_of(run_of(about), "autodiscover.connection", "passed")
    assert '<section id="tree" class="card" hidden' in shown(about)
    nodes = [{"label": "root", "result": "404", "tone": "harmless", "ms": 84, "children": []},
             {"label": "redirect", "result": "good", "tone": "good", "ms": 5, "children": [
                 {"label": "hop", "result": "302", "tone": "neutral", "ms": None, "children": []}]}]  # fmt: skip
    EvidenceItem.objects.create(row=row, place=1, label="attempts", kind="tree", value={"nodes": nodes})
    page = text_of(browser(support("other")).get(step(about)))
    assert "How autodiscover got there" in page
    assert page.index('<li class="good">') < page.index('<li class="neutral">')
