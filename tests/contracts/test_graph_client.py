"""Microsoft's own Graph client for JavaScript against the simulator."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from simulator.addresses import address
from tests.simulator.tenants import Tenant

ROOT = Path(__file__).resolve().parents[2]
MODULES = Path(os.environ.get("NODE_PATH") or ROOT / "node_modules")
PACKAGE = MODULES / "@microsoft" / "microsoft-graph-client"


@pytest.mark.skipif(shutil.which("node") is None, reason="Node.js was not found")
@pytest.mark.skipif(
    not PACKAGE.is_dir(),
    reason="npm's @microsoft/microsoft-graph-client was not found (NODE_PATH names its folder)",
)
def test_microsofts_graph_client_pages_reads_and_is_refused(tenant: Tenant) -> None:
    front, port = address("front"), tenant.world.port(443)
    root = f"https://{front}:{port}"
    token = tenant.by_address()
    done = subprocess.run(
        ["node", str(Path(__file__).with_name("graph_client.cjs")), f"{root}/", front, token, tenant.upn("canary")],
        env={**os.environ, "NODE_PATH": str(MODULES), "NODE_EXTRA_CA_CERTS": tenant.world.handle["ca_bundle"]},
        capture_output=True, text=True, timeout=30, check=True,
    )  # fmt: skip
    told = json.loads(done.stdout)
    assert len(told["seen"]) == len(set(told["seen"])) == 12
    assert told["inbox"] == "Inbox"
    assert (told["refusal"]["status"], told["refusal"]["code"]) == (404, "Request_ResourceNotFound")
    assert told["refusal"]["id"]
