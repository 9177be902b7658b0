"""Users as lines of the users file, many at a time.

Whole columns are made at once, so that nothing runs once a cell that could run once a column.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import attrgetter

from sync.csv_files.holding import holds, refuse
from sync.csv_files.writing import as_found, as_told, rows
from sync.directory import Kind, User
from sync.layout import addresses, ordering
from sync.layout.kept import NOTHING, Kept, Keys
from sync.layout.shape import Layout
from sync.layout.sources import SOURCES, UserSource

Entry = tuple[User, Kind]


class UserLines:
    """Makes lines in one layout. `kept`: the values of columns that the directory does not have."""

    def __init__(self, layout: Layout, kept: Kept = NOTHING) -> None:
        self._file, self._kept = layout.users, kept
        self._sources = [SOURCES[c.source] if c.source else None for c in self._file.columns]
        self._order = SOURCES[self._file.order]

    def lines(self, users: Sequence[Entry]) -> list[str | None]:
        """A line (with its line end) for each user; None where a column has neither source nor kept value, for such a
        row is held, never left blank. Unwritable: the file cannot hold a value as it is."""
        if not users:
            return []
        records, kinds = zip(*users, strict=True)
        columns, held = self._columns(records, kinds)
        lines = rows(columns, self._file.dialect)
        if not holds(lines, len(columns), self._file.dialect):
            self._refuse(records, kinds)
        return [None if index in held else line for index, line in enumerate(lines)] if held else [*lines]

    def places(self, users: Sequence[Entry]) -> list[str]:
        """What each user's line is sorted by, as text."""
        if not users:
            return []
        records, kinds = zip(*users, strict=True)
        values = _values(self._order, records, kinds)
        return ordering.places((value or "" for value in values), (user.id for user in records))

    def _columns(self, records: Sequence[User], kinds: Sequence[Kind]) -> tuple[list[list[str]], set[int]]:
        """The cells of each column, and the rows that lack a value."""
        columns: list[list[str]] = []
        held: set[int] = set()
        delimiter = self._file.dialect.delimiter
        known = self._kept.rows([keys(user) for user in records]) if None in self._sources else []
        for column, source, style in zip(self._file.columns, self._sources, self._file.styles, strict=True):
            if source is not None:
                columns.append(as_told(_values(source, records, kinds), style, delimiter))
            else:
                held.update(index for index, row in enumerate(known) if column.name not in row)
                columns.append(as_found([row.get(column.name) for row in known], style, delimiter))
        return columns, held

    def _refuse(self, records: Sequence[User], kinds: Sequence[Kind]) -> None:
        """Unwritable for the first value that does not fit."""
        names = [column.name for column in self._file.columns]
        for user, kind in zip(records, kinds, strict=True):
            known = self._kept.rows([keys(user)])[0]
            values = [
                source.of(user, kind) if source else known.get(name) or ""
                for name, source in zip(names, self._sources, strict=True)
            ]
            refuse(names, values, self._file.dialect, user.user_principal_name or user.id)


def keys(user: User) -> Keys:
    """By what a user's kept values are found."""
    return user.id, user.user_principal_name or "", addresses.primary(user)


def _values(source: UserSource, records: Sequence[User], kinds: Sequence[Kind]) -> Iterable[str | None]:
    if source.attribute:
        return map(attrgetter(source.attribute), records)
    return map(source.of, records, kinds)
