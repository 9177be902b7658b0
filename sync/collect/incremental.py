"""An incremental run: the tables of the run before, and what the deltas say has changed since."""

from __future__ import annotations

from typing import Final

from clients.contract import Broken
from sync import staging as staged
from sync.collect import standing
from sync.collect.full import NO_CONTACTS
from sync.collect.linking import pull_links
from sync.collect.listing import ALL, CONTACTS
from sync.collect.plan import Run
from sync.collect.reading import Reading, apply_changes, judge, take_stock
from sync.collect.tables import marks

# What a full run may mend: links that are too old, that are no longer taken, or that lead nowhere.
MENDABLE: Final = ("expired", "refused", "malformed", "loop", "elsewhere")


class Disagrees(Exception):
    """The changes do not add up to the directory, or cannot be had; the text says why. A full run is due."""


def read_changes(run: Run) -> list[Reading]:
    """Bring the tables up to date. Disagrees; Broken, NotGranted ... as for a full run."""
    readings = [
        Reading(one, link) for one in ALL if (link := staged.fact(run.staging, f"delta {one.name}", ""))
    ]
    if all(reading.listing is not CONTACTS for reading in readings):
        run.tally.add_note(NO_CONTACTS)
    try:
        _bring_up_to_date(run, readings)
    except Broken as broken:
        if broken.why not in MENDABLE:
            raise
        raise Disagrees(str(broken)) from broken
    for reading in readings:
        if reading.objection:
            raise Disagrees(reading.objection)
    return readings


def _bring_up_to_date(run: Run, readings: list[Reading]) -> None:
    founded = apply_changes(run, readings).founded
    vanished = _link_again(run, founded)
    count = standing.counts(run.reader, [reading.listing for reading in readings])
    for reading in readings:
        reading.count = count[reading.name]
        take_stock(run, reading)
        reading.vanished = vanished if reading.name == "groups" else []
    apply_changes(run, readings)
    judge(run, readings)


def _link_again(run: Run, founded: list[str]) -> list[str]:
    """Read the members of groups that are new here: one that was restored had some before. Those gone again."""
    if not founded:
        return []
    run.staging.execute(f"DELETE FROM links WHERE grp IN ({marks(len(founded))})", founded)  # noqa: S608
    return pull_links(run, founded, len(founded)).missing
