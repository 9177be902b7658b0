"""The directory of a staging file, as learning reads it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from sync import staging
from sync.layout.known import Listed, Staged
from sync.packing import packed_group, packed_user
from tests.sync.layout.directories import directory


def staged(path: Path, known: Listed) -> Staged:
    file = staging.create(path)
    people = [(u.id, "", "", "", kind, "", "", packed_user(u), "") for u, kind in known.people]
    file.executemany("INSERT INTO users VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", people)
    for group, ids in known.lists:
        row = (group.id, "", "", "", "", "", 0, packed_group(group), "")
        file.execute("INSERT INTO groups VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
        file.executemany("INSERT INTO members VALUES (?, ?)", [(group.id, one) for one in ids])
    file.executemany("INSERT INTO members VALUES (?, ?)", [("0", "nobody"), ("zz", "nobody")])
    file.commit()
    file.close()
    return Staged(path)


def test_users_and_groups_come_as_they_were_stored_and_more_than_once(tmp_path: Path) -> None:
    known = directory()
    found = staged(tmp_path / "run.sqlite", known)
    for _ in range(2):
        users = [(user.id, user.display_name, user.proxy_addresses, kind) for user, kind in found.users()]
        assert users == [(u.id, u.display_name, u.proxy_addresses, kind) for u, kind in known.people]
        groups = {group.id: (group.display_name, [*ids]) for group, ids in found.groups()}
        assert groups == {group.id: (group.display_name, [*ids]) for group, ids in known.lists}


def test_a_directory_of_nobody_has_nobody(tmp_path: Path) -> None:
    found = staged(tmp_path / "run.sqlite", Listed([]))
    assert ([*found.users()], [*found.groups()]) == ([], [])


def test_a_lost_staging_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(sqlite3.OperationalError):
        next(Staged(tmp_path / "gone.sqlite").users())
