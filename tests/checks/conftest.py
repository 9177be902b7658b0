"""The simulated tenants that every check is tried on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from clients.simulator_control import Handle, read_handle
from simulator.server import Simulator


@pytest.fixture(scope="session")
def simulator() -> Iterator[Simulator]:
    with Simulator() as running:
        yield running


@pytest.fixture(scope="session")
def handle(simulator: Simulator, tmp_path_factory: pytest.TempPathFactory) -> Handle:
    folder: Path = tmp_path_factory.mktemp("simulator")
    authority = folder / "authority.pem"
    authority.write_text(simulator.ca_pem)
    file = folder / "handle.json"
    file.write_text(json.dumps(simulator.handle() | {"ca_bundle": str(authority)}))
    handle = read_handle(file)
    assert handle is not None
    return handle
