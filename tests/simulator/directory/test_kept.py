"""Kept connections and kept pages: what a benchmark relies on."""

from __future__ import annotations

import http.client
import time
from collections.abc import Iterator

import pytest

from tests.simulator.asking import World
from tests.simulator.directory.tenants import full
from tests.simulator.tenants import GRAPH, Tenant

PATH = "/v1.0/users?$top=100&$select=id,displayName"


@pytest.fixture
def tenant(world: World) -> Tenant:
    return full(world)


@pytest.fixture
def line(tenant: Tenant) -> Iterator[http.client.HTTPConnection]:
    """One connection that stays open."""
    conn = http.client.HTTPConnection(GRAPH, timeout=5)
    conn.sock = tenant.world.secure(GRAPH)
    yield conn
    conn.close()


def get(line: http.client.HTTPConnection, token: str, path: str = PATH) -> tuple[int, str, bytes]:
    """Status, request id and body."""
    line.request("GET", path, headers={"Authorization": f"Bearer {token}"})
    reply = line.getresponse()
    return reply.status, str(reply.headers["request-id"]), reply.read()


def test_many_answers_come_over_one_connection(tenant: Tenant, line: http.client.HTTPConnection) -> None:
    sock, token = line.sock, tenant.token()
    assert {get(line, token)[0] for _ in range(50)} == {200}
    assert line.sock is sock


def test_requests_may_be_sent_ahead(tenant: Tenant) -> None:
    token = tenant.token()
    asked = f"GET {PATH} HTTP/1.1\r\nHost: {GRAPH}\r\nAuthorization: Bearer {token}\r\n\r\n".encode()
    with tenant.world.secure(GRAPH) as sock:
        sock.sendall(asked * 3)
        got = b""
        while got.count(b"HTTP/1.1 200") < 3 or not got.endswith(b"]}"):
            got += sock.recv(65536)
    assert got.count(b'"@odata.nextLink"') == 3


def test_each_answer_of_a_kept_connection_takes_its_time(
    tenant: Tenant, line: http.client.HTTPConnection
) -> None:
    token = tenant.token()
    tenant.world.simulator.keep_pages(tenant.domain, True)
    get(line, token)
    tenant.world.simulator.latency(tenant.domain, 30)
    begun = time.monotonic()
    for _ in range(5):
        get(line, token)
    assert time.monotonic() - begun >= 0.15


def test_a_kept_page_is_the_same_page_with_an_id_of_its_own(
    tenant: Tenant, line: http.client.HTTPConnection
) -> None:
    token, name = tenant.token(), f"/domains/{tenant.domain}/settings"
    plain = get(line, token)
    assert tenant.world.control("POST", name, {"keep_pages": True}).json()["keep_pages"] is True
    first, second, other = get(line, token), get(line, token), get(line, tenant.token())
    assert plain[2] == first[2] == second[2] == other[2]
    assert len({plain[1], first[1], second[1], other[1]}) == 4
    tenant.world.control("POST", name, {"keep_pages": False})
    assert get(line, token)[2] == plain[2]


def test_kept_pages_follow_every_change(tenant: Tenant, line: http.client.HTTPConnection) -> None:
    tenant.world.simulator.keep_pages(tenant.domain, True)
    token, old = tenant.token(), get(line, tenant.token())[2]
    undo = tenant.do("directory.seed = 2")
    assert get(line, token)[2] != old
    tenant.world.simulator.undo(tenant.domain, undo)
    assert get(line, token)[2] == old
    tenant.do("graph /users page 1 answers down once")
    assert [get(line, token)[0] for _ in range(2)] == [503, 200]
    tenant.do("revoke User.Read.All")
    assert get(line, tenant.token())[0] == 403


def test_whoever_may_see_less_sees_less_of_kept_pages(
    tenant: Tenant, line: http.client.HTTPConnection
) -> None:
    tenant.world.simulator.keep_pages(tenant.domain, True)
    (group,) = tenant.rows("/v1.0/groups?$filter=displayName eq 'Everybody'&$select=id")
    path = f"/v1.0/groups/{group['id']}/members?$select=displayName"
    strong = tenant.token()
    undo = tenant.do("revoke User.Read.All")
    weak = tenant.token()
    tenant.world.simulator.undo(tenant.domain, undo)
    full_names, hidden = get(line, strong, path)[2], get(line, weak, path)[2]
    assert b'"displayName":null' in hidden
    assert b'"displayName":null' not in full_names


def test_nothing_but_true_and_false_is_taken(tenant: Tenant) -> None:
    name = f"/domains/{tenant.domain}/settings"
    assert tenant.world.control("POST", name, {"keep_pages": "yes"}).status == 400
    assert tenant.world.control("POST", "/domains/nobody.test/settings", {"keep_pages": True}).status == 404
