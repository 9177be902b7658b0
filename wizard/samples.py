"""The customer's own pair: kept, learned from, corrected, and taken as the layout of a connection.

Lies in the connection's folder under `sample/`: users.csv, groups.csv as they were uploaded, draft.json with what was
learned, kept.sqlite with the values that the directory lacks. Nothing of it counts before it is accepted.
"""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import asdict
from pathlib import Path
from typing import Any, Literal

from sync.layout import corrections, kept, learn
from sync.layout.generic import generic
from sync.layout.known import Staged
from sync.layout.learned import Learned
from sync.layout.shape import Layout
from sync.models import Connection, SyncRun, plan_of

MOST_BYTES = 64_000_000
KEPT, DRAFT = "kept.sqlite", "draft.json"

Draft = dict[str, Any]


def folder_of(connection: Connection) -> Path:
    return connection.folder / "sample"


def upload(connection: Connection, users: bytes, groups: bytes, names: tuple[str, str]) -> Draft:
    """Learn from a pair and keep it. BadFile: one of the files is broken; then nothing is kept or learned."""
    learned = learn.learn(users, groups, names, directory_of(connection))
    folder = folder_of(connection)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, data in (("users.csv", users), ("groups.csv", groups)):
        _write(folder / name, data)
    return _keep(connection, learned)


def correct(connection: Connection, file: Literal["users", "groups"], column: str, source: str) -> Draft:
    """Take another source for a column, and prove everything again. ValueError: no such column or source."""
    draft = draft_of(connection)
    if draft is None:
        raise ValueError("There is no sample to correct.")
    return _again(connection, corrections.with_column(Layout.of(draft["layout"]), file, column, source))


def compare_again(connection: Connection) -> Draft:
    """Hold the same sample against the directory of the newest complete run."""
    folder, draft = folder_of(connection), draft_of(connection)
    if draft is None:
        raise ValueError("There is no sample to compare.")
    layout = Layout.of(draft["layout"])
    names = (layout.users.name, layout.groups.name)
    return _keep(connection, learn.learn(*_sample(folder), names, directory_of(connection)))


def _again(connection: Connection, layout: Layout) -> Draft:
    sample = _sample(folder_of(connection))
    return _keep(connection, learn.recheck(layout, *sample, directory_of(connection)))


def _sample(folder: Path) -> tuple[bytes, bytes]:
    return (folder / "users.csv").read_bytes(), (folder / "groups.csv").read_bytes()


def _keep(connection: Connection, learned: Learned) -> Draft:
    folder = folder_of(connection)
    kept.write(folder / KEPT, learned.kept)
    draft = {key: value for key, value in asdict(learned).items() if key != "kept"}
    draft |= {
        "layout": learned.layout.stored(),
        "compared_with_directory": directory_of(connection) is not None,
    }
    _write(folder / DRAFT, json.dumps(draft, ensure_ascii=False).encode())
    return draft


def draft_of(connection: Connection) -> Draft | None:
    """What was learned from the uploaded pair, accepted or not; None while there is none."""
    try:
        draft: Draft = json.loads((folder_of(connection) / DRAFT).read_bytes())
    except (FileNotFoundError, ValueError):
        return None
    return draft


def accept(connection: Connection) -> Layout:
    """Take what was learned as the connection's layout. ValueError: there is nothing to take."""
    draft = draft_of(connection)
    if draft is None:
        raise ValueError("There is no sample to take.")
    layout = Layout.of(draft["layout"])
    fresh = connection.folder / f".{KEPT}.new"
    shutil.copyfile(folder_of(connection) / KEPT, fresh)
    fresh.chmod(0o600)
    os.replace(fresh, connection.folder / KEPT)
    _take(connection, layout)
    return layout


def take_generic(connection: Connection) -> Layout:
    """Take the general form, which no pair proves."""
    layout = generic()
    _take(connection, layout)
    return layout


def _take(connection: Connection, layout: Layout) -> None:
    plan = plan_of(connection)
    plan.layout = layout.stored()
    plan.save()
    connection.user_file, connection.groups_file = layout.users.name, layout.groups.name
    connection.save(update_fields=["user_file", "groups_file"])


def directory_of(connection: Connection) -> Staged | None:
    """The directory as the newest complete run left it; None before the first one, or when its rows are gone."""
    for run in connection.sync_runs.filter(finished_at__isnull=False)[:20]:
        if _complete(run) and run.staging_path.is_file():
            return Staged(run.staging_path)
    return None


def _complete(run: SyncRun) -> bool:
    return bool((run.detail.get("certificate") or {}).get("complete"))


def _write(path: Path, data: bytes) -> None:
    fresh = path.with_name(f".{path.name}.new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        file.write(data)
    os.replace(fresh, path)
