"""Changes of a zone: what lines put there and take away, checked before anything happens."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterable
from dataclasses import dataclass

from simulator.zone_lines import BadLine, Record, lines, parse


class Refused(Exception):
    """The request cannot be carried out; the text says why. `status` as in HTTP."""

    def __init__(self, text: str, status: int = 400) -> None:
        super().__init__(text)
        self.status = status


@dataclass(frozen=True)
class Applied:
    """One change that was made. A record: what it took away and what it put there, as zone lines; another `kind`
    (simulator.tenant.deeds) is a change of the tenant and lives in its text alone. `at`: when, in Unix time."""

    undo: str
    text: str
    action: str
    added: tuple[str, ...]
    removed: tuple[str, ...]
    kind: str = "record"
    at: int = 0


def deed(kind: str, text: str) -> Applied:
    """A change of the tenant."""
    return Applied(secrets.token_hex(8), text, "add", (), (), kind, int(time.time()))


def parsed(zone_lines: Iterable[str]) -> tuple[Record, ...]:
    """The records of lines that were written by `lines`."""
    text = "\n".join(zone_lines)
    return parse(text) if text else ()


def change(domain: str, records: tuple[Record, ...], text: str, action: str, replaces: list[str]) -> Applied:
    """What publishing (`add`) or deleting (`remove`) the lines in `text` does to these records of a domain.

    Refused when the domain does not exist, a line cannot be read or lies outside, or the zone would be unsound.
    """
    if action not in ("add", "remove"):
        raise Refused("action must be add or remove.")
    if not records:
        raise Refused(f"{domain} does not exist in DNS, so nothing can be published there.")
    try:
        named = parse(text)
        replaced = parse("\n".join(replaces)) if any(line.strip() for line in replaces) else ()
    except BadLine as error:
        raise Refused(str(error)) from None
    for record in (*named, *replaced):
        if record.name != domain and not record.name.endswith("." + domain):
            raise Refused(f"{record.name} does not belong to {domain}.")
    added, removed = _additions(records, named, replaced) if action == "add" else _removals(records, named)
    return Applied(secrets.token_hex(8), text, action, tuple(lines(added)), tuple(lines(removed)))


def _removals(records: tuple[Record, ...], named: tuple[Record, ...]) -> tuple[list[Record], list[Record]]:
    known = {record.key for record in records}
    for record in named:
        if record.key not in known:
            raise Refused(f"There is no such record to delete: {record.line()}")
    keys = {record.key for record in named}
    return [], [record for record in records if record.key in keys]


def _additions(
    records: tuple[Record, ...], named: tuple[Record, ...], replaced: tuple[Record, ...]
) -> tuple[list[Record], list[Record]]:
    """What is new, and what goes: the replaced lines, and whatever shares a name with a new CNAME."""
    wanted = {record.key for record in named}
    aliases = {record.name for record in named if record.type == "CNAME"}
    gone = {record.key for record in replaced}
    removed = [r for r in records if r.key not in wanted and (r.key in gone or r.name in aliases)]
    left = [r for r in records if r not in removed]
    after = [*left, *(record for record in named if record.key not in {r.key for r in left})]
    for name in {r.name for r in after if r.type == "CNAME"}:
        if sum(r.name == name for r in after) > 1:
            raise Refused(f"{name} is an alias (CNAME): no other record can stand beside it.")
    return [record for record in named if record.key not in {r.key for r in left}], removed


def without(records: Iterable[Record], gone: Iterable[Record]) -> tuple[Record, ...]:
    keys = {record.key for record in gone}
    return tuple(record for record in records if record.key not in keys)


def together(records: tuple[Record, ...], new: Iterable[Record]) -> tuple[Record, ...]:
    keys = {record.key for record in records}
    return records + tuple(record for record in new if record.key not in keys)
