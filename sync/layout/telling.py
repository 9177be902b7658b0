"""What a person should know of a learned layout besides its columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sync.csv_files.decoding import spelled
from sync.csv_files.faults import Unwritable
from sync.csv_files.table import Table
from sync.csv_files.writing import row_texts
from sync.layout.joining import Joined
from sync.layout.kept import KeptRow, KeptValues
from sync.layout.learned import Joining, Stranger
from sync.layout.matching import NAMED
from sync.layout.ordering import Order
from sync.layout.proofs import ColumnProof
from sync.layout.shape import FileLayout, Layout
from sync.layout.source import Source, label
from sync.layout.user_lines import Entry, UserLines

LISTED = 500


def same_lines(
    layout: Layout, table: Table, joined: Joined[Entry], kept: Sequence[KeptRow]
) -> tuple[int, str]:
    """How many rows of known users come out of the directory as they stand in the sample; and why none could be made:
    a value that the file cannot hold."""
    values = KeptValues.holding(kept)
    try:
        made = UserLines(layout, values).lines([*joined.records.values()])
    except Unwritable as fault:
        return 0, f"Today's directory does not fit into the file. {fault.text}"
    finally:
        values.close()
    sample = row_texts(table)
    return sum(line == sample[row] for row, line in zip(joined.records, made, strict=True)), ""


def joining(
    table: Table, joined: Joined[Any], proofs: Sequence[ColumnProof], sources: Mapping[str, Source[Any]]
) -> Joining:
    """How rows found their records, and the rows that found none."""
    named = joined.column or next((proof.name for proof in proofs if proof.source), table.names[0])
    column = table.names.index(named)
    lone = joined.strangers(table)
    strangers = tuple(Stranger(table.lines[row], table.rows[row][column] or "") for row in lone[:LISTED])
    source = label(joined.source, sources)
    return Joining(len(table.rows), len(joined.records), joined.column, source, strangers, len(lone))


def doubts(proofs: Sequence[ColumnProof]) -> Iterator[str]:
    """What a person chose although the sample speaks against it."""
    for proof in proofs:
        rows = proof.agree + proof.differ
        if proof.by == "person" and proof.agree < NAMED * rows:
            said = f"agrees with the directory in {proof.agree} of {rows} only"
            yield f"“{proof.label}” was chosen for column “{proof.name}”, and {said}."


def notes(file: FileLayout, order: Order | None, proofs: Sequence[ColumnProof], what: str) -> Iterator[str]:
    """On one file. `order`: that its sample shows. `what`: “users file”, “groups file”."""
    lost = sum(proof.lost for proof in proofs)
    if lost:
        example = next(proof for proof in proofs if proof.lost)
        yield (
            f"In {lost} values of the {what} letters were lost to question marks (column “{example.name}”): the "
            f"program that wrote it used ASCII. The new file is {spelled(file.dialect.encoding)} and has the letters."
        )
    if order is None:
        yield f"The rows of the {what} are in no order that shows. They will be sorted, so that two nights compare."
    names = ", ".join(f"“{name}”" for name in file.unsourced)
    if names:
        yield (
            f"The directory has no value for {names} of the {what}. Known rows keep what the sample says; new ones are "
            "held back until a value is known."
        )
