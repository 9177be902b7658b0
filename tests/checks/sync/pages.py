"""First pages as evidence, and what probe and nightly run ask the simulated tenant for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from checks.registry import Check
from checks.result import Evidence
from clients.contract import Clients, Deadline
from clients.factory import open_clients
from clients.simulator_control import Handle
from simulator.requests import Seen
from simulator.scenarios import BY_NAME
from simulator.server import Simulator
from sync.choice import Choice
from sync.collect import Plan, collect
from sync.layout.generic import generic
from tests.checks.execution import identity_of, subject_of, through_json

HEALTHY, NOBODY = "sync-directory", "sync-nobody"
GRAPH = "graph.microsoft.com"
# What differs between any two requests: who signed in when, and ids of the request.
OWN = {"authorization", "client-request-id"}


@dataclass(frozen=True)
class Asked:
    """A request as far as it may not differ."""

    text: str
    body: str
    headers: tuple[tuple[str, str], ...]


def came(fields: Sequence[str], rows: int, without: str = "") -> dict[str, Any]:
    """The evidence of a first page of so many rows."""
    counts = {field: 0 if field == without else rows for field in fields}
    return {"broken": "", "why": "", "rows": rows, "more": False, "came": counts}


def seen_of(check: Check, simulator: Simulator, handle: Handle, scenario: str = HEALTHY) -> Evidence:
    """What the check sees in a tenant of its own."""
    with _clients(simulator.create(scenario), handle, scenario) as clients:
        return through_json(check.look(subject_of(BY_NAME[scenario], "example.org"), clients))


def both(check: Check, simulator: Simulator, handle: Handle) -> tuple[list[Asked], list[Asked]]:
    """What the check asks Graph, and what a full run of the same tenant asks, in order."""
    domain = simulator.create(HEALTHY)
    with _clients(domain, handle, HEALTHY) as clients:
        check.look(subject_of(BY_NAME[HEALTHY], domain), clients)
    probed = _asked(simulator.requests(domain))
    with _clients(domain, handle, HEALTHY) as clients, TemporaryDirectory() as folder:
        collect(
            clients.directory,
            Path(folder) / "run.sqlite",
            Plan(Choice(), generic(), full=True),
            lambda *_: None,
        )
    return probed, _asked(simulator.requests(domain))[len(probed) :]


@contextmanager
def _clients(domain: str, handle: Handle, scenario: str) -> Iterator[Clients]:
    subject = subject_of(BY_NAME[scenario], domain)
    with open_clients(
        handle.network(domain),
        cloud=subject.cloud,
        identity=identity_of(BY_NAME[scenario], domain),
        started=datetime.now(UTC),
        deadline=Deadline(60),
        progress=lambda _: None,
    ) as clients:
        yield clients


def _asked(requests: Sequence[Seen]) -> list[Asked]:
    return [
        Asked(one.text, one.body, tuple(sorted((k, v) for k, v in one.headers.items() if k not in OWN)))
        for one in requests
        if one.host == GRAPH
    ]
