"""HTTP with a credential: only over https and only to the places that the credential is meant for."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from clients.contract import Exchange
from clients.outbound import ANSWER_CAP, REQUEST_SECONDS, Outbound

Origin = tuple[str, int]


def origin_of(url: str) -> Origin | None:
    """Host in lower case and port of an https URL without a user name; None for anything else."""
    try:
        parts = urlsplit(url)
        if parts.scheme.lower() != "https" or not parts.hostname or parts.username is not None:
            return None
        return parts.hostname.lower().removesuffix("."), parts.port or 443
    except ValueError:
        return None


@dataclass(frozen=True)
class SignedWeb:
    """Requests with credentials, confined to `origins`; anything else is refused before it is sent."""

    outbound: Outbound
    origins: frozenset[Origin]

    @classmethod
    def to(cls, outbound: Outbound, urls: Iterable[str]) -> SignedWeb:
        """Confined to the origins of these URLs."""
        return cls(outbound, frozenset(filter(None, map(origin_of, urls))))

    def send(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        content: bytes | None = None,
        *,
        cap: int = ANSWER_CAP,
        seconds: float = REQUEST_SECONDS,
    ) -> Exchange:
        """One request; no redirect is followed. Fault "guard" for a URL that is not one of the origins."""
        if origin_of(url) not in self.origins:
            words = "This address is not the service that the sign-in is for, so nothing was sent to it."
            return Exchange(method, url, fault="guard", detail=words)
        return self.outbound.exchange(method, url, headers, content, cap, seconds=seconds)


def request_id() -> str:
    """A new id by which Microsoft's support finds one request (client-request-id)."""
    return str(uuid.uuid4())
