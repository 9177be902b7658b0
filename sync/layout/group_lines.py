"""Groups as lines of the groups file, with their members as the layout writes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sync.csv_files.faults import Unwritable
from sync.csv_files.holding import holds, refuse
from sync.csv_files.writing import as_found, as_told, rows
from sync.directory import Group
from sync.layout import addresses, ordering
from sync.layout.group_sources import MEMBER, MEMBERS
from sync.layout.kept import NOTHING, Kept, Keys
from sync.layout.shape import Column, Layout
from sync.layout.source import PART_SIGN, PARTS
from sync.layout.sources import GROUP_SOURCES, member_source


class GroupLines:
    """Makes lines in one layout. `kept`: the values of columns that the directory does not have."""

    def __init__(self, layout: Layout, kept: Kept = NOTHING) -> None:
        self._file, self._members, self._kept = layout.groups, layout.members, kept
        self._parts = layout.members.key.split(PARTS)
        self._order = GROUP_SOURCES[self._file.order]

    def line(self, group: Group, members: Sequence[str]) -> str | None:
        """The group's line, or one line a member, with line ends. `members`: the value of the source `Members.key` of
        each, in the order of the file. "" where a group without members has no line; None where a column has neither
        source nor kept value. Unwritable: the file cannot hold a value as it is."""
        known = self._kept.rows([keys(group)], "group")[0] if self._file.unsourced else {}
        if any(name not in known for name in self._file.unsourced):
            return None
        parts = self._split(members)
        size = 1 if self._members.style == "joined" else len(members)
        if not size and not self._members.empty_row:
            return ""
        named = addresses.primary(group) or group.id
        values = {
            column.name: self._values(group, column, parts, size or 1, named)
            for column in self._file.columns
            if column.source
        }
        return self._text(values, known, size or 1, named)

    def place(self, group: Group) -> str:
        """What the group's line is sorted by, as text."""
        return ordering.places([self._order.of(group)], [group.id])[0]

    def _split(self, members: Sequence[str]) -> dict[str, list[str]]:
        """The members' values by source; "" is the first one."""
        if len(self._parts) == 1:
            return {"": [*members], self._parts[0]: [*members]}
        columns = [*zip(*(one.split(PART_SIGN) for one in members), strict=True)] or [()] * len(self._parts)
        found = {key: [*values] for key, values in zip(self._parts, columns, strict=True)}
        return found | {"": found[self._parts[0]]}

    def _values(
        self, group: Group, column: Column, parts: dict[str, list[str]], size: int, named: str
    ) -> list[str]:
        what, key = member_source(column.source)
        if what == MEMBER:
            return parts[key] or [""] * size
        if what == MEMBERS:
            return [self._joined(parts[key], column.name, named)] * size
        return [GROUP_SOURCES[column.source].of(group)] * size

    def _joined(self, values: list[str], column: str, named: str) -> str:
        sign = self._members.separator
        wrong = next((value for value in values if sign in value), None)
        if wrong is not None:
            said = f"the member “{wrong}” holds “{sign}”, which stands between members"
            raise Unwritable(f"{named}: column “{column}” cannot be written: {said}.", named, column)
        return sign.join(values)

    def _text(
        self, values: Mapping[str, list[str]], known: Mapping[str, str | None], size: int, named: str
    ) -> str:
        dialect, names = self._file.dialect, [column.name for column in self._file.columns]
        columns = [
            as_told(values[name], style, dialect.delimiter)
            if name in values
            else as_found([known[name]] * size, style, dialect.delimiter)
            for name, style in zip(names, self._file.styles, strict=True)
        ]
        lines = rows(columns, dialect)
        if not holds(lines, len(columns), dialect):
            for index in range(size):
                refuse(
                    names,
                    [values[n][index] if n in values else known[n] or "" for n in names],
                    dialect,
                    named,
                )
        return "".join(lines)


def keys(group: Group) -> Keys:
    """By what a group's kept values are found."""
    return group.id, "", addresses.primary(group)
