"""Where a run begins: what the run before left behind, and what this one leaves to the next."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from clients.outbound import version
from sync import staging as staged
from sync.collect.certificate import Certificate
from sync.collect.grouping import Size
from sync.collect.plan import Plan, Run
from sync.collect.tables import insert, several
from sync.files.local import flush_folder

# Raised whenever rows, records or rules change in a way that older staging files do not show.
FORMAT: Final = 1
LINKS: Final = "delta "
KEPT_FACTS: Final = "key LIKE 'delta %'"
AT_ONCE: Final = 5000


@dataclass(frozen=True)
class Before:
    """An earlier run's staging file. `usable`: an incremental run may begin there, for it was complete and its rows
    were judged and written by the same choice and layout; `size`: how many groups and links it counted."""

    path: Path
    usable: bool
    size: Size | None


def look(plan: Plan) -> Before | None:
    """The run before; None where there is none, or nothing of it can be used."""
    if plan.previous is None:
        return None
    try:
        staged.undo(plan.previous)
        with staged.reading(plan.previous) as rows:
            return _looked(plan.previous, plan, rows)
    except (sqlite3.Error, ValueError, KeyError, TypeError):
        return None


def _looked(path: Path, plan: Plan, rows: sqlite3.Connection) -> Before | None:
    if staged.fact(rows, "format") != _format():
        return None
    certificate = Certificate.of(staged.fact(rows, "certificate"))
    linked = all(staged.fact(rows, LINKS + name) for name in ("users", "groups"))
    same = all(staged.fact(rows, name) == rule for name, rule in _rules(plan).items())
    size = Size(certificate.groups, certificate.links)
    return Before(path, certificate.complete and linked and same, size if certificate.complete else None)


@contextmanager
def tables_of(before: Before, path: Path, takes_over: bool) -> Iterator[sqlite3.Connection]:
    """The tables of the earlier run, without what belonged to that run alone: a copy as the staging file `path`, or
    those very tables, which get that name when the block ends well and are as before when it does not."""
    with closing(staged.taken_over(before.path) if takes_over else staged.copy(path, before.path)) as staging:
        _forget(staging)
        yield staging
    if takes_over:
        _rename(before.path, path)


def _rename(old: Path, path: Path) -> None:
    """So that it lasts: what follows writes to the file without care for the run before."""
    try:
        old.rename(path)
    except PermissionError:  # on Windows, while somebody looks at the rows
        staged.copy(path, old).close()
    flush_folder(path.parent)


def _forget(staging: sqlite3.Connection) -> None:
    staging.execute("DELETE FROM changes")
    staging.execute(f"DELETE FROM facts WHERE NOT ({KEPT_FACTS})")  # noqa: S608


def remember_types(staging: sqlite3.Connection, before: Before) -> None:
    """Take over what mailboxes were; where there was none, one may be now."""
    with staged.reading(before.path) as old:
        known = old.execute("SELECT id, purpose FROM types WHERE purpose NOT IN ('none', 'denied')")
        for some in several(known, AT_ONCE):
            insert(staging, "types", some, "INSERT OR REPLACE")


def leave(run: Run, links: Mapping[str, str], certificate: Certificate) -> None:
    """Note what the next run and the pages need, and commit."""
    for name, link in links.items():
        staged.note(run.staging, LINKS + name, link)
    staged.note(run.staging, "format", _format())
    for name, rule in _rules(run.plan).items():
        staged.note(run.staging, name, rule)
    staged.note(run.staging, "certificate", certificate.stored())
    run.staging.commit()


def _format() -> str:
    return f"{FORMAT} {version()}"


def _rules(plan: Plan) -> dict[str, Any]:
    """What rows are judged and written by, as it comes back from JSON."""
    told = {"choice": plan.choice.stored(), "layout": plan.layout.stored()}
    return dict(json.loads(json.dumps(told)))
