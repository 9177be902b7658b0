"""Subjects for the checks of the step, with runs of their own."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from checks.registry import Check
from checks.result import Result
from checks.subject import Subject
from clients.contract import Clients
from clients.microsoft365.clouds import CLOUDS
from sync.nights import Nights, Seen
from tests.checks.execution import through_json
from tests.checks.no_clients import NoClients

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
SUBJECT = Subject(
    domain="example.org",
    cloud=CLOUDS["worldwide"],
    timezone="Europe/Berlin",
    sync_at="02:30",
    archive_job_at="05:00",
)


def with_nights(**told: Any) -> Subject:
    """The usual subject, whose earlier runs told this."""
    return replace(SUBJECT, nights=Nights(**told))


def run(state: str, hours_ago: float = 2, **more: Any) -> Seen:
    """A finished run."""
    return Seen(7, state, NOW - timedelta(hours=hours_ago), more.pop("summary", f"It was {state}."), **more)


def judged(check: Check, subject: Subject) -> Result:
    """The verdict of a check that asks nobody."""
    seen = check.look(subject, cast(Clients, NoClients()))
    assert seen.items
    return check.judge(subject, through_json(seen), NOW)
