"""Autodiscover: its branches and what each came to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from clients.contract.network import Cloud
from clients.contract.web import Exchange


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
