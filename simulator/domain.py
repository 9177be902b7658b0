"""One simulated domain: its scenario, its zone as it stands, and what was changed in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from simulator.changes import Applied
from simulator.scenarios.model import Scenario
from simulator.tenant.deeds import carry_out, replay
from simulator.tenant.healthy import healthy
from simulator.tenant.model import Tenant
from simulator.zone_lines import Record

ROOT = "practice.test"


@dataclass(frozen=True)
class Domain:
    """One domain with its own zone. `serial` counts the changes of the zone."""

    name: str
    scenario: Scenario
    records: tuple[Record, ...]
    applied: tuple[Applied, ...] = ()
    latency_ms: int = 0
    serial: int = 2026112001
    private: bool = False
    looked_up: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def exists(self) -> bool:
        """Does DNS know this domain?"""
        return bool(self.records)

    @cached_property
    def tenant(self) -> Tenant:
        """The tenant as its scenario and the changes since then make it. Refused when they do not fit together."""
        scenario = self.scenario
        made = healthy(self.name, scenario.home or scenario.cloud, scenario.exchange)
        tenant = replay(made, scenario.deeds(self.name))
        for deed in self.applied:
            if deed.kind != "record":
                tenant = carry_out(replace(tenant, clock=deed.at), deed.kind, deed.text)
        return tenant

    @property
    def mended(self) -> bool:
        """Have people put the tenant right, whatever its scenario did to it?"""
        return any(made.kind == "mend" for made in self.applied)

    @property
    def connection(self) -> Scenario:
        """The scenario that says what to enter for a connection: without wrong answers once the tenant is mended."""
        return replace(self.scenario, answers={}) if self.mended else self.scenario

    def proved(self) -> Domain:
        """This domain; Refused when the changes of its tenant do not fit together."""
        _ = self.tenant
        return self

    def at(self, server: str = "") -> Mapping[str, Mapping[str, tuple[Record, ...]]]:
        """Name -> type -> records, as one authoritative server (or, for "", everybody else) has them.

        A lagging server catches up with the first change: the new zone is loaded everywhere.
        """
        if server not in self.looked_up:
            loaded = any(made.kind == "record" for made in self.applied)
            stale = {} if loaded else self.scenario.stale_records(self.name)
            instead = stale.get(server, ())
            gone = {(r.name, r.type) for r in instead}
            kept = tuple(r for r in self.records if (r.name, r.type) not in gone)
            self.looked_up[server] = index(kept + instead)
        found: Mapping[str, Mapping[str, tuple[Record, ...]]] = self.looked_up[server]
        return found

    def changed(self, records: Iterable[Record], applied: Iterable[Applied]) -> Domain:
        return replace(
            self, records=tuple(records), applied=tuple(applied), serial=self.serial + 1, looked_up={}
        )


def index(records: Iterable[Record]) -> dict[str, dict[str, tuple[Record, ...]]]:
    """Name -> type -> records, with an empty entry for every name that only has names below it."""
    names: dict[str, dict[str, tuple[Record, ...]]] = {}
    for record in records:
        types = names.setdefault(record.name, {})
        types[record.type] = (*types.get(record.type, ()), record)
    for name in list(names):
        while "." in name:
            name = name.split(".", 1)[1]
            names.setdefault(name, {})
    return names


def under(
    names: Mapping[str, Mapping[str, tuple[Record, ...]]], name: str
) -> Mapping[str, tuple[Record, ...]] | None:
    """The records of a name, or of the wildcard that stands for it (RFC 4592); None: no such name."""
    above = name
    while above and above not in names:
        above = above.partition(".")[2]
    if above == name or not above:
        return names.get(name)
    wild = names.get(f"*.{above}")
    return wild and {kind: tuple(replace(r, name=name) for r in records) for kind, records in wild.items()}


def fresh(scenario: Scenario, name: str) -> Domain:
    """The domain as its scenario describes it."""
    return Domain(name, scenario, scenario.records(name), latency_ms=scenario.latency_ms)
