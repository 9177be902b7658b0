"""The customer's pair as two tables."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sync import csv_files
from sync.csv_files import BadFile, Table
from sync.layout.encodings import spelling
from sync.layout.known import Directory


@dataclass(frozen=True)
class Sample:
    """Both files as they were uploaded, and as tables."""

    users_data: bytes
    groups_data: bytes
    users: Table
    groups: Table


def read_sample(users: bytes, groups: bytes, directory: Directory | None) -> Sample:
    """Both files taken apart. BadFile names the file (“users”, “groups”), the line and the column; nothing is learned
    from a pair of which one file is broken."""
    if users and users == groups:
        raise BadFile("Both files are the same. Bring the users file and the groups file.", 1, 1, "groups")
    return Sample(users, groups, _table(users, "users", directory), _table(groups, "groups", directory))


def _table(data: bytes, file: str, directory: Directory | None) -> Table:
    try:
        return csv_files.read(data, spelling(data, directory) if directory else "")
    except BadFile as fault:
        raise replace(fault, file=file) from None
