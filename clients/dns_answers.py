"""From a DNS message to an outcome and records in presentation form."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdata
import dns.rdatatype

from clients.contract import DnsOutcome
from clients.dns_wire import Question
from clients.text import printable

MAX_ALIASES = 8
TOO_MANY_ALIASES = f"More than {MAX_ALIASES} aliases stand one after another."
RCODES: dict[int, DnsOutcome] = {
    dns.rcode.SERVFAIL: "servfail",
    dns.rcode.REFUSED: "refused",
    dns.rcode.NOTIMP: "refused",
    dns.rcode.NOTAUTH: "refused",
}


@dataclass(frozen=True)
class Reading:
    """What one message says. `end`: the alias target for which it says nothing at all, so that it must be
    asked.
    """

    outcome: DnsOutcome
    records: tuple[str, ...] = ()
    ttl: int | None = None
    chain: tuple[str, ...] = ()
    note: str = ""
    end: dns.name.Name | None = None


@dataclass
class _Walk:
    name: dns.name.Name
    chain: list[str] = field(default_factory=list)
    ttls: list[int] = field(default_factory=list)


def read(message: dns.message.Message, question: Question) -> Reading:
    """The outcome of a message that answers `question`. Never raises for what a server put into it."""
    try:
        return _read(message, question)
    except Exception as error:
        return Reading("malformed", note=f"The answer cannot be read ({type(error).__name__}).")


def name_text(name: dns.name.Name) -> str:
    """Lower case, without the trailing dot; "." for the root; odd bytes as \\DDD."""
    return name.to_text(omit_final_dot=True).lower() if name != dns.name.root else "."


def _read(message: dns.message.Message, question: Question) -> Reading:
    rcode, note = message.rcode(), _extended(message)
    if rcode not in (dns.rcode.NOERROR, dns.rcode.NXDOMAIN):
        text = dns.rcode.to_text(rcode)
        outcome = RCODES.get(rcode, "malformed")
        return Reading(outcome, note=note or ("" if text.lower() == outcome else f"It answered {text}."))
    if not question.recurse and not message.flags & dns.flags.AA:
        return Reading("refused", note="lame")
    walk = _Walk(question.name)
    fault = _follow(message, question, walk)
    if fault:
        return Reading("malformed", chain=tuple(walk.chain), note=fault)
    found = _at(message, walk.name, question.type)
    if found is None:
        return _nothing(message, walk, rcode == dns.rcode.NXDOMAIN, note)
    records = sorted({_presented(rdata) for rdata in found}, key=_order)
    return Reading("records", tuple(records), min([*walk.ttls, found.ttl]), tuple(walk.chain), note)


def _follow(message: dns.message.Message, question: Question, walk: _Walk) -> str:
    """Walk the aliases of the answer; the words of a fault, or nothing."""
    seen = {walk.name}
    while question.type != dns.rdatatype.CNAME:
        alias = _at(message, walk.name, dns.rdatatype.CNAME)
        if alias is None:
            break
        walk.name = alias[0].target
        walk.chain.append(name_text(walk.name))
        walk.ttls.append(alias.ttl)
        if walk.name in seen:
            return "The aliases lead in a circle."
        if len(walk.chain) > MAX_ALIASES:
            return TOO_MANY_ALIASES
        seen.add(walk.name)
    return ""


def _nothing(message: dns.message.Message, walk: _Walk, no_such_name: bool, note: str) -> Reading:
    soas = [r for r in message.authority if r.rdtype == dns.rdatatype.SOA]
    authority = {r.rdtype for r in message.authority}
    chain = tuple(walk.chain)
    if no_such_name or soas:
        ttls = [*walk.ttls, *(t for r in soas for t in (r.ttl, r[0].minimum))]
        return Reading("nxdomain" if no_such_name else "nodata", (), min(ttls, default=None), chain, note)
    if chain:
        return Reading("nodata", (), min(walk.ttls), chain, note or "alias", walk.name)
    if dns.rdatatype.NS in authority and not message.flags & dns.flags.AA:
        return Reading("refused", note="It only points at other servers: it does not look names up for us.")
    return Reading("nodata", note=note)


def _at(message: dns.message.Message, name: dns.name.Name, rdtype: dns.rdatatype.RdataType) -> Any:
    """The rrset of this name and type in the answer section, or None."""
    sets = (r for r in message.answer if r.name == name and r.rdtype == rdtype and len(r))
    return next(sets, None)


def _presented(rdata: Any) -> str:
    match rdata.rdtype:
        case dns.rdatatype.TXT | dns.rdatatype.SPF:
            return printable(b"".join(rdata.strings).decode("utf-8", "backslashreplace"))
        case dns.rdatatype.CNAME | dns.rdatatype.NS | dns.rdatatype.PTR:
            return name_text(rdata.target)
        case dns.rdatatype.MX:
            return f"{rdata.preference} {name_text(rdata.exchange)}"
        case dns.rdatatype.SRV:
            return f"{rdata.priority} {rdata.weight} {rdata.port} {name_text(rdata.target)}"
        case dns.rdatatype.SOA:
            times = f"{rdata.serial} {rdata.refresh} {rdata.retry} {rdata.expire} {rdata.minimum}"
            return f"{name_text(rdata.mname)} {name_text(rdata.rname)} {times}"
    return printable(rdata.to_text())


def _order(record: str) -> tuple[tuple[int, int, str], ...]:
    """Numbers as numbers, so that preference 5 stands before 10."""
    return tuple((0, int(w), "") if w.isascii() and w.isdigit() else (1, 0, w) for w in record.split(" "))


def _extended(message: dns.message.Message) -> str:
    """Extended errors (RFC 8914) as "EDE 6 (dnssec bogus): text"."""
    return "; ".join(printable(_ede(option)) for option in message.extended_errors())


def _ede(option: Any) -> str:
    label = option.code.name.replace("_", " ").lower()
    named = f"EDE {int(option.code)}" + ("" if label.isdigit() else f" ({label})")
    return f"{named}: {option.text}" if option.text else named
