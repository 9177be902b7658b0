"""A Graph whose directory a test makes up, a signed-in reader of it, and staging files."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from clients.contract import DirectoryReader
from sync import staging
from tests.clients.web_servers import Authority
from tests.sync.collect.graph_world import World, serving


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
def fresh(tmp_path: Path) -> Iterator[Callable[[], tuple[Path, sqlite3.Connection]]]:
    """Makes empty staging files."""
    with ExitStack() as stack:
        made: list[Path] = []

        def make() -> tuple[Path, sqlite3.Connection]:
            path = tmp_path / f"{len(made)}.sqlite"
            made.append(path)
            rows = staging.create(path)
            stack.callback(rows.close)
            return path, rows

        yield make
