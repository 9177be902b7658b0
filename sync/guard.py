"""May this pair take the place of the published one? Pure: counts in, findings out.

The rules (and `tests/data/guard-cases.json`, which the script's guard obeys too): an empty file is refused always;
removals over max(5 %, 10) of users, of groups, or of one group's members hold the publish, as does the same UPN with
another object id or Exchange id. Limits can be set with a reason. Sources: Entra Connect and Google's directory sync
stop a run that deletes too much.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, Literal

Verdict = Literal["publish", "hold", "refuse"]
WORST: Final[tuple[Verdict, ...]] = ("refuse", "hold", "publish")
NAMED: Final = 20


@dataclass(frozen=True)
class Limits:
    """Removals up to max(`percent` % of what was there, `least`) go through without a person. ValueError unless
    `percent` is from 0 to 100 and `least` is not negative."""

    percent: float = 5.0
    least: int = 10

    def __post_init__(self) -> None:
        if not (0 <= self.percent <= 100 and self.least >= 0):
            raise ValueError(f"{self.percent} % and {self.least} are no limits.")


@dataclass(frozen=True)
class Shrunk:
    """A group that loses members: `before` members, of which `removed` go."""

    id: str
    name: str
    before: int
    removed: int


@dataclass(frozen=True)
class Change:
    """What would change. Counts of rows in the files; `before` 0 when nothing is published yet. `shrunk`: groups that
    lose members; `exchanged`: UPNs that now belong to another object or Exchange id."""

    users_before: int
    users_after: int
    users_removed: int
    groups_before: int
    groups_after: int
    groups_removed: int
    shrunk: tuple[Shrunk, ...] = ()
    exchanged: tuple[str, ...] = ()


@dataclass(frozen=True)
class Finding:
    """Why a pair is held or refused. `rule`: empty-users, empty-groups, exchanged, users, groups, members; `limit`,
    `found`: the numbers; `about`: which groups or UPNs (at most 20)."""

    rule: str
    verdict: Verdict
    text: str
    limit: int = 0
    found: int = 0
    about: tuple[str, ...] = field(default=())


def allowed(before: int, limits: Limits) -> int:
    """How many of `before` may go without a person: the greater of `percent` % of them, rounded down, and `least`.

    Reckoned in decimals: 29 % of 100 are 29, where floating point makes 28 of them.
    """
    return max(int(before * Decimal(str(limits.percent)) / 100), limits.least)


def judge(change: Change, limits: Limits) -> tuple[Finding, ...]:
    """Every reason not to publish, worst first; empty when there is none."""
    return (
        *_empty("users", change.users_after),
        *_empty("groups", change.groups_after),
        *_exchanged(change.exchanged),
        *_removed("users", change.users_before, change.users_removed, limits),
        *_removed("groups", change.groups_before, change.groups_removed, limits),
        *_shrunk(change.shrunk, limits),
    )


def verdict_of(findings: tuple[Finding, ...]) -> Verdict:
    """The worst verdict among the findings."""
    return min((finding.verdict for finding in findings), key=WORST.index, default="publish")


def _empty(what: str, after: int) -> tuple[Finding, ...]:
    if after > 0:
        return ()
    text = (
        f"The new {what} file would be empty. An empty file is never published: to Retain it says that there are no "
        f"{what}."
    )
    return (Finding(f"empty-{what}", "refuse", text, limit=1, found=0),)


def _exchanged(upns: tuple[str, ...]) -> tuple[Finding, ...]:
    if not upns:
        return ()
    one = len(upns) == 1
    who = "1 logon name belongs" if one else f"{len(upns)} logon names belong"
    text = (
        f"{who} to another account or mailbox than in the published file. Retain tells mailboxes apart by their id, "
        "so it may show these people twice, or one person's archive to another."
    )
    return (Finding("exchanged", "hold", text, limit=0, found=len(upns), about=upns[:NAMED]),)


def _removed(what: str, before: int, removed: int, limits: Limits) -> tuple[Finding, ...]:
    limit = allowed(before, limits)
    if removed <= limit:
        return ()
    text = f"{removed} of {before} {what} would go. Up to {limit} go without a person's approval."
    return (Finding(what, "hold", text, limit=limit, found=removed),)


def _shrunk(groups: tuple[Shrunk, ...], limits: Limits) -> tuple[Finding, ...]:
    """One finding for all groups; its numbers are those of the group that is furthest over its limit."""
    over = [(group.removed - allowed(group.before, limits), group) for group in groups]
    over = sorted(((by, group) for by, group in over if by > 0), key=lambda pair: (-pair[0], pair[1].name))
    if not over:
        return ()
    by, worst = over[0]
    many = "1 group would lose" if len(over) == 1 else f"{len(over)} groups would lose"
    text = (
        f"{many} more members than may go without a person's approval: {worst.name} {worst.removed} of "
        f"{worst.before}, where up to {worst.removed - by} may go."
    )
    about = tuple(f"{group.name}: {group.removed} of {group.before}" for _, group in over[:NAMED])
    return (Finding("members", "hold", text, limit=worst.removed - by, found=worst.removed, about=about),)
