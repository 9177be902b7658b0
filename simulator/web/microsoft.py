"""Microsoft's front ends: which service answers under which name."""

from __future__ import annotations

from simulator import clouds
from simulator.clouds import CLOUDS, Cloud
from simulator.web import exchange, sign_in
from simulator.web.graph import routes as graph
from simulator.web.message import Reply, Request, page, redirect


def answer(request: Request) -> Reply:
    """The reply of the front end whose name was asked for."""
    cloud = clouds.of_host(request.host)
    if not request.secure:
        return _to_https(request, cloud)
    if cloud is None:
        return _by_path(request)
    if request.host == cloud.login:
        return sign_in.answer(request, cloud)
    if request.host == cloud.graph:
        return graph.answer(request, cloud)
    return exchange.answer(request, cloud)


def _by_path(request: Request) -> Reply:
    """A name or an address that is none of Microsoft's (a `CUSTOM_CLOUD`): the path tells which service is meant."""
    cloud, path = clouds.at(request.authority), request.path.lower()
    if path.startswith(("/v1.0/", "/beta/")):
        return graph.answer(request, cloud)
    if path.startswith(("/ews/", "/adminapi/", "/autodiscover/")):
        return exchange.answer(request, cloud)
    return sign_in.answer(request, cloud)


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
