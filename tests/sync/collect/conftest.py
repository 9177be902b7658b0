"""A Graph whose directory a test makes up, a signed-in reader of it, and staging files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from clients.contract import DirectoryReader
from tests.clients.web_servers import Authority
from tests.sync.collect.graph_world import World, serving
from tests.sync.collect.runs import Runs


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """An authority that the reader trusts."""
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def reader(authority: Authority, world: World) -> Iterator[DirectoryReader]:
    with serving(authority, world) as place, place.clients(seconds=3600) as clients:
        yield clients.directory


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Runs]:
    with ExitStack() as stack:
        yield Runs(tmp_path, stack)
