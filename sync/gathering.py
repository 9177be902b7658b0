"""Opens the door to the tenant for one run, and fills its staging file."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.utils import timezone

from clients.contract import Deadline
from clients.factory import open_clients
from sync.approval import waiting
from sync.choosing import earlier, may_build_on, whole_since
from sync.collect import Certificate, Plan, collect
from sync.credentials import identity_of
from sync.models import Purpose, SyncRun
from sync.network import cloud_for, network_for
from sync.orders import Order, kept_values
from sync.progress import Reporter
from sync.refusals import StoredRefusals


@dataclass(frozen=True)
class Gathered:
    """A staging file that holds what the directory said. `whole`: when it was last read as a whole (ISO 8601, UTC)."""

    staged: Path
    certificate: Certificate
    whole: str


def gather(order: Order, say: Reporter) -> Gathered:
    """Read the directory, as a whole or what changed since an earlier run. Incomplete comes back in the certificate;
    refusals, Broken, OutOfTime and NoSimulator are raised."""
    row, connection = order.row, order.connection
    found = earlier(connection, order.inputs)
    build = may_build_on(found, row.full, timezone.now())
    with suppress(FileNotFoundError):
        row.staging_path.unlink()  # an earlier attempt left it
    with (
        kept_values(connection) as kept,
        open_clients(
            network_for(connection.practice, connection.domain),
            cloud=cloud_for(connection.cloud),
            identity=identity_of(connection),
            started=None if row.purpose == Purpose.NIGHT else row.queued_at,
            deadline=Deadline(_seconds_left(order)),
            progress=lambda _: None,
            refusals=StoredRefusals(),
        ) as clients,
    ):
        reader = clients.directory
        say.traffic = lambda: (reader.requests, reader.received)
        say("sign-in")
        plan = Plan(
            order.choice, order.layout, kept, found.staging_path if found else None,
            takes_over=found is not None and _is_free(found, timezone.now()), full=not build,
        )  # fmt: skip
        certificate = collect(reader, row.staging_path, plan, say)
    whole = certificate.started if certificate.kind == "full" or found is None else whole_since(found)
    return Gathered(row.staging_path, certificate, whole)


def _is_free(found: SyncRun, now: datetime) -> bool:
    """Does nobody else need the rows of that run: no person who may still publish them, no generation that shares their
    file until it has an index of its own?"""
    waits = SyncRun.objects.filter(waiting(now), pk=found.pk).exists()
    return not waits and found.staging_path.stat().st_nlink == 1


def _seconds_left(order: Order) -> float:
    assert order.row.finish_by is not None
    return (order.row.finish_by - timezone.now()).total_seconds()
