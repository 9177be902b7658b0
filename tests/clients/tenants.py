"""A small Microsoft cloud over real TLS: login, Graph and Exchange hosts that answer what a test tells them."""

from __future__ import annotations

import base64
import json
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs

from clients.contract import Clients, ConnectTo, Credential, Deadline, Identity, Network
from clients.factory import open_clients
from clients.microsoft365.clouds import custom_cloud
from clients.microsoft365.refusals import Refusals
from tests.clients.web_servers import Authority, Listener, http, web_server

LOGIN, GRAPH, OUTLOOK, MAIL = (f"{name}.example.net" for name in ("login", "graph", "outlook", "mail"))
TENANT = "11111111-2222-3333-4444-555555555555"
CLIENT = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"
CANARY = "c4nary~Secret/Value+7"
CLOUD = custom_cloud(
    json.dumps(
        {
            "login": f"https://{LOGIN}", "graph": f"https://{GRAPH}", "outlook": f"https://{OUTLOOK}",
            "autodiscover": "autodiscover.example.net", "mx_suffixes": ["mx.example.net"],
            "spf_include": "spf.example.net",
        }
    )
)  # fmt: skip
Respond = Callable[[bytes], bytes]


def token(resource: str = GRAPH, **claims: Any) -> str:
    """An access token, unsigned in all but its form."""
    now = int(datetime.now(UTC).timestamp())
    told = {
        "aud": f"https://{resource}", "tid": TENANT, "appid": CLIENT, "oid": "the-principal",
        "roles": ["User.Read.All"], "iat": now, "exp": now + 3600, "jti": uuid.uuid4().hex, **claims,
    }  # fmt: skip
    parts = ({"alg": "RS256"}, told)
    return ".".join([*(_part(json.dumps(p).encode()) for p in parts), _part(b"signature")])


def _part(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def answer(value: Any, status: str = "200 OK", **headers: str) -> bytes:
    return http(status, json.dumps(value).encode(), Content_Type="application/json", **headers)


def discovery(tenant: str = TENANT, host: str = LOGIN) -> bytes:
    root = f"https://{host}/{tenant}"
    return answer(
        {
            "token_endpoint": f"{root}/oauth2/v2.0/token",
            "authorization_endpoint": f"{root}/oauth2/v2.0/authorize",
            "issuer": f"{root}/v2.0",
        }
    )


def granted(request: bytes) -> bytes:
    """A login host that gives a token for whatever is asked."""
    if request.startswith(b"GET"):
        return discovery()
    resource = form_of(request)["scope"].removeprefix("https://").partition("/")[0]
    return answer({"access_token": token(resource), "expires_in": 3599, "token_type": "Bearer"})


def refused(code: int, text: str = "It was refused.", **more: Any) -> Respond:
    """A login host that refuses with this AADSTS code."""

    def respond(request: bytes) -> bytes:
        if request.startswith(b"GET"):
            return discovery()
        said = {
            "error": "invalid_client", "error_description": f"AADSTS{code}: {text}\r\nTrace ID: 1",
            "error_codes": [code], "trace_id": "the-trace", "correlation_id": "the-correlation",
            "timestamp": "2026-11-20 10:00:00Z", **more,
        }  # fmt: skip
        return answer(said, "401 Unauthorized", Date="Fri, 20 Nov 2026 10:00:00 GMT")

    return respond


def form_of(request: bytes) -> dict[str, str]:
    body = request.partition(b"\r\n\r\n")[2].decode()
    return {name: values[0] for name, values in parse_qs(body).items()}


def header(request: bytes, name: str) -> str:
    lines = request.partition(b"\r\n\r\n")[0].decode().split("\r\n")[1:]
    return next((v.strip() for k, _, v in (line.partition(":") for line in lines) if k.lower() == name), "")


def target(request: bytes) -> str:
    """The request line's target, as it came over the wire."""
    return request.split(b" ", 2)[1].decode()


def absent(request: bytes) -> bytes:
    return http("404 Not Found")


def identity(**more: Any) -> Identity:
    """A connection of its own, with a client secret."""
    told = Identity(uuid.uuid4().hex, TENANT, CLIENT, credential=Credential("client_secret", CANARY))
    return replace(told, **more)


@dataclass
class Place:
    """The running cloud."""

    server: Listener
    network: Network
    identity: Identity = field(default_factory=identity)

    def asked(self, host: str) -> list[bytes]:
        return [request for request in self.server.requests if header(request, "host") == host]

    def signed_in(self) -> int:
        """How many times somebody asked for a token."""
        return sum(request.startswith(b"POST") for request in self.asked(LOGIN))

    @contextmanager
    def clients(
        self,
        started: datetime | None = None,
        refusals: Refusals | None = None,
        owner: bool = False,
        seconds: float = 10,
        who: Identity | None = None,
    ) -> Iterator[Clients]:
        with open_clients(
            self.network,
            cloud=CLOUD,
            identity=who or self.identity,
            started=started,
            deadline=Deadline(seconds),
            progress=lambda text: None,
            refusals=refusals,
            owner=owner,
        ) as clients:
            yield clients


@contextmanager
def microsoft(
    authority: Authority, login: Respond = granted, graph: Respond = absent, outlook: Respond = absent
) -> Iterator[Place]:
    """The cloud, each host with its own answers."""
    hosts = {LOGIN: login, GRAPH: graph, OUTLOOK: outlook}
    with web_server(lambda r: hosts[header(r, "host")](r), authority.context(*hosts)) as server:
        rules = tuple(ConnectTo(host, 443, server.address, server.port) for host in hosts)
        yield Place(server, Network(connect_to=rules, ca_bundle=str(authority.pem)))


def after(*answers: bytes | Respond) -> Respond:
    """Each answer in turn, the last one for ever."""
    left = list(answers)

    def respond(request: bytes) -> bytes:
        current = left.pop(0) if len(left) > 1 else left[0]
        return current if isinstance(current, bytes) else current(request)

    return respond
