"""HTTP and SMTP: one request and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, Protocol

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
