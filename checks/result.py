"""What a check may say.

The rules behind the shapes: nothing is green without proof, "could not look" is never "wrong", and whatever is wrong
comes with what to do about it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args

Status = Literal["passed", "warning", "failed", "error", "blocked", "waiting", "skipped"]
SkipReason = Literal["not-this-road", "not-this-cloud", "not-named", "no-windows-host", "not-in-practice"]
EvidenceKind = Literal["text", "record", "http", "json", "table", "tree"]
RemedyKind = Literal["text", "record", "command", "link"]

STATUSES: tuple[Status, ...] = get_args(Status)
SKIP_REASONS: tuple[SkipReason, ...] = get_args(SkipReason)


@dataclass(frozen=True)
class Item:
    """One piece of evidence.

    `label` names it on the page and is the key by which `judge` finds it again, so it is as stable as the check's id.
    `value` is JSON (str, number, bool, None, list, dict); its shape by kind:
    text: str; record: a DNS answer (clients.contract.Answer.evidence); http: an exchange (Exchange.evidence);
    json: anything; table: {"columns": [str], "rows": [[str]]}; tree: {"nodes": [node]} with node =
    {"label", "result", "tone" (good, bad, harmless, neutral), "ms", "children": [node]} plus what the judge needs.
    """

    label: str
    kind: EvidenceKind
    value: Any


@dataclass(frozen=True)
class Evidence:
    """All that `look` saw, in order."""

    items: tuple[Item, ...] = ()

    def __getitem__(self, label: str) -> Any:
        """Value of the item with this label; KeyError names what is missing (an old or redacted report)."""
        for item in self.items:
            if item.label == label:
                return item.value
        raise KeyError(label)

    def get(self, label: str, default: Any = None) -> Any:
        return next((item.value for item in self.items if item.label == label), default)

    def __add__(self, other: Evidence) -> Evidence:
        known = {item.label for item in self.items}
        return Evidence(self.items + tuple(item for item in other.items if item.label not in known))


def evidence(*items: Item | Iterable[Item]) -> Evidence:
    """Evidence of single items and of sequences of items, in the order given."""
    flat: list[Item] = []
    for item in items:
        flat.extend([item] if isinstance(item, Item) else item)
    return Evidence(tuple(flat))


@dataclass(frozen=True)
class Remedy:
    """One typed block of "do this".

    text: a sentence. record: one or more zone-file lines with absolute names, to publish (`action="add"`, taking the
    place of the lines in `replaces`) or to delete (`action="remove"`). command: a shell or PowerShell line.
    link: `url` with `text` as its words. `label` says where it is done (for example "At your DNS host").
    """

    kind: RemedyKind
    text: str
    label: str = ""
    url: str = ""
    action: Literal["add", "remove"] = "add"
    replaces: tuple[str, ...] = ()


@dataclass(frozen=True)
class Result:
    """A verdict. Build it with the functions below, which ask for what its status needs."""

    status: Status
    summary: str
    meaning: str = ""
    confirm: str = ""
    expected: str | None = None
    found: str | None = None
    remedy: tuple[Remedy, ...] = ()
    cause: str | None = None
    retry_at: datetime | None = None
    skip_reason: SkipReason | None = None

    def __post_init__(self) -> None:
        if not self.summary:
            raise ValueError("a result needs a summary")
        if self.status in ("failed", "warning", "error") and not self.remedy:
            raise ValueError(f"{self.status} needs a remedy: {self.summary}")
        if (self.status == "blocked") != (self.cause is not None):
            raise ValueError("blocked, and only blocked, names its cause")
        if (self.status == "waiting") != (self.retry_at is not None):
            raise ValueError("waiting, and only waiting, has a time to try again")
        if (self.status == "skipped") != (self.skip_reason is not None):
            raise ValueError("skipped, and only skipped, has a reason from the list")


def passed(summary: str, *, expected: str | None = None, found: str | None = None) -> Result:
    return Result("passed", summary, expected=expected, found=found)


def warning(
    summary: str,
    *,
    meaning: str,
    confirm: str,
    remedy: tuple[Remedy, ...],
    expected: str | None = None,
    found: str | None = None,
) -> Result:
    """Works, but will bite: what we saw, what it means for Retain, what to do, how to know that it worked."""
    return Result("warning", summary, meaning, confirm, expected, found, remedy)


def failed(
    summary: str,
    *,
    meaning: str,
    confirm: str,
    remedy: tuple[Remedy, ...],
    expected: str | None = None,
    found: str | None = None,
) -> Result:
    """We saw that the tenant, DNS or a file is wrong: the same four parts."""
    return Result("failed", summary, meaning, confirm, expected, found, remedy)


def could_not(summary: str, *, tried: str, again: str) -> Result:
    """Could not find out: `tried` says what was asked of whom, `again` how to try again. Never means wrong."""
    return Result(
        "error",
        summary,
        meaning="Nothing is proved wrong by this.",
        confirm=tried,
        remedy=(Remedy("text", again),),
    )


def blocked(cause: str, summary: str) -> Result:
    """Not decidable until `cause` (a check's id, or form:<key>) is mended."""
    return Result("blocked", summary, cause=cause)


def waiting(summary: str, *, until: datetime, meaning: str = "") -> Result:
    """Changed just now; `until` (aware) is when it is looked at again."""
    return Result("waiting", summary, meaning, retry_at=until)


def skipped(reason: SkipReason, summary: str) -> Result:
    return Result("skipped", summary, skip_reason=reason)
