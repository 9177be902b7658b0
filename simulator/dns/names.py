"""All names of this world: the simulated domains, Microsoft's names and a few strangers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from simulator.addresses import NAME_SERVERS, address
from simulator.clouds import CLOUDS
from simulator.domain import ROOT, Domain, index, under
from simulator.state import Domains
from simulator.zone_lines import Record, parse

Types = Mapping[str, tuple[Record, ...]]

STRANGERS = """
autodiscover.hosting.example.net. 300 IN A {foreign}
webmail.hosting.example.net. 300 IN A {foreign}
www.example.net. 300 IN A {foreign}
old-mail.example.net. 300 IN A {gone}
mx1.gateway.example.net. 300 IN A {mail}
mx2.gateway.example.net. 300 IN A {mail}
_spf.gateway.example.net. 300 IN TXT "v=spf1 ip4:198.51.100.0/24 -all"
_spf.newsletter.example.net. 300 IN TXT "v=spf1 ip4:203.0.113.0/24 -all"
"""
KEY = "v=DKIM1; k=rsa; p=MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAMRB8nkYmUnuuQ2mHsqn1Xc0TGmIH6BGWqk0Oq0C2T0Vd3Sx"
LONG_SPF = range(1, 9)
ENDS = ("mail.protection.", "mx.microsoft", "dkim.mail.microsoft", "onmicrosoft.", "onmschina.")


@dataclass(frozen=True)
class Found:
    """What the world knows about a name: its zone's apex, and its records by type (None: no such name)."""

    apex: str
    serial: int
    types: Types | None
    domain: Domain | None = None


def fixed_names() -> dict[str, dict[str, tuple[Record, ...]]]:
    """Every name that does not depend on a simulated domain."""
    rows = [f"{host}. 86400 IN A {at}" for host, at in NAME_SERVERS.items()]
    rows += [f"{ROOT}. 86400 IN NS {host}." for host in NAME_SERVERS]
    for cloud in CLOUDS.values():
        rows += [f"{host}. 300 IN A {address('front')}" for host in cloud.fronts]
        rows.append(f'{cloud.spf}. 3600 IN TXT "v=spf1 ip4:192.0.2.0/24 ip6:2001:db8:25::/48 -all"')
        if cloud.redirector != cloud.endpoint and cloud.key != "worldwide":
            rows.append(f"{cloud.redirector}. 300 IN A {address('redirector')}")
    rows += [f'_spf{n}.example.net. 3600 IN TXT "v=spf1 ip4:198.51.100.{n} -all"' for n in LONG_SPF]
    worldwide = CLOUDS["worldwide"]
    rows.append(f"{worldwide.redirector}. 300 IN CNAME autodiscover.ms-acdc.office.com.")
    rows.append(f"autodiscover.ms-acdc.office.com. 60 IN A {address('redirector')}")
    roles = {role: address(role) for role in ("foreign", "gone", "mail")}
    return index({r.key: r for r in parse("\n".join(rows) + STRANGERS.format(**roles))}.values())


class Names:
    """Looks names up as they stand at this moment."""

    def __init__(self, domains: Domains) -> None:
        self._domains = domains
        self._fixed = fixed_names()

    def find(self, name: str, view: Mapping[str, str], server: str = "") -> Found:
        """What is known about `name` (lower case) through a scenario's `view`, at an authoritative `server`."""
        domain = self._domains.over(name)
        if domain is not None and domain.exists:
            return Found(domain.name, domain.serial, under(domain.at(server), name), domain)
        apex = _apex(name)
        if name in view:
            return Found(apex, 1, {"A": (Record(name, "A", (address(view[name]),), 60),)})
        written = self._written(name)
        types = self._fixed.get(name) if written is None else _microsoft(name, written)
        if types is None and name in ("", "test"):
            types = {}
        return Found(apex, 1, types, domain or written)

    def _written(self, name: str) -> Domain | None:
        """The domain that one of Microsoft's own names is made for."""
        if not any(end in name for end in ENDS):
            return None
        label = name.split(".")[0]
        return self._domains.written(label.removeprefix("selector1-").removeprefix("selector2-"))


def _apex(name: str) -> str:
    """The zone that encloses a name outside the simulated domains."""
    labels = name.split(".")
    return ".".join(labels[-2:]) if len(labels) > 1 else name


def _microsoft(name: str, domain: Domain) -> Types:
    """The mail host or the DKIM key that Microsoft keeps for a domain."""
    if "_domainkey" in name:
        return {"TXT": (Record(name, "TXT", (KEY,)),)}
    return {"A": (Record(name, "A", (address(domain.scenario.mail),), 300),)}
