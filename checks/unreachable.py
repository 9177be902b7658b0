"""Words for an HTTP request that came to nothing. It proves nothing, so it is never worded as wrong."""

from __future__ import annotations

from urllib.parse import urlsplit

from checks.result import Result, could_not
from checks.web_address import host_in
from clients.contract import Exchange, Fault

SAID: dict[Fault, str] = {
    "no-address": "its name has no address in DNS here",
    "dns": "its name could not be looked up",
    "guard": "the outbound rules of this installation do not allow it",
    "refused": "the connection was refused",
    "unreachable": "there is no route to it from this machine",
    "timeout": "it did not answer in time",
    "reset": "the connection was closed in the middle",
    "tls-name": "its certificate is for another name",
    "tls-issuer": "its certificate comes from an authority that this machine does not trust",
    "tls-expired": "its certificate is not valid today",
    "tls-other": "no secure connection came about",
    "proxy": "the proxy failed or refused",
    "too-large": "its answer was larger than we read",
    "malformed": "its answer could not be read",
}
_NETWORK = (
    "Check that this machine may reach {host} on port {port} (firewall, proxy setting OUTBOUND_PROXY), and "
    "run this check "
    "again."
)
_CERTIFICATE = (
    "The checks Way to sign-in, Way to Microsoft Graph and Way to Exchange say what to do about "
    "certificates of "
    "Microsoft's hosts that do not verify here. Then run this check again."
)
_OTHER: dict[Fault, str] = {
    "dns": "Check the DNS resolver of this machine (setting DNS_RESOLVERS), and run this check again.",
    "no-address": "Check the DNS resolver of this machine (setting DNS_RESOLVERS), and run this check again.",
    "guard": "See OUTBOUND_ALLOWED_NETWORKS if the address is meant to be reached, and run this check again.",
    "too-large": "Run this check again later.",
    "malformed": "Run this check again later.",
    "tls-name": _CERTIFICATE,
    "tls-issuer": _CERTIFICATE,
    "tls-expired": _CERTIFICATE,
}


def host_of(exchange: Exchange) -> str:
    return host_in(exchange.url) or exchange.url


def why(exchange: Exchange) -> str:
    """What stopped the request, as the end of a sentence; empty when nothing did."""
    return SAID[exchange.fault] if exchange.fault else ""


def told(detail: str) -> str:
    """A detail from the client as a sentence of its own, to follow another one; empty when there is none."""
    return f" {detail.rstrip('. ')}." if detail.strip(". ") else ""


def again(exchange: Exchange) -> str:
    """How to try again after a fault."""
    parts = urlsplit(exchange.url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    words = (
        _OTHER.get(exchange.fault, _NETWORK) if exchange.fault else "Run this check again in a few minutes."
    )
    return words.format(host=host_of(exchange), port=port)


def unreachable(exchange: Exchange) -> Result:
    """The result of a check whose request met a fault."""
    return could_not(
        f"{host_of(exchange)} could not be asked: {why(exchange)}.",
        tried=f"{exchange.method} {exchange.url}: {why(exchange)}, after {exchange.ms} "
        f"ms.{told(exchange.detail)}",
        again=again(exchange),
    )


def odd_answer(exchange: Exchange) -> Result:
    """The result of a check that got an answer it has no meaning for (throttled, out of order, not what it
    should be)."""
    said = exchange.body[:200].strip() or "an empty body"
    later = exchange.headers.get("retry-after", "")
    return could_not(
        f"{host_of(exchange)} answered {exchange.status}, which says nothing about this domain.",
        tried=f"{exchange.method} {exchange.url}: {exchange.status}, {said}",
        again=f"Run this check again in {later} seconds."
        if later.isdigit()
        else "Run this check again in a few minutes.",
    )
