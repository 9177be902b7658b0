"""Where a connection may write on this machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from sync.files import TargetFault
from sync.files.bounds import local_files


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "root" / "cfg").mkdir(parents=True)
    (tmp_path / "outside").mkdir()
    return tmp_path / "root"


def refused(path: str | Path, *roots: Path) -> TargetFault:
    with pytest.raises(TargetFault) as fault:
        local_files(str(path), roots)
    return fault.value


def test_a_folder_in_an_allowed_directory_is_opened(root: Path) -> None:
    assert local_files(str(root / "cfg"), [root]).folder == root / "cfg"
    assert local_files(str(root), [root]).folder == root


def test_nothing_is_allowed_without_the_operators_word(root: Path) -> None:
    assert refused(root / "cfg").why == "bounds"


def test_a_folder_outside_is_refused_whether_it_exists_or_not(root: Path, tmp_path: Path) -> None:
    for folder in (tmp_path / "outside", tmp_path / "nowhere", tmp_path, tmp_path / "root2"):
        fault = refused(folder, root)
        assert fault.why == "bounds"
        assert fault.text.startswith(f"{folder} lies outside the directories")


def test_steps_back_do_not_lead_out(root: Path) -> None:
    assert refused(f"{root}/cfg/../../outside", root).why == "bounds"


def test_a_link_that_leads_out_is_refused_and_named(root: Path, tmp_path: Path) -> None:
    (root / "link").symlink_to(tmp_path / "outside")
    fault = refused(root / "link", root)
    assert (fault.why, f"leads to {tmp_path / 'outside'}" in fault.text) == ("bounds", True)


def test_where_links_outside_lead_stays_unsaid(root: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "outside")
    assert "leads to" not in refused(tmp_path / "link", root).text


def test_a_link_within_bounds_is_followed(root: Path) -> None:
    (root / "link").symlink_to(root / "cfg")
    assert local_files(str(root / "link"), [root]).folder == root / "cfg"


def test_an_allowed_directory_may_be_a_link_itself(root: Path, tmp_path: Path) -> None:
    (tmp_path / "allowed").symlink_to(root)
    assert local_files(str(tmp_path / "allowed" / "cfg"), [tmp_path / "allowed"]).folder == root / "cfg"
    assert local_files(str(root / "cfg"), [tmp_path / "allowed"]).folder == root / "cfg"


def test_links_in_a_circle_are_refused(root: Path) -> None:
    (root / "one").symlink_to(root / "two")
    (root / "two").symlink_to(root / "one")
    assert refused(root / "one", root).why in ("not-plain", "gone")


def test_an_allowed_directory_that_is_gone_allows_nothing(root: Path, tmp_path: Path) -> None:
    assert refused(root / "cfg", tmp_path / "gone").why == "bounds"


def test_what_is_not_there_or_no_folder_is_told_apart(root: Path) -> None:
    (root / "file").write_text("")
    assert refused(root / "share", root).why == "gone"
    assert refused(root / "file", root).why == "not-plain"
    assert refused(root / "file" / "below", root).why == "gone"


@pytest.mark.parametrize("path", ["cfg", "./cfg", "C:\\Program Files\\cfg", "\\\\server\\share", ""])
def test_only_absolute_paths_of_this_system_are_taken(root: Path, path: str) -> None:
    fault = refused(path, root)
    assert (fault.why, "is not an absolute path of this machine" in fault.text) == ("bounds", True)
