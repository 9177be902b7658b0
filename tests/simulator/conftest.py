"""One simulator for all tests of this folder, each of which works on domains of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from simulator.server import Simulator
from tests.simulator.asking import World
from tests.simulator.tenants import Tenant, tenant_of


@pytest.fixture(scope="session")
def simulator() -> Iterator[Simulator]:
    with Simulator() as running:
        yield running


@pytest.fixture(scope="session")
def world(simulator: Simulator) -> World:
    return World(simulator)


@pytest.fixture
def tenant(world: World) -> Tenant:
    """A healthy tenant of its own."""
    return tenant_of(world)
