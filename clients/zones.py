"""The zone that encloses a name: walk up to its SOA, then find its authoritative servers."""

from __future__ import annotations

from clients.contract import Answer, Dns, NameServer, Zone

MAX_SERVERS = 13
MAX_ADDRESSES = 2


def find_zone(dns: Dns, name: str) -> Zone:
    """The zone of `name`. Ends at the first outcome that proves nothing; a zone of one label (org) is not
    accepted, since it is never the customer's."""
    labels = name.lower().removesuffix(".").split(".")
    asked: list[Answer] = []
    for cut in range(len(labels) - 1):
        apex = ".".join(labels[cut:])
        soa = dns.ask(apex, "SOA")
        asked.append(soa)
        if soa.unknown:
            return Zone(soa.outcome, "", None, None, (), tuple(asked))
        # An answer that came through an alias is the SOA of another name.
        if soa.outcome == "records" and not soa.chain:
            return _served(dns, apex, soa, asked)
    outcome = asked[0].outcome if asked and asked[0].missing else "nodata"
    return Zone(outcome, "", None, None, (), tuple(asked))


def _served(dns: Dns, apex: str, soa: Answer, asked: list[Answer]) -> Zone:
    ns = dns.ask(apex, "NS")
    asked.append(ns)
    if ns.outcome != "records":
        return Zone(ns.outcome, apex, soa, ns, (), tuple(asked))
    hosts = ns.records[:MAX_SERVERS]
    addresses = dns.ask_all([(host, type) for host in hosts for type in ("A", "AAAA")])
    asked.extend(addresses)
    servers = [
        server for i, host in enumerate(hosts) for server in _addressed(host, *addresses[2 * i : 2 * i + 2])
    ]
    return Zone("records", apex, soa, ns, tuple(servers), tuple(asked))


def _addressed(host: str, v4: Answer, v6: Answer) -> list[NameServer]:
    """IPv6 is used only where a server has nothing else: a machine without IPv6 must not call it silent."""
    found = (v4.records or v6.records)[:MAX_ADDRESSES]
    return [NameServer(host, address) for address in found] or [NameServer(host, "")]
