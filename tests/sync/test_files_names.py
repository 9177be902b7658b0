"""The names of the two files."""

from __future__ import annotations

from pathlib import Path

import pytest

from sync.files import LocalFiles, Stat, TargetFault
from sync.files.names import check_names, check_spelling

USERS, GROUPS = "exchangeuser.csv", "exchangegroups.csv"


@pytest.mark.parametrize(
    "name", ["", ".", "..", "a/b", "a\\b", "a:b", "con?", "a*", "a\n", "a\0", "a.", "a ", "x" * 201]
)
def test_what_is_no_plain_file_name_is_refused(name: str) -> None:
    for names in ((name, GROUPS), (USERS, name)):
        with pytest.raises(TargetFault) as refused:
            check_names(*names)
        assert refused.value.why == "clash"


@pytest.mark.parametrize("other", ["exchangeuser.csv", "ExchangeUser.CSV"])
def test_both_files_need_names_of_their_own(other: str) -> None:
    with pytest.raises(TargetFault, match="Both files"):
        check_names(USERS, other)


def test_two_plain_names_are_fine() -> None:
    check_names(USERS, "gruppen-für Retain.csv")


def test_another_spelling_of_the_same_name_is_named(tmp_path: Path) -> None:
    (tmp_path / "ExchangeUser.csv").write_text("x")
    with pytest.raises(TargetFault, match=r"ExchangeUser\.csv lies in the folder"):
        check_spelling(LocalFiles(tmp_path), USERS, GROUPS)


def test_where_both_spellings_lie_nothing_is_said(tmp_path: Path) -> None:
    for name in (USERS, "ExchangeUser.csv"):
        (tmp_path / name).write_text("x")
    check_spelling(LocalFiles(tmp_path), USERS, GROUPS)


class Careless(LocalFiles):
    """A folder that takes both spellings for one name, as on Windows."""

    def stat(self, name: str) -> Stat | None:
        found = next((one for one in self.names() if one.casefold() == name.casefold()), name)
        return super().stat(found)


def test_a_folder_that_knows_no_case_has_one_file_only(tmp_path: Path) -> None:
    (tmp_path / "ExchangeUser.csv").write_text("x")
    check_spelling(Careless(tmp_path), USERS, GROUPS)
