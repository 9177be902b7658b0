"""Microsoft's own Graph client for JavaScript reads a simulated directory, and later what has changed in it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from simulator.addresses import address
from tests.contracts.test_graph_client import MODULES, PACKAGE
from tests.simulator.tenants import Tenant

pytestmark = [
    pytest.mark.skipif(shutil.which("node") is None, reason="Node.js was not found"),
    pytest.mark.skipif(
        not PACKAGE.is_dir(),
        reason="npm's @microsoft/microsoft-graph-client was not found (NODE_PATH names its folder)",
    ),
]


def read(tenant: Tenant, link: str = "") -> Any:
    front = address("front")
    root = f"https://{front}:{tenant.world.port(443)}"
    script = Path(__file__).with_name("graph_directory.cjs")
    done = subprocess.run(
        ["node", str(script), f"{root}/", front, tenant.by_address(), link],
        env={**os.environ, "NODE_PATH": str(MODULES), "NODE_EXTRA_CA_CERTS": tenant.world.handle["ca_bundle"]},
        capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    return json.loads(done.stdout)


def test_microsofts_client_reads_everything_and_then_the_changes(tenant: Tenant) -> None:
    tenant.do("directory.users = 700\ndirectory.groups = 30\ndirectory.links = 1500")
    told = read(tenant)
    assert len(told["users"]) == int(told["count"]) == 712
    assert len(told["groups"]) == 31
    members = {id: set(one["came"]) for id, one in told["groups"].items()}
    assert sum(len(inside) for inside in members.values()) == 1500 + 11
    assert all(len(one["came"]) == len(members[id]) for id, one in told["groups"].items())
    assert {200, 404} >= set(told["purposes"].values())
    tenant.do("directory.left = 5\ndirectory.regrouped = 2\ndirectory.dissolved = 1")
    later = read(tenant, told["link"])
    for id, change in later["groups"].items():
        assert set(change["went"]) <= members[id]
        members[id] = set() if change["gone"] else members[id] - set(change["went"]) | set(change["came"])
    fresh = read(tenant)
    assert {id: set(one["came"]) for id, one in fresh["groups"].items()} == {
        id: inside for id, inside in members.items() if id in fresh["groups"]
    }
    assert {id for id, change in later["groups"].items() if change["gone"]} == set(members) - set(
        fresh["groups"]
    )
