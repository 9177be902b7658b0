"""Small staging files, filled as a collection would leave them."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from sync import staging
from sync.layout.shape import Column, Dialect, FileLayout, Layout, Members

USERS = FileLayout(
    "exchangeuser.csv",
    (Column("UserPrincipalName", "upn"), Column("DisplayName", "name"), Column("Department", "department")),
)
GROUPS = FileLayout(
    "exchangegroups.csv",
    (Column("PrimarySmtpAddress", "mail"), Column("DisplayName", "name"), Column("Members", "members")),
)
LAYOUT = Layout(USERS, GROUPS, Members("joined", ";", "upn"))


@dataclass(frozen=True)
class Person:
    """A user of the directory. `reason` "": in the file."""

    upn: str
    name: str = "Ann"
    department: str = "Sales"
    reason: str = ""
    id: str = ""

    @property
    def object_id(self) -> str:
        return self.id or object_id(self.upn)

    def line(self, dialect: Dialect) -> str:
        return "" if self.reason else line((self.upn, self.name, self.department), dialect)


def object_id(text: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_DNS, text))


def people(count: int, first: int = 0) -> list[Person]:
    return [Person(f"user{n:04}@example.org", f"User {n}") for n in range(first, first + count)]


def line(values: Sequence[str], dialect: Dialect) -> str:
    cells = [f'"{value.replace(chr(34), chr(34) * 2)}"' if value else "" for value in values]
    return dialect.delimiter.join(cells) + dialect.newline


Groups = Mapping[str, Sequence[str]]


def stage(
    path: Path,
    users: Sequence[Person],
    groups: Groups,
    layout: Layout = LAYOUT,
    ids: Mapping[str, str] | None = None,
) -> Path:
    """A staging file of these people and groups (address -> logon names of members); `ids`: of groups that are not
    derived from their address."""
    with closing(staging.create(path)) as rows:
        staging.note(rows, "layout", layout.stored())
        rows.executemany(
            "INSERT INTO users VALUES (?, ?, ?, ?, 'user', ?, ?, x'00', ?)",
            (
                (p.object_id, p.upn, p.upn, p.name, p.reason, p.upn.lower(), p.line(layout.users.dialect))
                for p in users
            ),
        )
        known = {person.upn: person.object_id for person in users if not person.reason}
        for mail, members in groups.items():
            there = [upn for upn in members if upn in known]
            group = (ids or {}).get(mail) or object_id(mail)
            text = line((mail, mail.partition("@")[0].title(), ";".join(there)), layout.groups.dialect)
            rows.execute(
                "INSERT INTO groups VALUES (?, ?, ?, 'distribution', '', ?, ?, x'00', ?)",
                [group, mail, mail.partition("@")[0].title(), mail, len(there), text],
            )
            rows.executemany("INSERT INTO members VALUES (?, ?)", [(group, known[upn]) for upn in there])
        for statement in staging.INDEXES.values():
            rows.execute(statement)
        rows.commit()
    return path


def everybody(users: Sequence[Person]) -> list[str]:
    return [person.upn for person in users]


def with_users(layout: Layout, users: FileLayout) -> Layout:
    return replace(layout, users=users)
