"""Where the official contracts lie, and the description of Graph with the calls that its subset lacks."""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from openapi_core import OpenAPI

CONTRACTS = Path(
    os.environ.get("CONTRACTS_DIR") or Path(__file__).resolve().parents[2].parent / "shared" / "contracts"
)
FILES = {"v1.0": "openapi-v1.0.json", "beta": "openapi-beta-exchange-rbac.json"}
needed = pytest.mark.skipif(
    not CONTRACTS.is_dir(), reason="the official contracts are not here (CONTRACTS_DIR names their folder)"
)


def _answering(schema: str, *, many: bool = False, names: tuple[str, ...]) -> dict[str, Any]:
    """A path whose GET answers an object of this schema, or a collection of them."""
    one: dict[str, Any] = {"$ref": f"#/components/schemas/microsoft.graph.{schema}"}
    page = {"type": "object", "required": ["value"], "properties": {"value": {"type": "array", "items": one}}}
    return _path(page if many else one, names)


def _path(schema: dict[str, Any], names: tuple[str, ...], kind: str = "application/json") -> dict[str, Any]:
    given = [{"name": n, "in": "path", "required": True, "schema": {"type": "string"}} for n in names]
    answers = {
        "2XX": {"description": "-", "content": {kind: {"schema": schema}}},
        "4XX": {"$ref": "#/components/responses/error"},
    }
    return {"parameters": given, "get": {"responses": answers}}


PURPOSE = {"type": "object", "required": ["value"], "properties": {"value": {"type": "string"}}}

# Source: the pages of the Microsoft Graph v1.0 reference with the same names (alternate keys, type cast, a property
# alone, $count, directoryObject: get).
LACKING: dict[str, dict[str, Any]] = {
    "/applications(appId='{app-id}')": _answering("application", names=("app-id",)),
    "/servicePrincipals(appId='{app-id}')": _answering("servicePrincipal", names=("app-id",)),
    "/servicePrincipals(appId='{app-id}')/appRoleAssignments": _answering(
        "appRoleAssignment", many=True, names=("app-id",)
    ),
    "/users/{user-id}/transitiveMemberOf/microsoft.graph.directoryRole": _answering(
        "directoryRole", many=True, names=("user-id",)
    ),
    "/users/{user-id}/mailboxSettings/userPurpose": _path(PURPOSE, ("user-id",)),
    "/contacts/$count": _path({"type": "string"}, (), "text/plain"),
    "/directoryObjects/{directoryObject-id}": _answering("directoryObject", names=("directoryObject-id",)),
}


@cache
def described(version: str) -> dict[str, Any]:
    """The official description of one version, as it is."""
    return dict(json.loads((CONTRACTS / "graph" / FILES[version]).read_text("utf-8")))


@cache
def graph(version: str) -> OpenAPI:
    """The same with the calls that it lacks."""
    whole = described(version)
    more = LACKING if version == "v1.0" else {}
    return OpenAPI.from_dict({**whole, "paths": {**whole["paths"], **more}})


@cache
def properties(version: str, schema: str) -> frozenset[str]:
    """The names of a type's properties, with those of the types that it stands on."""
    told = described(version)["components"]["schemas"][schema]
    found = set(told.get("properties", ()))
    for part in told.get("allOf", ()):
        found |= set(part.get("properties", ()))
        found |= properties(version, part["$ref"].rpartition("/")[2]) if "$ref" in part else set()
    return frozenset(found)
