"""What customers run themselves: web sites, an Exchange server of their own, and the hosts of strangers."""

from __future__ import annotations

from collections.abc import Mapping

from simulator.scenarios.model import Site
from simulator.web import own_exchange
from simulator.web.message import Reply, Request, page, redirect, sign_in_wanted

AUTODISCOVER = "/autodiscover/autodiscover.xml"
EXCHANGE_PATHS = ("/autodiscover/", "/ews/")
# An Exchange server of the customer's own, by the schemes that it offers to sign in with.
EXCHANGES: Mapping[Site, tuple[str, ...]] = {
    "autodiscover": ("Negotiate", "NTLM", 'Basic realm="{host}"'),
    "ntlm-only": ("NTLM",),
}


def below(request: Request) -> str:
    """The host name's part before its domain: "" for the domain itself."""
    return "" if request.domain is None else request.host.removesuffix(request.domain.name).rstrip(".")


def answer(request: Request) -> Reply:
    """The reply of a host that lies under a simulated domain."""
    usual: Site = "autodiscover" if request.role == "server" else "not-found"
    kind = request.domain.scenario.sites.get(below(request), usual) if request.domain else "not-found"
    if request.secure and request.domain and kind in EXCHANGES and _calls_ews(request):
        return own_exchange.answer(request, request.domain, _offers(kind, request))
    if not request.secure and kind in (*EXCHANGES, "not-found") and request.role in ("web", "server"):
        return redirect(f"https://{request.host}{request.target}", 301)
    return _site(kind, request)


def _calls_ews(request: Request) -> bool:
    return request.path.lower() == "/ews/exchange.asmx" and request.method == "POST"


def _offers(kind: Site, request: Request) -> tuple[str, ...]:
    """The values of WWW-Authenticate; empty for a site that is no Exchange server."""
    return tuple(offer.format(host=request.host) for offer in EXCHANGES.get(kind, ()))


def _site(kind: Site, request: Request) -> Reply:
    if kind in EXCHANGES:
        if request.path.lower().startswith(EXCHANGE_PATHS):
            return sign_in_wanted(*_offers(kind, request))
        return page("Outlook")
    if kind == "web-page":
        return page(f"Welcome to {request.host}")
    if kind == "broken":
        return page("Internal server error", 500)
    if kind == "loop":
        return redirect(f"https://{request.host}{request.path}")
    if kind == "to-stranger":
        return redirect(f"https://autodiscover.hosting.example.net{AUTODISCOVER}")
    if kind == "to-plain-http":
        return redirect(f"http://webmail.hosting.example.net{AUTODISCOVER}")
    if kind == "endless":
        return Reply(200, b"<html>", {"Content-Type": "text/html"}, "endless")
    if kind == "reset":
        return Reply(manner="reset")
    if kind == "nonsense":
        return Reply(manner="nonsense")
    return page("Not found", 404)


def stranger(request: Request) -> Reply:
    """A host that has nothing to do with the customer or with Microsoft, yet would take a password."""
    if request.path.lower().startswith(EXCHANGE_PATHS):
        return sign_in_wanted('Basic realm="Webmail"')
    return page("Hosting")
