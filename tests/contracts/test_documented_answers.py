"""The answers printed in the official reference, served over TLS and read by our own Graph client."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.clients.tenants import answer, microsoft
from tests.clients.web_servers import Authority
from tests.contracts.official import CONTRACTS, needed

pytestmark = needed
EXAMPLES = CONTRACTS / "graph" / "examples"


def documented() -> list[Any]:
    """Every printed GET with a body: (file name, path without the version, query, beta, status, body)."""
    found = []
    for file in sorted(EXAMPLES.glob("*.json")) if EXAMPLES.is_dir() else []:
        one = json.loads(file.read_text("utf-8"))
        method, _, target = one["request"].partition(" ")
        if method == "GET" and one.get("body") is not None:
            found.append(pytest.param(target, int(one["status"]), one["body"], id=file.stem))
    return found


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.mark.parametrize(("target", "status", "body"), documented())
def test_a_documented_answer_is_read_as_it_is_printed(
    authority: Authority, target: str, status: int, body: Any
) -> None:
    version, _, rest = target.removeprefix("https://graph.microsoft.com").lstrip("/").partition("/")
    path, _, query = rest.partition("?")
    params = dict(piece.partition("=")[::2] for piece in query.split("&") if piece)
    printed = answer(body, f"{status} As printed")
    with microsoft(authority, graph=lambda _: printed) as place, place.clients() as clients:
        reply = clients.graph.get("/" + path.rstrip("/"), params or None, beta=version == "beta")
    assert (reply.status, reply.fault, reply.ok) == (status, "", True)
    assert reply.value == body


def test_there_are_as_many_as_the_contracts_bring() -> None:
    printed = [json.loads(Path(file).read_text("utf-8"))["request"] for file in EXAMPLES.glob("*.json")]
    assert len(documented()) > 50
    assert len(printed) >= len(documented())
