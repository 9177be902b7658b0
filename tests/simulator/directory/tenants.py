"""Tenants with many people in them."""

from __future__ import annotations

import json
from typing import Any

from tests.simulator.asking import World
from tests.simulator.tenants import Tenant, tenant_of

NUMBERS = "directory.users = 480\ndirectory.groups = 40\ndirectory.links = 900\ndirectory.contacts = 25"
NAMED = 12  # users who are in every tenant, and come first
ADVANCED = {"ConsistencyLevel": "eventual"}


def full(world: World, numbers: str = NUMBERS) -> Tenant:
    tenant = tenant_of(world)
    tenant.do(numbers)
    return tenant


def count(tenant: Tenant, what: str) -> int:
    return int(tenant.graph(f"/v1.0/{what}/$count", headers=ADVANCED).body)


def ids(rows: list[Any]) -> list[str]:
    return [row["id"] for row in rows]


def batch(tenant: Tenant, *urls: str, token: str | None = None) -> list[Any]:
    """The answers to these, in the order asked."""
    asked = [{"id": str(at), "method": "GET", "url": url} for at, url in enumerate(urls)]
    page = tenant.graph("/v1.0/$batch", method="POST", body=json.dumps({"requests": asked}), token=token)
    return sorted(page.json()["responses"], key=lambda one: int(one["id"]))
