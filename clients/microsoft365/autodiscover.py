"""Autodiscover as Outlook does it, without credentials on any hop, every branch to its end.

Order: Microsoft's own end point, root domain, `autodiscover.` host, http redirect, SRV (Microsoft KB 3211279), then
the unauthenticated JSON form.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Literal

from clients.contract import Attempt, Cloud, Dns, Exchange, OutOfTime, Web
from clients.microsoft365.verdict import Verdict, judge_hops, judge_json

Method = Literal["root", "host", "redirect", "srv", "fixed", "v2"]
Seen = tuple[tuple[Exchange, ...], Verdict]
PATH = "/autodiscover/autodiscover.xml"
MAX_REDIRECTS = 10


@dataclass(frozen=True)
class _Branch:
    method: Method
    intent: str
    walk: Callable[[], Seen]

    def attempt(self) -> Attempt:
        """What the branch came to; one that runs out of time does not spoil what the others proved."""
        try:
            hops, verdict = self.walk()
        except OutOfTime as over:
            hops, verdict = (), Verdict("unknown", str(over))
        return Attempt(self.method, self.intent, hops, verdict.result, verdict.endpoint, verdict.detail)


class GuardedAutodiscover:
    """Implements `clients.contract.Autodiscover` over a Dns and a Web."""

    def __init__(self, dns: Dns, web: Web) -> None:
        self._dns, self._web = dns, web

    def attempts(self, domain: str, cloud: Cloud) -> tuple[Attempt, ...]:
        """Every method at the same time; in Outlook's order, whatever the earlier ones gave."""
        branches = self._branches(domain, cloud)
        with ThreadPoolExecutor(len(branches)) as pool:
            return tuple(pool.map(_Branch.attempt, branches))

    def v2(self, domain: str, cloud: Cloud) -> Exchange:
        """The unauthenticated JSON form for an address of this domain; no redirect is followed."""
        return self._web.get(
            f"{cloud.outlook}/autodiscover/autodiscover.json/v1.0/postmaster@{domain}?Protocol=EWS"
        )

    def _branches(self, domain: str, cloud: Cloud) -> list[_Branch]:
        walk = partial(self._walk, domain=domain, cloud=cloud)
        own = f"autodiscover.{domain}"
        fixed = [
            _Branch(
                "fixed",
                f"Ask Microsoft's own end point, {host}, whatever DNS says",
                partial(walk, f"https://{host}"),
            )
            for host in cloud.autodiscover_endpoints
        ]
        return [
            *fixed,
            _Branch("root", f"Ask the domain itself, https://{domain}", partial(walk, f"https://{domain}")),
            _Branch("host", f"Ask https://{own} directly", partial(walk, f"https://{own}")),
            _Branch(
                "redirect",
                f"Ask http://{own} where to go (a redirect, without signing in)",
                partial(walk, f"http://{own}", plain_start=True),
            ),
            _Branch(
                "srv",
                f"Look up the SRV record _autodiscover._tcp.{domain} and ask the host that it names",
                partial(self._srv, domain, cloud),
            ),
            _Branch(
                "v2",
                "Ask Microsoft's JSON form which server holds the domain's mailboxes",
                partial(self._json, domain, cloud),
            ),
        ]

    def _walk(self, start: str, *, domain: str, cloud: Cloud, plain_start: bool = False) -> Seen:
        hops = self._web.follow(start + PATH, limit=MAX_REDIRECTS)
        return hops, judge_hops(hops, domain, cloud, plain_start)

    def _srv(self, domain: str, cloud: Cloud) -> Seen:
        name = f"_autodiscover._tcp.{domain}"
        answer = self._dns.ask(name, "SRV")
        if answer.missing:
            return (), Verdict("missing", f"There is no SRV record {name}.")
        if answer.unknown:
            return (), Verdict("unknown", f"{name} could not be looked up ({answer.outcome}).")
        port, target = _best(answer.records)
        if target == ".":
            return (), Verdict("missing", f"The SRV record {name} says that there is none.")
        if port != 443:
            return (), Verdict("wrong", f"The SRV record names port {port} of {target}; only 443 can serve.")
        return self._walk(f"https://{target}", domain=domain, cloud=cloud)

    def _json(self, domain: str, cloud: Cloud) -> Seen:
        exchange = self.v2(domain, cloud)
        return (exchange,), judge_json(exchange, domain, cloud)


def _best(records: tuple[str, ...]) -> tuple[int, str]:
    """Port and target of the record that comes first: lowest priority number, then highest weight (RFC 2782)."""
    parsed = [record.split(" ", 3) for record in records]
    first = min(parsed, key=lambda r: (int(r[0]), -int(r[1]), r[3]))
    return int(first[2]), first[3]
