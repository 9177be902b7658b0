"""Operations on a folder of this machine."""

from __future__ import annotations

import errno
import os
import resource
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sync.files import LocalFiles, Stat, TargetFault, faults
from sync.files.reading import digest, measure


@pytest.fixture
def files(tmp_path: Path) -> LocalFiles:
    return LocalFiles(tmp_path)


def why(fault: pytest.ExceptionInfo[TargetFault]) -> str:
    return fault.value.why


def test_what_is_written_is_read_and_measured(files: LocalFiles) -> None:
    files.write("a.csv", [b"one", b"two"])
    assert b"".join(files.read("a.csv")) == b"onetwo"
    assert (files.names(), files.stat("a.csv")) == (["a.csv"], Stat(6))
    assert measure(files, "a.csv").size == 6


def test_a_file_takes_the_place_of_another(files: LocalFiles, tmp_path: Path) -> None:
    files.write("a.csv", [b"old"])
    files.write("a.csv.new", [b"new"])
    files.replace("a.csv.new", "a.csv")
    files.flush()
    assert (files.names(), (tmp_path / "a.csv").read_bytes()) == (["a.csv"], b"new")


def test_an_existing_file_is_never_written_over(files: LocalFiles, tmp_path: Path) -> None:
    files.write("a.csv", [b"old"])
    with pytest.raises(TargetFault, match=r"a\.csv could not be written"):
        files.write("a.csv", [b"new"])
    assert (tmp_path / "a.csv").read_bytes() == b"old"


def test_removing_what_is_not_there_does_nothing(files: LocalFiles) -> None:
    files.remove("a.csv")
    files.write("a.csv", [b"x"])
    files.remove("a.csv")
    assert files.names() == []


def test_what_is_not_there_has_no_stat_and_no_digest(files: LocalFiles) -> None:
    assert files.stat("a.csv") is None
    assert digest(files, "a.csv") is None


def test_links_and_devices_are_not_followed(files: LocalFiles, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret")
    (tmp_path / "a.csv").symlink_to(secret)
    os.mkfifo(tmp_path / "pipe.csv")
    (tmp_path / "folder.csv").mkdir()
    for name in ("a.csv", "pipe.csv", "folder.csv"):
        found = files.stat(name)
        assert found is not None
        assert not found.plain
        with pytest.raises(TargetFault) as refused:
            digest(files, name)
        assert why(refused) == "not-plain"
        with pytest.raises(TargetFault) as read:
            list(files.read(name))
        assert why(read) == "not-plain"


def test_a_link_is_never_written_through(files: LocalFiles, tmp_path: Path) -> None:
    (tmp_path / "a.csv").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(TargetFault):
        files.write("a.csv", [b"x"])
    assert not (tmp_path / "elsewhere").exists()


def test_a_new_file_takes_mode_and_owner_of_the_old(files: LocalFiles, tmp_path: Path) -> None:
    files.write("a.csv", [b"old"])
    os.chmod(tmp_path / "a.csv", 0o640)
    if os.geteuid() == 0:
        os.chown(tmp_path / "a.csv", 12, 34)
    files.write("a.csv.new", [b"new"], like="a.csv")
    old, new = os.stat(tmp_path / "a.csv"), os.stat(tmp_path / "a.csv.new")
    assert stat.S_IMODE(new.st_mode) == 0o640
    assert (new.st_uid, new.st_gid) == (old.st_uid, old.st_gid)


def test_rights_beyond_reading_and_writing_are_not_taken_over(files: LocalFiles, tmp_path: Path) -> None:
    files.write("a.csv", [b"old"])
    os.chmod(tmp_path / "a.csv", 0o4755)
    files.write("a.csv.new", [b"new"], like="a.csv")
    assert stat.S_IMODE(os.stat(tmp_path / "a.csv.new").st_mode) == 0o755


def test_the_list_of_rights_of_the_old_file_is_kept(files: LocalFiles, tmp_path: Path) -> None:
    """user::rw- user:12:r-- group::r-- mask::r-- other::---, as the kernel stores it (linux/posix_acl_xattr.h)."""
    entries = ((0x01, 6, -1), (0x02, 4, 12), (0x04, 4, -1), (0x10, 4, -1), (0x20, 0, -1))
    rights = (2).to_bytes(4, "little") + b"".join(
        tag.to_bytes(2, "little") + mode.to_bytes(2, "little") + (who & 0xFFFFFFFF).to_bytes(4, "little")
        for tag, mode, who in entries
    )
    files.write("a.csv", [b"old"])
    try:
        os.setxattr(tmp_path / "a.csv", "system.posix_acl_access", rights)
    except OSError as error:
        pytest.skip(f"the file system of the test knows no access lists: {error.strerror}")
    files.write("a.csv.new", [b"new"], like="a.csv")
    assert os.getxattr(tmp_path / "a.csv.new", "system.posix_acl_access") == rights


def test_a_new_file_without_a_model_can_be_read_by_others(files: LocalFiles, tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        files.write("a.csv", [b"x"], like="nothing.csv")
    finally:
        os.umask(before)
    assert stat.S_IMODE(os.stat(tmp_path / "a.csv").st_mode) == 0o644


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """No file of this process may grow beyond; what the system answers is what a quota makes it answer."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_used_up_quota_is_told_in_words(files: LocalFiles) -> None:
    with largest_file(1000), pytest.raises(TargetFault) as full:
        files.write("a.csv", [b"x" * 900, b"x" * 200_000])
    assert why(full) == "full"
    assert str(full.value) == "a.csv could not be written: there is no room left, or a quota is used up."


def test_a_folder_that_is_gone_is_told_in_words(tmp_path: Path) -> None:
    away = LocalFiles(tmp_path / "share")
    for operation in (
        away.names,
        away.flush,
        away.free,
        lambda: away.identity,
        lambda: away.write("a.csv", [b""]),
    ):
        with pytest.raises(TargetFault) as gone:
            operation()
        assert why(gone) == "gone"


def test_identity_tells_folders_apart(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    one, two = LocalFiles(tmp_path / "one"), LocalFiles(tmp_path / "two")
    assert one.identity == LocalFiles(tmp_path / "one").identity != two.identity


def test_free_room_and_limits_are_known(files: LocalFiles) -> None:
    assert (files.free() or 0) > 0
    assert files.limits == ()


def of_windows(code: int) -> OSError:
    error = PermissionError(errno.EACCES, "Access is denied")
    error.winerror = code  # type: ignore[attr-defined]
    return error


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (OSError(errno.ENOSPC, "x"), "full"),
        (OSError(errno.EDQUOT, "x"), "full"),
        (OSError(errno.EROFS, "x"), "read-only"),
        (OSError(errno.ESTALE, "x"), "gone"),
        (OSError(errno.EACCES, "x"), "denied"),
        (OSError(errno.ETXTBSY, "x"), "held"),
        (OSError(errno.EIO, "Input/output error"), "failed"),
        (OSError("?"), "failed"),
        (of_windows(32), "held"),
        (of_windows(5), "denied"),
    ],
)
def test_errors_of_the_system_have_a_kind(error: OSError, kind: str) -> None:
    found = faults.fault("a.csv could not be written", error)
    assert (found.why, found.text[:26]) == (kind, "a.csv could not be written")


def test_access_denied_while_replacing_may_mean_that_the_file_is_held_open() -> None:
    assert faults.replacing("a.csv could not be replaced", of_windows(5)).why == "held"
    assert faults.replacing("a.csv could not be replaced", OSError(errno.EROFS, "x")).why == "read-only"


def test_what_the_system_does_not_tell_in_words_is_quoted(files: LocalFiles) -> None:
    with pytest.raises(TargetFault, match=r"could not be looked at: File name too long\."):
        files.stat("x" * 300)


def test_what_cannot_be_put_in_place_is_told(files: LocalFiles, tmp_path: Path) -> None:
    (tmp_path / "a.csv").mkdir()
    files.write("a.csv.new", [b"x"])
    with pytest.raises(TargetFault, match=r"a\.csv could not be replaced"):
        files.replace("a.csv.new", "a.csv")


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="needs a file system that flushes no folders")
def test_a_file_system_that_flushes_no_folders_is_no_fault() -> None:
    LocalFiles(Path("/proc/self")).flush()


def test_a_link_is_no_model_for_permissions(files: LocalFiles, tmp_path: Path) -> None:
    (tmp_path / "strange").write_text("x")
    os.chmod(tmp_path / "strange", 0o777)
    (tmp_path / "a.csv").symlink_to(tmp_path / "strange")
    files.write("a.csv.new", [b"x"], like="a.csv")
    assert stat.S_IMODE(os.stat(tmp_path / "a.csv.new").st_mode) & 0o022 == 0
