"""Services that misbehave on purpose: throttled, out of order, or answered by something else on the way.

throttled        429 with Retry-After, again and again        throttled-bare   the same without Retry-After
throttled-once   the first call of a path by token            down             503
error            500                                          html             a web page in place of the answer
truncated        half of it                                   redirect         to a stranger's host
endless          more than anybody reads                      reset            the connection drops
bomb             XML that grows when it is read               anything else    an EWS or Graph error of that code
"""

from __future__ import annotations

import threading

from simulator.domain import Domain
from simulator.web.graph.reply import GraphError, denied
from simulator.web.message import Reply, Request, json_reply, page, redirect

BOMB = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">]>
<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>&d;</soap:Body></soap:Envelope>"""
XML = {"Content-Type": "text/xml; charset=utf-8"}
SPOILT = ("throttled", "throttled-bare", "throttled-once", "down", "error", "html", "truncated", "redirect")
TRANSPORT = frozenset((*SPOILT, "endless", "reset", "bomb"))
STATUS = {
    "InvalidAuthenticationToken": 401, "ErrorIncorrectRoutingHint": 400, "ResourceNotFound": 404,
    "ErrorInvalidUser": 404, "Request_ResourceNotFound": 404, "MailboxNotEnabledForRESTAPI": 404,
    "Directory_ExpiredPageToken": 400, "Request_UnsupportedQuery": 400, "syncStateNotFound": 410,
}  # fmt: skip
_asked: set[int] = set()
_lock = threading.Lock()


def of(domain: Domain, service: str, path: str = "") -> str:
    """The fault of a service (or of a path of it) in this domain's tenant, or ""."""
    faults = domain.tenant.faults
    for key, fault in faults.items():
        name, _, prefix = key.partition(" ")
        if name == service and path.lower().startswith(prefix.lower()):
            return fault
    return ""


def named(fault: str) -> GraphError:
    """The error of Graph of this code; "denied" for short."""
    if fault == "denied":
        return denied()
    return GraphError(STATUS.get(fault, 403), fault, f"{fault}: the request was not served.")


def spoil(fault: str, request: Request, reply: Reply) -> Reply:
    """The reply as it gets through; the reply itself when nothing of this kind is wrong."""
    if not fault:
        return reply
    if fault == "throttled-once":
        fault = "throttled" if _first(request) else ""
    if fault == "truncated":
        return Reply(reply.status, reply.body or b"{}", reply.headers, "truncated")
    if fault == "endless":
        return Reply(200, b"{", reply.headers, "endless")
    instead = {
        "throttled": _throttled({"Retry-After": "1"}),
        "throttled-bare": _throttled({}),
        "down": Reply(503, b"The service is unavailable.", {"Content-Type": "text/plain"}),
        "error": _broken(),
        "html": page("Welcome to the guest network"),
        "redirect": redirect("https://www.example.net/elsewhere"),
        "reset": Reply(manner="reset"),
        "bomb": Reply(200, BOMB, XML),
    }
    return instead.get(fault, reply)


def _first(request: Request) -> bool:
    """Is this the first call of this path with this token?"""
    key = hash((request.path, request.bearer))
    with _lock:
        known = key in _asked
        _asked.add(key)
        return not known


def _throttled(headers: dict[str, str]) -> Reply:
    error = {"code": "TooManyRequests", "message": "Too many requests.", "innerError": {}}
    reply = json_reply({"error": error}, 429)
    return Reply(429, reply.body, {**reply.headers, **headers})


def _broken() -> Reply:
    error = {"code": "InternalServerError", "message": "An internal server error occurred.", "innerError": {}}
    return json_reply({"error": error}, 500)
