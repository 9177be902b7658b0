"""A full run: all lists from scratch, each with its proof; what is not whole is read once more."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from clients.contract import Broken
from sync import staging as staged
from sync.collect import standing
from sync.collect.grouping import Size, pull_groups
from sync.collect.listing import ALL, CONTACTS, GROUPS, USERS, AnyListing
from sync.collect.plan import Run
from sync.collect.pulling import pull_contacts, pull_users
from sync.collect.reading import Reading, apply_changes, judge, take_stock

# What may be otherwise next time; a refusal, or trouble that outlasted all patience, stays what it is.
WORTH_ANOTHER: Final = ("loop", "elsewhere", "malformed", "expired")
NO_CONTACTS: Final = "Mail contacts were not read: OrgContact.Read.All is not granted."


def read_all(run: Run, before: Size | None) -> list[Reading]:
    """Read every list into empty tables. `before`: what an earlier run counted. Broken, NotGranted, SignInRefused,
    NoCredential, OutOfTime. What is not whole in the end has an objection."""
    readings: dict[str, Reading] = {}
    wanted: Iterable[AnyListing] = ALL
    for last in (False, True):
        fresh = _begun(run, wanted)
        readings.update({reading.name: reading for reading in fresh})
        for reading in fresh:
            _pull(run, reading, before, last)
        apply_changes(run, readings.values())
        judge(run, fresh)
        wanted = [reading.listing for reading in fresh if reading.objection]
        if last or not wanted:
            break
        run.tally.retried = True
        _clear(run, wanted)
    return list(readings.values())


def _begun(run: Run, wanted: Iterable[AnyListing]) -> list[Reading]:
    """Where these lists stand before the first page."""
    wanted = list(wanted)
    stood = standing.standings(run.reader, wanted)
    if CONTACTS in wanted and CONTACTS.name not in stood:
        run.tally.add_note(NO_CONTACTS)
    return [Reading(one, stood[one.name].link, stood[one.name].count) for one in wanted if one.name in stood]


def _pull(run: Run, reading: Reading, before: Size | None, last: bool) -> None:
    try:
        _pull_one(run, reading, before)
    except Broken as broken:
        if last or broken.why not in WORTH_ANOTHER:
            raise
        reading.objection = str(broken)
    run.staging.execute(staged.INDEXES[reading.name])
    take_stock(run, reading)


def _pull_one(run: Run, reading: Reading, before: Size | None) -> None:
    if reading.listing is USERS:
        pull_users(run, reading.count)
    elif reading.listing is CONTACTS:
        pull_contacts(run, reading.count)
    else:
        linked = pull_groups(run, reading.count, before)
        if linked.twice:
            reading.objection = f"{linked.twice} members of groups came twice: a page was repeated."
        reading.vanished = linked.missing


def _clear(run: Run, wanted: Iterable[AnyListing]) -> None:
    for one in wanted:
        run.staging.execute(f"DELETE FROM {one.name}")  # noqa: S608
        if one is GROUPS:
            run.staging.execute("DELETE FROM links")
