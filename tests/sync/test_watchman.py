"""The watchman: an alarm begins once, ends once, and each change is told once over each channel."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from pytest_django import Settings

from sync.models import Alarm, Generation, Notice, SyncPlan, SyncRun
from sync.watchman import notices, rounds
from tests.clients.web_servers import Authority, Listener, http, web_server
from tests.sync import night_rows as nights
from tests.sync.night_rows import NOW, hours
from tests.sync.post_office import PostOffice, open_office

pytestmark = pytest.mark.django_db
HOOK = "https://hook.example.org/private-part"


@pytest.fixture(autouse=True)
def _no_worker(settings: Settings) -> None:
    """Messages to workers go nowhere here; the tests send what is due themselves."""
    settings.EMAIL_FROM, settings.EMAIL_URL = "", ""


@pytest.fixture
def plan() -> SyncPlan:
    made = nights.plan(since=hours(-500), alert_email="admin@example.org", alert_webhook=HOOK)
    nights.run(made.connection, "published", hours(-8))
    return made


def held(plan: SyncPlan, at: datetime = NOW) -> SyncRun:
    return nights.run(plan.connection, "held", at, summary="12 of 100 users would go; 10 may.")


def deliver(now: datetime) -> None:
    """What the workers do with what is due."""
    for notice in Notice.objects.filter(sent_at__isnull=True, given_up=False, tries__gt=0):
        notices.send(notice.pk, notice.tries)


@contextmanager
def receiver(settings: Settings, authority: Authority, *answers: bytes) -> Iterator[Listener]:
    """An https receiver behind the webhook's address; it gives these answers in turn, the last one for ever."""
    waiting = list(answers or (http("204 No Content"),))

    def answer(_: bytes) -> bytes:
        return waiting.pop(0) if len(waiting) > 1 else waiting[0]

    with web_server(answer, authority.context("hook.example.org")) as server:
        settings.OUTBOUND_CONNECT_TO = f"hook.example.org:443:127.0.0.1:{server.port}"
        settings.OUTBOUND_CA_BUNDLE = str(authority.pem)
        yield server


def bodies(server: Listener) -> list[dict[str, Any]]:
    return [json.loads(request.partition(b"\r\n\r\n")[2]) for request in server.requests]


def test_an_alarm_is_told_by_mail_and_webhook_when_it_begins_and_when_it_is_over(
    plan: SyncPlan, settings: Settings, authority: Authority
) -> None:
    office = PostOffice()
    run = held(plan)
    with open_office(office) as mail, receiver(settings, authority) as web:
        settings.EMAIL_URL = f"smtp://127.0.0.1:{mail.port}"
        settings.CSRF_TRUSTED_ORIGINS = ["https://wizard.example.org"]
        for minute in range(3):
            rounds.watch(NOW + timedelta(minutes=minute))
            deliver(NOW)
        nights.run(plan.connection, "published", hours(1))
        rounds.watch(hours(1))
        deliver(hours(1))
    begun, over = office.took
    link = f"https://wizard.example.org/c/{plan.connection_id}/sync/nights/"
    assert begun["subject"] == "A pair waits for an approval (Example)"
    said = str(begun.get_content())
    for part in ("Example: 12 of 100 users would go", "is as it was", "approve them if they are right", link):
        assert part in said
    assert over["subject"] == "Over: A pair waits for an approval (Example)"
    first, second = bodies(web)
    assert first["format"] == "sync-alarm/1"
    assert (first["event"], first["alarm"], first["run"], first["over"]) == (
        "begins",
        "held",
        run.number,
        None,
    )
    assert first["connection"] == {"id": str(plan.connection_id), "name": "Example", "domain": "example.org"}
    assert (second["event"], second["over"]) == ("over", hours(1).isoformat())
    alarm = Alarm.objects.get(kind="held")
    assert (alarm.since, alarm.over, alarm.run) == (NOW, hours(1), run)
    assert alarm.told is not None


def test_nothing_new_is_told_while_nothing_changes(plan: SyncPlan) -> None:
    SyncRun.objects.update(finished_at=hours(-32))
    held(plan)
    for minute in range(5):
        rounds.watch(NOW + timedelta(minutes=minute))
    assert sorted(Alarm.objects.values_list("kind", flat=True)) == ["held", "stale"]
    assert Notice.objects.count() == 4
    held(plan, hours(24))
    rounds.watch(hours(24))
    assert Alarm.objects.count() == 2


def test_a_new_incident_after_an_old_one_is_told_again(plan: SyncPlan) -> None:
    for day in range(2):
        held(plan, hours(24 * day))
        rounds.watch(hours(24 * day))
        nights.run(plan.connection, "published", hours(24 * day + 1))
        rounds.watch(hours(24 * day + 1))
    assert Alarm.objects.filter(kind="held", over__isnull=False).count() == 2


def test_a_message_that_does_not_arrive_is_tried_again_and_then_given_up(plan: SyncPlan) -> None:
    SyncPlan.objects.update(alert_webhook="")
    held(plan)
    rounds.watch(NOW)
    now, tried = NOW, [NOW]
    deliver(NOW)
    for _ in range(500):
        notices.send_due(now)
        notice = Notice.objects.get(alarm__kind="held")
        if notice.tries > len(tried):
            tried.append(now)
            deliver(now)
        now += timedelta(minutes=1)
    notice.refresh_from_db()
    waits = [(b - a).total_seconds() / 60 for a, b in pairwise(tried)]
    assert waits == [1, 5, 15, 60, 240]
    assert (notice.given_up, notice.sent_at, notice.tries) == (True, None, 6)
    assert notice.problem == "EMAIL_URL is not set, so no e-mail can be sent."
    assert Alarm.objects.get(kind="held").told is None


def test_who_was_never_told_of_the_beginning_hears_nothing_of_the_end(plan: SyncPlan) -> None:
    held(plan)
    rounds.watch(NOW)
    deliver(NOW)
    nights.run(plan.connection, "published", hours(1))
    rounds.watch(hours(1))
    assert Notice.objects.filter(event="over").count() == 0
    assert set(Notice.objects.values_list("given_up", flat=True)) == {True}


def test_a_webhook_that_says_no_is_tried_again(
    plan: SyncPlan, settings: Settings, authority: Authority
) -> None:
    SyncPlan.objects.update(alert_email="")
    nights.run(plan.connection, "unchanged", hours(-1))
    held(plan)
    moved = http("302 Found", Location="https://hook.example.org/elsewhere")
    with receiver(settings, authority, http("503 Busy"), moved, http()) as web:
        seen = []
        for minute in (0, 2, 10):
            rounds.watch(NOW + timedelta(minutes=minute))
            deliver(NOW)
            seen.append(Notice.objects.get().problem)
    assert seen == ["The webhook answered 503.", "The webhook answered 302.", ""]
    assert len(web.requests) == 3
    assert web.requests[0].startswith(b"POST /private-part HTTP/1.1")
    assert Notice.objects.get().sent_at is not None


@pytest.mark.parametrize(
    ("address", "problem"),
    [
        ("http://hook.example.org/x", "does not begin with https://"),
        ("https://127.0.0.1/x", "could not be reached (guard)"),
        ("https://169.254.169.254/x", "could not be reached (guard)"),
        ("https://hook.example.org:8443/x", "could not be reached (guard)"),
    ],
)
def test_a_webhook_reaches_only_what_the_guard_lets_it(plan: SyncPlan, address: str, problem: str) -> None:
    SyncPlan.objects.update(alert_email="", alert_webhook=address)
    held(plan)
    rounds.watch(NOW)
    deliver(NOW)
    for notice in Notice.objects.all():
        assert problem in notice.problem
        assert address not in notice.problem


def test_a_message_is_sent_once_however_often_its_task_comes(plan: SyncPlan, settings: Settings) -> None:
    office = PostOffice()
    SyncPlan.objects.update(alert_webhook="")
    nights.run(plan.connection, "unchanged", hours(-1))
    held(plan)
    with open_office(office) as mail:
        settings.EMAIL_URL = f"smtp://127.0.0.1:{mail.port}"
        rounds.watch(NOW)
        notice = Notice.objects.get()
        for attempt in (1, 1, 2, 0):
            notices.send(notice.pk, attempt)
    assert len(office.took) == 1


def test_practice_worries_nobody() -> None:
    plan = nights.plan(nights.connection(practice=True), since=hours(-500), alert_email="admin@example.org")
    held(plan)
    rounds.watch(NOW)
    assert Alarm.objects.count() == 0


def test_switching_the_nights_off_ends_alarms_in_silence(plan: SyncPlan) -> None:
    held(plan)
    rounds.watch(NOW)
    Notice.objects.update(sent_at=NOW)
    SyncPlan.objects.update(on=False)
    rounds.watch(hours(1))
    assert Alarm.objects.open().count() == 0
    assert Notice.objects.filter(event="over").count() == 0


def test_previews_neither_raise_nor_end_an_alarm(plan: SyncPlan) -> None:
    nights.run(plan.connection, "unchanged", hours(-2))
    nights.run(plan.connection, "incomplete", hours(-1), purpose="preview")
    rounds.watch(NOW)
    assert Alarm.objects.count() == 0
    held(plan)
    nights.run(plan.connection, "publishable", hours(1), purpose="preview")
    rounds.watch(hours(1))
    assert Alarm.objects.open().get().kind == "held"


def test_a_run_under_way_past_the_archive_job_raises_an_alarm(plan: SyncPlan) -> None:
    about = plan.connection
    about.archive_job_at = "11:30"
    about.save()
    nights.run(about, "running", NOW, finished_at=None, started_at=hours(-1), full=None)
    nights.run(about, "unchanged", hours(-2))
    rounds.watch(hours(0.4))
    assert Alarm.objects.count() == 0
    rounds.watch(hours(0.5))
    assert Alarm.objects.get().kind == "too-long", "11:30 in Berlin is 10:30 UTC"


def test_the_sizes_of_the_newest_generations_are_compared(plan: SyncPlan) -> None:
    nights.run(plan.connection, "published", hours(-1))
    for number in range(1, 5):
        nights.generation(plan.connection, number)
    nights.generation(plan.connection, 5, users=60, published=True)
    rounds.watch(NOW)
    assert Alarm.objects.get().text == "The published pair holds 60 users; usually it holds about 100."
    Generation.objects.filter(number=5).update(users=99)
    rounds.watch(NOW)
    assert Alarm.objects.open().count() == 0
