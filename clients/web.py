"""HTTP behind the outbound guard without any credential: httpx for URLs and messages, httpcore for the wire."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from clients.contract import Deadline, Dns, Exchange, Network
from clients.once import Once
from clients.outbound import ANSWER_CAP, REQUEST_SECONDS, USER_AGENT, Outbound, version

__all__ = ["ANSWER_CAP", "REQUEST_SECONDS", "USER_AGENT", "GuardedWeb", "version"]

CREDENTIALS = ("authorization", "cookie", "proxy-authorization")


class GuardedWeb:
    """Implements `clients.contract.Web`. Thread-safe; the same GET is made once."""

    def __init__(self, network: Network, dns: Dns, deadline: Deadline) -> None:
        self._outbound = Outbound(network, dns, deadline)
        self._once: Once[Exchange] = Once()

    def get(self, url: str, *, headers: Mapping[str, str] | None = None, cap: int = ANSWER_CAP) -> Exchange:
        """One GET. Network faults come back in the Exchange; OutOfTime when the check's time is over."""
        key = (url, tuple(sorted((headers or {}).items())), cap)
        return self._once.get(key, partial(self._sent, "GET", url, headers, None, cap))

    def post(self, url: str, body: str, *, headers: Mapping[str, str] | None = None) -> Exchange:
        """One POST of text in UTF-8; otherwise as `get`."""
        return self._sent("POST", url, headers, body.encode("utf-8"), ANSWER_CAP)

    def follow(self, url: str, *, limit: int = 10) -> tuple[Exchange, ...]:
        """GET and follow redirects, every hop judged; the hops in order, at most `limit` redirects."""
        hops = [self.get(url)]
        while hops[-1].location and len(hops) <= limit:
            hops.append(self.get(hops[-1].location))
        return tuple(hops)

    def _sent(
        self, method: str, url: str, headers: Mapping[str, str] | None, content: bytes | None, cap: int
    ) -> Exchange:
        if any(name.lower() in CREDENTIALS for name in headers or {}):
            raise ValueError("This client never sends a credential.")
        return self._outbound.exchange(method, url, headers or {}, content, cap)
