"""Values that the files cannot hold, gathered from the whole directory: so that all of them can be mended at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, TypeVar

from sync.csv_files.faults import Unwritable

Row = TypeVar("Row")
MOST: Final = 1000
SHOWN: Final = 20


class Unwritten:
    """Whose values do not fit, by logon name or address."""

    def __init__(self) -> None:
        self._faults: dict[str, Unwritable] = {}

    def lines(
        self, make: Callable[[Sequence[Row]], list[str | None]], rows: Sequence[Row]
    ) -> list[str | None]:
        """What `make` makes of these rows, many at a time; None for a row with a value that does not fit, which is
        noted. Unwritable when there are so many that going on would bring nothing."""
        try:
            return make(rows)
        except Unwritable:
            return [line for row in rows for line in self._line(make, row)]

    def tell(self) -> None:
        """Unwritable where any row was noted."""
        faults = [*self._faults.values()]
        if len(faults) == 1:
            raise faults[0]
        if faults:
            many = f"{'More than ' if len(faults) >= MOST else ''}{len(faults):,} people and groups"
            said = f"{many} have values that the files cannot hold. The first: {faults[0].text}"
            each = tuple(fault.text for fault in faults[:SHOWN])
            raise Unwritable(said, faults[0].row, faults[0].column, each)

    def _line(self, make: Callable[[Sequence[Row]], list[str | None]], row: Row) -> list[str | None]:
        try:
            return make([row])
        except Unwritable as fault:
            self._faults.setdefault(fault.row, fault)
        if len(self._faults) >= MOST:
            self.tell()
        return [None]
