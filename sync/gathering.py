"""Opens the door to the tenant for one run, and fills its staging file."""

from __future__ import annotations

from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from django.utils import timezone

from clients.contract import Deadline
from clients.factory import open_clients
from sync import staging
from sync.choosing import earlier, may_build_on
from sync.collect import Certificate, Plan, collect
from sync.credentials import identity_of
from sync.models import Purpose
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
        closing(staging.create(row.staging_path)) as rows,
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
        plan = Plan(order.choice, order.layout, kept, found.staged if found else None, full=not build)
        certificate = collect(reader, rows, plan, say)
        rows.commit()
    whole = certificate.started if certificate.kind == "full" or found is None else found.whole
    return Gathered(row.staging_path, certificate, whole)


def _seconds_left(order: Order) -> float:
    assert order.row.finish_by is not None
    return (order.row.finish_by - timezone.now()).total_seconds()
