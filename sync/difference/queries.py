"""The SQL of the difference. `new`: the staging file (or a later generation's index); `old`: the published one's index.

Both sides give their rows in the order of the file and are merged: so that what is the same costs one pass in order,
however many rows moved. Users come out of an index that holds their lines; that of groups, whose lines may be
long, does not. Only the rest is looked up by id, and what then still has no partner by logon name or address.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Side:
    """Users or groups. `key`: what names a row for people; `taken`: the change when the same key belongs to another
    object."""

    what: str
    table: str
    key: str
    taken: str


SIDES: Final = (Side("user", "users", "upn", "exchange"), Side("group", "groups", "mail", "change"))

# Also what the pair is written from, in the order of its files.
IN_ORDER: Final = (
    "CREATE INDEX IF NOT EXISTS users_line ON users (place, line, id, upn) WHERE line <> ''",
    "CREATE INDEX IF NOT EXISTS groups_line ON groups (place) WHERE line <> ''",
)

# fresh: rows of the file that are not as they were; stale: old rows that are not as they are now; taken: rows whose key
# belonged to another object; lone: old rows whose object is not in the file any more, nor its key.
MATCH: Final = """
CREATE TEMP TABLE {table}_fresh (id TEXT PRIMARY KEY, key TEXT NOT NULL) WITHOUT ROWID;
INSERT OR IGNORE INTO {table}_fresh SELECT id, lower(key) FROM (
    SELECT place, line, id, {key} AS key FROM {new}.{table} WHERE line <> ''
    EXCEPT SELECT place, line, id, {key} FROM old.{table} WHERE line <> '' ORDER BY 1, 2, 3, 4);
CREATE TEMP TABLE {table}_stale (id TEXT PRIMARY KEY, key TEXT NOT NULL) WITHOUT ROWID;
INSERT OR IGNORE INTO {table}_stale SELECT id, lower(key) FROM (
    SELECT place, line, id, {key} AS key FROM old.{table} WHERE line <> ''
    EXCEPT SELECT place, line, id, {key} FROM {new}.{table} WHERE line <> '' ORDER BY 1, 2, 3, 4);
CREATE TEMP TABLE {table}_taken (new TEXT PRIMARY KEY, old TEXT NOT NULL) WITHOUT ROWID;
INSERT OR IGNORE INTO {table}_taken SELECT f.id, s.id FROM {table}_fresh f JOIN {table}_stale s
    ON s.key = f.key AND s.id <> f.id WHERE f.key <> ''
    AND NOT EXISTS (SELECT 1 FROM {table}_stale own WHERE own.id = f.id AND own.key = f.key)
    AND NOT EXISTS (SELECT 1 FROM {table}_fresh own WHERE own.id = s.id AND own.key = s.key);
CREATE TEMP TABLE {table}_lone AS SELECT id FROM {table}_stale WHERE id NOT IN (SELECT id FROM {table}_fresh)
    AND id NOT IN (SELECT old FROM {table}_taken WHERE new NOT IN (SELECT id FROM {table}_stale));
"""

CHANGES: Final = """
INSERT INTO changes SELECT '{what}', '{taken}', n.id, n.{key}, n.name, 'other-id', o.line, n.line
    FROM {table}_taken t CROSS JOIN {new}.{table} n ON n.id = t.new CROSS JOIN old.{table} o ON o.id = t.old
    WHERE n.line <> '' AND o.line <> '' AND ('{taken}' = 'exchange' OR o.line <> n.line);
INSERT INTO changes SELECT '{what}', 'change', n.id, n.{key}, n.name, 'changed', o.line, n.line
    FROM {table}_fresh t CROSS JOIN {table}_stale s ON s.id = t.id
    CROSS JOIN {new}.{table} n ON n.id = t.id CROSS JOIN old.{table} o ON o.id = t.id
    WHERE n.line <> '' AND o.line <> '' AND o.line <> n.line AND t.id NOT IN (SELECT new FROM {table}_taken);
INSERT INTO changes SELECT '{what}', 'add', n.id, n.{key}, n.name, 'new', '', n.line
    FROM {table}_fresh t CROSS JOIN {new}.{table} n ON n.id = t.id WHERE n.line <> ''
    AND t.id NOT IN (SELECT id FROM {table}_stale) AND t.id NOT IN (SELECT new FROM {table}_taken);
INSERT INTO changes SELECT '{what}', 'remove', o.id, o.{key}, o.name, coalesce(nullif(n.reason, ''), 'gone'), o.line, ''
    FROM {table}_lone t CROSS JOIN old.{table} o ON o.id = t.id AND o.line <> ''
    LEFT JOIN {new}.{table} n ON n.id = o.id;
"""

# The groups whose line differs, as they were and as they are.
PAIRS: Final = """
CREATE TEMP TABLE pairs (new TEXT PRIMARY KEY, old TEXT NOT NULL, name TEXT NOT NULL, mail TEXT NOT NULL);
INSERT OR IGNORE INTO pairs SELECT n.id, o.id, n.name, n.mail
    FROM (SELECT new, old FROM groups_taken UNION ALL SELECT id, id FROM groups_fresh) t
    CROSS JOIN {new}.groups n ON n.id = t.new CROSS JOIN old.groups o ON o.id = t.old
    WHERE n.line <> '' AND o.line <> '' AND o.line <> n.line;
"""
SHRUNK: Final = """
SELECT p.new, p.name, p.mail, count(*), sum(n.member IS NULL) AS gone FROM pairs p JOIN old.members m ON m.grp = p.old
    LEFT JOIN {new}.members n ON n.grp = p.new AND n.member = m.member GROUP BY p.new HAVING gone > 0 ORDER BY p.mail
"""
TEMPORARY: Final = (
    *(f"{side.table}_{name}" for side in SIDES for name in ("fresh", "stale", "taken", "lone")), "pairs"
)  # fmt: skip
