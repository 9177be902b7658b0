"""DNS: what may be asked, and every way in which an answer can come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal, Protocol

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
