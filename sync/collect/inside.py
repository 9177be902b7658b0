"""Who of a group's members is in the users file: looked up in memory where many groups are made, else in the tables.

Both tell the same; memory stays bounded, because only a directory of a size that fits is held.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, groupby
from operator import itemgetter
from typing import Final, Protocol

from sync.collect import naming
from sync.collect.dirt import GROUP, USER
from sync.collect.tables import marks, several

AT_ONCE: Final = 500
NOBODY: Final = -1

DIRECT: Final = "SELECT grp, member FROM links WHERE grp IN ({marks}) AND type IN (?, '')"
JOINED: Final = """
SELECT links.grp, links.member, users.reason, {name} FROM links LEFT JOIN users ON users.id = links.member
WHERE links.grp IN ({marks}) AND links.type IN (?, '') ORDER BY links.grp, users.place
"""
DIRECT_ONE: Final = "SELECT member FROM links WHERE grp = ? AND type IN (?, '')"
AT_ANY_DEPTH: Final = """
WITH RECURSIVE inside(grp) AS (
    VALUES (?) UNION SELECT links.member FROM inside JOIN links ON links.grp = inside.grp WHERE links.type IN (?, ''))
SELECT DISTINCT links.member FROM inside JOIN links ON links.grp = inside.grp WHERE links.type IN (?, '')
"""
# A group with more members than this is made inside the tables where people are not held.
LARGE: Final = 5000
COUNTED: Final = "SELECT grp FROM links WHERE grp IN ({marks}) GROUP BY grp HAVING count(*) > ?"
GATHERED: Final = "CREATE TEMP TABLE IF NOT EXISTS gathered (id TEXT PRIMARY KEY) WITHOUT ROWID"
INSIDE: Final = """
INSERT OR IGNORE INTO members SELECT ?, gathered.id FROM gathered JOIN users ON users.id = gathered.id
WHERE users.reason = ''
"""
NAMES: Final = """
SELECT {name} FROM gathered JOIN users ON users.id = gathered.id WHERE users.reason = '' ORDER BY users.place
"""
STRANGERS: Final = "SELECT id FROM gathered WHERE id NOT IN (SELECT id FROM users)"
IN_ORDER: Final = "SELECT id, {name} FROM users WHERE reason = '' ORDER BY place"
OUTSIDE: Final = "SELECT id FROM users WHERE reason <> ''"
SOME: Final = "SELECT id, reason, place, {name} FROM users WHERE id IN ({marks})"


@dataclass
class Members:
    """The members of some groups who are in the users file, in its order: names by group, and ids where they are not in
    the table `members` yet. `strangers`: members that are no users we know."""

    ids: dict[str, list[str]] = field(default_factory=dict)
    names: dict[str, list[str]] = field(default_factory=dict)
    strangers: set[str] = field(default_factory=set)


# Ids and names of those in the users file, in its order, and the ids that are no user's.
Sorted = tuple[list[str], list[str], list[str]]


class People(Protocol):
    """Looks users up by id."""

    def sort(self, ids: Sequence[str]) -> Sorted: ...

    def directly_in(self, groups: Sequence[str]) -> Iterator[tuple[str, Sorted]]:
        """The members of groups in which no groups lie, by id of the group."""
        ...


class PeopleInMemory:
    """All users of a run."""

    def __init__(self, staging: sqlite3.Connection, name: str) -> None:
        self._staging = staging
        self._names: list[str] = [""]
        self._place: dict[str, int] = {}
        for place, (id, said) in enumerate(staging.execute(IN_ORDER.format(name=name)), 1):
            self._place[id] = place
            self._names.append(said)
        self._place.update((id, 0) for (id,) in staging.execute(OUTSIDE))

    def sort(self, ids: Sequence[str]) -> Sorted:
        place, names = self._place.get, self._names
        found = sorted(zip([place(id, NOBODY) for id in ids], ids, strict=True))
        strangers = [id for at, id in found if at == NOBODY] if found and found[0][0] == NOBODY else []
        return [id for at, id in found if at > 0], [names[at] for at, _ in found if at > 0], strangers

    def directly_in(self, groups: Sequence[str]) -> Iterator[tuple[str, Sorted]]:
        rows = self._staging.execute(DIRECT.format(marks=marks(len(groups))), [*groups, USER])
        for id, them in groupby(rows, key=itemgetter(0)):
            yield id, self.sort([member for _, member in them])


class PeopleInTables:
    """Users looked up as they are needed."""

    def __init__(self, staging: sqlite3.Connection, name: str) -> None:
        self._staging, self._name = staging, name
        staging.execute(GATHERED)

    def sort(self, ids: Sequence[str]) -> Sorted:
        inside: list[tuple[str, str, str]] = []
        known: set[str] = set()
        for some in several(ids, AT_ONCE):
            query = SOME.format(name=self._name, marks=marks(len(some)))
            for id, reason, place, name in self._staging.execute(query, some):
                known.add(id)
                if not reason:
                    inside.append((place, id, name))
        inside.sort()
        return (
            [id for _, id, _ in inside],
            [name for *_, name in inside],
            [id for id in ids if id not in known],
        )

    def directly_in(self, groups: Sequence[str]) -> Iterator[tuple[str, Sorted]]:
        query = JOINED.format(name=self._name, marks=marks(len(groups)))
        for id, them in groupby(self._staging.execute(query, [*groups, USER]), key=itemgetter(0)):
            rows = [*them]
            ids = [member for _, member, reason, _ in rows if reason == ""]
            names = [name for _, _, reason, name in rows if reason == ""]
            yield id, (ids, names, [member for _, member, reason, _ in rows if reason is None])

    def large(self, groups: Sequence[str]) -> set[str]:
        """Which of these groups are made by `gather`."""
        found: set[str] = set()
        for some in several(groups, AT_ONCE):
            found.update(
                id for (id,) in self._staging.execute(COUNTED.format(marks=marks(len(some))), [*some, LARGE])
            )
        return found

    def gather(self, group: str, query: str, about: Sequence[str]) -> tuple[list[str], list[str]]:
        """Put a group's members (ids that a query gives) into their table: names in the order of the file, and the ids
        that are no user's."""
        rows = self._staging
        rows.execute("DELETE FROM gathered")
        rows.execute(f"INSERT OR IGNORE INTO gathered {query}", about)
        rows.execute(INSIDE, [group])
        names = [name for (name,) in rows.execute(NAMES.format(name=self._name))]
        return names, [id for (id,) in rows.execute(STRANGERS)]


def people_for(staging: sqlite3.Connection, source: str, held: int) -> People:
    """How users are looked up. `source`: what names a member in the groups file; `held`: up to how many are held."""
    name = naming.expression(source)
    naming.prepare(staging, source)
    (count,) = staging.execute("SELECT count(*) FROM users").fetchone()
    if count <= held:
        return PeopleInMemory(staging, name)
    return PeopleInTables(staging, name)


def members_of(
    staging: sqlite3.Connection, groups: Sequence[str], people: People, nests: frozenset[str]
) -> Members:
    """The members of these groups, at any depth. `nests`: groups that have groups inside."""
    found, large = Members(), set[str]()
    if isinstance(people, PeopleInTables):
        large = people.large(groups)
        for id in sorted(large):
            found.names[id], strangers = people.gather(id, *_query(id, id in nests))
            found.strangers.update(strangers)
    plain = [id for id in groups if id not in nests | large]
    deep = ((id, people.sort(_inside(staging, id))) for id in groups if id in nests - large)
    for id, (ids, names, strangers) in chain(people.directly_in(plain), deep):
        found.ids[id], found.names[id] = ids, names
        found.strangers.update(strangers)
    return found


def _query(group: str, nested: bool) -> tuple[str, list[str]]:
    """Who is inside a group, at any depth where groups lie in it."""
    if nested:
        return AT_ANY_DEPTH, [group, GROUP, USER]
    return DIRECT_ONE, [group, USER]


def _inside(staging: sqlite3.Connection, group: str) -> list[str]:
    """Who is inside a group, at any depth."""
    return [member for (member,) in staging.execute(*_query(group, True))]
