"""HTTP on the wire: TLS with the right (or the wanted wrong) certificate, and odd replies on purpose."""

from __future__ import annotations

import re
import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import replace
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import unquote

from simulator.authority import Authority, Kind
from simulator.domain import ROOT, Domain
from simulator.loop import Loop, hang_up
from simulator.requests import Log, Seen
from simulator.state import Domains
from simulator.web import customers, microsoft, tokens
from simulator.web.message import Reply, Request

Site = Callable[[Request], Reply]

FRONTS = ("front", "inspected", "misnamed", "skewed", "slow", "expired")
SKEW = 660
LARGEST_BODY = 1_000_000
ENDLESS_CHUNKS = 1024
NAMED_DOMAIN = re.compile(r"(?:[a-z0-9_-]+\.)+" + re.escape(ROOT))
ODD: dict[str, Kind] = {"inspected": "inspected", "misnamed": "misnamed", "expired": "expired"}


def route(request: Request) -> Reply:
    """The site that this host, or else this role, runs."""
    if request.role == "redirector":
        return microsoft.redirector(request)
    if request.role in FRONTS:
        return microsoft.answer(request)
    if request.role == "foreign":
        return customers.stranger(request)
    return customers.answer(request)


class Service:
    """Serves one role. `latency`: seconds that each of its answers takes at least."""

    def __init__(
        self, role: str, at: str, domains: Domains, authority: Authority, log: Log,
        *, site: Site = route, latency: Callable[[], float] = lambda: 0.0,
    ) -> None:  # fmt: skip
        self.role, self.at, self.site, self.log = role, at, site, log
        self._domains, self._authority, self._latency = domains, authority, latency

    def plain(self, conn: socket.socket, loop: Loop) -> None:
        """Serve one connection without TLS."""
        self._serve(conn, loop, secure=False)

    def secure(self, conn: socket.socket, loop: Loop) -> None:
        """Serve one TLS connection."""
        if self.role == "mute":
            loop.pause(60)
            return
        context = self._authority.context(ODD.get(self.role, "good"), self.at.partition(":")[0])
        context.sni_callback = self._choose  # type: ignore[assignment]
        with loop.encrypt(conn, context) as secure:
            self._serve(secure, loop, secure=True)

    def tell(self, domain: Domain | None, setting: str) -> None:
        """Change the tenant of a domain as a click on a page does."""
        if domain is not None:
            self._domains.carry_out(domain.name, "setting", setting)

    def concerned(self, host: str, path: str, text: str, bearer: str = "") -> Domain | None:
        """The domain that the host lies under, or whose tenant the token or the path names, or that the text names."""
        found = self._domains.over(host) if host else None
        if found is None:
            found = self._domains.of_tenant(tokens.tenant_of(bearer) if bearer else f"{path}//".split("/")[1])
        if found is None:
            named = NAMED_DOMAIN.search(unquote(text).lower())
            found = self._domains.over(named[0]) if named else None
        return found

    def seconds(self, domain: Domain | None) -> float:
        """How long an answer takes at least. Control is no part of the simulated world and answers at once."""
        if self.role == "control":
            return 0.0
        return max(self._latency(), domain.latency_ms / 1000 if domain else 0.0)

    def _choose(self, conn: ssl.SSLSocket, name: str | None, _: ssl.SSLContext) -> int | None:
        """The certificate for the name that the client asks for."""
        host = (name or "").lower()
        if not host:
            return None
        domain = self._domains.over(host)
        if self.role in FRONTS and domain is not None:
            hang_up(conn)
            return int(ssl.AlertDescription.ALERT_DESCRIPTION_UNRECOGNIZED_NAME)
        kind = ODD.get(self.role, "good")
        if domain is not None:
            below = host.removesuffix(domain.name).rstrip(".")
            kind = "misnamed" if self.role == "foreign" else domain.scenario.certificates.get(below, kind)
        conn.context = self._authority.context(kind, host)
        return None

    def _serve(self, conn: socket.socket, loop: Loop, *, secure: bool) -> None:
        if self.role == "mute":
            loop.pause(60)
            return
        _Handler(conn, self, loop, secure)


class _Handler(BaseHTTPRequestHandler):
    """Python's HTTP parser, with one method for every verb."""

    protocol_version = "HTTP/1.1"

    def __init__(self, conn: socket.socket, service: Service, loop: Loop, secure: bool) -> None:
        self._service, self._loop, self._secure = service, loop, secure
        self._remembered: dict[str, Any] = {}
        super().__init__(conn, ("", 0), service)  # type: ignore[arg-type]

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def version_string(self) -> str:
        return "Microsoft-HTTPAPI/2.0"

    def date_time_string(self, timestamp: float | None = None) -> str:
        skew = SKEW if self._service.role == "skewed" else 0
        return formatdate((timestamp or time.time()) - skew, usegmt=True)

    def _any(self) -> None:
        size = self.headers.get("Content-Length", "0")
        body = self.rfile.read(min(int(size), LARGEST_BODY)) if size.isdecimal() else b""
        host = self.headers.get("Host", "").partition(":")[0].lower()
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.command, host, self.path, headers, body, self._service.role, self._secure)
        text = self.path + " " + body[:65536].decode("utf-8", "replace")
        domain = self._service.concerned(host, request.path, text, request.bearer)
        request = replace(
            request, domain=domain, connection=self._remembered,
            tell=lambda setting: self._service.tell(domain, setting),
        )  # fmt: skip
        self._service.log.add(
            Seen(
                "https" if self._secure else "http", self._service.at, domain.name if domain else "",
                f"{self.command} {self.path}", host, headers, body.decode("utf-8", "replace"),
            )
        )  # fmt: skip
        self._loop.pause(self._service.seconds(domain))
        self._send(self._service.site(request))

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = _any

    def _send(self, reply: Reply) -> None:
        if reply.manner in ("reset", "nonsense"):
            if reply.manner == "nonsense":
                self.wfile.write(b"this is not a protocol that anybody speaks\r\n\r\n")
            self.close_connection = True
            return
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if reply.manner == "endless":
            self.send_header("Connection", "close")
        else:
            self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        if self.command != "HEAD":
            self._body(reply)

    def _body(self, reply: Reply) -> None:
        if reply.manner == "truncated":
            self.wfile.write(reply.body[: len(reply.body) // 2])
            self.close_connection = True
            return
        self.wfile.write(reply.body)
        if reply.manner == "endless":
            for _ in range(ENDLESS_CHUNKS):
                self.wfile.write(b"x" * 65536)
            self.close_connection = True
