"""Where a pair goes, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sync.files.contract import Files

PATIENCE = 10.0


@dataclass(frozen=True)
class Place:
    """A target. `label`: as `Target.written()` gives it; `files` None: nowhere, the pair is fetched by hand.
    `patience`: seconds for which a file that somebody holds open is tried again."""

    label: str
    files: Files | None
    patience: float = PATIENCE


@dataclass(frozen=True)
class Published:
    """What lies at the target now. `changed` False: it lay there already, and nothing was written. `found`: number of
    the generation that was made of somebody else's files before they were replaced. `notes`: sentences for the page."""

    number: int
    changed: bool
    found: int | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Recovered:
    """A publication that was cut off. `number`: the generation that was to be published; `found` as in Published."""

    number: int
    outcome: Literal["finished", "rolled-back"]
    text: str
    found: int | None = None
