"""A pair takes the place of another."""

from __future__ import annotations

import os
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from sync import publish
from sync.files import Files, LocalFiles, TargetFault
from sync.layout.shape import Layout
from sync.publish import Origin, Place
from sync.snapshots import Current, index_of, listed, verify
from tests.sync.publications import GROUPS, NOW, USERS, Site, Stepped, contents_of
from tests.sync.staged import LAYOUT


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


def refused(site: Site, users: int, place: Place | None = None) -> TargetFault:
    with pytest.raises(TargetFault) as fault:
        site.publish(users, place)
    return fault.value


def faulty(site: Site, when: str, why: TargetFault, times: int = 1) -> Stepped:
    """The target, which fails the first `times` times when this step is reached."""
    left = [times]

    def step(name: str) -> None:
        if name == when and left[0]:
            left[0] -= 1
            raise why

    return Stepped(LocalFiles(site.target), step)


FULL = TargetFault("full", "There is no room left.")


def test_the_first_pair_lies_whole_at_the_target(site: Site) -> None:
    published = site.publish(30)
    assert (published.number, published.changed, published.found, published.notes) == (1, True, None, ())
    assert site.lying() == site.contents(30)
    assert sorted(os.listdir(site.target)) == [GROUPS, USERS]
    assert site.store.published() == Current(
        1, str(site.target), "2026-11-20T02:00:00+00:00", LocalFiles(site.target).identity
    )


def test_a_generation_holds_what_lies_at_the_target(site: Site) -> None:
    site.publish(30)
    (manifest,) = listed(site.store)
    assert contents_of(manifest) == site.lying()
    assert (manifest.number, manifest.how, manifest.run, manifest.hash) == (
        1,
        "published",
        "run 30",
        site.pair(30).hash,
    )
    assert Layout.of(manifest.layout) == LAYOUT
    assert [file.rows for file in manifest.files] == [30, 1]
    assert verify(site.store, 1) == ()
    index = index_of(site.store, 1)
    assert index is not None
    assert index.samefile(site.staged(30))


def test_a_second_pair_takes_the_place_of_the_first(site: Site) -> None:
    site.publish(30)
    assert site.publish(31).number == 2
    assert site.lying() == site.contents(31)
    assert [contents_of(manifest) for manifest in listed(site.store)] == [
        site.contents(31),
        site.contents(30),
    ]
    assert sorted(path.name for path in site.store.folder.iterdir()) == ["generations", "published.json"]


def test_groups_are_never_older_than_users(site: Site) -> None:
    for users in (30, 31, 32):
        site.publish(users)
        assert os.stat(site.target / GROUPS).st_mtime_ns >= os.stat(site.target / USERS).st_mtime_ns


def test_the_same_pair_again_writes_nothing(site: Site) -> None:
    site.publish(30)
    before = [os.stat(site.target / name) for name in (USERS, GROUPS)]
    published = site.publish(30)
    assert (published.number, published.changed) == (1, False)
    assert [os.stat(site.target / name) for name in (USERS, GROUPS)] == before
    assert len(listed(site.store)) == 1


def test_what_already_lay_there_is_kept_before_it_is_replaced(site: Site) -> None:
    (site.target / USERS).write_bytes(b"made by hand")
    published = site.publish(30)
    assert (published.number, published.found) == (2, 1)
    assert published.notes == (
        "exchangeuser.csv was put there by somebody else: kept as generation 1, then replaced.",
    )
    found = site.store.manifest(1)
    assert (found.how, contents_of(found), found.groups) == ("found", (b"made by hand", None), None)
    assert [file.rows for file in found.files] == [0]
    assert verify(site.store, 1) == ()


def test_files_that_were_changed_behind_our_back_are_kept(site: Site) -> None:
    site.publish(30)
    for name in (USERS, GROUPS):
        (site.target / name).write_bytes(b"")
    published = site.publish(30)
    assert (published.number, published.changed, published.found) == (3, True, 2)
    assert published.notes[0].startswith(
        "exchangeuser.csv and exchangegroups.csv were put there by somebody else"
    )
    assert contents_of(site.store.manifest(2)) == (b"", b"")
    assert site.lying() == site.contents(30)


def test_rows_of_somebody_elses_files_are_counted(site: Site) -> None:
    users, groups = site.contents(30)
    for name, data in ((USERS, users), (GROUPS, groups)):
        (site.target / name).write_bytes((data or b"") + b"\r\nhalf a row")
    site.publish(31)
    assert [file.rows for file in site.store.manifest(1).files] == [30, 1]


def test_files_that_a_generation_holds_are_not_kept_twice(site: Site) -> None:
    site.publish(30)
    site.publish(31)
    (site.target / USERS).write_bytes(site.contents(30)[0] or b"")
    published = site.publish(31)
    assert (published.number, published.found) == (3, None)
    assert published.notes == (
        "exchangeuser.csv was altered at the target since the last publication, and was replaced.",
    )


def test_files_that_vanished_are_written_again(site: Site) -> None:
    site.publish(30)
    os.remove(site.target / GROUPS)
    published = site.publish(30)
    assert (published.number, published.changed, published.found) == (2, True, None)
    assert site.lying() == site.contents(30)


def test_permissions_of_the_existing_files_are_kept(site: Site) -> None:
    site.publish(30)
    os.chmod(site.target / USERS, 0o640)
    site.publish(31)
    assert stat.S_IMODE(os.stat(site.target / USERS).st_mode) == 0o640


@pytest.mark.parametrize(
    "step", ["before write", "within write", "after write", "before replace", "after flush"]
)
def test_a_fault_leaves_the_old_pair_and_no_trace(site: Site, step: str) -> None:
    site.publish(30)
    fault = refused(site, 31, site.place(faulty(site, step, FULL)))
    assert fault is FULL
    assert site.lying() == site.contents(30)
    assert sorted(os.listdir(site.target)) == [GROUPS, USERS]
    assert [manifest.number for manifest in listed(site.store)] == [1]
    assert sorted(path.name for path in site.store.folder.iterdir()) == ["generations", "published.json"]
    assert site.publish(31).number == 2


def test_a_fault_at_the_first_publication_leaves_an_empty_folder(site: Site) -> None:
    refused(site, 30, site.place(faulty(site, "after flush", FULL)))
    assert os.listdir(site.target) == []
    assert site.store.published() is None


def second_replace(site: Site, fault: TargetFault, forever: bool) -> Stepped:
    """The first file can be replaced, the second cannot; going back is possible unless `forever`."""
    seen: list[str] = []

    def step(name: str) -> None:
        seen.append(name)
        replaced = seen.count("before replace")
        if name == "before replace" and (replaced > 1 if forever else replaced == 2):
            raise fault

    return Stepped(LocalFiles(site.target), step)


def test_a_file_held_open_takes_the_other_one_back(site: Site) -> None:
    site.publish(30)
    held = TargetFault(
        "held", "exchangegroups.csv could not be replaced: another program holds the file open."
    )
    assert refused(site, 31, site.place(second_replace(site, held, forever=False))) is held
    assert site.lying() == site.contents(30)


def test_no_way_forward_and_none_back_is_said_and_mended_by_the_next_run(site: Site) -> None:
    site.publish(30)
    held = TargetFault("held", "exchangegroups.csv could not be replaced.")
    fault = refused(site, 31, site.place(second_replace(site, held, forever=True)))
    assert fault.text.startswith(
        "exchangegroups.csv could not be replaced. Going back was not possible either"
    )
    assert site.lying() == (site.contents(31)[0], site.contents(30)[1])
    published = site.publish(32)
    assert published.notes == ("The last publication was cut off in the middle. It was finished now.",)
    assert (published.number, site.lying()) == (3, site.contents(32))
    assert contents_of(site.store.manifest(2)) == site.contents(31)


def test_a_file_that_is_held_open_for_a_moment_is_waited_for(site: Site) -> None:
    site.publish(30)
    held = TargetFault("held", "held")
    assert (
        site.publish(31, site.place(faulty(site, "before replace", held, times=3), patience=30)).number == 2
    )
    assert site.lying() == site.contents(31)


def test_a_file_that_reads_back_otherwise_is_never_put_in_place(site: Site) -> None:
    site.publish(30)

    class Lossy(LocalFiles):
        def write(self, name: str, pieces: object, like: str = "") -> None:
            super().write(name, [b"half"], like)

    fault = refused(site, 31, site.place(Lossy(site.target)))
    assert (fault.why, site.lying()) == ("damaged", site.contents(30))


def test_a_target_that_loses_what_was_put_in_place_is_found_out(site: Site) -> None:
    site.publish(30)

    class Forgetful(LocalFiles):
        forgets = True

        def replace(self, source: str, name: str) -> None:
            super().replace(source, name)
            if Forgetful.forgets and name == GROUPS:
                Forgetful.forgets = False
                self.remove(name)

    fault = refused(site, 31, site.place(Forgetful(site.target)))
    assert (fault.why, site.lying()) == ("damaged", site.contents(30))


def test_too_little_room_is_told_before_anything_is_written(site: Site) -> None:
    site.publish(30)

    class Small(LocalFiles):
        def free(self) -> int:
            return 5000

        def write(self, name: str, pieces: object, like: str = "") -> None:
            raise AssertionError("nothing may be written")

    fault = refused(site, 31, site.place(Small(site.target)))
    assert fault.why == "full"
    assert fault.text.startswith("The target has 4 kB of room left; 1,0")


def test_where_nobody_knows_the_room_it_is_tried(site: Site) -> None:
    class Silent(LocalFiles):
        def free(self) -> int | None:
            return None

    assert site.publish(30, site.place(Silent(site.target))).changed


def test_a_link_in_the_place_of_a_file_is_refused(site: Site, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret")
    (site.target / USERS).symlink_to(secret)
    assert refused(site, 30).why == "not-plain"
    assert (secret.read_text(), (site.target / USERS).is_symlink()) == ("secret", True)
    assert listed(site.store) == []


def test_names_that_clash_are_refused_before_anything_is_written(site: Site) -> None:
    (site.target / "ExchangeUser.csv").write_text("x")
    assert refused(site, 30).why == "clash"
    assert os.listdir(site.target) == ["ExchangeUser.csv"]


def test_a_share_that_is_away_is_not_taken_for_an_empty_folder(site: Site, tmp_path: Path) -> None:
    site.publish(30)
    site.target.rename(tmp_path / "share")
    os.mkdir(tmp_path / "target")
    fault = refused(site, 31)
    assert (fault.why, "is the network share mounted?" in fault.text) == ("gone", True)
    assert os.listdir(tmp_path / "target") == []
    os.rmdir(tmp_path / "target")
    assert refused(site, 31).why == "gone"
    (tmp_path / "share").rename(site.target)
    assert site.publish(31).changed


def test_another_folder_with_the_pair_in_it_is_taken(site: Site, tmp_path: Path) -> None:
    site.publish(30)
    site.target.rename(tmp_path / "old")
    os.mkdir(tmp_path / "target")
    for name in (USERS, GROUPS):
        (tmp_path / "target" / name).write_bytes((tmp_path / "old" / name).read_bytes())
    assert site.publish(31).changed


def test_a_new_target_gets_the_whole_pair(site: Site, tmp_path: Path) -> None:
    site.publish(30)
    other = tmp_path / "other"
    other.mkdir()
    published = site.publish(30, Place(str(other), LocalFiles(other)))
    assert (published.number, published.changed) == (2, True)
    assert (other / USERS).read_bytes() == site.contents(30)[0]
    assert site.lying() == site.contents(30)


def test_without_a_target_only_a_generation_is_made(site: Site) -> None:
    nowhere = Place("download", None)
    assert site.publish(30, nowhere).changed
    assert not site.publish(30, nowhere).changed
    assert site.publish(31, nowhere).number == 2
    assert site.lying() == (None, None)
    assert publish.intact(site.store, nowhere) == ()


def test_a_file_of_an_earlier_name_is_told(site: Site) -> None:
    site.publish(30)
    pair = site.pair(31)
    renamed = pair.users.path.rename(pair.users.path.with_name("exchangeusers.csv"))
    other = replace(pair, users=replace(pair.users, name="exchangeusers.csv", path=renamed))
    published = publish.publish(site.store, other, site.place(), Origin("published", NOW))
    assert published.notes == (
        "exchangeuser.csv of the pair before still lies at the target, and is not written any more. Remove it.",
    )


def test_a_pair_that_does_not_read_back_becomes_no_generation(site: Site) -> None:
    pair = site.pair(30)
    pair.groups.path.write_bytes(b"altered")
    with pytest.raises(TargetFault, match="does not read back"):
        publish.publish(site.store, pair, site.place(), Origin("published", NOW))
    assert (listed(site.store), os.listdir(site.target), site.store.hidden()) == ([], [], [])


def test_the_published_pair_is_found_whole_or_not(site: Site) -> None:
    assert publish.intact(site.store, site.place()) == ()
    site.publish(30)
    assert publish.intact(site.store, site.place()) == ()
    (site.target / USERS).write_bytes(b"x")
    os.remove(site.target / GROUPS)
    assert publish.intact(site.store, site.place()) == (
        "exchangeuser.csv was altered since it was published.",
        "exchangegroups.csv is not there.",
    )
    assert publish.intact(site.store, Place("elsewhere", LocalFiles(site.target))) == ()


def files_are_files(files: Files) -> None:
    """For the type checker: both kinds are what publishing asks for."""


files_are_files(LocalFiles(Path()))
