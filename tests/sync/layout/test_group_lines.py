"""Lines of the groups file: members in one field, or one a row, and what cannot be written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import pytest

from sync.csv_files import Unwritable
from sync.directory import Group
from sync.layout.generic import generic
from sync.layout.group_lines import GroupLines
from sync.layout.kept import KeptRow, KeptValues
from sync.layout.shape import Column, Dialect, FileLayout, Layout, Members
from tests.sync.layout.directories import group

Style = Literal["joined", "rows"]

STAFF = group(0, "All Staff")
JOINED = (Column("Group", "primary"), Column("Members", "members"))
ROWS = (Column("Group", "primary"), Column("Member", "member"))


def layout(
    columns: tuple[Column, ...], members: Members | None = None, dialect: Dialect | None = None
) -> Layout:
    file = FileLayout("exchangegroups.csv", columns, dialect or Dialect(), order="name")
    return replace(generic(), groups=file, members=members or Members())


def line(lines: GroupLines, one: Group, members: Sequence[str]) -> str | None:
    """The text of one group by itself."""
    return lines.lines([one], [members])[0]


@pytest.mark.parametrize("empty_row", [False, True])
@pytest.mark.parametrize("style", ["joined", "rows"])
def test_many_groups_at_once_are_written_as_each_by_itself(style: Style, empty_row: bool) -> None:
    columns = JOINED if style == "joined" else ROWS
    lines = GroupLines(layout(columns, Members(style, empty_row=empty_row), Dialect(quoting="needed")))
    groups = [STAFF, group(1, "Board"), group(2, "Nobody"), group(3, "Choir")]
    members = [["a", "b,c"], ["d"], [], ['e"f', "g"]]
    alone = [line(lines, one, inside) for one, inside in zip(groups, members, strict=True)]
    assert lines.lines(groups, members) == alone
    assert len({*alone}) == 4


def test_members_are_joined_in_one_field() -> None:
    lines = GroupLines(layout(JOINED))
    assert line(lines, STAFF, ["a@example.org", "b@example.org"]) == (
        '"all.staff@example.org","a@example.org;b@example.org"\r\n'
    )
    assert line(lines, STAFF, []) == '"all.staff@example.org",\r\n'


def test_members_are_one_a_row() -> None:
    lines = GroupLines(layout(ROWS, Members("rows"), Dialect(quoting="needed")))
    assert line(lines, STAFF, ["a", "b,c"]) == 'all.staff@example.org,a\r\nall.staff@example.org,"b,c"\r\n'


def test_a_group_of_nobody_has_no_row_or_an_empty_one() -> None:
    assert line(GroupLines(layout(ROWS, Members("rows"))), STAFF, []) == ""
    shown = GroupLines(layout(ROWS, Members("rows", empty_row=True)))
    assert line(shown, STAFF, []) == '"all.staff@example.org",\r\n'


def test_several_columns_may_tell_of_each_member() -> None:
    columns = (
        Column("Who", "member"),
        Column("Group", "name"),
        Column("Name", "member.name"),
        Column("Address", "member.primary"),
    )
    lines = GroupLines(layout(columns, Members("rows", key="upn+name+primary", empty_row=True)))
    assert line(lines, STAFF, ["u\x1fAda\x1fa@example.org", "v\x1fBob\x1f"]) == (
        '"u","All Staff","Ada","a@example.org"\r\n"v","All Staff","Bob",\r\n'
    )
    assert line(lines, STAFF, []) == ',"All Staff",,\r\n'


def test_several_columns_may_join_members() -> None:
    columns = (Column("Group", "name"), Column("Members", "members"), Column("Names", "members.name"))
    lines = GroupLines(layout(columns, Members("joined", "|", "upn+name")))
    assert line(lines, STAFF, ["u\x1fAda", "v\x1fBob"]) == '"All Staff","u|v","Ada|Bob"\r\n'
    assert line(lines, STAFF, []) == '"All Staff",,\r\n'


def test_known_groups_keep_what_the_directory_lacks_and_new_ones_are_held() -> None:
    rows = [KeptRow("group", (STAFF.id, "", ""), {"Owner": "ada", "Note": None})]
    columns = (*ROWS, Column("Owner", ""), Column("Note", ""))
    lines = GroupLines(layout(columns, Members("rows")), KeptValues.holding(rows))
    assert line(lines, STAFF, ["a", "b"]) == (
        '"all.staff@example.org","a","ada",\r\n"all.staff@example.org","b","ada",\r\n'
    )
    assert line(lines, group(1, "Board"), ["a"]) is None


def test_a_member_that_holds_the_separator_is_refused() -> None:
    with pytest.raises(Unwritable) as caught:
        line(GroupLines(layout(JOINED, Members("joined", ";", "name"))), STAFF, ["Ada", "Bob; Jr."])
    assert (caught.value.row, caught.value.column) == ("all.staff@example.org", "Members")
    assert caught.value.text == (
        "all.staff@example.org: column “Members” cannot be written: the member “Bob; Jr.” holds “;”, which stands "
        "between members."
    )


def test_a_letter_that_the_encoding_lacks_is_refused() -> None:
    lines = GroupLines(layout(ROWS, Members("rows"), Dialect(encoding="cp1252")))
    with pytest.raises(Unwritable, match="“Member” holds “Ł”"):
        line(lines, STAFF, ["Ada", "Łukasz"])


def test_quotes_in_a_file_without_quotes_are_written_when_they_can_be_read() -> None:
    lines = GroupLines(layout(ROWS, Members("rows"), Dialect(quoting="none")))
    assert line(lines, STAFF, ['2" tape']) == 'all.staff@example.org,2" tape\r\n'
    with pytest.raises(Unwritable, match="begins with a quote"):
        line(lines, STAFF, ['"x'])


def test_groups_are_sorted_by_the_layouts_order() -> None:
    lines = GroupLines(layout(JOINED))
    assert lines.place(STAFF) == f"all staff\x1f{STAFF.id}"
    assert lines.place(group(1, "Ärzte")) < lines.place(group(2, "Board"))
