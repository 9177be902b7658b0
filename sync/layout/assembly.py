"""From tables and proofs to a layout."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from sync.csv_files.table import Table
from sync.layout.group_sources import MEMBER, MEMBERS
from sync.layout.ordering import Order, order_of
from sync.layout.proofs import ColumnProof
from sync.layout.shape import Column, Dialect, FileLayout, Style
from sync.layout.sources import member_source


def file_layout(
    name: str, table: Table, proofs: Sequence[ColumnProof], order: str
) -> tuple[FileLayout, Order | None]:
    """One file of the layout, and the order that its sample shows. `order`: what to sort by where it shows none."""
    columns = tuple(
        _column(proof, style, table.dialect) for proof, style in zip(proofs, table.styles, strict=True)
    )
    sortable = [column if _sortable(column.source) else Column(column.name, "") for column in columns]
    found = order_of(table, sortable, order)
    layout = FileLayout(
        name, columns, table.dialect, table.header is not None, found.source if found else order
    )
    return layout, found


def _column(proof: ColumnProof, style: Style, dialect: Dialect) -> Column:
    """What a column has of its own, and nothing that the whole file has."""
    quoting = style.quoting if style.quoting != dialect.quoting else ""
    empty: Literal["", "bare", "quoted"] = ""
    if style.bare_empty != dialect.bare_empty:
        empty = "bare" if style.bare_empty else "quoted"
    return Column(proof.name, proof.source, proof.text if proof.source else "", quoting, empty)


def _sortable(source: str) -> bool:
    return bool(source) and member_source(source)[0] not in (MEMBER, MEMBERS)
