"""Groups as lines of the groups file, with their members as the layout writes them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sync.csv_files.faults import Unwritable
from sync.csv_files.holding import holds, refuse
from sync.csv_files.writing import as_found, as_told, rows
from sync.directory import Group
from sync.layout import addresses, ordering
from sync.layout.group_sources import MEMBER, MEMBERS
from sync.layout.kept import NOTHING, Kept, Keys
from sync.layout.shape import Column, FileLayout, Layout
from sync.layout.source import PART_SIGN, PARTS
from sync.layout.sources import GROUP_SOURCES, member_source


class GroupLines:
    """Makes lines in one layout. `kept`: the values of columns that the directory does not have."""

    def __init__(self, layout: Layout, kept: Kept = NOTHING) -> None:
        self._file, self._members, self._kept = layout.groups, layout.members, kept
        self._parts = layout.members.key.split(PARTS)
        self._order = GROUP_SOURCES[self._file.order]

    def lines(self, groups: Sequence[Group], members: Sequence[Sequence[str]]) -> list[str | None]:
        """Each group's line, or one line a member, with line ends. `members`: the value of the source `Members.key` of
        each, in the order of the file. "" where a group without members has no line; None where a column has neither
        source nor kept value. Unwritable: the file cannot hold a value as it is."""
        texts: list[str | None] = [""] * len(groups)
        known = self._kept.rows([keys(group) for group in groups], "group") if self._file.unsourced else []
        block = _Block(self._file)
        for index, (group, inside) in enumerate(zip(groups, members, strict=True)):
            kept = known[index] if known else {}
            if any(name not in kept for name in self._file.unsourced):
                texts[index] = None
                continue
            size = 1 if self._members.style == "joined" else len(inside)
            if size or self._members.empty_row:
                self._add(block, index, group, inside, kept, size or 1)
        for index, text in block.texts():
            texts[index] = text
        return texts

    def _add(
        self, block: _Block, index: int, group: Group, inside: Sequence[str], kept: Mapping[str, str | None], size: int
    ) -> None:  # fmt: skip
        parts, named = self._split(inside), addresses.primary(group) or group.id
        values = [
            self._values(group, column, parts, size, named) if column.source else [kept[column.name]] * size
            for column in self._file.columns
        ]
        block.add(index, named, values, size)

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
    ) -> Sequence[str | None]:
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


class _Block:
    """Rows of many groups, column by column: nothing runs once a group that could run once for all."""

    def __init__(self, file: FileLayout) -> None:
        self._file = file
        self._columns: list[list[str | None]] = [[] for _ in file.columns]
        self._groups: list[tuple[int, str, int]] = []

    def add(self, index: int, named: str, values: Sequence[Sequence[str | None]], size: int) -> None:
        """The rows of one group: `size` values a column."""
        for column, some in zip(self._columns, values, strict=True):
            column += some
        self._groups.append((index, named, size))

    def texts(self) -> Iterator[tuple[int, str]]:
        """The text of each group that was added. Unwritable."""
        dialect = self._file.dialect
        cells = [
            as_told(values, style, dialect.delimiter)
            if column.source
            else as_found(values, style, dialect.delimiter)
            for column, values, style in zip(
                self._file.columns, self._columns, self._file.styles, strict=True
            )
        ]
        lines = rows(cells, dialect)
        if not holds(lines, len(cells), dialect):
            self._refuse()
        at = 0
        for index, _, size in self._groups:
            yield index, "".join(lines[at : at + size])
            at += size

    def _refuse(self) -> None:
        """Unwritable for the first value that does not fit."""
        names, row = [column.name for column in self._file.columns], zip(*self._columns, strict=True)
        for _, named, size in self._groups:
            for _ in range(size):
                refuse(names, [value or "" for value in next(row)], self._file.dialect, named)


def keys(group: Group) -> Keys:
    """By what a group's kept values are found."""
    return group.id, "", addresses.primary(group)
