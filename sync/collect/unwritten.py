"""Values that the files cannot hold, gathered from the whole directory: so that all of them can be mended at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar

from sync.csv_files.faults import Unwritable
from sync.directory import Group, User

Row = TypeVar("Row", bound=tuple[User | Group, Any])
MOST: Final = 1000
# Where a filter by groups, which is applied in the end, may leave out most of them.
MOST_FILTERED: Final = 50_000
SHOWN: Final = 20


class Unwritten:
    """Whose values do not fit, by object id. `most`: at how many going on would bring nothing."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._faults: dict[str, Unwritable] = {}

    @property
    def ids(self) -> list[str]:
        return [*self._faults]

    def lines(
        self, make: Callable[[Sequence[Row]], list[str | None]], rows: Sequence[Row]
    ) -> list[str | None]:
        """What `make` makes of these rows, many at a time; None for a row with a value that does not fit, which is
        noted. Unwritable at the most."""
        try:
            return make(rows)
        except Unwritable:
            return [line for row in rows for line in self._line(make, row)]

    def forget(self, id: str) -> None:
        """It stands in no file after all."""
        self._faults.pop(id, None)

    def tell(self) -> None:
        """Unwritable where any row was noted."""
        faults = [*self._faults.values()]
        if len(faults) == 1:
            raise faults[0]
        if faults:
            many = f"{'At least ' if len(faults) >= self._most else ''}{len(faults):,} people and groups"
            said = f"{many} have values that the files cannot hold. The first: {faults[0].text}"
            each = tuple(fault.text for fault in faults[:SHOWN])
            raise Unwritable(said, faults[0].row, faults[0].column, each)

    def _line(self, make: Callable[[Sequence[Row]], list[str | None]], row: Row) -> list[str | None]:
        try:
            return make([row])
        except Unwritable as fault:
            self._faults.setdefault(row[0].id, fault)
        if len(self._faults) >= self._most:
            self.tell()
        return [None]
