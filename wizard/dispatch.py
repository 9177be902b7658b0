"""Web side of a run: rows in one transaction, their ids to the broker after it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from checks import registry
from checks.registry import Check
from engine import reaper
from engine.models import UNFINISHED
from engine.tasks import on_tick
from sync.models import Connection
from wizard import subjects
from wizard.models import CheckRun, Run
from wizard.newest import newest_rows


def start(connection: Connection, checks: Sequence[Check], by: str, now: datetime) -> Run:
    """Queue these checks of a connection. What is under way already is joined, never doubled.

    Gives the new run, or the run of the unfinished rows when all of them were under way. `by` names the person.
    """
    if not checks:
        raise ValueError("a run needs at least one check")
    with transaction.atomic():
        locked = Connection.objects.select_for_update().get(pk=connection.pk)
        run = _new_run(locked, (locked.domain, locked.cloud), checks, by, now)
        before = {check_id: row for check_id, row in newest_rows(locked).items() if row.finished}
        joined = _unfinished(locked, checks)
        _add_rows(run, [check for check in checks if check.id not in joined], before, now)
        run.joined.set(joined.values())
        if len(joined) == len(checks):
            run.delete()
            return next(iter(joined.values())).run
    return run


def start_bare(domain: str, checks: Sequence[Check], by: str, now: datetime) -> Run:
    """Queue checks of a domain that has no stored connection."""
    with transaction.atomic():
        cloud = subjects.bare_subject(domain).cloud.key
        run = _new_run(None, (domain, cloud), checks, by, now)
        _add_rows(run, checks, {}, now)
    return run


def _new_run(
    connection: Connection | None, about: tuple[str, str], checks: Sequence[Check], by: str, now: datetime
) -> Run:
    domain, cloud = about
    number = Run.objects.filter(connection=connection).aggregate(last=Max("number"))["last"] or 0
    steps = {check.step for check in checks}
    step = steps.pop() if len(steps) == 1 else ""
    return Run.objects.create(
        connection=connection,
        domain=domain,
        cloud=cloud,
        number=number + 1,
        step=step,
        started_by=by[:150],
        made_at=now,
    )


def _add_rows(run: Run, checks: Iterable[Check], before: dict[str, CheckRun], now: datetime) -> None:
    rows = [
        CheckRun(
            run=run,
            connection=run.connection,
            check_id=check.id,
            step=check.step,
            title=check.title,
            advice=check.advice,
            deadline=check.deadline,
            queued_at=now,
            previous=before.get(check.id),
        )
        for check in checks
    ]
    CheckRun.objects.bulk_create(rows, ignore_conflicts=True)
    run_id = run.pk
    transaction.on_commit(lambda: _send(run_id), robust=True)


def _unfinished(connection: Connection, checks: Sequence[Check]) -> dict[str, CheckRun]:
    ids = [check.id for check in checks]
    under_way = CheckRun.objects.filter(connection=connection, check_id__in=ids, state__in=UNFINISHED)
    return {row.check_id: row for row in under_way.select_related("run")}


def _send(run_id: uuid.UUID) -> None:
    for row in CheckRun.objects.filter(run=run_id, state__in=UNFINISHED, sent_at__isnull=True):
        if not reaper.send(row, row.queued_at):
            return


def release(connection: Connection, causes: Sequence[str], by: str, now: datetime) -> Run | None:
    """Queue again what is blocked by one of these causes (a check's id or form:<key>), and only that."""
    held = [row for row in newest_rows(connection).values() if row.state == "blocked" and row.cause in causes]
    return _start_again(connection, held, by, now)


@on_tick
def start_due(now: datetime) -> None:
    """Look again at everything whose waiting time is over."""
    due = CheckRun.objects.filter(state="waiting", retry_at__lte=now).values_list("connection", flat=True)
    for connection in Connection.objects.filter(pk__in=due):
        rows = newest_rows(connection).values()
        over = [row for row in rows if row.state == "waiting" and row.retry_at and row.retry_at <= now]
        _start_again(connection, over, "the schedule", now)


def _start_again(connection: Connection, rows: Sequence[CheckRun], by: str, now: datetime) -> Run | None:
    wanted = {row.check_id for row in rows}
    checks = [check for check in registry.all_checks() if check.id in wanted]
    return start(connection, checks, by, now) if checks else None
