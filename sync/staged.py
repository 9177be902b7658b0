"""A pair that waits in a staging file, and what was found out about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sync.guard import Change, Shrunk


@dataclass(frozen=True)
class Staged:
    """The rows of a pair, how they differ from the published one, and the hash that the pair must have: that of the run
    which is continued, "" when nobody has seen it yet."""

    path: Path
    change: Change
    hash: str = ""


def change_of(value: Mapping[str, Any]) -> Change:
    """A Change from JSON."""
    shrunk = tuple(Shrunk(**one) for one in value["shrunk"])
    return Change(**{**value, "shrunk": shrunk, "exchanged": tuple(value["exchanged"])})
