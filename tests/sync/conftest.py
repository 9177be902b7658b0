"""What the tests of this room share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from simulator.server import Simulator
from tests.clients.web_servers import Authority
from tests.pointing import settings_for
from tests.sync.tenants import Office, office


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """An authority that the tests trust through OUTBOUND_CA_BUNDLE."""
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="session")
def simulator() -> Iterator[Simulator]:
    with Simulator() as running:
        yield running


@pytest.fixture
def pointed(simulator: Simulator, settings: Settings, tmp_path: Path) -> Simulator:
    """The simulator, with the product’s settings pointing at it; data and targets lie in a folder of the test."""
    for name, value in settings_for(simulator, tmp_path).items():
        setattr(settings, name, value)
    settings.DATA_DIR = tmp_path / "data"
    settings.ALLOWED_TARGET_ROOTS = [str(tmp_path)]
    return simulator


@pytest.fixture
def healthy(pointed: Simulator, tmp_path: Path) -> Office:
    """A directory of 480 people and 40 groups, with which nothing is wrong."""
    return office(pointed, "sync-directory", tmp_path / "cfg")
