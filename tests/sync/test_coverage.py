"""Who is archived and who is not: the numbers add up."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from sync import staging
from sync.coverage import Coverage, coverage
from sync.directory import REASONS


def user(id: str, kind: str, reason: str) -> tuple[str | bytes, ...]:
    return (id, "", "", "", kind, reason, "", b"", "" if reason else "line")


def group(id: str, reason: str) -> tuple[str | bytes | int, ...]:
    return (id, "", "", "distribution", reason, "", 0, b"", "")


def test_everybody_is_archived_or_left_out_for_a_reason(tmp_path: Path) -> None:
    rows = staging.create(tmp_path / "run.sqlite")
    people = (
        [("user", "")] * 5
        + [("shared", "")] * 2
        + [("shared", "by-type"), ("unknown", "guest"), ("user", "guest")]
    )
    for number, (kind, reason) in enumerate(people):
        rows.execute("INSERT INTO users VALUES (?,?,?,?,?,?,?,?,?)", user(str(number), kind, reason))
    for number, reason in enumerate(["", "", "not-mail-enabled"]):
        rows.execute("INSERT INTO groups VALUES (?,?,?,?,?,?,?,?,?)", group(str(number), reason))
    found = coverage(rows)
    assert found == Coverage(
        10, 7, {"by-type": 1, "guest": 2},
        {"user": {"archived": 5, "left_out": 1}, "shared": {"archived": 2, "left_out": 1},
         "unknown": {"archived": 0, "left_out": 1}},
        {"": 2, "not-mail-enabled": 1},
    )  # fmt: skip
    assert Coverage(**found.stored()) == found
    rows.close()


def test_nobody_at_all_adds_up_too(tmp_path: Path) -> None:
    rows = staging.create(tmp_path / "run.sqlite")
    assert coverage(rows) == Coverage(0, 0, {}, {}, {})
    rows.close()


@given(st.lists(st.tuples(st.sampled_from(["user", "shared", "unknown"]), st.sampled_from(["", *REASONS]))))
def test_the_numbers_always_add_up(people: list[tuple[str, str]]) -> None:
    rows = sqlite3.connect(":memory:")
    rows.executescript(staging.SCHEMA)
    rows.executemany(
        "INSERT INTO users VALUES (?,?,?,?,?,?,?,?,?)",
        [user(str(number), kind, reason) for number, (kind, reason) in enumerate(people)],
    )
    found = coverage(rows)
    rows.close()
    assert found.archived + sum(found.reasons.values()) == found.total == len(people)
    assert sum(sum(numbers.values()) for numbers in found.kinds.values()) == found.total
