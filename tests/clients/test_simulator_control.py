"""The control channel of the practice simulator, against a server that speaks the agreed form."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from clients import simulator_control as control
from clients.contract import ConnectTo
from clients.simulator_control import Handle, SimulatorError, read_handle
from tests.clients.web_servers import Listener, http, web_server

DOMAIN = {
    "domain": "a.practice.test",
    "scenario": "healthy",
    "resolvers": [["127.0.0.1", 5301]],
    "records": [],
    "applied": [],
}
RULE = {"host": "", "port": 443, "address": "127.0.0.10", "to_port": 4443}
ANSWERS: dict[str, tuple[str, object]] = {
    "GET /scenarios": ("200 OK", [{"name": "healthy", "title": "Healthy"}]),
    "POST /domains": ("201 Created", DOMAIN),
    "GET /domains/a.practice.test": ("200 OK", DOMAIN),
    "GET /domains/b.practice.test": ("200 OK", {**DOMAIN, "resolvers": []}),
    "GET /domains/c.practice.test": ("404 Not Found", {"error": "There is no such domain."}),
    "GET /domains/d.practice.test": ("500 Oops", ["?"]),
    "POST /domains/a.practice.test/apply": ("200 OK", {"undo": "u1"}),
    "POST /domains/a.practice.test/undo": ("200 OK", {}),
}


def simulator() -> Callable[[bytes], bytes]:
    def respond(request: bytes) -> bytes:
        if b"authorization: bearer secret\r\n" not in request.replace(b"Bearer", b"bearer").replace(
            b"Auth", b"auth"
        ):
            return http("401 Unauthorized", b'{"error": "token"}')
        call = " ".join(request.decode().split(" ")[:2])
        if call.startswith("DELETE"):
            return b"HTTP/1.1 204 No Content\r\n\r\n"
        status, value = ANSWERS[call]
        return http(status, json.dumps(value).encode())

    return respond


@pytest.fixture
def server() -> Iterator[Listener]:
    with web_server(simulator()) as running:
        yield running


def written(tmp_path: Path, server: Listener, **change: Any) -> Path:
    value = {
        "pid": 1, "control": f"http://127.0.0.1:{server.port}", "token": "secret", "resolvers": [["127.0.0.1", 5300]],
        "connect_to": [RULE], "ca_bundle": str(tmp_path / "ca.pem"),
        "sockets": [["127.0.0.10", 4443], ["127.0.0.11", 25]],
    } | change  # fmt: skip
    path = tmp_path / "simulator.json"
    path.write_text(json.dumps(value))
    return path


@pytest.fixture
def handle(tmp_path: Path, server: Listener) -> Handle:
    found = read_handle(written(tmp_path, server))
    assert found is not None
    return found


def test_a_practice_domain_has_a_sealed_network(handle: Handle) -> None:
    network = handle.network("a.practice.test")
    assert network.resolvers == (("127.0.0.1", 5301),)
    assert network.connect_to == (ConnectTo("", 443, "127.0.0.10", 4443),)
    assert network.ca_bundle == handle.ca_bundle
    assert network.sealed == frozenset({("127.0.0.10", 4443), ("127.0.0.11", 25), ("127.0.0.1", 5301)})


def test_a_domain_without_a_resolver_of_its_own_uses_the_shared_one(handle: Handle) -> None:
    assert handle.network("b.practice.test").resolvers == (("127.0.0.1", 5300),)


def test_every_call_of_the_agreement_is_made(handle: Handle, server: Listener) -> None:
    assert control.scenarios(handle) == [{"name": "healthy", "title": "Healthy"}]
    assert control.create_domain(handle, "healthy") == DOMAIN
    assert control.describe(handle, "a.practice.test") == DOMAIN
    block = {"kind": "record", "text": "a.practice.test. 60 IN MX 5 mx", "action": "add", "replaces": []}
    assert control.apply(handle, "a.practice.test", block) == "u1"
    control.undo(handle, "a.practice.test", "u1")
    control.remove_domain(handle, "a.practice.test")
    calls = [request.decode().split(" HTTP")[0] for request in server.requests[1:]]
    assert calls == [
        "GET /scenarios", "POST /domains", "GET /domains/a.practice.test", "POST /domains/a.practice.test/apply",
        "POST /domains/a.practice.test/undo", "DELETE /domains/a.practice.test",
    ]  # fmt: skip
    bodies = [json.loads(r.split(b"\r\n\r\n", 1)[1]) for r in server.requests if b"POST" in r[:4]]
    assert bodies == [{"scenario": "healthy"}, block, {"undo": "u1"}]


@pytest.mark.parametrize(
    ("domain", "words"), [("c.practice.test", "There is no such domain."), ("d.practice.test", "500")]
)
def test_a_refusal_is_told_in_its_words(handle: Handle, domain: str, words: str) -> None:
    with pytest.raises(SimulatorError, match=words):
        control.describe(handle, domain)


def test_a_simulator_that_is_gone_is_no_handle(tmp_path: Path) -> None:
    with web_server(simulator()) as server:
        handle = read_handle(written(tmp_path, server))
    assert handle is not None
    assert read_handle(tmp_path / "simulator.json") is None
    with pytest.raises(SimulatorError, match="does not answer"):
        control.scenarios(handle)


@pytest.mark.parametrize(
    "change",
    [
        {"token": "other"},
        {"control": "http://198.51.100.1:80"},
        {"control": "http://localhost:80"},
        {"control": None},
        {"resolvers": [["127.0.0.1"]]},
        {"resolvers": 5},
        {"connect_to": [{}]},
        {"connect_to": None},
    ],
)
def test_a_broken_handle_is_none(tmp_path: Path, server: Listener, change: dict[str, Any]) -> None:
    assert read_handle(written(tmp_path, server, **change)) is None


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "{}"])
def test_a_file_that_is_no_handle_is_none(tmp_path: Path, text: str) -> None:
    path = tmp_path / "simulator.json"
    assert read_handle(path) is None
    path.write_text(text)
    assert read_handle(path) is None


def test_what_does_not_speak_json_is_no_handle(tmp_path: Path) -> None:
    with web_server(lambda request: http(body=b"<html>")) as server:
        assert read_handle(written(tmp_path, server)) is None
