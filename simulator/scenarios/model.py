"""What a scenario is: a domain, what answers for it, and what every check should say about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from simulator.addresses import HOSTS, NAME_SERVERS
from simulator.authority import Kind
from simulator.clouds import CLOUDS
from simulator.tenant import healthy
from simulator.tenant.deeds import kind_of
from simulator.tenant.identity import guid, secret, tenant_id
from simulator.zone_lines import Record, parse

Exchange = Literal["online", "server", "hybrid"]
Tenant = Literal["here", "none", "elsewhere", "down", "web-page", "truncated", "endless"]
Realm = Literal["managed", "federated", "unknown", "down", "web-page"]
V2 = Literal["microsoft", "server", "stranger", "redirect", "malformed", "unknown-user", "down"]
Redirect = Literal["good", "missing"]
Site = Literal[
    "not-found",
    "web-page",
    "autodiscover",
    "ntlm-only",
    "broken",
    "loop",
    "to-stranger",
    "to-plain-http",
    "endless",
    "reset",
    "nonsense",
]
DnsFault = Literal["servfail", "refused", "timeout", "malformed", "bogus", "truncated"]
ServerFault = Literal["lame", "refused", "silent"]


@dataclass(frozen=True)
class Scenario:
    """One domain `<name>.practice.test`, or a private copy of it. `summary`: what is wrong, in one sentence.

    `zone`: zone lines, with `{d}` for the domain, `{dashes}` for its form in Microsoft's names, `{web}`,
    `{server}` and so on for the address of a role; empty: the domain does not exist.
    `faults`: what the resolver does, by "<name below the domain, @ or *> <type or *>".
    `servers`: authoritative servers that misbehave; `stale`: those that still serve other lines of that type.
    `sites`: what `https://<key>.<domain>` answers ("" is the domain itself); `certificates`: the odd ones.
    `view`: Microsoft's host names that live at other roles; such a scenario has a resolver of its own.
    `server`: the label of the customer's own Exchange server, or "".
    `state`: what was done to the healthy tenant, in the words of simulator.tenant.settings or as PowerShell, with
    `{d}`, `{worker}`, `{admin}`, `{canary}`, `{outside}`, `{client_id}` and `{object_id}` filled in.
    `connected`: a connection to it knows its application and accounts; `answers` replace or add what it knows.
    `fresh`: its role assignments are seen for the first time now; else they were there for days. `just_changed`:
    checks of which somebody says "I changed it just now".
    `follows`: keys of the changes (simulator.practice_changes) that people are to make in it next.
    `expects`: check id -> status; a check that is not named passes.
    """

    name: str
    title: str
    summary: str
    group: str
    zone: tuple[str, ...]
    expects: Mapping[str, str] = field(default_factory=dict)
    exchange: Exchange = "online"
    cloud: str = "worldwide"
    tenant: Tenant = "here"
    home: str = ""
    realm: Realm = "managed"
    v2: V2 = "microsoft"
    redirect: Redirect = "good"
    sites: Mapping[str, Site] = field(default_factory=dict)
    certificates: Mapping[str, Kind] = field(default_factory=dict)
    mail: str = "mail"
    faults: Mapping[str, DnsFault] = field(default_factory=dict)
    servers: Mapping[str, ServerFault] = field(default_factory=dict)
    stale: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    view: Mapping[str, str] = field(default_factory=dict)
    latency_ms: int = 0
    server: str = ""
    state: tuple[str, ...] = ()
    connected: bool = False
    answers: Mapping[str, str] = field(default_factory=dict)
    fresh: bool = False
    just_changed: tuple[str, ...] = ()
    follows: tuple[str, ...] = ()

    def records(self, domain: str) -> tuple[Record, ...]:
        """The zone of this scenario under the name `domain`."""
        return fill(self.zone, domain)

    def settings(self, domain: str) -> dict[str, str]:
        """What to enter for a connection to this domain, by the wizard's keys."""
        given = {"domain": domain, "exchange": self.exchange, "cloud": self.cloud}
        if self.server:
            given["ews_url"] = f"https://{self.server}.{domain}/EWS/Exchange.asmx"
        return given | (self._accounts(domain) if self.connected else {})

    def ready(self, domain: str) -> dict[str, str]:
        """The same with its application and accounts, whether or not the connection knows them already."""
        return self.settings(domain) | self._accounts(domain)

    def credential(self, domain: str) -> dict[str, str]:
        """What to sign in with, by kind of credential: the secret of the application, the worker's password."""
        given = {}
        if self.exchange != "server":
            given["client_secret"] = self.answers.get("client_secret", secret(domain, "client secret"))
        if self.exchange != "online":
            given["worker_password"] = self.answers.get("worker_password", healthy.worker_password(domain))
        return given

    def deeds(self, domain: str) -> tuple[tuple[str, str], ...]:
        """What was done to this scenario's tenant, as (kind, text)."""
        lines = (line.format(**names(domain)) for line in self.state)
        return tuple((kind_of(line), line) for line in lines)

    def _accounts(self, domain: str) -> dict[str, str]:
        named = names(domain)
        known = {
            "admin_upn": named["admin"],
            "worker_upn": named["worker"],
            "canary": named["canary"],
            "out_of_scope": named["outside"],
        }
        if self.exchange != "server":
            known |= {"tenant_id": tenant_id(domain), "client_id": named["client_id"]}
        return known | {
            key: value.format(**named) for key, value in self.answers.items() if key not in SECRETS
        }

    def stale_records(self, domain: str) -> Mapping[str, tuple[Record, ...]]:
        """Per lagging name server: the records that it serves in place of those of the same name and type."""
        return {server: fill(lines, domain) for server, lines in self.stale.items()}


SECRETS = ("client_secret", "worker_password")


def names(domain: str) -> dict[str, str]:
    """What the lines of a scenario may name."""
    people = {
        "admin": healthy.ADMIN,
        "worker": healthy.WORKER,
        "canary": healthy.CANARY,
        "outside": healthy.OUTSIDE,
    }
    return {
        "d": domain,
        "dashes": dashed(domain),
        "client_id": guid(domain, "application"),
        "object_id": guid(domain, "service principal"),
        "unit": guid(domain, healthy.UNIT),
        **{key: healthy.upn(name, domain) for key, name in people.items()},
    }


def dashed(domain: str) -> str:
    """The domain as Microsoft writes it into the first label of its own names."""
    return domain.replace(".", "-")


def fill(lines: tuple[str, ...], domain: str) -> tuple[Record, ...]:
    """The template lines as records of this domain."""
    roles = {host.role.replace("-", "_"): host.address for host in HOSTS}
    text = "\n".join(lines).format(d=domain, dashes=dashed(domain), **roles)
    return parse(text) if text.strip() else ()


def zone(cloud: str = "worldwide", **changes: str | tuple[str, ...] | None) -> tuple[str, ...]:
    """The lines of a healthy domain in this cloud, with parts replaced, added or (None) left out."""
    here = CLOUDS[cloud]
    keys = "_domainkey.contoso." + here.tenants
    parts: dict[str, str | tuple[str, ...] | None] = {
        "ns": tuple(f"{{d}}. 86400 IN NS {host}." for host in NAME_SERVERS),
        "root": "{d}. 300 IN A {web}",
        "www": "www.{d}. 300 IN CNAME {d}.",
        "mx": "{d}. 3600 IN MX 0 {dashes}." + here.mx + ".",
        "ms": '{d}. 3600 IN TXT "MS=ms20261120"',
        "spf": f'{{d}}. 3600 IN TXT "v=spf1 include:{here.spf} -all"',
        "dkim": tuple(
            f"selector{n}._domainkey.{{d}}. 3600 IN CNAME selector{n}-{{dashes}}.{keys}." for n in (1, 2)
        ),
        "dmarc": '_dmarc.{d}. 3600 IN TXT "v=DMARC1; p=quarantine; rua=mailto:dmarc@{d}"',
        "autodiscover": "autodiscover.{d}. 3600 IN CNAME " + here.redirector + ".",
    }
    parts.update(changes)
    lines: list[str] = []
    for part in parts.values():
        lines += [part] if isinstance(part, str) else list(part or ())
    return tuple(lines)
