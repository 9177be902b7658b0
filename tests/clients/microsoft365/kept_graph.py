"""A small Graph over real TLS that keeps its connections open, and answers what a test tells it."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from clients.contract import ConnectTo, Network
from tests.clients.tenants import GRAPH, LOGIN, OUTLOOK, Place, Respond, answer, granted, header
from tests.clients.web_servers import Authority, listener, read_request

ROOT = f"https://{GRAPH}/v1.0"


@contextmanager
def kept_graph(authority: Authority, graph: Respond, login: Respond = granted) -> Iterator[Place]:
    """The cloud of tests.clients.tenants, on connections that stay open until an answer is empty."""
    hosts = {LOGIN: login, GRAPH: graph, OUTLOOK: graph}
    heard: list[bytes] = []

    def talk(sock: socket.socket) -> None:
        while request := read_request(sock):
            heard.append(request)
            reply = hosts[header(request, "host")](request)
            if not reply:
                return
            sock.sendall(reply)

    with listener(talk, authority.context(*hosts)) as server:
        server.requests = heard
        rules = tuple(ConnectTo(host, 443, server.address, server.port) for host in hosts)
        yield Place(server, Network(connect_to=rules, ca_bundle=str(authority.pem)))


def page(*ids: str, following: str = "", **more: Any) -> bytes:
    """A page of users; `following` is a skip token."""
    link = {"@odata.nextLink": f"{ROOT}/users?$skiptoken={following}"} if following else {}
    return answer({"value": [{"id": id, "displayName": f"Name {id}"} for id in ids], **link, **more})


def error(code: str, status: str, **headers: str) -> bytes:
    said = {
        "error": {"code": code, "message": "What it says.", "innerError": {"date": "2026-11-20T10:00:00"}}
    }
    return answer(said, status, request_id="the-request", **headers)


BUSY = error("TooManyRequests", "429 Too Many Requests", Retry_After="0")
DOWN = error("ServiceUnavailable", "503 Unavailable", Retry_After="0")
INVALID = error("InvalidAuthenticationToken", "401 Unauthorized")


def batch_of(request: bytes) -> list[dict[str, Any]]:
    """The requests inside a batch."""
    return list(json.loads(request.partition(b"\r\n\r\n")[2])["requests"])


def batched(inner: Callable[[dict[str, Any]], Mapping[str, Any]]) -> Respond:
    """A Graph that answers each request of a batch by itself, in reverse order."""

    def respond(request: bytes) -> bytes:
        told = [{"id": one["id"], **inner(one)} for one in batch_of(request)]
        return answer({"responses": told[::-1]})

    return respond
