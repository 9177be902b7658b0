"""Which source a column has: suggested by its name, decided by its values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sync.layout.ground import Ground
from sync.layout.proofs import BY_NAME, By, ColumnProof, Comparison, Other, sentence
from sync.layout.source import TEXT, label

NAMED: Final = 0.8  # rows that must agree where the name suggests the source: people move on after a sample
UNNAMED: Final = 0.95  # and where only the values do
NEAR: Final = 0.1  # what a suggested source may be behind the best one
WORTH: Final = 0.5  # below that share a source is not even worth showing
FULL: Final = 4  # sources that are compared in every row, and not just in some
SHOWN: Final = 4
NO_SOURCE: Final = "The directory has no such value. Rows that are known keep theirs."


def match(ground: Ground, column: int) -> ColumnProof:
    """The source of a column, with its proof; none where nothing agrees well enough."""
    cells = ground.table.column(column)
    name = ground.table.names[column]
    found = _comparisons(ground, column, name) if ground.rows else []
    if not any(cells):
        best = _by_values(ground, name, cells, found) if ground.rows else _by_name(ground, name, cells)
        source = best or TEXT
        return _proof(ground, column, source, "empty", f"Empty in all {len(cells)} rows.", found)
    if not ground.rows:
        source = _by_name(ground, name, cells)
        return _proof(ground, column, source, "name" if source else "", BY_NAME if source else NO_SOURCE, [])
    source = _by_values(ground, name, cells, found)
    chosen = next((one for one in found if one.source == source), None)
    return _proof(
        ground, column, source, "values" if source else "", sentence(chosen) if chosen else NO_SOURCE, found
    )


def match_or_prove(ground: Ground, column: int, wanted: str | None) -> ColumnProof:
    """The source of a column, or the proof of the one that is `wanted`."""
    found = match(ground, column)
    return found if wanted in (None, found.source) else prove(ground, column, wanted or "")


def prove(ground: Ground, column: int, source: str) -> ColumnProof:
    """The proof of a source that a person has chosen; "" stands for none."""
    name = ground.table.names[column]
    found = _comparisons(ground, column, name) if ground.rows else []
    if not source:
        return _proof(ground, column, "", "person", NO_SOURCE, found)
    if not ground.rows:
        return _proof(ground, column, source, "person", "Chosen by a person, and not compared yet.", [])
    chosen = ground.compare(column, source)
    return _proof(
        ground, column, source, "person", f"Chosen by a person. {sentence(chosen)}", [chosen, *found]
    )


def _comparisons(ground: Ground, column: int, name: str) -> list[Comparison]:
    """The hopeful sources compared in every row, the best first."""
    tried = [ground.try_out(column, source) for source in ground.candidates]
    worth = [one for one in tried if one.share >= WORTH and (one.telling or _suggests(ground, one, name))]
    ranked = sorted(worth, key=lambda one: (*_rank(one), not _suggests(ground, one, name)))
    named = [one for one in ranked[FULL:] if _suggests(ground, one, name)][:1]
    return sorted((ground.completed(column, one) for one in [*ranked[:FULL], *named]), key=_rank)


def _suggests(ground: Ground, found: Comparison, name: str) -> bool:
    return ground.sources[found.source].suggested(name)


def _rank(found: Comparison) -> tuple[int, int]:
    return -found.agree, -found.counts["equal"]


def _enough(cells: Sequence[str]) -> int:
    """How many rows must tell something: more where few different values agree easily by chance."""
    return 3 if len(set(cells)) * 2 <= len(cells) else 1


def _by_values(ground: Ground, name: str, cells: Sequence[str], found: Sequence[Comparison]) -> str:
    suggested = _suggested_best(ground, name, found)
    if suggested:
        return suggested
    best = found[0] if found else None
    good = best and min(best.share, best.worth) >= UNNAMED and best.telling >= _enough(cells)
    return best.source if best and good else ""


def _suggested_best(ground: Ground, name: str, found: Sequence[Comparison]) -> str:
    """The suggested source that agrees best, when it agrees well and nothing agrees much better."""
    suggested = next((one for one in found if _suggests(ground, one, name)), None)
    good = suggested and suggested.share >= max(NAMED, found[0].share - NEAR) and suggested.worth >= WORTH
    return suggested.source if suggested and good else ""


def _by_name(ground: Ground, name: str, cells: Sequence[str]) -> str:
    """The source that the name suggests and no cell contradicts; of lists, the one whose sign they hold most."""
    said, sources = frozenset(filter(None, cells)), ground.sources
    named = [key for key in ground.candidates if sources[key].suggested(name)]
    fits = [key for key in named if not sources[key].words or said <= sources[key].words]
    return max(fits, key=lambda key: _signs(cells, sources[key].separator), default="")


def _signs(cells: Sequence[str], separator: str) -> tuple[int, int]:
    count = sum(cell.count(separator) for cell in cells) if separator else 0
    return count, len(separator) if count else 0


def _proof(
    ground: Ground, column: int, source: str, by: By, text: str, found: Sequence[Comparison]
) -> ColumnProof:
    chosen = next((one for one in found if one.source == source), None) or Comparison(source)
    others = [
        Other(one.source, ground.sources[one.source].label, one.agree, one.rows)
        for one in found
        if one.source != source
    ]
    return ColumnProof(
        ground.table.names[column],
        source,
        label(source, ground.sources),
        by,
        text,
        chosen.agree,
        chosen.rows - chosen.agree,
        len(ground.table.rows) - len(ground.rows),
        tuple(chosen.examples),
        tuple(_same_text(ground, column) + others)[:SHOWN],
        chosen.counts["letters"],
    )


def _same_text(ground: Ground, column: int) -> list[Other]:
    """A column that says the same in every row might always do so."""
    cells = ground.table.column(column)
    if not cells[0] or len(set(cells)) > 1:
        return []
    source = TEXT + cells[0]
    return [Other(source, label(source, ground.sources), len(cells), len(cells))]
