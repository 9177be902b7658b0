"""Running checks as the worker does: skip, look, evidence through JSON, judge. And a simulated tenant to run
them on."""

from __future__ import annotations

import json
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from datetime import UTC, datetime

from checks.registry import Check
from checks.result import Evidence, Item, Result, blocked, could_not, skipped
from checks.subject import Road, Subject
from clients.contract import Deadline, Network, OutsideError, Refusal
from clients.factory import open_clients
from clients.microsoft365.clouds import CLOUDS
from simulator.scenarios.model import Scenario

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
MOST_SECONDS = 8.0


def through_json(evidence: Evidence) -> Evidence:
    """What comes back from the database."""
    stored = json.dumps([asdict(item) for item in evidence.items], allow_nan=False)
    return Evidence(tuple(Item(**item) for item in json.loads(stored)))


def run(check: Check, subject: Subject, network: Network, now: datetime = NOW) -> Result:
    """The result of one check, from asking to the verdict."""
    reason = check.skip_reason(subject)
    if reason:
        return skipped(reason, "Not needed for this connection.")
    missing = check.missing(subject)
    if missing:
        return blocked(missing, "An answer is still empty.")
    try:
        with open_clients(
            network, deadline=Deadline(min(check.deadline, MOST_SECONDS)), progress=lambda text: None
        ) as clients:
            evidence = check.look(subject, clients)
    except Refusal as refusal:
        return blocked(refusal.owner, str(refusal))
    except OutsideError as error:
        return could_not(str(error), tried=check.title, again="Run this check again.")
    assert evidence.items, f"{check.id} looked at nothing"
    return check.judge(subject, through_json(evidence), now)


def run_all(checks: Iterable[Check], subject: Subject, network: Network) -> dict[str, Result]:
    """Results of many checks by id, asked at the same time."""
    known = tuple(checks)
    with ThreadPoolExecutor(len(known)) as pool:
        results = pool.map(lambda check: run(check, subject, network), known)
        return dict(zip((check.id for check in known), results, strict=True))


def subject_of(scenario: Scenario, domain: str) -> Subject:
    """The connection that somebody would make for this scenario."""
    given = scenario.settings(domain)
    road: Road = "impersonation" if scenario.exchange == "server" else "application"
    return Subject(
        domain,
        CLOUDS[given["cloud"]],
        exchange=scenario.exchange,
        road=road,
        ews_url=given.get("ews_url", ""),
        practice=True,
    )
