"""What is known of each list while it is read: where it stood, what came, what the delta told since."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field

from clients.contract import Broken
from sync.collect import standing
from sync.collect.applying import Applying
from sync.collect.completeness import objection, rows_and_ids, since
from sync.collect.listing import AnyListing
from sync.collect.merging import Told
from sync.collect.plan import Run

HERE = "SELECT 1 FROM groups WHERE id = ?"


@dataclass
class Reading:
    """One list. `link`: from where its changes are told next; `count`: how many Graph counted; `rows`, `ids`: how many
    came, before what was `told` was applied; `vanished`: groups that were gone when their members were asked for;
    `objection`: why it is not whole, "" when it is."""

    listing: AnyListing
    link: str
    count: int = 0
    rows: int = 0
    ids: int = 0
    told: Told = field(default_factory=Told)
    vanished: list[str] = field(default_factory=list)
    objection: str = ""

    @property
    def name(self) -> str:
        return self.listing.name

    @property
    def counted(self) -> dict[str, int]:
        """For the certificate."""
        return {"counted": self.count, "came": self.ids}

    @property
    def replayed(self) -> dict[str, int]:
        """For the certificate."""
        return {name: value for name, value in asdict(self.told).items() if name != "since"}


def take_stock(run: Run, reading: Reading) -> None:
    """Count what came."""
    reading.rows, reading.ids = rows_and_ids(run.staging, reading.name)


def apply_changes(run: Run, readings: Iterable[Reading]) -> Applying:
    """Apply what changed since each list's link, which moves on; what was told is noted. Broken ("malformed") where no
    delta link comes in the end."""
    applying, by_list = Applying(run), {reading.listing: reading for reading in readings}
    for listing, pages in standing.changes(run.reader, {one: r.link for one, r in by_list.items()}):
        reading, link, told = by_list[listing], "", Told(since(run.started))
        for page in pages:
            run.tally.pages += 1
            applying.apply(listing.name, page.value, told)
            run.say("replay", told.added + told.changed + told.removed, 0)
            link = page.delta
        if not link:
            raise Broken(f"The changes of {listing.name} end without a link to the next ones.", "malformed")
        reading.link, reading.told = link, told
    return applying


def judge(run: Run, readings: Iterable[Reading]) -> None:
    """Is each of these lists whole, by what was told last? An objection that there is stays."""
    for reading in readings:
        why = objection(reading.name, reading.rows, reading.ids, reading.count, reading.told)
        reading.objection = reading.objection or why or _without_members(run, reading)


def _without_members(run: Run, reading: Reading) -> str:
    """A group that vanished is no loss once the delta says that it is gone."""
    left = [id for id in reading.vanished if run.staging.execute(HERE, [id]).fetchone()]
    return f"The members of {len(left)} groups could not be read: {', '.join(left[:3])}." if left else ""
