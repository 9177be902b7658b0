"""The pages of runs: progress, verdict, rows, approval; nights; coverage."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from engine import keeper
from sync import difference, staging
from sync.models import Connection, SyncRun
from tests.people.persons import administrator, browser, support, text_of
from tests.sync.night_rows import generation, run
from tests.sync.staged import Person, everybody, people, stage
from tests.wizard.connections import connection

pytestmark = pytest.mark.django_db

COVERAGE = {"total": 30, "archived": 25, "reasons": {"guest": 3, "no-mailbox": 2}, "kinds": {}}
HELD = {
    "rule": "users",
    "verdict": "hold",
    "text": "11 of 30 users would go; 10 may.",
    "limit": 10,
    "found": 11,
    "about": [],
}


@pytest.fixture
def about(settings: Settings, tmp_path: Path) -> Connection:
    settings.DATA_DIR = tmp_path
    keeper.seen("worker", timezone.now())
    return connection()


@pytest.fixture
def client() -> Client:
    return browser(administrator())


def url(name: str, about: Connection, **query: object) -> str:
    return reverse(f"wizard:{name}", args=[about.pk], query=query)


def finished(about: Connection, state: str, users: int = 30, **detail: Any) -> SyncRun:
    """A run of just now whose rows are at hand."""
    ended = run(about, state, timezone.now(), hash="ab" * 32, purpose="preview")
    found = [*people(users), Person("guest@example.net", "Guest <b>of</b> ours", reason="guest")]
    stage(ended.staging_path, found, {"all@example.org": everybody(found)})
    with closing(sqlite3.connect(ended.staging_path)) as rows:
        difference.compare(rows, None)
        changes = staging.fact(rows, "difference")
    ended.detail = {"coverage": COVERAGE, "changes": changes, **detail}
    ended.save()
    return ended


def test_without_a_run_the_page_says_what_a_preview_is(about: Connection, client: Client) -> None:
    page = text_of(client.get(url("sync-preview", about)))
    assert "No run yet" in page
    assert 'id="publish"' not in page


def test_a_press_queues_a_preview_and_shows_its_progress(about: Connection, client: Client) -> None:
    answer = client.post(url("sync-start", about), {"purpose": "preview"})
    made = SyncRun.objects.get()
    assert answer["Location"] == url("sync-preview", about, run=made.pk)
    page = text_of(client.get(answer["Location"]))
    assert "Waiting for a worker" in page
    assert 'data-running="yes"' in page


def test_a_second_press_joins_the_run_that_is_under_way(about: Connection, client: Client) -> None:
    client.post(url("sync-start", about), {"purpose": "preview"})
    answer = client.post(url("sync-start", about), {"purpose": "preview"}, follow=True)
    assert SyncRun.objects.count() == 1
    assert "A run is under way already" in text_of(answer)


def test_without_a_worker_nothing_is_queued_and_the_page_says_why(
    settings: Settings, tmp_path: Path, client: Client
) -> None:
    settings.DATA_DIR = tmp_path
    about = connection()
    answer = client.post(url("sync-start", about), {"purpose": "preview"}, follow=True)
    assert "No worker has been seen" in text_of(answer)
    assert not SyncRun.objects.exists()


def test_progress_shows_counts_rate_and_time_left(about: Connection, client: Client) -> None:
    now = timezone.now()
    made = run(about, "running", now, finished_at=None, phase="users", done=2000, total=10_000, requests=7)
    SyncRun.objects.filter(pk=made.pk).update(phase_at=now - timedelta(seconds=10))
    fragment = text_of(client.get(url("sync-progress", about, run=made.pk)))
    assert "Reading users: 2,000 of 10,000" in fragment
    assert "left" in fragment
    assert "7 requests" in fragment


def test_the_end_of_a_run_shows_the_page_anew(about: Connection, client: Client) -> None:
    ended = finished(about, "publishable")
    answer = client.get(url("sync-progress", about, run=ended.pk))
    assert answer["HX-Refresh"] == "true"


def test_a_good_preview_offers_to_publish_exactly_this(about: Connection, client: Client) -> None:
    ended = finished(about, "publishable")
    page = text_of(client.get(url("sync-preview", about)))
    assert 'id="publish"' in page
    client.post(url("sync-start", about), {"purpose": "publish", "run": ended.pk})
    assert SyncRun.objects.exclude(pk=ended.pk).get().continues == ended


def test_support_previews_but_never_publishes_approves_or_restores(about: Connection) -> None:
    ended = finished(about, "held", findings=[HELD])
    kept = generation(about, 1)
    client = browser(support())
    page = text_of(client.get(url("sync-preview", about)))
    assert 'id="approve"' not in page
    assert client.post(url("sync-start", about), {"purpose": "publish", "run": ended.pk}).status_code == 403
    assert client.post(url("sync-approve", about), {"hash": ended.hash, "reason": "x"}).status_code == 403
    restore = reverse("wizard:sync-restore", args=[about.pk, kept.number])
    assert client.post(restore, {"reason": "x"}).status_code == 403
    assert client.post(url("sync-start", about), {"purpose": "preview"}).status_code == 302


def test_what_is_held_shows_limit_and_numbers_and_asks_why(about: Connection, client: Client) -> None:
    ended = finished(about, "held", findings=[HELD])
    page = text_of(client.get(url("sync-preview", about)))
    assert "11 of 30 users would go; 10 may." in page
    assert 'id="approve"' in page
    client.post(url("sync-approve", about), {"hash": ended.hash, "reason": ""})
    assert SyncRun.objects.count() == 1
    client.post(url("sync-approve", about), {"hash": ended.hash, "reason": "The branch office closed."})
    made = SyncRun.objects.exclude(pk=ended.pk).get()
    assert (made.continues, made.reason) == (ended, "The branch office closed.")


def test_an_empty_pair_cannot_be_approved(about: Connection, client: Client) -> None:
    ended = finished(about, "held", findings=[HELD | {"rule": "empty-users", "verdict": "refuse"}])
    page = text_of(client.get(url("sync-preview", about)))
    assert 'id="approve"' not in page
    assert "nobody can approve it" in page
    client.post(url("sync-approve", about), {"hash": ended.hash, "reason": "please"})
    assert SyncRun.objects.count() == 1


def test_values_that_do_not_fit_are_listed(about: Connection, client: Client) -> None:
    error = {"text": "No.", "meaning": "", "do": "Mend the value.", "each": ["a@example.org: “Ł”.", "<b>"]}
    run(about, "failed", timezone.now(), detail={"error": error}, summary="2 people have values.")
    page = text_of(client.get(url("sync-preview", about)))
    assert "Show which" in page
    assert "a@example.org: “Ł”." in page
    assert "&lt;b&gt;" in page


def test_a_failed_run_says_what_it_means_and_what_to_do(about: Connection, client: Client) -> None:
    error = {"text": "x", "meaning": "The pair that was published last is as it was.", "do": "Press Preview."}
    run(about, "incomplete", timezone.now(), detail={"error": error}, summary="A page was missing.")
    page = text_of(client.get(url("sync-preview", about)))
    assert "A page was missing." in page
    assert "The pair that was published last is as it was." in page
    assert "Press Preview." in page


def test_rows_that_were_never_compared_are_not_said_to_stay(about: Connection, client: Client) -> None:
    ended = finished(about, "failed")
    ended.detail = {"error": {"text": "x", "meaning": "", "do": "Press Preview."}}
    ended.save()
    page = text_of(client.get(url("sync-preview", about)))
    assert ended.staging_path.is_file()
    assert 'id="rows"' not in page
    assert "Nothing changes: every row" not in page


def test_rows_are_filtered_searched_and_paged(about: Connection, client: Client) -> None:
    ended = finished(about, "publishable", users=120)
    page = text_of(client.get(url("sync-preview", about, run=ended.pk)))
    assert "Page 1 of 3, 120 rows" in page
    assert "user0049@example.org" in page
    assert "user0050@example.org" not in page
    assert "user0050@example.org" in text_of(client.get(url("sync-preview", about, run=ended.pk, page=2)))
    found = text_of(client.get(url("sync-preview", about, run=ended.pk, q="user0107")))
    assert "user0107@example.org" in found
    assert "Page 1" not in found
    out = text_of(client.get(url("sync-preview", about, run=ended.pk, change="out")))
    assert "guest@example.net" in out
    assert "Guest &lt;b&gt;of&lt;/b&gt; ours" in out
    groups = text_of(client.get(url("sync-preview", about, run=ended.pk, what="group")))
    assert "all@example.org" in groups


def test_a_run_whose_rows_were_tidied_away_keeps_its_numbers(about: Connection, client: Client) -> None:
    ended = finished(about, "published")
    ended.staging_path.unlink()
    page = text_of(client.get(url("sync-preview", about, run=ended.pk)))
    assert "no longer kept" in page
    assert 'class="num">30<' in page


def test_the_run_of_another_connection_is_not_there(about: Connection, client: Client) -> None:
    other = connection("Other", domain="example.net")
    assert client.get(url("sync-preview", other, run=finished(about, "published").pk)).status_code == 404
    assert client.get(url("sync-preview", about, run="nonsense")).status_code == 404


def test_thirty_nights_stand_in_the_strip(about: Connection, client: Client) -> None:
    now = timezone.now()
    run(about, "published", now, night=now.date())
    run(about, "failed", now - timedelta(days=1), night=(now - timedelta(days=1)).date())
    page = text_of(client.get(url("sync-nights", about)))
    assert page.count('class="off" title') == 28
    assert "Published" in page
    assert "Failed" in page


def test_sizes_are_a_line_with_numbers_beside(about: Connection, client: Client) -> None:
    for number, users in enumerate((100, 140, 120), 1):
        generation(about, number, users=users, made_at=datetime(2026, 11, number, tzinfo=UTC))
    page = text_of(client.get(url("sync-nights", about)))
    assert "least 100, most 140" in page
    assert "<polyline" in page


def test_coverage_adds_up_and_finds_a_person(about: Connection, client: Client) -> None:
    finished(about, "publishable")
    page = text_of(client.get(url("sync-coverage", about)))
    assert "25 of 30 are archived" in page
    assert "Guest of another organisation" in page
    assert "Together" in page
    found = text_of(client.get(url("sync-coverage", about, q="user0003")))
    assert "signs in as" in found
    assert "Not in the file" in text_of(client.get(url("sync-coverage", about, q="guest")))
    many = text_of(client.get(url("sync-coverage", about, q="user")))
    assert "The first 20 of 30." in many
    assert "Not in the file" not in many, "who is in comes first"
    assert "Nobody in the directory has" in text_of(
        client.get(url("sync-coverage", about, q="nobody-at-all"))
    )


def test_coverage_before_the_first_run_leads_to_the_preview(about: Connection, client: Client) -> None:
    assert "Not known yet" in text_of(client.get(url("sync-coverage", about)))


def test_the_review_holds_settings_verdicts_and_the_console_form(about: Connection, client: Client) -> None:
    finished(about, "publishable")
    page = text_of(client.get(url("review", about)))
    for words in (
        "What is proved",
        "25 of 30 users",
        "Refresh Address Book",
        "On autodiscover failure",
        "The domain",
    ):
        assert words in page
    assert "map the users first" not in page
    about.setup.from_groupwise = True
    about.setup.save()
    assert "map the users first" in text_of(client.get(url("review", about)))
