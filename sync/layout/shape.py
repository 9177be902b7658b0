"""How the two files look, as data: names, columns, bytes. Learned from a good pair, or the generic one.

Nothing here claims to be "Retain's format", which no public source shows: a layout is either proved by a customer's own
pair, or marked as unproven.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal, NamedTuple

Quoting = Literal["all", "needed", "none"]
MemberStyle = Literal["joined", "rows"]


class Style(NamedTuple):
    """How the cells of one column are written: which are quoted, and whether an empty one is nothing at all."""

    quoting: Quoting
    bare_empty: bool


@dataclass(frozen=True)
class Dialect:
    """The bytes of a file. `encoding` is a Python codec without BOM ("utf-8", "utf-16-le", "cp1252", ...).

    `quoting`: "all" fields, those that "needed" it (delimiter, quote, line break), or "none". `bare_empty`: an empty
    value is written as nothing at all (as PowerShell writes null) instead of two quotes. Both hold for every column
    that says nothing else. `header_quoting`: of the header, "" as the rows. `first_line`: what stands above the header,
    with its line end (a `#TYPE` line), or "". `newline`: after each row; `final_newline`: also after the last.
    """

    delimiter: str = ","
    quoting: Quoting = "all"
    bare_empty: bool = True
    encoding: str = "utf-8"
    bom: bool = False
    newline: str = "\r\n"
    final_newline: bool = True
    first_line: str = ""
    header_quoting: Quoting | Literal[""] = ""

    @property
    def style(self) -> Style:
        """Of the columns that say nothing else."""
        return Style(self.quoting, self.bare_empty)


@dataclass(frozen=True)
class Column:
    """A column of a file. `source` is a key of SOURCES (sync/layout/sources.py), or "" when the directory has no such
    value: known rows then keep what the sample had. `proof`: why we believe it, for the page, e.g. "Equal in 118 of 118
    rows"; "" where nothing proves it. `quoting`, `empty`: where this column is not written like the rest of the file.
    """

    name: str
    source: str
    proof: str = ""
    quoting: Quoting | Literal[""] = ""
    empty: Literal["", "bare", "quoted"] = ""


@dataclass(frozen=True)
class FileLayout:
    """One file. `header` False: the sample had none. `order`: the source that the rows are sorted by."""

    name: str
    columns: tuple[Column, ...]
    dialect: Dialect = field(default_factory=Dialect)
    header: bool = True
    order: str = "upn"

    @property
    def styles(self) -> tuple[Style, ...]:
        """How each column is written."""
        return tuple(_style(column, self.dialect) for column in self.columns)

    @property
    def unsourced(self) -> tuple[str, ...]:
        """Columns that the directory has no value for."""
        return tuple(column.name for column in self.columns if not column.source)


@dataclass(frozen=True)
class Members:
    """How a group's members are written: "joined" in one field (source "members" of the groups file), or "rows": the
    group's row repeated once a member (source "member"). `key`: the source of the users file that names a member;
    several, joined by "+", where the groups file says more than one thing about each. `empty_row`: with "rows", a group
    without members has one row with nothing in the member's place, instead of none."""

    style: MemberStyle = "joined"
    separator: str = ";"
    key: str = "upn"
    empty_row: bool = False


@dataclass(frozen=True)
class Layout:
    """Both files. `proven`: learned from a pair of the customer's own and re-written byte for byte."""

    users: FileLayout
    groups: FileLayout
    members: Members = field(default_factory=Members)
    proven: bool = False

    @property
    def unsourced(self) -> tuple[str, ...]:
        """Columns of the users file that the directory has no value for."""
        return self.users.unsourced

    def stored(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)

    @classmethod
    def of(cls, value: dict[str, Any]) -> Layout:
        """From JSON that `stored` made."""
        return cls(
            _file(value["users"]), _file(value["groups"]), Members(**value["members"]), value["proven"]
        )


def _style(column: Column, dialect: Dialect) -> Style:
    bare = column.empty == "bare" if column.empty else dialect.bare_empty
    return Style(column.quoting or dialect.quoting, bare)


def _file(value: dict[str, Any]) -> FileLayout:
    columns = tuple(Column(**column) for column in value["columns"])
    return FileLayout(value["name"], columns, Dialect(**value["dialect"]), value["header"], value["order"])
