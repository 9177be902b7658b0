"""One simulator per test worker; each test takes a domain of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from simulator.server import Simulator
from tests.pointing import settings_for


@pytest.fixture(scope="session")
def simulator() -> Iterator[Simulator]:
    with Simulator() as running:
        yield running


@pytest.fixture
def pointed(simulator: Simulator, settings: Settings, tmp_path: Path) -> Simulator:
    """The simulator, with the product's settings pointing at it."""
    for name, value in settings_for(simulator, tmp_path).items():
        setattr(settings, name, value)
    return simulator
