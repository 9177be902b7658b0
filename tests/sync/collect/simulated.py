"""The product's own reader at a simulated tenant that a test fills and spoils."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from clients.contract import Clients, Credential, Deadline, Identity
from clients.factory import open_clients
from clients.microsoft365.clouds import CLOUDS
from clients.simulator_control import Handle, read_handle
from simulator.server import Simulator
from simulator.tenant.identity import guid, secret, tenant_id

NUMBERS = "directory.users = 2100\ndirectory.groups = 60\ndirectory.links = 3000\ndirectory.contacts = 30"


@dataclass(frozen=True)
class Tenants:
    """A running simulator and how it is reached."""

    simulator: Simulator
    handle: Handle

    def create(self, *settings: str) -> SimulatedTenant:
        """A tenant with some people in it."""
        tenant = SimulatedTenant(self, self.simulator.create("access-healthy"))
        tenant.do(NUMBERS, "grant MailboxSettings.Read", *settings)
        return tenant


@dataclass(frozen=True)
class SimulatedTenant:
    tenants: Tenants
    domain: str

    def do(self, *settings: str) -> None:
        """What people do there, or what goes wrong."""
        self.tenants.simulator.apply(self.domain, {"kind": "setting", "text": "\n".join(settings)})

    @contextmanager
    def clients(self) -> Iterator[Clients]:
        """Clients signed in to it; each time with a new token."""
        own = Credential("client_secret", secret(self.domain, "client secret"))
        identity = Identity(
            self.domain, tenant_id(self.domain), guid(self.domain, "application"), credential=own
        )
        with open_clients(
            self.tenants.handle.network(self.domain),
            cloud=CLOUDS["worldwide"],
            identity=identity,
            started=datetime.now(UTC),
            deadline=Deadline(120),
            progress=lambda text: None,
        ) as clients:
            yield clients

    def requests(self) -> list[str]:
        """What Graph was asked so far: method and path."""
        seen = self.tenants.simulator.requests(self.domain)
        return [one.text for one in seen if one.text.split()[1].startswith("/v1.0/")]


@contextmanager
def tenants(folder: Path) -> Iterator[Tenants]:
    """A simulator of its own."""
    with Simulator(only=["access-healthy"]) as running:
        authority, file = folder / "authority.pem", folder / "handle.json"
        authority.write_text(running.ca_pem)
        file.write_text(json.dumps({**running.handle(), "ca_bundle": str(authority)}))
        handle = read_handle(file)
        assert handle is not None
        yield Tenants(running, handle)
