"""A Graph over real TLS whose directory is whatever a test says: lists, counts, deltas, members and batches.

Small pages, so that chains are long. It shares nothing with the simulator, and knows no faults but those that a test
puts in the way of a path.
"""

from __future__ import annotations

import copy
import re
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from clients.contract import ConnectTo, Network
from tests.clients.microsoft365.kept_graph import ROOT, batch_of
from tests.clients.tenants import GRAPH, LOGIN, OUTLOOK, Place, answer, granted, header, target
from tests.clients.web_servers import Authority, http, listener, read_request

Rows = dict[str, dict[str, Any]]
Member = tuple[str, str]  # type, id
PAGE = 3


@dataclass
class Directory:
    """Users, groups and contacts by id, as Graph shows them; members by group; userPurpose by user."""

    users: Rows = field(default_factory=dict)
    groups: Rows = field(default_factory=dict)
    contacts: Rows = field(default_factory=dict)
    members: dict[str, list[Member]] = field(default_factory=dict)
    purposes: dict[str, str] = field(default_factory=dict)


def missing(status: int = 404, code: str = "Request_ResourceNotFound") -> tuple[int, Any]:
    return status, {"error": {"code": code, "message": "What it says."}}


class World:
    """A directory and what it was like before. `meddle`: called with each path first; may change the directory, and may
    answer in Graph's place (status and body)."""

    def __init__(self) -> None:
        self.now = Directory()
        self.past: list[Directory] = []
        self.asked: list[str] = []
        self.page = PAGE
        self.meddle: Callable[[str], tuple[int, Any] | None] = lambda path: None

    def respond(self, request: bytes) -> bytes:
        url = target(request).removeprefix("/v1.0")
        if url != "/$batch":
            return _reply(*self.got(url))
        again = {"Retry-After": "0"}
        told = [
            {"id": one["id"], "status": status, "headers": again, "body": body}
            for one in batch_of(request)
            for status, body in [self.got(one["url"])]
        ]
        return answer({"responses": told})

    def got(self, url: str) -> tuple[int, Any]:
        """Status and body of one GET."""
        parts = urlsplit(url)
        path, query = unquote(parts.path), {k: v[0] for k, v in parse_qs(parts.query).items()}
        self.asked.append(url)
        meddled = self.meddle(url)
        if meddled is not None:
            return meddled
        _, name, *rest = path.split("/")
        rows: Rows = getattr(self.now, name)
        if rest == ["$count"]:
            return 200, len(rows)
        if rest == ["delta"]:
            return self._delta(name, query)
        if not rest:
            return self._paged(path, query, [*rows.values()])
        if rest[0] not in rows:
            return missing()
        if rest[1:] == ["members"]:
            return self._paged(path, query, [_link(one) for one in self.now.members.get(rest[0], [])])
        if rest[1:2] == ["mailboxSettings"]:
            purpose = self.now.purposes.get(rest[0], "")
            return (200, {"value": purpose}) if purpose else missing(404, "MailboxNotEnabledForRESTAPI")
        return 200, rows[rest[0]]

    def _paged(
        self,
        path: str,
        query: dict[str, str],
        rows: list[Any],
        last: dict[str, Any] | None = None,
        token: str = "",
    ) -> tuple[int, Any]:
        begin = int(query.get("$skiptoken", "0").partition(".")[0])
        body: dict[str, Any] = {"value": rows[begin : begin + self.page]}
        if begin + self.page < len(rows):
            body["@odata.nextLink"] = f"{ROOT}{path}?$skiptoken={begin + self.page}.{token}"
        else:
            body |= last or {}
        return 200, body

    def _delta(self, name: str, query: dict[str, str]) -> tuple[int, Any]:
        """Everything, or what is otherwise than it was: whole rows, and links that came and went."""
        token = query.get("$skiptoken", "").partition(".")[2] or query.get("$deltatoken", "")
        self.past.append(copy.deepcopy(self.now))
        last = {"@odata.deltaLink": f"{ROOT}/{name}/delta?$deltatoken={len(self.past) - 1}"}
        if token == "latest":
            return 200, {"value": [], **last}
        was = self.past[int(token)] if token else Directory()
        return self._paged(f"/{name}/delta", query, [*_changes(name, was, self.now)], last, token)


def _changes(name: str, was: Directory, now: Directory) -> Iterator[dict[str, Any]]:
    old, new = getattr(was, name), getattr(now, name)
    yield from ({"id": id, "@removed": {"reason": "changed"}} for id in old if id not in new)
    for id, row in new.items():
        links = _links(was, now, id) if name == "groups" else []
        told = {key: value for key, value in row.items() if value != old.get(id, {}).get(key)}
        # A group of many members is told in pieces.
        for piece in [links[at : at + 2] for at in range(0, len(links), 2)] or [[]]:
            if told or piece or id not in old:
                yield {"id": id, **told, **({"members@delta": piece} if piece else {})}


def _links(was: Directory, now: Directory, id: str) -> list[dict[str, Any]]:
    old, new = was.members.get(id, []), now.members.get(id, [])
    gone = [{**_link(one), "@removed": {"reason": "deleted"}} for one in old if one not in new]
    return gone + [_link(one) for one in new if one not in old]


def _link(member: Member) -> dict[str, Any]:
    return {"@odata.type": f"#microsoft.graph.{member[0]}", "id": member[1]}


def _reply(status: int, body: Any) -> bytes:
    if isinstance(body, int):
        return http("200 OK", str(body).encode(), Content_Type="text/plain")
    return answer(body, f"{status} Said", Retry_After="0")


@contextmanager
def serving(authority: Authority, world: World) -> Iterator[Place]:
    """The world on loopback, with a sign-in."""
    hosts = {LOGIN: granted, GRAPH: world.respond, OUTLOOK: world.respond}

    def talk(sock: socket.socket) -> None:
        while request := read_request(sock):
            sock.sendall(hosts[header(request, "host")](request))

    with listener(talk, authority.context(*hosts)) as server:
        rules = tuple(ConnectTo(host, 443, server.address, server.port) for host in hosts)
        yield Place(server, Network(connect_to=rules, ca_bundle=str(authority.pem)))


def group_of(url: str) -> str:
    """The group whose members are asked for; "" for another question."""
    found = re.match(r"/groups/([^/?]+)/members", url)
    return found[1] if found else ""
