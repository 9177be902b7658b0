"""One run, start to end: collect, compare, guard, publish. Whatever happens, its row says how it ended.

Runs in a process of its own (sync/attached.py). Each write repeats the row's token, and only the process that holds the
connection's lock touches its files, so that a process which lost its row can do no harm.
"""

from __future__ import annotations

import logging
import sqlite3
from contextlib import closing
from dataclasses import asdict
from typing import Any

from django.utils import timezone

from engine import leases
from sync import difference, guard, lock, outcomes, pair, publishing, staging, summaries, tidying
from sync.approval import CannotPublish, check_still_good
from sync.attached import undisturbed
from sync.coverage import coverage
from sync.files.local import flush_file
from sync.gathering import gather
from sync.generations import mirror
from sync.models import Purpose, SyncRun
from sync.orders import Order, order_of
from sync.progress import LostLease, Reporter
from sync.staged import Staged, change_of

log = logging.getLogger(__name__)

Fields = dict[str, Any]
CHANGE = "change"
TOLD = ("inputs", "whole", "certificate", "changes", "coverage")  # what a run that is continued found out


def run(row: SyncRun) -> None:
    """Do what a row that we have claimed asks for, and save how it ended."""
    try:
        with lock.held(row.connection):
            _conduct(row, Reporter(row))
    except LostLease:
        log.warning("Sync %s was taken over or ended; nothing more is written", row.pk)
    except Exception as problem:
        finish(row, **outcomes.of_problem(problem, row))


def _conduct(row: SyncRun, say: Reporter) -> None:
    _prepare(row)
    order = order_of(row)
    if row.purpose == Purpose.RESTORE:
        with undisturbed():
            finish(row, **publishing.restore(order, say))
    elif row.continues is not None:
        _decide(order, _staged_before(order, row.continues), say)
    else:
        staged = _staged_now(order, say)
        if staged is not None:
            _decide(order, staged, say)
    publishing.tidy_up(row.connection, order.plan)
    tidying.tidy(timezone.now())


def _prepare(row: SyncRun) -> None:
    """A preview needs no target: what is wrong with it is said by whoever publishes."""
    try:
        publishing.prepare(row.connection)
    except Exception as problem:
        if row.purpose != Purpose.PREVIEW or not outcomes.of_target(problem):
            raise
        mirror(row.connection)


def finish(row: SyncRun, **fields: Any) -> None:
    """Save how it ended, if the row is still ours. What earlier stages noted stays beside an error."""
    fields["detail"] = {**row.detail, **fields.get("detail", {})}
    fields.setdefault("phase", "")
    if not leases.save_owned(row, timezone.now(), finished_at=timezone.now(), **fields):
        log.warning("Sync %s ended in vain: it was taken over", row.pk)


def _staged_now(order: Order, say: Reporter) -> Staged | None:
    """Read the directory and compare. None when it was not read as a whole, which the row then says."""
    row, gathered = order.row, gather(order, say)
    certificate = gathered.certificate
    row.detail |= {"inputs": order.inputs, "whole": gathered.whole, "certificate": certificate.stored()}
    say.note(full=certificate.kind == "full")
    if not certificate.complete:
        finish(row, **outcomes.incomplete(" ".join(certificate.reasons)))
        return None
    say("difference")
    with closing(sqlite3.connect(gathered.staged)) as rows:
        change = difference.compare(rows, order.base_index)
        staging.note(rows, CHANGE, asdict(change))  # it may name thousands of groups: not for the row
        rows.commit()
        row.detail |= {
            "changes": staging.fact(rows, "difference"),
            "coverage": coverage(rows).stored(),
        }
    flush_file(gathered.staged)  # the next night builds on it, after a power failure too
    return Staged(gathered.staged, change)


def _staged_before(order: Order, earlier: SyncRun) -> Staged:
    """The pair that an earlier run staged, if it can still be published as it is. CannotPublish."""
    check_still_good(earlier, order.row.queued_at)
    if earlier.detail["inputs"] != order.inputs:
        raise CannotPublish(
            "The layout, the filters or the file names were changed since. Make a new preview."
        )
    order.row.detail |= {key: earlier.detail[key] for key in TOLD if key in earlier.detail}
    with staging.reading(earlier.staging_path) as rows:
        change = change_of(staging.fact(rows, CHANGE))
    return Staged(earlier.staging_path, change, earlier.hash)


def _decide(order: Order, staged: Staged, say: Reporter) -> None:
    """What becomes of a whole, compared pair."""
    row = order.row
    say("guard")
    findings = guard.judge(staged.change, order.limits)
    verdict = guard.verdict_of(findings)
    row.detail["findings"] = [asdict(finding) for finding in findings]
    base = {"base": order.base.number if order.base else None}
    if verdict == "refuse" or (verdict == "hold" and row.purpose != Purpose.APPROVE):
        pair_hash = pair.digest(staged.path, order.layout) if verdict == "hold" else ""
        finish(row, state="held", summary=summaries.held(findings), hash=pair_hash, **base)
    elif row.purpose == Purpose.PREVIEW:
        finish(row, **_shown(order, staged), **base)
    else:
        with undisturbed():
            finish(row, **publishing.put_in_place(order, staged, say), **base)


def _shown(order: Order, staged: Staged) -> Fields:
    """How a preview ends that the guard has nothing against."""
    counts, found = order.row.detail["changes"], pair.digest(staged.path, order.layout)
    if order.base and order.base.hash == found and not _altered(order):
        return {"state": "unchanged", "summary": summaries.unchanged(counts), "hash": found}
    return {"state": "publishable", "summary": summaries.publishable(counts), "hash": found}


def _altered(order: Order) -> bool:
    """Do the files at the target differ from those that were published? Nobody can tell of a target that is away."""
    try:
        return bool(publishing.problems_at_target(order.connection))
    except Exception as problem:
        if not outcomes.of_target(problem):
            raise
        return False
