"""What a resolver and what an authoritative server answer to one question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import dnslib

from simulator.addresses import NAME_SERVERS
from simulator.dns.names import Found, Names
from simulator.domain import Domain
from simulator.zone_lines import Record

Manner = Literal["normal", "silent", "garbage", "truncated"]

NOERROR, SERVFAIL, NXDOMAIN, NOTIMP, REFUSED = 0, 2, 3, 4, 5
LONGEST_CHAIN = 12
DNSSEC_BOGUS = (6, "DNSSEC Bogus")


@dataclass(frozen=True)
class Reply:
    """An answer before it is packed. `error`: extended error (RFC 8914), code and text; `manner`: how to send."""

    rcode: int = NOERROR
    records: tuple[dnslib.RR, ...] = ()
    authority: tuple[dnslib.RR, ...] = ()
    authoritative: bool = False
    recursive: bool = False
    error: tuple[int, str] | None = None
    manner: Manner = "normal"
    domain: Domain | None = None


def soa(apex: str, serial: int) -> dnslib.RR:
    """The SOA record of a zone; every zone here has the same masters and times."""
    host = next(iter(NAME_SERVERS))
    data = dnslib.SOA(host, f"hostmaster.{apex}" if apex else "hostmaster", (serial, 7200, 900, 1209600, 300))
    return dnslib.RR(apex, dnslib.QTYPE.SOA, ttl=3600, rdata=data)


def _at(found: Found, name: str, type: str) -> tuple[dnslib.RR, ...]:
    """The records of a name for a question of this type: a CNAME stands for every other type."""
    types = found.types or {}
    if type == "SOA" and name == found.apex:
        return (soa(found.apex, found.serial),)
    records: tuple[Record, ...] = types.get(type) or types.get("CNAME", ())
    return tuple(record.rr for record in records)


def _alias(records: tuple[dnslib.RR, ...], type: str) -> str:
    """The name to go on with, when the answer is an alias that was not asked for."""
    if type != "CNAME" and records and records[0].rtype == dnslib.QTYPE.CNAME:
        return str(records[0].rdata.label).rstrip(".").lower()
    return ""


class Resolver:
    """A recursive resolver. `view`: host names that live at other roles than usual."""

    def __init__(self, names: Names, view: Mapping[str, str]) -> None:
        self._names = names
        self._view = view

    def answer(self, name: str, type: str) -> Reply:
        """The whole chain of aliases and what is at its end; a loop or a fault is SERVFAIL."""
        chain: list[dnslib.RR] = []
        first: Domain | None = None
        for _ in range(LONGEST_CHAIN):
            found = self._names.find(name, self._view)
            first = first or found.domain
            fault = _fault(found.domain, name, type)
            if fault is not None and fault.manner != "truncated":
                return fault
            records = _at(found, name, type)
            chain += records
            name = _alias(records, type)
            if not name:
                manner: Manner = "truncated" if fault else "normal"
                return _finished(found, tuple(chain), records, manner, first)
        return Reply(SERVFAIL, recursive=True, error=(0, "CNAME loop"), domain=first)


def _finished(
    found: Found,
    chain: tuple[dnslib.RR, ...],
    last: tuple[dnslib.RR, ...],
    manner: Manner,
    domain: Domain | None,
) -> Reply:
    rcode = NXDOMAIN if found.types is None else NOERROR
    authority = () if last else (soa(found.apex, found.serial),)
    return Reply(rcode, chain, authority, recursive=True, manner=manner, domain=domain)


FAULTS: Mapping[str, Reply] = {
    "servfail": Reply(SERVFAIL, recursive=True),
    "refused": Reply(REFUSED, recursive=True),
    "bogus": Reply(SERVFAIL, recursive=True, error=DNSSEC_BOGUS),
    "timeout": Reply(manner="silent"),
    "malformed": Reply(recursive=True, manner="garbage"),
    "truncated": Reply(recursive=True, manner="truncated"),
}


def _fault(domain: Domain | None, name: str, type: str) -> Reply | None:
    """The fault that the domain's scenario has for this question."""
    if domain is None or not domain.scenario.faults or not (name + ".").endswith(f"{domain.name}."):
        return None
    below = name.removesuffix(domain.name).rstrip(".") or "@"
    faults = domain.scenario.faults
    for key in (f"{below} {type}", f"{below} *", f"* {type}", "* *"):
        if key in faults:
            return replace(FAULTS[faults[key]], domain=domain)
    return None


class NameServer:
    """An authoritative server: answers for the simulated domains and the names above them, refuses the rest."""

    def __init__(self, names: Names, host: str) -> None:
        self._names = names
        self._host = host

    def answer(self, name: str, type: str) -> Reply:
        found = self._names.find(name, {}, self._host)
        if found.apex.rpartition(".")[2] != "test":
            return Reply(REFUSED)
        label = self._host.partition(".")[0]
        fault = found.domain.scenario.servers.get(label) if found.domain else None
        if fault == "silent":
            return Reply(manner="silent", domain=found.domain)
        if fault == "refused":
            return Reply(REFUSED, domain=found.domain)
        records = _at(found, name, type)
        rcode = NXDOMAIN if found.types is None else NOERROR
        authority = () if records else (soa(found.apex, found.serial),)
        return Reply(rcode, records, authority, authoritative=fault != "lame", domain=found.domain)
