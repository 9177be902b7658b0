"""States in which a connection may be, for the checks that judge rows, uploads or files on a disk.

They show each outcome of each of these; the catalogue of tenants (simulator/scenarios) shows those of all others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from checks.subject import Subject
from tests.checks.sync.subjects import SUBJECT, run, with_nights
from tests.checks.sync.targets import USERS, Site, published, subject
from tests.checks.workstation.test_powershell import uploaded

OUTCOMES: Final[Mapping[str, str]] = {
    "workstation.powershell": "passed warning failed blocked skipped",
    "sync.path": "passed warning failed error blocked skipped",
    "sync.preview": "passed warning failed skipped",
    "sync.files": "passed warning failed error blocked skipped",
    "sync.known-user": "passed warning failed error blocked skipped",
    "sync.spelling": "passed warning error blocked skipped",
    "sync.schedule": "passed warning failed blocked skipped",
    "sync.fresh": "passed warning failed skipped",
}
OTHER_ROAD: Final = replace(SUBJECT, road="impersonation", exchange="server")
# The guard refuses loopback unless an operator allows it, so nothing is asked there.
UNREACHED: Final = "sftp://retain@127.0.0.1/cfg"
KEY: Final = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"


def _nights(on: bool = True, **told: Any) -> Subject:
    return with_nights(on=on, **told)


def _altered(site: Site, content: bytes) -> Site:
    (site.target / USERS).write_bytes(content)
    return site


def _damaged(site: Site) -> Site:
    (site.store.folder / "published.json").write_text("{")
    return site


def _two_spellings(site: Site) -> Site:
    (site.target / "exchangeusers.csv").write_text("old")
    return site


def _unreached(folder: Path, **changes: Any) -> Subject:
    return subject(Site(folder), target=UNREACHED, **{"host_key": KEY, "sftp_credential": "x 1", **changes})


State = Callable[[Path], Subject]
WHOLE: Final[Mapping[str, State]] = {
    "a whole pair": lambda folder: subject(published(folder)),
    "an empty users file": lambda folder: subject(_altered(published(folder), b"")),
    "nothing published": lambda folder: subject(Site(folder)),
    "somebody else unknown": lambda folder: subject(published(folder), known_user="nobody@example.org"),
    "notes that cannot be read": lambda folder: subject(_damaged(published(folder))),
    "two spellings": lambda folder: subject(_two_spellings(published(folder))),
    "a folder that is gone": lambda folder: subject(Site(folder), target=str(folder / "gone")),
    "a folder that is not allowed": lambda folder: subject(Site(folder), target_roots=()),
    "a malformed path": lambda folder: subject(Site(folder), target="cfg"),
    "a path of another machine": lambda folder: subject(Site(folder), target=r"D:\cfg"),
    "a Windows host": lambda folder: subject(Site(folder), target=r"D:\cfg", windows_host=True),
    "a download": lambda folder: subject(Site(folder), target="download"),
    "no target": lambda folder: subject(Site(folder), target=""),
    "a server that is not reached": _unreached,
    "a server with a key to confirm": lambda folder: _unreached(folder, host_key=""),
    "another road": lambda folder: OTHER_ROAD,
}
STATES: Final[Mapping[str, State]] = {
    **WHOLE,
    "a fresh run": lambda folder: _nights(complete=run("published"), newest=run("published"), duration=60.0),
    "a run of last night but one": lambda folder: _nights(complete=run("published", 30), duration=9000.0),
    "an incomplete run": lambda folder: _nights(complete=run("published", 90), newest=run("incomplete")),
    "no run and no schedule": lambda folder: _nights(on=False),
    "no start of the nights": lambda folder: replace(SUBJECT, sync_at=""),
    "a good workstation": lambda folder: uploaded(),
    "an old workstation": lambda folder: uploaded(made="2026-09-01T08:00:00Z"),
    "a workstation without module": lambda folder: uploaded(exchangeModule=""),
    "a workstation without probe": lambda folder: replace(SUBJECT, windows_host=True),
}
