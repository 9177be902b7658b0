"""An HTTP request as a site sees it, and the reply that it gives back."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import parse_qs, urlsplit

from simulator.domain import Domain

Manner = Literal["normal", "truncated", "endless", "reset", "nonsense"]


@dataclass(frozen=True)
class Request:
    """One request. `host` without port, in lower case like the names of `headers`; `role`: who was asked.

    `tell` changes the tenant of `domain` by a setting, as somebody does who clicks on a page. `connection`: what the
    server remembers for as long as the connection lasts.
    """

    method: str
    host: str
    target: str
    headers: Mapping[str, str]
    body: bytes
    role: str
    secure: bool
    domain: Domain | None = None
    tell: Callable[[str], object] = field(default=lambda setting: None, compare=False)
    connection: dict[str, Any] = field(default_factory=dict, compare=False)

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def authority(self) -> str:
        """The host with its port, as it was asked for."""
        return self.headers.get("host", self.host).lower()

    @property
    def bearer(self) -> str:
        """The access token, or ""."""
        kind, _, token = self.headers.get("authorization", "").partition(" ")
        return token.strip() if kind.lower() == "bearer" else ""

    @property
    def query(self) -> Mapping[str, str]:
        """The first value of each parameter; names in lower case."""
        return {name.lower(): values[0] for name, values in parse_qs(urlsplit(self.target).query).items()}


@dataclass(frozen=True)
class Reply:
    """A reply. `manner`: sent whole, cut off half-way, without end, connection dropped, or no HTTP at all."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    manner: Manner = "normal"


def json_reply(value: Any, status: int = 200, **headers: str) -> Reply:
    """JSON; further headers with _ for -."""
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    body = json.dumps(value).encode()
    return Reply(status, body, {"Content-Type": "application/json; charset=utf-8", **named})


def page(title: str, status: int = 200) -> Reply:
    """A small HTML page."""
    body = f"<!doctype html><html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>"
    return Reply(status, body.encode(), {"Content-Type": "text/html; charset=utf-8"})


def redirect(url: str, status: int = 302) -> Reply:
    return Reply(status, headers={"Location": url})


def sign_in_wanted(*schemes: str) -> Reply:
    """401 that offers these schemes, as Exchange does."""
    return Reply(401, headers={"WWW-Authenticate": ", ".join(schemes), "Server": "Microsoft-IIS/10.0"})


def out_of_order() -> Reply:
    """503 with the time to come back."""
    return Reply(503, b"The service is unavailable.", {"Content-Type": "text/plain", "Retry-After": "30"})
