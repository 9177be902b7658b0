"""Generations: listed, verified, pruned, made small, brought back, compared."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from sync import difference, publish, snapshots, staging
from sync.publish import NotRestorable, Origin
from sync.snapshots import Damaged, Manifest, Store, compare, index_of, listed, prune, slim, verify
from sync.snapshots.indexes import INDEX
from tests.sync.publications import GROUPS, NOW, USERS, Site, contents_of
from tests.sync.staged import LAYOUT


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


def published(site: Site, *users: int, days: int = 0) -> None:
    """One generation a number of users, each a day younger than the one before; the last is `days` days old."""
    for index, count in enumerate(users):
        made = NOW - timedelta(days=days + len(users) - 1 - index)
        origin = Origin("published", made, f"run {count}", site.staged(count), LAYOUT.stored())
        publish.publish(site.store, site.pair(count), site.place(), origin)


def numbers(store: Store) -> list[int]:
    return [manifest.number for manifest in listed(store)]


# Kept ----------------------------------------------------------------------------------------------


def test_generations_are_listed_newest_first(site: Site) -> None:
    published(site, 30, 31, 32)
    assert [(one.number, one.how, one.run, one.made) for one in listed(site.store)][:2] == [
        (3, "published", "run 32", "2026-11-20T02:00:00+00:00"),
        (2, "published", "run 31", "2026-11-19T02:00:00+00:00"),
    ]


def test_a_manifest_says_what_a_generation_holds(site: Site) -> None:
    published(site, 30)
    value = json.loads((site.store.path(1) / "manifest.json").read_text())
    pair = site.pair(30)
    assert {key: value[key] for key in ("format", "number", "how", "hash")} == {
        "format": "pair/1", "number": 1, "how": "published", "hash": pair.hash,
    }  # fmt: skip
    assert value["files"]["users"] == {
        "name": USERS, "rows": 30, "bytes": pair.users.bytes, "sha256": pair.users.sha256,
    }  # fmt: skip
    assert Manifest.of(value, site.store.path(1)) == site.store.manifest(1)


def test_the_folder_of_a_generation_is_for_us_alone(site: Site) -> None:
    published(site, 30)
    assert os.stat(site.store.path(1)).st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"format": "pair/2"}', '{"format": "pair/1", "number": 1}']
)
def test_a_manifest_that_cannot_be_read_is_left_out_of_the_list(site: Site, text: str) -> None:
    published(site, 30, 31)
    (site.store.path(1) / "manifest.json").write_text(text)
    assert numbers(site.store) == [2]
    with pytest.raises(Damaged):
        site.store.manifest(1)


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"format": "published/2", "number": 1}'])
def test_without_knowing_what_is_published_nothing_goes_on(site: Site, text: str) -> None:
    published(site, 30)
    (site.store.folder / "published.json").write_text(text)
    with pytest.raises(Damaged, match=r"published\.json"):
        published(site, 31)
    assert site.lying() == site.contents(30)


def test_a_new_connection_has_no_generations(site: Site) -> None:
    assert (listed(site.store), site.store.published(), index_of(site.store, 1)) == ([], None, None)
    with pytest.raises(FileNotFoundError):
        site.store.manifest(1)


# Verified ------------------------------------------------------------------------------------------


def test_a_generation_that_was_altered_is_told(site: Site) -> None:
    published(site, 30)
    folder = site.store.path(1)
    data = (folder / USERS).read_bytes()
    (folder / USERS).write_bytes(data.replace(b"Sales", b"sales", 1))
    (folder / GROUPS).write_bytes(b"short")
    (folder / INDEX).unlink()
    users, groups, index = verify(site.store, 1)
    assert users == "exchangeuser.csv was altered: its hash is another one."
    assert groups.startswith("exchangegroups.csv has 5 bytes; it had ")
    assert index == "index.sqlite is missing: the next run cannot be compared with this generation."


def test_files_that_are_missing_or_no_files_are_told(site: Site) -> None:
    published(site, 30)
    (site.store.path(1) / USERS).unlink()
    (site.store.path(1) / GROUPS).unlink()
    (site.store.path(1) / GROUPS).mkdir()
    missing, folder = verify(site.store, 1)
    assert missing == "exchangeuser.csv is missing."
    assert folder.startswith("exchangegroups.csv could not be read")


def test_an_index_that_cannot_be_read_is_told(site: Site) -> None:
    published(site, 30)
    index = site.store.path(1) / INDEX
    index.unlink()
    index.write_bytes(b"SQLite format 3\0" + b"\xff" * 9000)
    (problem,) = verify(site.store, 1)
    assert problem.startswith("index.sqlite is damaged")


# Pruned --------------------------------------------------------------------------------------------


def test_generations_go_by_count(site: Site) -> None:
    published(site, 30, 31, 32, 33, 34)
    assert prune(site.store, 3, 90, NOW) == [1, 2]
    assert numbers(site.store) == [5, 4, 3]
    assert not (site.store.generations / "1").exists()


def test_generations_go_by_age(site: Site) -> None:
    published(site, 30, 31, 32, 33, 34)
    assert prune(site.store, 30, 2, NOW) == [1, 2]


def test_the_published_one_stays_however_old(site: Site) -> None:
    published(site, 30, 31, days=400)
    assert prune(site.store, 1, 1, NOW) == [1]
    assert prune(site.store, 0, 0, NOW) == []
    assert numbers(site.store) == [2]


def test_an_older_generation_that_is_published_again_stays(site: Site) -> None:
    published(site, 30, 31)
    (site.target / USERS).write_bytes(b"by hand")
    publish.restore(site.store, 1, site.place(), NOW)
    assert numbers(site.store) == [4, 3, 2, 1]
    assert prune(site.store, 1, 90, NOW) == [1, 2, 3]
    assert site.store.manifest(4).restored_from == 1


def test_the_only_generation_stays_though_none_is_published(site: Site) -> None:
    published(site, 30, days=400)
    (site.store.folder / "published.json").unlink()
    assert prune(site.store, 1, 1, NOW) == []


def test_one_without_a_readable_manifest_goes_by_count(site: Site) -> None:
    published(site, 30, 31, 32)
    (site.store.path(1) / "manifest.json").write_text("")
    assert prune(site.store, 3, 1, NOW) == []
    assert prune(site.store, 2, 1, NOW) == [1]


def test_numbers_are_not_given_twice(site: Site) -> None:
    published(site, 30, 31)
    prune(site.store, 1, 90, NOW)
    published(site, 32)
    assert numbers(site.store) == [3, 2]


# Made small ----------------------------------------------------------------------------------------


def test_a_small_index_serves_as_well_as_the_whole_one(site: Site) -> None:
    published(site, 30, 31)
    staged = site.staged(29)
    with closing(sqlite3.connect(staged)) as rows:
        whole = difference.compare(rows, index_of(site.store, 2))
        assert slim(site.store) == 2
        assert difference.compare(rows, index_of(site.store, 2)) == whole
        assert slim(site.store) == 0
    assert verify(site.store, 2) == ()
    assert not (site.store.path(2) / INDEX).samefile(site.staged(31))


def test_a_small_index_holds_only_what_is_in_the_files(site: Site) -> None:
    published(site, 30)
    with closing(sqlite3.connect(site.staged(30))) as rows:
        rows.execute("INSERT INTO users VALUES ('x', 'x', '', '', 'unknown', 'guest', '', x'FF', '')")
        rows.execute("INSERT INTO contacts VALUES ('x', 'x', 'x', x'FF')")
        rows.commit()
    slim(site.store)
    with staging.reading(site.store.path(1) / INDEX) as rows:
        assert rows.execute("SELECT count(*), sum(length(record)) FROM users").fetchone() == (30, 0)
        assert rows.execute("SELECT count(*) FROM contacts").fetchone() == (0,)
        assert rows.execute("SELECT count(*) FROM members").fetchone() == (30,)
    assert os.stat(site.store.path(1) / INDEX).st_mode & 0o077 == 0


def test_what_a_crash_left_of_a_small_index_is_overwritten(site: Site) -> None:
    published(site, 30)
    (site.store.path(1) / f"{INDEX}.new").write_bytes(b"half")
    assert slim(site.store) == 1
    assert {path.name for path in site.store.path(1).iterdir()} == {USERS, GROUPS, INDEX, "manifest.json"}


# Brought back --------------------------------------------------------------------------------------


def test_an_old_generation_is_brought_back_as_a_new_one(site: Site) -> None:
    published(site, 30, 31)
    done = publish.restore(site.store, 1, site.place(), NOW, "run 9")
    assert (done.number, done.changed, site.lying()) == (3, True, site.contents(30))
    manifest = site.store.manifest(3)
    assert (manifest.how, manifest.restored_from, manifest.run) == ("restored", 1, "run 9")
    assert contents_of(site.store.manifest(1)) == site.contents(30)
    index = index_of(site.store, 3)
    assert index is not None
    assert index.samefile(site.store.path(1) / INDEX)
    assert verify(site.store, 3) == ()


def test_bringing_back_what_lies_there_changes_nothing(site: Site) -> None:
    published(site, 30)
    assert not publish.restore(site.store, 1, site.place(), NOW).changed


def test_files_that_were_found_can_be_brought_back(site: Site) -> None:
    published(site, 30)
    for name, data in ((USERS, b"users by hand"), (GROUPS, b"groups by hand")):
        (site.target / name).write_bytes(data)
    published(site, 31)
    done = publish.restore(site.store, 2, site.place(), NOW)
    assert site.lying() == (b"users by hand", b"groups by hand")
    assert verify(site.store, done.number) == ()
    index = index_of(site.store, done.number)
    assert index == site.store.path(3) / INDEX, (
        "the next run is compared with what this program published last"
    )


def test_half_a_pair_is_not_brought_back(site: Site) -> None:
    (site.target / USERS).write_bytes(b"by hand")
    published(site, 30)
    with pytest.raises(NotRestorable, match="Generation 1 has no groups file"):
        publish.restore(site.store, 1, site.place(), NOW)


def test_empty_files_are_not_brought_back(site: Site) -> None:
    for name in (USERS, GROUPS):
        (site.target / name).write_bytes(b"")
    published(site, 30)
    with pytest.raises(NotRestorable, match="holds an empty file"):
        publish.restore(site.store, 1, site.place(), NOW)


def test_a_generation_that_is_damaged_is_not_brought_back(site: Site) -> None:
    published(site, 30, 31)
    (site.store.path(1) / USERS).write_bytes(b"x")
    with pytest.raises(NotRestorable, match="Generation 1 is not whole any more"):
        publish.restore(site.store, 1, site.place(), NOW)
    assert site.lying() == site.contents(31)


def test_a_generation_that_is_gone_is_not_brought_back(site: Site) -> None:
    published(site, 30)
    with pytest.raises(FileNotFoundError):
        publish.restore(site.store, 7, site.place(), NOW)


# Compared ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("small", [False, True])
def test_two_generations_are_compared(site: Site, small: bool) -> None:
    published(site, 30, 32)
    if small:
        slim(site.store)
    found = compare(site.store, 1, 2)
    assert found.users == {"before": 30, "after": 32, "same": 30, "add": 2}
    assert found.groups == {"before": 1, "after": 1, "same": 0, "change": 1}
    assert [(row.what, row.change, row.key) for row in found.rows] == [
        ("user", "add", "user0030@example.org"),
        ("user", "add", "user0031@example.org"),
        ("group", "change", "all@example.org"),
    ]
    assert found.rows[2].sentence == "Differs in Members: 2 join."
    assert [(row.change, row.why) for row in compare(site.store, 2, 1).rows[:2]] == [("remove", "gone")] * 2


def test_comparing_leaves_both_generations_as_they_were(site: Site) -> None:
    published(site, 30, 31)
    before = {path: path.read_bytes() for path in site.store.generations.rglob("*") if path.is_file()}
    compare(site.store, 1, 2)
    assert {path: path.read_bytes() for path in site.store.generations.rglob("*") if path.is_file()} == before


def test_files_that_were_found_have_nothing_to_compare_by(site: Site) -> None:
    (site.target / USERS).write_bytes(b"by hand")
    published(site, 30)
    assert compare(site.store, 1, 2).text == (
        "Generation 1 was not made by this program: it has no index to compare."
    )
    with pytest.raises(FileNotFoundError):
        compare(site.store, 2, 9)


def test_everything_that_is_offered_is_there() -> None:
    assert {name for name in snapshots.__all__ if not hasattr(snapshots, name)} == set()


# Faults --------------------------------------------------------------------------------------------


def test_where_the_disk_knows_no_second_names_the_index_is_copied(site: Site) -> None:
    elsewhere = Path("/dev/shm")
    if not elsewhere.is_dir() or os.stat(elsewhere).st_dev == os.stat(site.folder).st_dev:
        pytest.skip("there is no second file system to try it with")
    with TemporaryDirectory(dir=elsewhere) as folder:
        staged = shutil.copyfile(site.staged(30), Path(folder) / "run.sqlite")
        origin = Origin("published", NOW, "", staged, LAYOUT.stored())
        publish.publish(site.store, site.pair(30), site.place(), origin)
        assert not (site.store.path(1) / INDEX).samefile(staged)
    assert verify(site.store, 1) == ()


def test_a_generation_that_cannot_be_removed_waits_for_the_next_time(site: Site) -> None:
    published(site, 30, 31, 32)
    blocked = site.store.generations / ".1.gone"
    (blocked / "in the way").mkdir(parents=True)
    assert prune(site.store, 1, 90, NOW) == [2]
    shutil.rmtree(blocked)
    assert prune(site.store, 1, 90, NOW) == [1]
