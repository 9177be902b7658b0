"""Kept values: found by id, else by name, and never inherited by somebody else."""

from __future__ import annotations

import os
import sqlite3
import stat
from pathlib import Path

import pytest

from sync.layout import kept
from sync.layout.kept import NOTHING, KeptRow, KeptValues

ROWS = (
    KeptRow("user", ("id-1", "ada@example.org", "ada@example.org"), {"Guid": "g1", "Note": None, "Text": ""}),
    KeptRow("user", ("", "Bob@Example.org", ""), {"Guid": "g2"}),
    KeptRow("user", ("", "", "eve@example.org"), {"Guid": "g3"}),
    KeptRow("group", ("id-1", "", "staff@example.org"), {"Guid": "group"}),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "kept.sqlite"
    kept.write(file, ROWS)
    return file


def test_a_known_row_has_its_values(path: Path) -> None:
    values = KeptValues(path)
    assert values.get(("id-1", "ada@example.org", "ada@example.org"), "Guid") == "g1"
    assert values.get(("id-1", "", ""), "Note") == ""
    assert values.get(("id-1", "", ""), "Unknown") is None
    assert values.get(("id-9", "new@example.org", "new@example.org"), "Guid") is None
    values.close()


def test_nothing_at_all_and_two_quotes_stay_different(path: Path) -> None:
    values = KeptValues(path)
    assert values.rows([("id-1", "", "")]) == [{"Guid": "g1", "Note": None, "Text": ""}]
    values.close()


def test_somebody_else_with_the_same_name_inherits_nothing(path: Path) -> None:
    values = KeptValues(path)
    assert values.get(("id-2", "ada@example.org", "ada@example.org"), "Guid") is None
    values.close()


def test_rows_of_nobody_are_found_by_logon_name_or_address_whatever_the_case(path: Path) -> None:
    values = KeptValues(path)
    assert values.get(("id-2", "BOB@example.org", ""), "Guid") == "g2"
    assert values.get(("id-3", "else@example.org", "Eve@Example.org"), "Guid") == "g3"
    values.close()


def test_users_and_groups_are_kept_apart(path: Path) -> None:
    values = KeptValues(path)
    assert values.get(("id-1", "", ""), "Guid", "group") == "group"
    assert values.get(("", "", "staff@example.org"), "Guid") is None
    values.close()


def test_many_are_found_in_their_order(path: Path) -> None:
    values = KeptValues(path)
    asked = [("id-9", "", ""), ("id-1", "", ""), ("", "bob@example.org", "")] * 500
    found = values.rows(asked)
    assert [row.get("Guid") for row in found] == [None, "g1", "g2"] * 500
    assert values.rows([]) == []
    values.close()


def test_only_we_may_read_the_file_and_a_new_one_takes_its_place(path: Path) -> None:
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    kept.write(path, [KeptRow("user", ("id-1", "", ""), {"Guid": "new"})])
    values = KeptValues(path)
    assert values.get(("id-1", "", ""), "Guid") == "new"
    assert values.get(("", "bob@example.org", ""), "Guid") is None
    values.close()
    assert [one.name for one in path.parent.iterdir()] == ["kept.sqlite"]


def test_a_lost_file_is_an_error_and_not_an_empty_one(tmp_path: Path) -> None:
    with pytest.raises(sqlite3.OperationalError):
        KeptValues(tmp_path / "gone.sqlite")


def test_nothing_knows_no_values() -> None:
    assert NOTHING.get(("a", "b", "c"), "Guid") is None
    assert NOTHING.rows([("a", "b", "c")]) == [{}]
