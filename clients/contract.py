"""What checks and sync may ask of the network, and what they get back. No client library shows through here.

Faults of the network are data (an outcome of an Answer, a fault of an Exchange), because "could not look" is itself
something a check reports. Exceptions are kept for what ends a check: a refusal that another check owns, or no time left.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from ipaddress import IPv4Network, IPv6Network
from typing import Any, ClassVar, Literal, Protocol

# ---------------------------------------------------------------------------------------------- where we may go


@dataclass(frozen=True)
class Cloud:
    """One Microsoft cloud. URLs without trailing slash; hosts in lower case.

    `unproven` names the fields whose value no primary source confirms: a mismatch with one is never called wrong.
    """

    key: str
    label: str
    login: str
    graph: str
    outlook: str
    autodiscover: str
    autodiscover_endpoints: tuple[str, ...]
    mx_suffixes: tuple[str, ...]
    spf_include: str
    microsoft_suffixes: tuple[str, ...]
    unproven: frozenset[str] = frozenset()

    def owns(self, host: str) -> bool:
        """Is this host name one of Microsoft's for this cloud?"""
        host = host.lower().rstrip(".")
        return any(host == s or host.endswith("." + s) for s in self.microsoft_suffixes)


@dataclass(frozen=True)
class ConnectTo:
    """One rewrite rule as curl's --connect-to: empty host or port 0 match any; an empty address or port 0 keep it."""

    host: str
    port: int
    address: str
    to_port: int


@dataclass(frozen=True)
class Network:
    """How this connection reaches the world. `resolvers` are (address, port); empty: the system's.

    `sealed` (practice): exactly these (address, port) sockets may be reached and no other; None: the public internet
    and `allowed_networks`.
    """

    resolvers: tuple[tuple[str, int], ...] = ()
    authoritative: bool = True
    ca_bundle: str = ""
    allowed_networks: tuple[IPv4Network | IPv6Network, ...] = ()
    proxy: str = ""
    connect_to: tuple[ConnectTo, ...] = ()
    sealed: frozenset[tuple[str, int]] | None = None


class Deadline:
    """A point in time (monotonic clock) that every client call of one check respects."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self, at_most: float | None = None) -> float:
        """Seconds left (never negative), capped at `at_most`. OutOfTime when none are left."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise OutOfTime("The time for this check ran out.")
        return left if at_most is None else min(left, at_most)


# ---------------------------------------------------------------------------------------------- DNS

DnsOutcome = Literal["records", "nxdomain", "nodata", "servfail", "refused", "timeout", "malformed"]


@dataclass(frozen=True)
class Answer:
    """What one DNS question came to.

    `records` in presentation form, names in lower case without trailing dot ("10 mx.example.org", SRV "0 0 443 host",
    TXT as the joined text). `ttl` in seconds, smallest of the answer. `chain`: the CNAME targets that the answer went
    through. `server`: "address:port" that answered (or was asked last). `note`: extended error or what was malformed.
    Only nxdomain and nodata mean "missing"; servfail, refused, timeout and malformed mean "could not look".
    """

    name: str
    type: str
    outcome: DnsOutcome
    records: tuple[str, ...] = ()
    ttl: int | None = None
    chain: tuple[str, ...] = ()
    server: str = ""
    ms: int = 0
    note: str = ""

    @property
    def missing(self) -> bool:
        return self.outcome in ("nxdomain", "nodata")

    @property
    def unknown(self) -> bool:
        return self.outcome in ("servfail", "refused", "timeout", "malformed")

    def evidence(self) -> dict[str, Any]:
        """As JSON; `Answer(**value)` with tuples for the lists gives it back."""
        return {**asdict(self), "records": list(self.records), "chain": list(self.chain)}

    @classmethod
    def of(cls, value: Mapping[str, Any]) -> Answer:
        """An answer from its evidence."""
        return cls(**{**value, "records": tuple(value["records"]), "chain": tuple(value["chain"])})


@dataclass(frozen=True)
class NameServer:
    """One authoritative server: its host name and one address; an empty address: its name does not resolve."""

    host: str
    address: str


@dataclass(frozen=True)
class Zone:
    """The zone that encloses a name. `outcome` other than "records": the walk up ended there and proves nothing.

    `name` is the zone's apex ("" when unknown); `soa` and `ns` are the answers that proved it; `asked` all of them.
    """

    outcome: DnsOutcome
    name: str
    soa: Answer | None
    ns: Answer | None
    servers: tuple[NameServer, ...]
    asked: tuple[Answer, ...]


class Dns(Protocol):
    """DNS through the configured resolvers. Names are IDNA ASCII; search domains are never applied."""

    @property
    def resolvers(self) -> tuple[str, ...]:
        """The resolvers in use, "address:port"."""
        ...

    @property
    def asks_authoritative(self) -> bool:
        """False when the operator forbids asking authoritative servers directly."""
        ...

    def ask(self, name: str, type: str) -> Answer:
        """One question to the resolvers. Never raises for an outcome; OutOfTime when the check's time is over."""
        ...

    def ask_all(self, questions: Sequence[tuple[str, str]]) -> tuple[Answer, ...]:
        """Many (name, type) questions at the same time; answers in the order of the questions."""
        ...

    def follow(self, name: str) -> tuple[Answer, ...]:
        """CNAME questions hop by hop from `name`: ends at the first hop that is not an alias, whose outcome says why,
        at the first repeated name (a loop: last answer's record was seen before) or after 8 aliases."""
        ...

    def zone(self, name: str) -> Zone:
        """The enclosing zone of `name`, with its authoritative servers and their addresses."""
        ...

    def ask_servers(
        self, servers: Sequence[NameServer], questions: Sequence[tuple[str, str]]
    ) -> tuple[tuple[Answer, ...], ...]:
        """Every question to every authoritative server (no recursion), all at the same time; one row a server.

        A server whose answer is not authoritative gives outcome "refused" with note "lame".
        """
        ...


# ---------------------------------------------------------------------------------------------- HTTP and probes

Fault = Literal[
    "no-address",  # DNS proved that the name does not exist or has no address
    "dns",  # the name could not be looked up
    "guard",  # the outbound guard refuses this address or URL
    "refused",  # nothing listens there
    "unreachable",  # no route
    "timeout",
    "reset",  # closed in the middle
    "tls-name",  # certificate valid but for other names
    "tls-issuer",  # certificate of an authority that is not trusted here
    "tls-expired",
    "tls-other",
    "proxy",  # the operator's proxy failed or refused
    "too-large",  # body over the cap
    "malformed",  # not HTTP, or not what the protocol asks for
]


@dataclass(frozen=True)
class Certificate:
    """What a server showed. Times ISO 8601 UTC; `names` from the subject alternative name."""

    subject: str
    issuer: str
    names: tuple[str, ...]
    not_before: str
    not_after: str


@dataclass(frozen=True)
class Exchange:
    """One HTTP request and what came of it: a `status`, or a `fault` with its `detail`; `ms` in either case.

    `headers` have lower-case names. `body` is text, cut at the cap. `certificate` is present on https when a
    certificate was seen, also when it was refused. `address` is "address:port" of the socket that was used.
    """

    method: str
    url: str
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""
    fault: Fault | None = None
    detail: str = ""
    address: str = ""
    ms: int = 0
    tls: str = ""
    certificate: Certificate | None = None

    @property
    def location(self) -> str:
        """Absolute target of a redirect, or empty."""
        return self.headers.get("location", "") if self.status in (301, 302, 303, 307, 308) else ""

    def evidence(self, body_cut: int = 2000) -> dict[str, Any]:
        """As JSON, with the headers that matter to a reader and the body cut at `body_cut` characters."""
        kept = {k: v for k, v in self.headers.items() if k in SHOWN_HEADERS}
        body = self.body[:body_cut] + ("…" if len(self.body) > body_cut else "")
        return {**asdict(self), "headers": kept, "body": body}

    @classmethod
    def of(cls, value: Mapping[str, Any]) -> Exchange:
        """An exchange from its evidence."""
        seen = value["certificate"]
        certificate = Certificate(**{**seen, "names": tuple(seen["names"])}) if seen else None
        return cls(**{**value, "certificate": certificate})


SHOWN_HEADERS = (
    "content-type", "date", "location", "www-authenticate", "server", "retry-after", "x-ews-policy-reason",
    "request-id", "x-ms-diagnostics",
)  # fmt: skip


class Web(Protocol):
    """HTTP behind the outbound guard. No redirect is followed unless asked, no credential is ever sent here."""

    def get(self, url: str, *, headers: Mapping[str, str] | None = None, cap: int = 1_000_000) -> Exchange:
        """One GET. Network faults come back in the Exchange; OutOfTime when the check's time is over."""
        ...

    def post(self, url: str, body: str, *, headers: Mapping[str, str] | None = None) -> Exchange: ...

    def follow(self, url: str, *, limit: int = 10) -> tuple[Exchange, ...]:
        """GET and follow redirects, every hop judged by the guard; the hops in order, at most `limit` redirects."""
        ...


@dataclass(frozen=True)
class SmtpProbe:
    """An SMTP greeting and EHLO. `fault` as in Exchange; `starttls` is what EHLO offered."""

    host: str
    port: int
    banner: str = ""
    starttls: bool = False
    extensions: tuple[str, ...] = ()
    fault: Fault | None = None
    detail: str = ""
    address: str = ""
    ms: int = 0

    def evidence(self) -> dict[str, Any]:
        return {**asdict(self), "extensions": list(self.extensions)}


class Smtp(Protocol):
    def probe(self, host: str, port: int = 25) -> SmtpProbe:
        """Greeting, EHLO, QUIT; nothing is sent."""
        ...


# ---------------------------------------------------------------------------------------------- autodiscover


@dataclass(frozen=True)
class Attempt:
    """One branch of autodiscover in Outlook's order.

    `method`: root, host, redirect, srv, fixed (Microsoft's own end point) or v2. `hops` are the exchanges made;
    `endpoint` the host that answered well ("" when none did); `result` what came of it.
    """

    method: Literal["root", "host", "redirect", "srv", "fixed", "v2"]
    intent: str
    hops: tuple[Exchange, ...]
    result: Literal["good", "web-site", "closed", "missing", "foreign", "untrusted", "unknown", "wrong"]
    endpoint: str = ""
    detail: str = ""

    @property
    def ms(self) -> int:
        return sum(hop.ms for hop in self.hops)


class Autodiscover(Protocol):
    def attempts(self, domain: str, cloud: Cloud) -> tuple[Attempt, ...]:
        """Try every method, without credentials on any hop; in Outlook's order, whatever the earlier ones gave."""
        ...

    def v2(self, domain: str, cloud: Cloud) -> Exchange:
        """The unauthenticated JSON form for an address of this domain; no redirect is followed."""
        ...


# ---------------------------------------------------------------------------------------------- all together


class Clients(Protocol):
    """What a check gets. Opened per check run, with its deadline, by `clients.factory.open_clients`."""

    @property
    def dns(self) -> Dns: ...
    @property
    def web(self) -> Web: ...
    @property
    def smtp(self) -> Smtp: ...
    @property
    def autodiscover(self) -> Autodiscover: ...

    def progress(self, text: str) -> None:
        """Say on the page what is being done right now."""
        ...


# ---------------------------------------------------------------------------------------------- what ends a check


class Refusal(Exception):
    """Somebody said no. `owner` is the check that owns this fault: it fails, every other is blocked by it."""

    owner: ClassVar[str]


class NoSuchDomain(Refusal):
    """DNS proved that the domain does not exist."""

    owner = "dns.domain"


class OutsideError(Exception):
    """Could not find out. The text says what happened, in words for the page."""


class OutOfTime(OutsideError):
    """The deadline of the check is over."""
