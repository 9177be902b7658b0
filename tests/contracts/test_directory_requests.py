"""Every request that a collection sends to Graph is one that Microsoft's description allows, in batches too."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from openapi_core.testing import MockRequest

from simulator.requests import Seen
from sync.choice import Choice
from sync.collect import Plan, collect
from sync.collect.listing import ALL
from sync.collect.missing import USER_PATH
from sync.layout.generic import generic
from tests.contracts import official
from tests.sync.collect.runs import quiet
from tests.sync.collect.simulated import tenants

pytestmark = official.needed
HOST = "graph.microsoft.com"
TYPES = {"users": "user", "groups": "group", "contacts": "orgContact"}


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> list[Seen]:
    """What is asked when a tenant is read by batches of members, by deltas of groups, and for what has changed."""
    folder, found = tmp_path_factory.mktemp("runs"), list[Seen]()
    with tenants(folder) as practice:
        for number, links in enumerate(("directory.links = 8000", "directory.links = 90")):
            tenant, plan = practice.create(links), Plan(Choice(), generic())
            with tenant.clients() as clients:
                for turn in range(2):
                    path = folder / f"{number}-{turn}.sqlite"
                    assert collect(clients.directory, path, plan, quiet).complete
                    plan = replace(plan, previous=path)
                    tenant.do("directory.joined += 20", "directory.founded += 2")
            found += practice.simulator.requests(tenant.domain)
    return [one for one in found if one.host == HOST]


def validate(method: str, target: str, body: Any = None) -> None:
    """openapi-core raises what Graph has not."""
    parts = urlsplit(target)
    query = {
        name: values[0] for name, values in parse_qs(parts.query, strict_parsing=bool(parts.query)).items()
    }
    data = None if body is None else json.dumps(body).encode()
    request = MockRequest(f"https://{HOST}", method.lower(), unquote(parts.path), args=query, data=data)
    official.graph("v1.0").validate_request(request)


def inside(seen: list[Seen]) -> list[dict[str, Any]]:
    """The requests inside the batches."""
    return [
        one for batch in seen if batch.text.endswith("/$batch") for one in json.loads(batch.body)["requests"]
    ]


def asked(seen: list[Seen]) -> list[str]:
    """All GETs, path and query, alone and in batches."""
    alone = [one.text.removeprefix("GET ") for one in seen if one.text.startswith("GET ")]
    return [*alone, *(f"/v1.0{one['url']}" for one in inside(seen))]


def test_every_request_is_allowed(seen: list[Seen]) -> None:
    for target in dict.fromkeys(asked(seen)):
        validate("GET", target)
    for batch in (one for one in seen if one.text.startswith("POST ")):
        validate("POST", batch.text.removeprefix("POST "), json.loads(batch.body))
    validate("GET", "/v1.0" + USER_PATH.format(id="00000000-0000-0000-0000-000000000000"))


def test_all_kinds_of_requests_were_met(seen: list[Seen]) -> None:
    targets = asked(seen)
    for kind in ("/users?", "/users/$count", "/users/delta?$deltatoken=latest", "/groups?", "/groups/delta?$select=",
                 "/contacts?", "/contacts/$count", "/mailboxSettings/userPurpose", "/members?$select=id"):  # fmt: skip
        assert any(kind in target for target in targets), kind


def test_every_property_that_is_asked_for_exists() -> None:
    for listing in ALL:
        known = official.properties("v1.0", f"microsoft.graph.{TYPES[listing.name]}") | {"members"}
        assert set(listing.fields) | set(listing.tracked) <= known


def test_limits_of_graph_are_kept(seen: list[Seen]) -> None:
    assert all(len(json.loads(one.body)["requests"]) <= 20 for one in seen if one.text.endswith("/$batch"))
    for target in asked(seen):
        top = parse_qs(urlsplit(target).query).get("$top", ["1"])[0]
        assert 1 <= int(top) <= 999
        assert "/delta" not in target or "$top" not in target


def test_counting_asks_for_eventual_consistency(seen: list[Seen]) -> None:
    counting = [one for one in inside(seen) if one["url"].endswith("/$count")]
    assert len(counting) >= 12
    assert all(one["headers"] == {"ConsistencyLevel": "eventual"} for one in counting)


def test_requests_say_who_asks_and_keep_the_connection(seen: list[Seen]) -> None:
    for one in seen:
        assert one.headers["user-agent"].startswith("retain-setup/")
        assert one.headers["accept-encoding"] == "gzip"
        assert "connection" not in one.headers
    assert len({one.headers["client-request-id"] for one in seen}) == len(seen)
