"""What `/healthz` and `/readyz` say."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from engine import keeper, readiness

pytestmark = pytest.mark.django_db


def found() -> dict[str, bool]:
    return {part.name: part.well for part in readiness.parts(timezone.now())}


def test_everything_well_is_ready(client: Client) -> None:
    for role in ("worker", "schedule"):
        keeper.seen(role, timezone.now())
    reply = client.get("/readyz")
    assert (reply.status_code, reply.json()["ready"]) == (200, True)
    assert set(found()) == {"database", "migrations", "broker", "worker", "schedule", "disk"}


def test_a_worker_that_was_never_seen_is_not_ready(client: Client) -> None:
    reply = client.get("/readyz")
    parts = {part["name"]: part for part in reply.json()["parts"]}
    assert reply.status_code == 503
    assert (parts["worker"]["well"], parts["worker"]["says"]) == (False, "never seen")


def test_a_worker_silent_for_a_minute_is_not_alive() -> None:
    now = timezone.now()
    keeper.seen("worker", now - timedelta(seconds=61))
    assert not readiness.worker_alive(now)
    keeper.seen("worker", now - timedelta(seconds=59))
    assert readiness.worker_alive(now)


def test_a_broker_out_of_reach_is_named_without_its_address(settings: Settings) -> None:
    from celery import current_app

    before = current_app.conf["broker_url"]
    current_app.conf["broker_url"] = "redis://:hidden@127.0.0.1:1/0"
    try:
        broker = next(part for part in readiness.parts(timezone.now()) if part.name == "broker")
    finally:
        current_app.conf["broker_url"] = before
    assert not broker.well
    assert "hidden" not in broker.says


def test_a_full_disk_is_not_ready(settings: Settings) -> None:
    settings.DATA_DIR = settings.DATA_DIR / "gone"
    assert not found()["disk"]


def test_the_process_itself_is_healthy_for_a_stranger(client: Client) -> None:
    reply = client.get("/healthz")
    assert (reply.status_code, reply.content) == (200, b"ok\n")
