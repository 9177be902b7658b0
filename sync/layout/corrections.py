"""What a person may change of a learned layout before it is proved again (`learn.recheck`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Literal

from sync.layout.group_sources import MEMBER, MEMBERS
from sync.layout.people import NAMING
from sync.layout.shape import Column, FileLayout, Layout, Members, MemberStyle
from sync.layout.source import PARTS, Source, known
from sync.layout.sources import GROUP_SOURCES, SOURCES, member_source


def with_column(layout: Layout, file: Literal["users", "groups"], column: str, source: str) -> Layout:
    """The layout with another source ("" for none) for a column. It counts as unproven until it is checked again.
    ValueError: no such column or source."""
    if file == "users":
        return replace(layout, users=_with(layout.users, column, source, SOURCES), proven=False)
    groups = _without_other(_with(layout.groups, column, source, GROUP_SOURCES), member_source(source)[0])
    return replace(layout, groups=groups, members=_members(groups, layout.members), proven=False)


def _without_other(groups: FileLayout, what: str) -> FileLayout:
    """A file has its members in one field or one a row: columns of the other sort lose their source."""
    other = {MEMBERS: MEMBER, MEMBER: MEMBERS}.get(what)
    columns = groups.columns
    for column in columns:
        if other and member_source(column.source)[0] == other:
            columns = tuple(_changed(one, column.name, "") for one in columns)
    return replace(groups, columns=columns)


def _members(groups: FileLayout, members: Members) -> Members:
    """What the columns ask of members: one a row or not, and everything that they tell of each."""
    told = [member_source(column.source) for column in groups.columns]
    style: MemberStyle = "rows" if any(what == MEMBER for what, _ in told) else "joined"
    keys = [members.key.split(PARTS)[0], *(source for _, source in told if source)]
    return replace(members, style=style, key=PARTS.join(dict.fromkeys(keys)))


def with_members(layout: Layout, members: Members) -> Layout:
    """The layout with members written in another way. ValueError: people cannot be named by that."""
    if unknown := [key for key in members.key.split(PARTS) if key not in NAMING]:
        raise ValueError(f"Members cannot be named by {unknown[0]}.")
    if members.style == "joined" and not members.separator:
        raise ValueError("Something must stand between members.")
    return replace(layout, members=members, proven=False)


def _with(file: FileLayout, name: str, source: str, sources: Mapping[str, Source[Any]]) -> FileLayout:
    if name not in [column.name for column in file.columns]:
        raise ValueError(f"{file.name} has no column “{name}”.")
    if source and not known(source, sources):
        raise ValueError(f"There is no source “{source}”.")
    return replace(file, columns=tuple(_changed(column, name, source) for column in file.columns))


def _changed(column: Column, name: str, source: str) -> Column:
    return replace(column, source=source, proof="") if column.name == name else column
