"""Microsoft's front ends: which service answers under which name."""

from __future__ import annotations

from simulator import clouds
from simulator.clouds import CLOUDS, Cloud
from simulator.web import exchange, sign_in
from simulator.web.message import Reply, Request, json_reply, page, redirect


def answer(request: Request) -> Reply:
    """The reply of the front end whose name was asked for."""
    cloud = clouds.of_host(request.host)
    if not request.secure:
        return _to_https(request, cloud)
    if cloud is None:
        return page("Not found", 404)
    if request.host == cloud.login:
        return sign_in.answer(request, cloud)
    if request.host == cloud.graph:
        return _graph(cloud)
    return exchange.answer(request, cloud)


def _graph(cloud: Cloud) -> Reply:
    challenge = f'Bearer realm="", authorization_uri="https://{cloud.login}/common/oauth2/authorize"'
    error = {"code": "InvalidAuthenticationToken", "message": "Access token is empty."}
    return json_reply({"error": error}, 401, WWW_Authenticate=challenge)


def redirector(request: Request) -> Reply:
    """Port 80 of the name that customers' autodiscover records point to."""
    if request.domain is not None and request.domain.scenario.redirect == "missing":
        return page("Not found", 404)
    return _to_https(request, clouds.of_host(request.host))


def _to_https(request: Request, cloud: Cloud | None) -> Reply:
    if request.domain is not None and cloud is None:
        endpoint = CLOUDS[request.domain.scenario.cloud].endpoint
        return redirect(f"https://{endpoint}/autodiscover/autodiscover.xml")
    return redirect(f"https://{request.host}{request.target}")
