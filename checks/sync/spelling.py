"""sync.spelling: does only one spelling of the users file lie in the folder?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from checks.registry import check
from checks.result import Evidence, Item, Remedy, Result, evidence, passed, warning
from checks.subject import Subject
from checks.sync import place
from clients.contract import Clients
from sync.files import Files
from sync.layout.chosen import chosen
from sync.layout.generic import USER_FILES

LYING: Final = "Users files in the folder"
OURS: Final = "This connection writes"
_EXPECTED: Final = "one users file, under the name that this connection writes"


def look(subject: Subject, clients: Clients) -> Evidence:
    """Lists the names in the target's folder that are a spelling of the users file, whatever their capitals."""
    ours = chosen(subject.layout, subject.user_file, subject.groups_file).users.name
    spellings = {one.casefold() for one in (*USER_FILES, ours)}

    def see(files: Files, names: list[str]) -> Iterator[Item]:
        yield Item(LYING, "json", sorted(name for name in names if name.casefold() in spellings))

    return place.looked_into(subject, clients, see) + evidence(Item(OURS, "text", ours))


@check(
    "sync.spelling",
    step="sync",
    title="One spelling of the users file",
    order=70,
    look=look,
    source="KB 7019065 writes exchangeuser.csv; other texts of the vendor write exchangeusers.csv",
    roads=("application",),
    needs=("target",),
)
def judge(subject: Subject, evidence: Evidence, now: datetime) -> Result:
    """Of two users files Retain reads one, and nobody sees which: the other one grows old unnoticed."""
    hindrance = place.hindrance(subject, evidence)
    if hindrance is not None:
        return hindrance
    lying, ours = evidence[LYING], evidence[OURS]
    if len(lying) > 1:
        return _several(lying, ours)
    if lying and lying[0] != ours:
        return _another(lying[0], ours)
    said = (
        f"Only {ours} lies in the folder."
        if lying
        else f"No users file lies in the folder yet; it will be {ours}."
    )
    return passed(said, expected=_EXPECTED, found=lying[0] if lying else "none yet")


def _several(lying: list[str], ours: str) -> Result:
    others = [name for name in lying if name != ours]
    remove = f"Find out which one Retain reads. If it is {ours}, remove {' and '.join(others)}."
    return warning(
        f"{' and '.join(lying)} lie in the folder.",
        meaning="Retain reads one of them. If it is not the one that is written every night, it grows old unnoticed.",
        expected=_EXPECTED,
        found=" and ".join(lying),
        remedy=(Remedy("text", remove, label="At the target"), _rename(" or ".join(others))),
        confirm="Run this check again: one name is left.",
    )


def _another(lying: str, ours: str) -> Result:
    return warning(
        f"{lying} lies in the folder, and this connection writes {ours}.",
        meaning="After the next publish both would lie there, and Retain might go on with the old one.",
        expected=ours,
        found=lying,
        remedy=(
            _rename(lying),
            Remedy(
                "text",
                f"If {ours} is the right name, remove {lying} after the next publish.",
                label="At the target",
            ),
        ),
        confirm="Run this check again: one name is left.",
    )


def _rename(name: str) -> Remedy:
    text = f"If Retain reads {name}, enter that name under Target, Name of the users file."
    return Remedy("text", text, label="In this wizard")
