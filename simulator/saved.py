"""The file in which private domains and applied changes outlive the simulator."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from simulator.changes import Applied, parsed
from simulator.domain import Domain
from simulator.files import write_privately
from simulator.scenarios.model import Scenario
from simulator.zone_lines import lines


def save(file: Path, domains: Iterable[Domain]) -> None:
    """Write the domains that differ from what their scenario would make anew."""
    kept = (d for d in domains if d.private or d.applied or d.latency_ms != d.scenario.latency_ms)
    write_privately(file, json.dumps({"domains": [_row(domain) for domain in kept]}, indent=1))


def load(file: Path, scenarios: Mapping[str, Scenario]) -> list[Domain]:
    """The domains in the file whose scenario still exists. A file that cannot be read is put aside."""
    if not file.exists():
        return []
    try:
        rows = json.loads(file.read_text("utf-8"))["domains"]
        return [_read(row, scenarios[row["scenario"]]) for row in rows if row["scenario"] in scenarios]
    except (ValueError, KeyError, TypeError):
        os.replace(file, file.with_name(file.name + ".broken"))
        return []


def _row(domain: Domain) -> dict[str, Any]:
    return {
        "domain": domain.name,
        "scenario": domain.scenario.name,
        "private": domain.private,
        "latency_ms": domain.latency_ms,
        "serial": domain.serial,
        "records": lines(domain.records),
        "applied": [asdict(made) for made in domain.applied],
    }


def _read(row: Mapping[str, Any], scenario: Scenario) -> Domain:
    applied = tuple(
        Applied(**{**told, "added": tuple(told["added"]), "removed": tuple(told["removed"])})
        for told in row["applied"]
    )
    return Domain(
        row["domain"], scenario, parsed(row["records"]), applied, row["latency_ms"], row["serial"], row["private"]
    )  # fmt: skip
