"""An incremental run that changes the tables of the run before where they lie, which nobody else needs any more."""

from __future__ import annotations

import copy
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from clients.contract import Broken, DirectoryReader
from sync.choice import Choice
from tests.sync.collect.graph_world import World, missing
from tests.sync.collect.plainly import plainly, tables, user
from tests.sync.collect.runs import Runs
from tests.sync.collect.test_full import TEAM
from tests.sync.collect.test_incremental import CHANGES, Nights, one_after_the_other

# A process that changes a staging file, so much that it is written to the disk already, and dies before the end.
DIES = """
import os, sys
from pathlib import Path
from sync import staging
rows = staging.taken_over(Path(sys.argv[1]))
rows.execute("PRAGMA cache_size=1")
rows.execute("DELETE FROM users")
rows.executemany(
    "INSERT INTO contacts VALUES (?, '', '', ?)", ((str(number), b"x" * 1000) for number in range(500))
)
os._exit(9)
"""


@pytest.fixture
def nights(reader: DirectoryReader, world: World, fresh: Runs) -> Nights:
    made = Nights(reader, world, fresh)
    made.takes_over = True
    return made


def dump(path: Path) -> list[str]:
    """All that a staging file holds."""
    with closing(sqlite3.connect(path)) as rows:
        return [*rows.iterdump()]


def begun(nights: Nights, reader: DirectoryReader) -> tuple[Path, list[str]]:
    """After a first night: its staging file and what it holds."""
    nights.run(copy.deepcopy(TEAM))
    nights.rows.close()
    assert nights.previous is not None
    return nights.previous, dump(nights.previous)


def test_nights_build_on_each_other_in_one_file(nights: Nights) -> None:
    nights.run(copy.deepcopy(TEAM))
    for now in one_after_the_other():
        before = nights.previous
        nights.rows.close()
        assert nights.run(now).kind == "incremental"
        assert tables(nights.rows) == plainly(now, Choice())
        assert before is not None
        assert not before.exists()


def test_a_run_that_breaks_off_leaves_the_tables_as_they_were(
    nights: Nights, reader: DirectoryReader
) -> None:
    path, before = begun(nights, reader)
    now = copy.deepcopy(TEAM)
    CHANGES["somebody comes into a group"](now)
    nights.world.meddle = lambda url: missing(503, "Down") if url.endswith("$count") else None
    with pytest.raises(Broken):
        nights.run(now)
    assert dump(path) == before
    nights.world.meddle = lambda url: None
    assert nights.run(now).kind == "incremental"
    assert tables(nights.rows) == plainly(now, Choice())


def test_changes_that_do_not_add_up_are_taken_back_before_everything_is_read(
    nights: Nights, reader: DirectoryReader
) -> None:
    path, before = begun(nights, reader)
    now = copy.deepcopy(TEAM)
    now.users["u9"] = user("u9")
    counted = iter([5])  # the count of the night; what is counted for the full run is right

    def meddle(url: str) -> Any:
        return (200, next(counted, len(now.users))) if url == "/users/$count" else None

    nights.world.meddle = meddle
    certificate = nights.run(now)
    assert (certificate.kind, certificate.complete) == ("full", True)
    assert "5 that Microsoft Graph counted" in certificate.fell_back
    assert dump(path) == before
    assert tables(nights.rows) == plainly(now, Choice())
    # Types of mailboxes were remembered from the tables that came back.
    assert not any("/room/mailboxSettings" in url for url in nights.world.asked)


def test_what_a_process_that_died_had_begun_is_undone_by_the_next_run(
    nights: Nights, reader: DirectoryReader
) -> None:
    path, _ = begun(nights, reader)
    done = subprocess.run([sys.executable, "-c", DIES, str(path)], cwd=Path(__file__).parents[3], check=False)
    assert done.returncode == 9
    assert path.with_name(f"{path.name}-journal").stat().st_size > 0, "there is something to undo"
    now = copy.deepcopy(TEAM)
    CHANGES["somebody is renamed"](now)
    certificate = nights.run(now)
    assert (certificate.kind, certificate.fell_back) == ("incremental", "")
    assert tables(nights.rows) == plainly(now, Choice())


def test_who_wants_everything_leaves_the_run_before_alone(nights: Nights, reader: DirectoryReader) -> None:
    path, before = begun(nights, reader)
    assert nights.run(copy.deepcopy(TEAM), full=True).kind == "full"
    assert dump(path) == before
