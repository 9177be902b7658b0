"""What people can let happen in the directory of a simulated tenant between two nights, for the pages to offer.

Each is a setting that `POST /domains/<name>/apply` carries out (`{"kind": "setting", "text": ...}`), and that the undo
id which it answers takes back.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from simulator.domain import Domain
from simulator.tenant.directory.numbers import Numbers


@dataclass(frozen=True)
class PracticeChange:
    """`title`: what happens, in words; `text`: the setting."""

    key: str
    title: str
    text: str
    kind: str = "setting"


def offered(domain: Domain) -> tuple[PracticeChange, ...]:
    """The changes that this domain's directory can undergo, those that its scenario is about first."""
    follows = domain.scenario.follows
    changes = [PracticeChange(*told) for told in _changes(domain.tenant.directory)]
    return tuple(
        sorted(changes, key=lambda one: follows.index(one.key) if one.key in follows else len(follows))
    )


def _changes(numbers: Numbers) -> Iterable[tuple[str, str, str]]:
    half = (numbers.users - min(numbers.left, numbers.users)) // 2
    yield "joined", "Three people join", "directory.joined += 3"
    if numbers.users:
        yield "left", "Four people leave", "directory.left += 4"
        yield "renamed", "Two people marry and change their names", "directory.renamed += 2"
        yield "exchanged", "Somebody leaves and comes back with another id", "directory.exchanged += 1"
        yield "half-left", f"Half of the staff leaves ({half} people)", f"directory.left += {half}"
    if numbers.groups:
        yield "regrouped", "Five people change groups", "directory.regrouped += 5"
        yield "founded", "A new group is founded", "directory.founded += 1"
        yield "dissolved", "A group is dissolved", "directory.dissolved += 1"
    yield "nobody", "The lists show nobody any more", "directory.unlisted = 1"
    yield "links", "All delta links expire", "delta links expire"
    yield "throttled", "The next pulls are throttled", "graph /users page 1 answers throttled 2 times"
    yield "cut", "The first page of users breaks off", "graph /users page 1 answers cut"
