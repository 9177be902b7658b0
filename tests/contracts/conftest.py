"""The simulated tenants that are held against the contracts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from simulator.server import Simulator
from tests.simulator.asking import World
from tests.simulator.tenants import Tenant, tenant_of


@pytest.fixture(scope="session")
def world() -> Iterator[World]:
    with Simulator(only=["access-healthy"]) as running:
        yield World(running)


@pytest.fixture
def tenant(world: World) -> Tenant:
    return tenant_of(world)
