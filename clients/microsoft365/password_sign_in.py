"""Signing in to a web server with a password, by what it offers, in a conversation over one kept connection.

Basic (RFC 7617) goes over verified TLS only; NTLM and Negotiate (RFC 4559) are bound to the server's certificate
(RFC 5929) as Extended Protection asks.
"""

from __future__ import annotations

import base64
import hashlib
import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, replace

import spnego
from cryptography import x509
from spnego.channel_bindings import GssChannelBindings

from clients.backend import Trip
from clients.contract import Credential, Exchange
from clients.microsoft365.ews_message import ANSWER_CAP
from clients.outbound import Outbound, Sender
from clients.signed_web import origin_of

CONVERSATION_SECONDS = 30.0
OFFER = re.compile(r"(?:^|,)\s*(basic|ntlm|negotiate)\b", re.IGNORECASE)
MOST_LEGS = 4
NO_WAY_IN = "The server offers no way of signing in that is used here (Basic, NTLM or Negotiate)."
BROKEN_OFF = (
    "The server began to sign in with Windows' own method (NTLM or Negotiate) and did not go on as it should."
)
HUNG_UP = (
    "The connection was closed in the middle of signing in with NTLM, which needs one connection "
    "from beginning to end. A proxy or load balancer before the server may do that."
)


@dataclass(frozen=True)
class Conversation:
    """Requests over one kept connection."""

    outbound: Outbound
    trip: Trip
    sender: Sender
    url: str
    headers: Mapping[str, str]
    content: bytes

    def post(self, authorization: str = "", empty: bool = False) -> Exchange:
        """One POST; `empty`: without the body, while signing in is still under way."""
        sent = {**self.headers, "connection": "keep-alive"}
        if authorization:
            sent["authorization"] = authorization
        content = b"" if empty else self.content
        return self.outbound.exchange(
            "POST", self.url, sent, content, ANSWER_CAP, self.sender, self.trip, CONVERSATION_SECONDS
        )


def signed_in(
    talk: Conversation, first: Exchange, username: str, password: Credential
) -> tuple[Exchange, str]:
    """The answer to the request with a password, and the scheme; `first`: the 401 that it was answered without one."""
    offers = {offer.lower() for offer in OFFER.findall(first.headers.get("www-authenticate", ""))}
    if "basic" in offers:
        pair = base64.b64encode(f"{username}:{password.secret}".encode()).decode()
        return talk.post(f"Basic {pair}"), "basic"
    for scheme in ("ntlm", "negotiate"):
        if scheme in offers:
            return _shaken_hands(talk, first, scheme, username, password), scheme
    return Exchange("POST", talk.url, 401, first.headers, detail=NO_WAY_IN, ms=first.ms), ""


def _shaken_hands(
    talk: Conversation, first: Exchange, scheme: str, username: str, password: Credential
) -> Exchange:
    """The answer at the end of the handshake; fault "malformed" where it does not come to one."""
    context = spnego.client(
        username,
        password.secret,
        hostname=(origin_of(talk.url) or ("", 0))[0],
        service="http",
        channel_bindings=binding_to(talk.trip.seen.der),
        protocol=scheme,
        # Only what Python computes itself: a system library could ask hosts that nobody judged.
        options=spnego.NegotiateOptions.use_negotiate
        if scheme == "negotiate"
        else spnego.NegotiateOptions.use_ntlm,
    )
    named, challenge = ("NTLM" if scheme == "ntlm" else "Negotiate"), b""
    exchange, connected = first, 0
    for leg in range(MOST_LEGS):
        token = _stepped(context, challenge)
        if not token:
            break
        exchange = talk.post(f"{named} {base64.b64encode(token).decode()}", empty=leg == 0)
        challenge = _challenge(exchange, named)
        if exchange.status != 401:
            return exchange
        if leg == 0:
            connected = talk.trip.seen.handshakes
        elif context.complete or not challenge:
            # The password has been proved or refused; another proof would count as another try.
            return exchange if talk.trip.seen.handshakes == connected else _broken(exchange, HUNG_UP)
    return _broken(exchange, BROKEN_OFF)


def _stepped(context: spnego.ContextProxy, challenge: bytes) -> bytes | None:
    try:
        return context.step(challenge or None)
    except Exception:
        # A hostile challenge: whatever its parser raises, there is no going on.
        return None


def _broken(exchange: Exchange, detail: str) -> Exchange:
    """A sign-in that came to no end proves nothing about the password."""
    return replace(exchange, fault="malformed", detail=detail)


def _challenge(exchange: Exchange, scheme: str) -> bytes:
    """The server's token for this scheme; empty when there is none."""
    found = re.search(
        rf"(?:^|,)\s*{scheme}\s+([A-Za-z0-9+/=]+)", exchange.headers.get("www-authenticate", ""), re.I
    )
    try:
        return base64.b64decode(found[1], validate=True) if found else b""
    except ValueError:
        return b""


def binding_to(der: bytes | None) -> GssChannelBindings | None:
    """tls-server-end-point: the certificate's hash by its own algorithm, SHA-256 for the weak ones."""
    if not der:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            algorithm = x509.load_der_x509_certificate(der).signature_hash_algorithm
    except ValueError:
        return None
    name = algorithm.name if algorithm is not None else ""
    digest = hashlib.new(name if name in ("sha384", "sha512") else "sha256", der).digest()
    return GssChannelBindings(application_data=b"tls-server-end-point:" + digest)
