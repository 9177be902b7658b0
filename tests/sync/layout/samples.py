"""Samples for tests of learning: a pair of files made of rows, and the directory that goes with them."""

from __future__ import annotations

from collections.abc import Sequence

from sync.csv_files import Table, write
from sync.layout.learn import learn
from sync.layout.learned import Learned
from sync.layout.proofs import ColumnProof
from sync.layout.shape import Dialect
from tests.sync.layout.directories import directory

NAMES = ("exchangeuser.csv", "exchangegroups.csv")
KNOWN = directory()
EXCEL_LIKE = Dialect(delimiter=";", quoting="needed", encoding="cp1252")


def file(
    header: Sequence[str] | None, rows: Sequence[Sequence[str | None]], dialect: Dialect | None = None
) -> bytes:
    dialect = dialect or Dialect()
    width = len(rows[0])
    table = Table(
        dialect, tuple(header) if header else None, tuple(map(tuple, rows)), (), (dialect.style,) * width
    )
    return write(table)


def user_rows(*attributes: str) -> list[list[str | None]]:
    """The known people with these properties of theirs."""
    return [[getattr(user, name) or None for name in attributes] for user, _ in KNOWN.people]


USERS = file(
    ("DisplayName", "UserPrincipalName", "Mail"),
    user_rows("display_name", "user_principal_name", "mail"),
)


def upns(ids: Sequence[str]) -> list[str]:
    return [user.user_principal_name or "" for user, _ in KNOWN.people if user.id in ids]


GROUPS = file(
    ("Group", "Address", "Members"),
    [[group.display_name or "", group.mail or "", ";".join(upns(ids)) or None] for group, ids in KNOWN.lists],
)


def learned(users: bytes = USERS, groups: bytes = GROUPS, names: tuple[str, str] = NAMES) -> Learned:
    return learn(users, groups, names, KNOWN)


def proof(found: Learned, column: str) -> ColumnProof:
    return next(one for one in (*found.users, *found.groups) if one.name == column)
