"""The settings that point the product at a simulator."""

from __future__ import annotations

from pathlib import Path

from simulator.server import Simulator


def settings_for(simulator: Simulator, folder: Path, domain: str = "") -> dict[str, str]:
    """Environment variables that lead to the simulator; its authority's certificate is written into `folder`.

    With a `domain` the resolver is the one through which that domain's scenario is to be looked at.
    """
    bundle = folder / "simulated-authority.pem"
    bundle.write_text(simulator.ca_pem, "ascii")
    rules = [
        f"{r['host']}:{r['port']}:{r['address']}:{r['to_port']}" for r in simulator.handle()["connect_to"]
    ]
    return {
        "DNS_RESOLVERS": ",".join(f"{address}:{port}" for address, port in simulator.resolvers(domain)),
        "OUTBOUND_CONNECT_TO": ",".join(rules),
        "OUTBOUND_CA_BUNDLE": str(bundle),
        "OUTBOUND_ALLOWED_NETWORKS": "127.0.0.0/8",
    }
