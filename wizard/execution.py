"""Worker side: open the clients, look, judge, save. Nothing that happens in here loses a row."""

from __future__ import annotations

import hashlib
import json
import logging
import time
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from checks import registry, result
from checks.facts import register
from checks.registry import Check
from checks.result import Evidence, Item, Result
from checks.subject import Subject, watched
from clients.contract import (
    Clients,
    Cloud,
    Deadline,
    Identity,
    Network,
    NoCredential,
    OutsideError,
    Refusal,
    SignInRefused,
)
from clients.factory import open_clients
from engine import keeper, leases
from sync import credentials
from sync.models import Connection
from sync.network import network_for
from sync.refusals import StoredRefusals
from wizard import dispatch, endings, moments, subjects
from wizard.models import CheckRun, EvidenceItem
from wizard.newest import newest_rows

log = logging.getLogger(__name__)

PROGRESS_EVERY = 0.2
AGAIN = "Press Run again in a while."


class LostLease(Exception):
    """Another worker owns this row now; whatever we found is not saved."""


def execute(row: CheckRun) -> None:
    """Run the check of a row that we have claimed, and save what came of it."""
    check = registry.get(row.check_id)
    try:
        subject = (
            subjects.subject_of(row.connection) if row.connection else subjects.bare_subject(row.run.domain)
        )
        seen, reads = watched(subject)
        network = network_for(subject.practice, subject.domain)
        with register.reading() as facts:
            evidence, verdict = examine(check, seen, subject.cloud, network, row)
        dated = {f"{subjects.FACT}{fact}" for fact in facts}
        inputs = subjects.fingerprints(subject, reads | signed_by(check) | dated)
    except LostLease:
        log.warning("%s was taken over by another worker", row.pk)
        return
    except OutsideError as problem:
        evidence, inputs, network = Evidence(), {}, Network()
        verdict = result.could_not(str(problem), tried=f"The check “{check.title}” was started.", again=AGAIN)
    except Exception:
        log.exception("%s crashed", row.check_id)
        evidence, inputs, network, verdict = Evidence(), {}, Network(), endings.crashed()
    save(row, evidence, verdict, inputs, vantage(network, row), timezone.now())


def examine(
    check: Check, subject: Subject, cloud: Cloud, network: Network, row: CheckRun
) -> tuple[Evidence, Result]:
    """Decide what needs no looking, else look and judge. Refusals of another check's fault end blocked by it."""
    reason = check.skip_reason(subject)
    if reason is not None:
        return Evidence(), result.skipped(reason, "This connection does not need it.")
    cause = check.missing(subject)
    if cause is not None:
        return Evidence(), result.blocked(cause, "An answer that this check needs is still empty.")
    with open_clients(
        network,
        cloud=cloud,
        identity=identity_for(check, row),
        started=row.run.made_at,
        deadline=Deadline(_seconds_left(row)),
        progress=Progress(row),
        refusals=StoredRefusals(),
        owner=check.id == SignInRefused.owner,
        sftp_secret=lambda: credentials.sftp_secret(row.connection) if row.connection else None,
    ) as clients:
        return look_and_judge(check, subject, clients)


def signed_by(check: Check) -> set[str]:
    """The answers that a sign-in rests on, whether or not the check reads them itself."""
    return {"credential", "tenant_id", "client_id"} if check.signs_in else set()


def identity_for(check: Check, row: CheckRun) -> Identity | None:
    """Who signs in, with secrets opened; None for a check that needs no sign-in. WrongKey."""
    if row.connection is None or not check.signs_in:
        return None
    return credentials.identity_of(row.connection, subjects.setup_of(row.connection).worker_upn)


def look_and_judge(check: Check, subject: Subject, clients: Clients) -> tuple[Evidence, Result]:
    try:
        evidence = as_stored(check.look(subject, clients))
    except Refusal as refusal:
        if refusal.owner == check.id:
            raise
        owner = registry.get(refusal.owner)
        return Evidence(), result.blocked(owner.id, _held_by(owner, refusal))
    except NoCredential as missing:
        return Evidence(), result.blocked(missing.cause, "There is nothing to sign in with yet.")
    verdict = check.judge(subject, evidence, timezone.now())
    if verdict.status == "passed" and not evidence.items:
        raise AssertionError(f"{check.id} passed without evidence")
    return evidence, verdict


def _held_by(owner: Check, refusal: Refusal) -> str:
    """Why a check is blocked. What the sign-in service said stands once, at the check that owns it."""
    if isinstance(refusal, SignInRefused):
        return f"Nothing can be asked until the application signs in: see “{owner.title}” on Access."
    return f"Blocked by “{owner.title}”: {refusal}"


def as_stored(evidence: Evidence) -> Evidence:
    """The evidence as it comes back from the database, so that a verdict today and a later one see the same."""
    return Evidence(tuple(Item(i.label, i.kind, json.loads(json.dumps(i.value))) for i in evidence.items))


def _seconds_left(row: CheckRun) -> float:
    assert row.finish_by is not None
    return (row.finish_by - timezone.now()).total_seconds()


class Progress:
    """Writes what a check is doing to its row, now and then."""

    def __init__(self, row: CheckRun) -> None:
        self._row, self._next = row, 0.0

    def __call__(self, text: str) -> None:
        """LostLease when the row has another owner by now, which ends the check."""
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + PROGRESS_EVERY
        if not leases.save_owned(self._row, timezone.now(), progress=text[:200]):
            raise LostLease


def vantage(network: Network, row: CheckRun) -> dict[str, Any]:
    """From where it was looked: this machine, the resolvers asked, and the id of the application, if there is one."""
    resolvers = [f"{address}:{port}" for address, port in network.resolvers] or ["the system's"]
    identity = row.connection.client_id if row.connection else ""
    return {
        "machine": keeper.process_name().partition(":")[0],
        "resolvers": resolvers,
        "identity": identity or None,
    }


def save(
    row: CheckRun,
    evidence: Evidence,
    verdict: Result,
    inputs: dict[str, str],
    vantage: dict[str, Any],
    now: datetime,
) -> bool:
    """Store verdict and evidence in one transaction if the row is still ours; then queue what it had blocked."""
    items = [
        EvidenceItem(row=row, place=n, label=i.label, kind=i.kind, value=i.value)
        for n, i in enumerate(evidence.items)
    ]
    final = {
        **endings.verdict_fields(verdict),
        "finished_at": now,
        "inputs": inputs,
        "vantage": vantage,
        "rules": settings.VERSION,
        "evidence_count": len(items),
        "evidence_hash": hash_of(evidence),
    }
    frees = row.connection if verdict.status in ("passed", "warning", "blocked") else None
    with transaction.atomic():
        if frees:  # locked first, as dispatch does, so that no two of us wait for each other
            Connection.objects.select_for_update().get(pk=frees.pk)
        if not leases.save_owned(row, now, **final):
            return False
        EvidenceItem.objects.bulk_create(items)
        if row.connection:
            moments.note(row.connection, evidence, now)
        mended = _mended(row, verdict) if frees else None
        if (
            frees and mended
        ):  # in one with the verdict: whoever sees it green sees also what runs because of it
            dispatch.release(frees, [mended.check_id], f"by itself, after {mended.title}", now)
    return True


def _mended(row: CheckRun, verdict: Result) -> CheckRun | None:
    """The row by whose good end others may run: this one; or its owner, where that ended well while this one was still
    held by what it had been before."""
    if verdict.status != "blocked" or row.connection is None:
        return row
    owner = newest_rows(row.connection).get(verdict.cause or "")
    if owner is None or owner.finished_at is None or row.started_at is None:
        return None
    meanwhile = owner.finished_at >= row.started_at
    return owner if meanwhile and owner.state in ("passed", "warning") else None


def hash_of(evidence: Evidence) -> str:
    """SHA-256 of the evidence in a canonical form."""
    plain = [[item.label, item.kind, item.value] for item in evidence.items]
    return hashlib.sha256(json.dumps(plain, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
