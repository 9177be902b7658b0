"""Every request that the checks send to Graph is one that Microsoft's description of Graph allows."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, Literal
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from openapi_core import OpenAPI
from openapi_core.exceptions import OpenAPIError
from openapi_core.testing import MockRequest

from checks import registry
from checks.subject import Subject
from clients.contract import Credential, Identity
from clients.microsoft365.clouds import CLOUDS
from clients.simulator_control import Handle
from simulator.requests import Seen
from simulator.server import Simulator
from simulator.tenant.identity import guid, secret, tenant_id
from tests.checks.execution import run_all

CONTRACTS = Path(os.environ.get("CONTRACTS_DIR", "../shared/contracts")) / "graph"
FILES = {"v1.0": "openapi-v1.0.json", "beta": "openapi-beta-exchange-rbac.json"}
HOST, LOGIN = "graph.microsoft.com", "login.microsoftonline.com"
WAYS: tuple[Literal["graph", "ews"], ...] = ("graph", "ews")

pytestmark = pytest.mark.skipif(
    not CONTRACTS.is_dir(), reason="the contracts of Microsoft's services are not beside the project"
)


@cache
def described(version: str) -> dict[str, Any]:
    return dict(json.loads((CONTRACTS / FILES[version]).read_text("utf-8")))


@cache
def api(version: str) -> OpenAPI:
    return OpenAPI.from_dict(described(version))


def properties(version: str, name: str) -> set[str]:
    """The names of a type's properties, with those of the types it stands on."""
    schema: Mapping[str, Any] = described(version)["components"]["schemas"][name]
    found = set(schema.get("properties", ()))
    for part in schema.get("allOf", ()):
        found |= set(part.get("properties", ()))
        found |= properties(version, part["$ref"].rpartition("/")[2]) if "$ref" in part else set()
    return found


def assert_allowed(target: str) -> None:
    """Path and query, as they were sent: an end point that exists, options that it has, names that are properties."""
    parts = urlsplit(target)
    version, _, path = parts.path[1:].partition("/")
    query = {
        name: values[0] for name, values in parse_qs(parts.query, strict_parsing=bool(parts.query)).items()
    }
    path, _, cast = unquote(path).partition("/microsoft.graph.")
    if cast:
        assert set(query.pop("$select").split(",")) <= properties(version, f"microsoft.graph.{cast}")
    request = MockRequest(f"https://{HOST}", "get", f"/{version}/{path}", args=query)
    api(version).validate_request(request)


@pytest.fixture(scope="module")
def seen(simulator: Simulator, handle: Handle) -> tuple[Seen, ...]:
    """What all checks that sign in ask Graph about a healthy tenant, on both ways of reading mail."""
    domain = simulator.create("healthy")
    people = {
        "admin_upn": "exchange.admin",
        "worker_upn": "RetainWorker",
        "canary": "canary",
        "out_of_scope": "outside",
    }
    subject = Subject(
        domain,
        CLOUDS["worldwide"],
        practice=True,
        tenant_id=tenant_id(domain),
        client_id=guid(domain, "application"),
        credential="client_secret 1",
        **{key: f"{name}@{domain}" for key, name in people.items()},  # type: ignore[arg-type]
    )
    credential = Credential("client_secret", secret(domain, "client secret"))
    identity = Identity(domain, subject.tenant_id, subject.client_id, credential=credential)
    signing = [
        check
        for step in ("prerequisites", "accounts", "access", "sync")
        for check in registry.of_step(step)
        if check.token
    ]
    for via in WAYS:
        run_all(signing, replace(subject, archive_via=via), handle.network(domain), identity)
    return simulator.requests(domain)


def test_every_request_is_one_that_graph_describes(seen: tuple[Seen, ...]) -> None:
    sent = [request.text.partition(" ")[2] for request in seen if request.host == HOST]
    assert len(set(sent)) >= 10
    for target in sorted(set(sent)):
        assert_allowed(target)


@pytest.mark.parametrize(
    "target",
    [
        "/v1.0/nowhere",
        "/v1.0/organization?$select=id,shoeSize",
        "/v1.0/users/x/transitiveMemberOf/microsoft.graph.directoryRole?$select=shoeSize",
    ],
)
def test_a_request_that_graph_does_not_describe_is_noticed(target: str) -> None:
    with pytest.raises((OpenAPIError, AssertionError)):
        assert_allowed(target)


def test_one_run_signs_in_once_for_each_resource(seen: tuple[Seen, ...]) -> None:
    asked = [request for request in seen if request.host == LOGIN and request.text.endswith("/token")]
    scopes = sorted(parse_qs(request.body)["scope"][0] for request in asked)
    assert scopes == [*[f"https://{HOST}/.default"] * len(WAYS), "https://outlook.office365.com/.default"]
