"""Exchange Online: autodiscover in its forms, and the door of Exchange Web Services."""

from __future__ import annotations

import re
from urllib.parse import unquote

from simulator.clouds import CLOUDS, Cloud
from simulator.domain import Domain
from simulator.web import admin_api, ews
from simulator.web.message import Reply, Request, json_reply, out_of_order, page, redirect, sign_in_wanted

V2 = re.compile(r"/autodiscover/autodiscover\.json(?:/v1\.0(?:/([^/]+))?)?", re.IGNORECASE)
EXCHANGE_RESOURCE = "00000002-0000-0ff1-ce00-000000000000"
ISSUER = "00000001-0000-0000-c000-000000000000"
PROTOCOL_PATHS = {
    "ews": "/EWS/Exchange.asmx",
    "rest": "/api",
    "activesync": "/Microsoft-Server-ActiveSync",
    "autodiscoverv1": "/autodiscover/autodiscover.xml",
}


def answer(request: Request, cloud: Cloud) -> Reply:
    """The reply of Exchange Online in a cloud."""
    found = V2.fullmatch(request.path)
    if found:
        return _v2(request, unquote(found[1] or request.query.get("email", "")), cloud)
    path = request.path.lower()
    if path == "/ews/exchange.asmx" and request.method == "POST":
        return ews.answer(request, cloud)
    if path.startswith("/adminapi/"):
        return admin_api.answer(request, cloud)
    if path.startswith(("/autodiscover/", "/ews/")):
        return sign_in_wanted(
            f'Bearer client_id="{EXCHANGE_RESOURCE}", trusted_issuers="{ISSUER}@*"', 'Basic realm=""'
        )
    return redirect(f"https://{cloud.outlook}/owa/") if request.path == "/" else page("Not found", 404)


def _v2(request: Request, email: str, cloud: Cloud) -> Reply:
    protocol = request.query.get("protocol", "")
    if not protocol:
        return _v2_error("MandatoryParameterMissing", "The 'Protocol' parameter is missing.")
    if protocol.lower() not in PROTOCOL_PATHS:
        return _v2_error("InvalidProtocol", f"The protocol '{protocol}' is not known.")
    domain = request.domain
    if domain is None or domain.name != email.rpartition("@")[2].lower() or domain.scenario.tenant == "none":
        return _unknown_user(request)
    # A cloud that is reached by its address takes every tenant in, as at its sign-in.
    home = cloud if cloud.key == "custom" else CLOUDS[domain.scenario.home or domain.scenario.cloud]
    if home.outlook != cloud.outlook:
        return redirect(f"https://{home.outlook}{request.target}")
    return _v2_of(domain, protocol, request, home)


def _v2_of(domain: Domain, protocol: str, request: Request, cloud: Cloud) -> Reply:
    kind = domain.scenario.v2
    if kind == "unknown-user":
        return _unknown_user(request)
    if kind == "down":
        return out_of_order()
    if kind == "redirect":
        return redirect(f"https://webmail.hosting.example.net{request.target}")
    if kind == "malformed":
        return Reply(200, b'{"Protocol": "EWS", "Url"', {"Content-Type": "application/json"})
    host = {
        "microsoft": cloud.outlook,
        "server": f"mail.{domain.name}",
        "stranger": "webmail.hosting.example.net",
    }
    return json_reply(
        {"Protocol": protocol, "Url": f"https://{host[kind]}{PROTOCOL_PATHS[protocol.lower()]}"}
    )


def _unknown_user(request: Request) -> Reply:
    return redirect(f"https://{request.host}{request.target}&RedirectCount=1")


def _v2_error(code: str, text: str) -> Reply:
    return json_reply({"ErrorCode": code, "ErrorMessage": text}, 400)
