"""What was learned from a pair: the layout, and everything that the page says of it."""

from __future__ import annotations

from dataclasses import dataclass

from sync.layout.kept import KeptRow
from sync.layout.proofs import ColumnProof
from sync.layout.shape import Layout


@dataclass(frozen=True)
class Stranger:
    """A row of the sample that belongs to nobody in the directory. `text`: what names it."""

    line: int
    text: str


@dataclass(frozen=True)
class Joining:
    """How the rows of a file found their records: `joined` of `rows`, by `column`, which is `source`; and the first of
    the rest, of which there are `unknown`."""

    rows: int
    joined: int
    column: str
    source: str
    strangers: tuple[Stranger, ...]
    unknown: int


@dataclass(frozen=True)
class Learned:
    """`layout.proven` is True only when `differences` and `assumed` are empty and the directory was at hand.

    `users`, `groups`: the proof of each column, in its order. `differences`: where re-writing the sample gives other
    bytes, one sentence a file at most. `assumed`: what the sample does not show, or the layout cannot do, as sentences.
    `notes`: what else a person should know. `kept`: to be stored with kept.write. `same`, `compared`: of the rows whose
    user is known, how many come out of today's directory exactly as they stand in the sample.
    """

    layout: Layout
    users: tuple[ColumnProof, ...]
    groups: tuple[ColumnProof, ...]
    user_rows: Joining
    group_rows: Joining
    differences: tuple[str, ...]
    assumed: tuple[str, ...]
    notes: tuple[str, ...]
    kept: tuple[KeptRow, ...]
    same: int
    compared: int
