"""Targets with pairs on them, and the verdicts of the checks that look there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from checks.registry import Check
from checks.result import Result
from checks.subject import Subject
from clients.contract import Clients
from tests.checks.execution import through_json
from tests.checks.no_clients import NoClients
from tests.checks.sync.subjects import NOW, SUBJECT
from tests.sync.publications import GROUPS, USERS, Site
from tests.sync.staged import LAYOUT

WHOLE = 3  # users in the pair that is published


class Saying(NoClients):
    """Clients that ask nobody, for a check that tells how far it is."""

    def progress(self, text: str) -> None:
        assert text


def subject(site: Site, **changes: Any) -> Subject:
    """A connection that publishes to this site in the layout of the tests."""
    told = {
        "target": str(site.target),
        "target_roots": (str(site.folder),),
        "folder": str(site.store.folder),
        "layout": LAYOUT.stored(),
        "known_user": "user0001@example.org",
    }
    return replace(SUBJECT, **{**told, **changes})


def published(folder: Path) -> Site:
    """A site at which a whole pair was published."""
    site = Site(folder)
    site.publish(WHOLE)
    return site


def rewrite(site: Site, name: str, *changes: tuple[str, str]) -> None:
    """Somebody changes a file at the target by hand."""
    path = site.target / name
    text = path.read_bytes().decode()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path.write_bytes(text.encode())


def verdict(check: Check, about: Subject) -> Result:
    """What the check says, from looking to judging."""
    seen = check.look(about, cast(Clients, Saying()))
    assert seen.items
    return check.judge(about, through_json(seen), NOW)


__all__ = ["GROUPS", "USERS", "WHOLE", "Saying", "Site", "published", "rewrite", "subject", "verdict"]
