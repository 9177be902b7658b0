"""Collect a tenant's directory into a staging file, with a certificate of whether it is whole."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Literal

from clients.contract import DirectoryReader
from sync import staging as staged
from sync.collect import beginnings, dirt, missing
from sync.collect.certificate import Certificate
from sync.collect.full import read_all
from sync.collect.incremental import Disagrees, read_changes
from sync.collect.mailboxes import ask_types
from sync.collect.plan import Plan, Run, Say, Tally
from sync.collect.reading import Reading, apply_changes
from sync.collect.unwritten import MOST, MOST_FILTERED, Unwritten

LINKED: Final = "SELECT type, count(*) FROM links GROUP BY type ORDER BY type"
UNRESOLVED: Final = "{count} members of groups are nobody that Microsoft Graph tells of."


def collect(reader: DirectoryReader, path: Path, plan: Plan, say: Say) -> Certificate:
    """Make the staging file `path` and fill it with the directory: every table but `changes`. FileExistsError.

    Incremental from `plan.previous` where that is possible; what expired or does not add up leads to a full run.
    Incomplete is no exception but a certificate that says so. Broken, NotGranted, SignInRefused, NoCredential,
    OutOfTime and Unwritable are raised."""
    say("sign-in", 0, 0)
    tally = Tally(unwritten=Unwritten(MOST_FILTERED if plan.choice.groups else MOST))
    started, before = datetime.now(UTC), beginnings.look(plan)
    if before is not None and before.usable and not plan.full:
        try:
            with beginnings.tables_of(before, path, plan.takes_over) as staging:
                return _incremental(Run(reader, staging, plan, say, started, tally, plan.takes_over))
        except Disagrees as why:
            tally.fell_back = str(why)
            path.unlink(missing_ok=True)
    with closing(staged.create(path)) as staging:
        return _full(Run(reader, staging, plan, say, started, tally), before)


def _incremental(run: Run) -> Certificate:
    dirt.begin(run.staging)
    return _finish(run, "incremental", read_changes(run))


def _full(run: Run, before: beginnings.Before | None) -> Certificate:
    dirt.begin(run.staging)
    if before is not None:
        beginnings.remember_types(run.staging, before)
    readings = read_all(run, before.size if before else None)
    dirt.mark_all_groups(run.staging)
    return _finish(run, "full", readings)


def _finish(run: Run, kind: Literal["full", "incremental"], readings: list[Reading]) -> Certificate:
    """Types, members, lines, and the certificate. Disagrees when an incremental run left members unknown."""
    ask_types(run)
    nobodies = missing.settle(run)
    if nobodies:
        # Whoever was deleted since the last look at the changes is told of by the next.
        apply_changes(run, readings)
        nobodies = missing.settle(run, nobodies)
    unresolved = len(nobodies)
    reasons = [reading.objection for reading in readings if reading.objection]
    if unresolved:
        reasons.append(UNRESOLVED.format(count=unresolved))
    if reasons and kind == "incremental":
        raise Disagrees(" ".join(reasons))
    if not reasons:
        run.tally.unwritten.tell()
    return _certified(run, kind, readings, reasons, unresolved)


def _certified(
    run: Run, kind: Literal["full", "incremental"], readings: Iterable[Reading], reasons: list[str], unresolved: int
) -> Certificate:  # fmt: skip
    """The certificate, noted in the staging file with what the next run needs, and committed."""
    staging, tally = run.staging, run.tally
    count = {
        table: int(staging.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608
        for table in ("users", "groups", "contacts")
    }
    linked = {type.rpartition(".")[2]: int(number) for type, number in staging.execute(LINKED)}
    certificate = Certificate(
        kind, not reasons, tuple(reasons), tally.pages, run.reader.requests, **count,
        links=sum(linked.values()), linked=linked,
        counts={reading.name: reading.counted for reading in readings},
        replayed={reading.name: reading.replayed for reading in readings},
        unresolved=unresolved, retried=tally.retried, fell_back=tally.fell_back, notes=tuple(tally.notes),
        started=_iso(run.started), finished=_iso(datetime.now(UTC)),
    )  # fmt: skip
    beginnings.leave(run, {reading.name: reading.link for reading in readings}, certificate)
    return certificate


def _iso(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
