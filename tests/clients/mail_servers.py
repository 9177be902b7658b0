"""A customer's Exchange Server over real TLS: Basic, or NTLM on one kept connection, checked by spnego."""

from __future__ import annotations

import base64
import hashlib
import os
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import spnego
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from spnego.channel_bindings import GssChannelBindings

from clients.contract import ConnectTo, Network
from tests.clients.tenants import CANARY, MAIL, header
from tests.clients.test_ews_message import GOOD
from tests.clients.web_servers import Authority, Listener, http, listener, read_request

USER = "EXAMPLE\\worker"
FOLDER = http(body=GOOD.encode(), Content_Type="text/xml; charset=utf-8", request_id="the-request")


@dataclass
class Gate:
    """How this server wants to be signed in to. `offers`: the values of WWW-Authenticate."""

    offers: tuple[str, ...] = ("NTLM",)
    password: str = CANARY
    hangs_up: bool = False
    repeats: bool = False
    challenge: bytes = b""
    bindings: GssChannelBindings | None = None
    heard: list[bytes] = field(default_factory=list)

    def talk(self, sock: socket.socket) -> None:
        """One connection: requests until the other side leaves."""
        context: spnego.ContextProxy | None = None
        while request := read_request(sock):
            self.heard.append(request)
            scheme, _, value = header(request, "authorization").partition(" ")
            if scheme == "Basic":
                good = base64.b64decode(value).decode() == f"{USER}:{self.password}"
                sock.sendall(FOLDER if good else self._closed())
            elif scheme in ("NTLM", "Negotiate"):
                context = context or self._context(scheme)
                sock.sendall(self._step(context, scheme, value))
            else:
                sock.sendall(self._closed())

    def _context(self, scheme: str) -> spnego.ContextProxy:
        options = (
            spnego.NegotiateOptions.use_ntlm if scheme == "NTLM" else spnego.NegotiateOptions.use_negotiate
        )
        return spnego.server(
            hostname=MAIL,
            service="http",
            protocol=scheme.lower(),
            options=options,
            channel_bindings=self.bindings,
        )

    def _step(self, context: spnego.ContextProxy, scheme: str, value: str) -> bytes:
        try:
            token = context.step(base64.b64decode(value))
        except Exception:
            # An answer to a challenge of another connection, or a wrong one.
            return self._closed()
        if context.complete and not self.repeats:
            return FOLDER
        self.challenge = token or self.challenge
        return _unauthorized([f"{scheme} {base64.b64encode(self.challenge).decode()}"], self.hangs_up)

    def _closed(self) -> bytes:
        return _unauthorized(list(self.offers))


def _unauthorized(offers: list[str], last: bool = False) -> bytes:
    lines = [
        "HTTP/1.1 401 Unauthorized",
        *(f"WWW-Authenticate: {offer}" for offer in offers),
        "Content-Length: 0",
    ]
    return "\r\n".join([*lines, *(["Connection: close"] if last else []), "", ""]).encode()


@contextmanager
def mail_server(
    authority: Authority, gate: Gate, tls: ssl.SSLContext | None = None
) -> Iterator[tuple[Listener, Network]]:
    """The server, and the network on which https://mail.example.net/ leads to it."""
    with listener(gate.talk, tls or authority.context(MAIL)) as server:
        server.requests = gate.heard
        rule = ConnectTo(MAIL, 443, server.address, server.port)
        yield server, Network(connect_to=(rule,), ca_bundle=str(authority.pem))


@contextmanager
def user_file(folder: Path, password: str = CANARY) -> Iterator[None]:
    """The passwords that spnego's server side checks against."""
    path = folder / "users"
    path.write_text(f"EXAMPLE:worker:{password}\n")
    before = os.environ.get("NTLM_USER_FILE")
    os.environ["NTLM_USER_FILE"] = str(path)
    try:
        yield
    finally:
        if before is None:
            del os.environ["NTLM_USER_FILE"]
        else:
            os.environ["NTLM_USER_FILE"] = before


def bindings_of(pem: bytes) -> GssChannelBindings:
    """What Extended Protection binds a sign-in to: the hash of the server's certificate."""
    der = x509.load_pem_x509_certificate(pem).public_bytes(serialization.Encoding.DER)
    return GssChannelBindings(application_data=b"tls-server-end-point:" + hashlib.sha256(der).digest())
