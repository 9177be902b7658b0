"""Publishing to an SFTP server: a real one, with and without what goes beyond version 3."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from clients.contract import Deadline
from clients.contract.sftp import SftpSecret
from clients.sftp import open_sftp
from sync import publish
from sync.files import Files, SftpFiles, TargetFault
from sync.publish import Place
from sync.snapshots import listed
from tests.clients.ssh_servers import PASSWORD, Behaviour, ssh_server
from tests.sync.publications import GROUPS, USERS, Site, Stepped, contents_of

PLAIN = frozenset[str]()  # a server of version 3 and no more


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path)
    site.target.mkdir(exist_ok=True)
    return site


@contextmanager
def place(site: Site, behaviour: Behaviour | None = None) -> Iterator[Place]:
    """The target folder, reached over SFTP."""
    with (
        ssh_server(site.folder, behaviour) as server,
        open_sftp(
            server.network, server.place, SftpSecret("password", PASSWORD), server.pinned, Deadline(30)
        ) as sftp,
    ):
        yield Place("sftp://retain@files.example.org/target", SftpFiles(sftp, "/target/"), patience=0.0)


def publish_over(site: Site, users: int, behaviour: Behaviour | None = None) -> publish.Published:
    with place(site, behaviour) as target:
        return site.publish(users, target)


def fault_over(site: Site, users: int, behaviour: Behaviour) -> TargetFault:
    with pytest.raises(TargetFault) as fault:
        publish_over(site, users, behaviour)
    return fault.value


@pytest.mark.parametrize("extensions", [None, PLAIN])
def test_pairs_follow_each_other(site: Site, extensions: frozenset[str] | None) -> None:
    for number, users in enumerate((30, 31, 32), 1):
        assert publish_over(site, users, Behaviour(extensions)).number == number
        assert site.lying() == site.contents(users)
        assert sorted(os.listdir(site.target)) == [GROUPS, USERS]
    assert not publish_over(site, 32, Behaviour(extensions)).changed


def test_the_page_is_told_what_the_server_cannot(site: Site) -> None:
    with place(site) as target:
        assert target.files is not None
        assert target.files.limits == ()
    with place(site, Behaviour(PLAIN)) as target:
        assert target.files is not None
        assert [limit.partition(" (")[0] for limit in target.files.limits] == [
            "This server cannot put a file in the place of another in one step",
            "This server does not flush files to its disk when asked",
        ]


def test_permissions_on_the_server_are_kept(site: Site) -> None:
    publish_over(site, 30)
    os.chmod(site.target / USERS, 0o640)
    publish_over(site, 31)
    assert stat.S_IMODE(os.stat(site.target / USERS).st_mode) == 0o640


def test_files_of_somebody_else_are_fetched_and_kept(site: Site) -> None:
    (site.target / GROUPS).write_bytes(b"made by hand")
    assert publish_over(site, 30).found == 1
    assert contents_of(site.store.manifest(1)) == (None, b"made by hand")


def test_a_disk_that_is_full_leaves_the_old_pair(site: Site) -> None:
    publish_over(site, 30)
    fault = fault_over(site, 31, Behaviour(room=100))
    assert (fault.why, site.lying()) == ("full", site.contents(30))
    assert sorted(os.listdir(site.target)) == [GROUPS, USERS]


def test_a_connection_cut_half_way_is_put_right_by_the_next_run(site: Site) -> None:
    publish_over(site, 30)
    fault = fault_over(site, 31, Behaviour(cut_writing=200))
    assert (fault.why, site.lying()) == ("network", site.contents(30))
    published = publish_over(site, 31)
    assert published.notes == (
        "The last publication was cut off before it touched the target. Nothing of it is left.",
    )
    assert (site.lying(), sorted(os.listdir(site.target))) == (site.contents(31), [GROUPS, USERS])


@pytest.mark.parametrize("renames", [0, 1, 2, 3])
def test_a_rename_that_fails_brings_the_old_file_back(site: Site, renames: int) -> None:
    """Two renames a file: aside, and into place. Going back needs a rename too, which the server refuses as well."""
    publish_over(site, 30)
    fault = fault_over(site, 31, Behaviour(PLAIN, renames=renames))
    assert fault.why == "failed"
    with place(site, Behaviour(PLAIN)) as target:
        publish.recover(site.store, target)
    assert site.lying() in (site.contents(30), site.contents(31))
    assert sorted(os.listdir(site.target)) == [GROUPS, USERS]
    current = site.current()
    assert current is not None
    assert contents_of(current) == site.lying()


def crashing(files: Files, at: int) -> Stepped:
    count = [0]

    def step(_: str) -> None:
        count[0] += 1
        if count[0] == at:
            raise KeyboardInterrupt

    return Stepped(files, step)


@pytest.mark.parametrize("at", range(17, 48, 3))
def test_a_crash_anywhere_leaves_one_generation_after_recovery(site: Site, at: int) -> None:
    publish_over(site, 30, Behaviour(PLAIN))
    with place(site, Behaviour(PLAIN)) as target:
        assert target.files is not None
        dying = Place(target.label, crashing(target.files, at), patience=0.0)
        with pytest.raises(KeyboardInterrupt):
            site.publish(31, dying)
        whole = {None, *site.contents(30), *site.contents(31)}
        assert set(site.lying()) <= whole
        publish.recover(site.store, target)
    current = site.current()
    assert current is not None
    assert contents_of(current) == site.lying()
    assert sorted(os.listdir(site.target)) == [GROUPS, USERS]
    assert len(listed(site.store)) == current.number


def test_between_two_renames_a_crash_leaves_both_files_whole(site: Site) -> None:
    """The moment that only such a server has: the old file is aside, the new one not yet in place."""
    publish_over(site, 30, Behaviour(PLAIN))
    with place(site, Behaviour(PLAIN, renames=1)) as target, pytest.raises(TargetFault):
        site.publish(31, target)
    names = os.listdir(site.target)
    assert USERS not in names
    assert any(name.startswith(f"{USERS}.") and name.endswith(".old") for name in names)
    with place(site, Behaviour(PLAIN)) as target:
        recovered = publish.recover(site.store, target)
    assert recovered is not None
    assert (recovered.outcome, site.lying()) == ("finished", site.contents(31))
    assert sorted(os.listdir(site.target)) == [GROUPS, USERS]


def test_what_the_server_does_not_allow_is_told(site: Site) -> None:
    publish_over(site, 30)
    assert fault_over(site, 31, Behaviour(denied=frozenset({"open"}))).why == "denied"
    assert site.lying() == site.contents(30)


def test_a_folder_that_is_gone_is_told(site: Site) -> None:
    site.target.rmdir()
    assert fault_over(site, 30, Behaviour()).why == "gone"


def test_a_link_on_the_server_is_refused(site: Site) -> None:
    (site.target / USERS).symlink_to(site.folder / "elsewhere")
    assert fault_over(site, 30, Behaviour()).why == "not-plain"
