"""What can be wrong with a pair of files, found in what was seen of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from checks.sync.file_scan import FileSeen
from checks.sync.pair_scan import LISTED, PairSeen

# File systems round times, at most to two seconds.
ROUNDED: Final = 2.0
# Faults of a file that prove nothing about it.
NOBODY_KNOWS: Final = ("network", "held", "failed", "gone")


def unread(pair: PairSeen) -> str | None:
    """Why one of the files could not be read, where that proves nothing; None when both could be."""
    faults = [one.fault for one in (pair.users, pair.groups) if one.fault]
    return next((fault["text"] for fault in faults if fault["why"] in NOBODY_KNOWS), None)


def wrong(pair: PairSeen, told: dict[str, Any]) -> tuple[str, ...]:
    """Sentences about everything that is wrong, the worst of each file first; `told`: what was published, as evidence.
    In files that somebody else made in a way that we do not know, only what is wrong in any case."""
    known = bool(told["known"])
    found = [*_file(pair.users, known), *_file(pair.groups, known)]
    if not found and known:
        found = [*_members(pair), *(() if as_published(pair, told) else _ages(pair))]
    return tuple(found)


def unlisted(pair: PairSeen, told: dict[str, Any]) -> int:
    """How many more rows are wrong than `wrong` names."""
    files = (pair.users, pair.groups)
    if not told["known"]:
        return 0
    if any(one.faults for one in files):
        return sum(one.faults - len(one.findings) for one in files)
    return pair.unresolved - len(pair.strangers)


def as_published(pair: PairSeen, told: dict[str, Any]) -> bool:
    """Both files are, byte for byte, the ones that were published."""
    return bool(told["sha256"]) and not altered(pair, told)


def altered(pair: PairSeen, told: dict[str, Any]) -> tuple[str, ...]:
    """Names of files that are not the ones that were published."""
    sha256 = told["sha256"]
    return tuple(
        one.name for one in (pair.users, pair.groups) if one.name in sha256 and sha256[one.name] != one.sha256
    )


def _file(seen: FileSeen, known: bool) -> Iterator[str]:
    if seen.fault:
        yield seen.fault["text"]
    elif seen.size is None:
        yield f"{seen.name} is not there."
    elif not seen.size:
        yield f"{seen.name} is empty (0 bytes)."
    elif known and seen.faults:
        yield from (f"{seen.name}: {text}" for _, text in seen.findings)


def _members(pair: PairSeen) -> Iterator[str]:
    """At most LISTED of them, one a sentence."""
    for line, name in pair.strangers[:LISTED]:
        yield f"{pair.groups.name}: Line {line}: the member “{name}” is nobody of {pair.users.name}."


def _ages(pair: PairSeen) -> Iterator[str]:
    users, groups = pair.users.modified, pair.groups.modified
    if users is not None and groups is not None and groups + ROUNDED < users:
        yield f"{pair.groups.name} is older than {pair.users.name}: the two files are of different runs."
