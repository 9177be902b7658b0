"""Connections to simulated tenants, and runs of theirs to the end, in this process."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from django.utils import timezone

from engine import leases
from simulator.server import Simulator
from sync import credentials, dispatch, pipeline
from sync.models import Connection, Purpose, SyncRun


@dataclass(frozen=True)
class Office:
    """A connection, its simulated tenant, and the folder from which Retain would read."""

    simulator: Simulator
    connection: Connection
    target: Path

    def run(self, purpose: Purpose = Purpose.PUBLISH, **options: Any) -> SyncRun:
        """One run, to its end."""
        started = dispatch.start(self.connection, purpose, "Ada", timezone.now(), **options)
        assert not started.joined
        return done(started.run)

    def change(self, text: str) -> str:
        """Something happens in the tenant; the id to undo it with."""
        return self.simulator.apply(self.connection.domain, {"kind": "setting", "text": text})

    def files(self) -> dict[str, bytes]:
        """What lies at the target."""
        return {path.name: path.read_bytes() for path in sorted(self.target.iterdir())}

    def asked(self) -> int:
        """How many requests the tenant has seen."""
        return len(self.simulator.requests(self.connection.domain))


def done(row: SyncRun) -> SyncRun:
    """Claim a queued run and do it here; as it stands afterwards."""
    claimed = leases.claim(SyncRun, row.pk, timezone.now())
    assert claimed is not None
    pipeline.run(claimed)
    return SyncRun.objects.get(pk=row.pk)


def office(simulator: Simulator, scenario: str, target: Path, **changes: Any) -> Office:
    """A connection to a tenant of its own with this scenario, signed in with its secret."""
    domain = simulator.create(scenario)
    told = simulator.domains.get(domain).connection
    settings = told.settings(domain)
    target.mkdir(exist_ok=True)
    fields = {
        key: settings[key] for key in ("exchange", "cloud", "tenant_id", "client_id") if settings.get(key)
    }
    made = Connection.objects.create(
        name=domain, **{**fields, "domain": domain, "target": str(target), **changes}
    )
    for kind, secret in cast(dict[credentials.Kind, str], told.credential(domain)).items():
        credentials.store_file(made, kind, secret.encode(), "Ada", timezone.now())
    return Office(simulator, made, target)
