"""Running checks as the worker does: skip, look, evidence through JSON, judge. And a simulated tenant to run
them on."""

from __future__ import annotations

import json
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from checks.registry import Check
from checks.result import Evidence, Item, Result, blocked, could_not, skipped
from checks.subject import Road, Subject
from clients.contract import (
    Credential,
    Deadline,
    Identity,
    Network,
    NoCredential,
    OutsideError,
    Refusal,
    SignInRefused,
)
from clients.contract.sftp import SftpSecret
from clients.factory import open_clients
from clients.microsoft365.clouds import CLOUDS
from simulator.scenarios.model import Scenario

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
# Long enough for whatever answers at all, however busy the machine is; and for what never does.
PATIENT, BRIEF = 60.0, 8.0
ANSWERS = (
    "road", "archive_via", "tenant_id", "client_id", "admin_upn", "worker_upn", "canary", "out_of_scope", "known_user",
    "ews_url", "autodiscover_host",
)  # fmt: skip


def through_json(evidence: Evidence) -> Evidence:
    """What comes back from the database."""
    stored = json.dumps([asdict(item) for item in evidence.items], allow_nan=False)
    return Evidence(tuple(Item(**item) for item in json.loads(stored)))


@dataclass(frozen=True)
class Signing:
    """Who signs in for a run, and when the run began: it uses no older token. `sftp`: for the SFTP target."""

    identity: Identity | None = None
    started: datetime | None = None
    sftp: SftpSecret | None = None


def run(
    check: Check, subject: Subject, network: Network, now: datetime = NOW, signing: Signing | None = None,
    seconds: float = BRIEF,
) -> Result:  # fmt: skip
    """The result of one check, from asking to the verdict. `seconds`: how long it may take."""
    reason = check.skip_reason(subject)
    if reason:
        return skipped(reason, "Not needed for this connection.")
    missing = check.missing(subject)
    if missing:
        return blocked(missing, "An answer is still empty.")
    try:
        with open_clients(
            network,
            cloud=subject.cloud,
            identity=signing.identity if signing else None,
            started=signing.started if signing else None,
            deadline=Deadline(seconds),
            progress=lambda text: None,
            owner=check.id == SignInRefused.owner,
            sftp_secret=lambda: signing.sftp if signing else None,
        ) as clients:
            evidence = check.look(subject, clients)
    except Refusal as refusal:
        return blocked(refusal.owner, str(refusal))
    except NoCredential as nothing:
        return blocked(nothing.cause, "There is nothing to sign in with yet.")
    except OutsideError as error:
        return could_not(str(error), tried=check.title, again="Run this check again.")
    assert evidence.items, f"{check.id} looked at nothing"
    return check.judge(subject, through_json(evidence), now)


def run_all(
    checks: Iterable[Check], subject: Subject, network: Network, identity: Identity | None = None,
    seconds: float = PATIENT,
) -> dict[str, Result]:  # fmt: skip
    """Results of many checks by id, asked at the same time."""
    known = tuple(checks)
    signing = Signing(identity, datetime.now(UTC))
    with ThreadPoolExecutor(len(known)) as pool:
        results = pool.map(
            lambda check: run(check, subject, network, signing=signing, seconds=seconds), known
        )
        return dict(zip((check.id for check in known), results, strict=True))


class SeenLongAgo(dict[str, datetime]):
    """First moments of a connection that is not new: every role was there hours ago."""

    def get(self, key: str, default: Any = None) -> Any:
        return NOW - timedelta(days=1) if key.startswith("role-assignment:") else super().get(key, default)


def subject_of(scenario: Scenario, domain: str) -> Subject:
    """The connection that somebody would make for this scenario, after some days or, where Microsoft still takes its
    time, after the button *I changed it just now*."""
    given = scenario.settings(domain)
    road: Road = "impersonation" if scenario.exchange == "server" else "application"
    kinds = scenario.credential(domain) if scenario.connected else {}
    fresh = any(line.startswith("pending") for line in scenario.state)
    pressed = {f"changed:{check_id}": NOW for check_id in ("role.impersonation", "ews.allowed")}
    answers: dict[str, Any] = {key: given[key] for key in ANSWERS if key in given}
    return Subject(
        domain,
        CLOUDS[given["cloud"]],
        exchange=scenario.exchange,
        practice=True,
        credential="client_secret 1" if "client_secret" in kinds else "",
        first_seen=pressed if fresh else SeenLongAgo(),
        **{"road": road, **answers},
    )


def identity_of(scenario: Scenario, domain: str) -> Identity | None:
    """Who signs in for it; None where nothing was entered."""
    if not scenario.connected:
        return None
    subject, kinds = subject_of(scenario, domain), scenario.credential(domain)
    secret, password = kinds.get("client_secret"), kinds.get("worker_password")
    return Identity(
        domain,
        subject.tenant_id or domain,
        subject.client_id,
        subject.worker_upn,
        Credential("client_secret", secret) if secret else None,
        Credential("worker_password", password) if password else None,
    )
