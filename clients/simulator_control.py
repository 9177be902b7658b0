"""The control channel of the practice simulator: its domains, their records, and undo.

The simulator writes a handle file when it starts; shell, web and workers find it there.
"""

from __future__ import annotations

import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

from clients.contract import ConnectTo, Network, OutsideError
from clients.text import printable

SECONDS = 10.0
PROBE_SECONDS = 2.0
# The control channel is plain HTTP on loopback. A context that trusts nobody is made in no time; httpx's own reads
# every authority of the system, for each client anew.
NOBODY = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
Sockets = tuple[tuple[str, int], ...]


class SimulatorError(OutsideError):
    """The simulator said no or is gone; the text is for the page."""


@dataclass(frozen=True)
class Handle:
    """A running simulator: its control address and token, and the sockets that practice may reach."""

    control: str
    token: str
    resolvers: Sockets
    connect_to: tuple[ConnectTo, ...]
    ca_bundle: str
    sockets: frozenset[tuple[str, int]]

    def network(self, domain: str) -> Network:
        """The sealed network of one practice domain, which may have a resolver of its own. SimulatorError."""
        resolvers = _sockets(describe(self, domain).get("resolvers")) or self.resolvers
        mapped = {(rule.address, rule.to_port) for rule in self.connect_to}
        return Network(
            resolvers=resolvers,
            ca_bundle=self.ca_bundle,
            connect_to=self.connect_to,
            sealed=self.sockets | mapped | frozenset(resolvers),
        )


def read_handle(path: Path) -> Handle | None:
    """The running simulator of this handle file; None where it is absent, broken or nobody answers there any
    more.
    """
    try:
        handle = _handle(json.loads(path.read_text("utf-8")))
        _ask(handle, "GET", "/scenarios", seconds=PROBE_SECONDS)
    except (OSError, ValueError, KeyError, TypeError, SimulatorError):
        return None
    return handle


def changes(handle: Handle, domain: str) -> list[dict[str, Any]]:
    """What can happen in the directory of a domain: key, title, kind and text of each change. OutsideError."""
    return list(_ask(handle, "GET", f"/domains/{domain}/changes"))


def scenarios(handle: Handle) -> list[dict[str, Any]]:
    """The fault catalogue: name, title, summary, group, exchange, cloud of each scenario."""
    return list(_ask(handle, "GET", "/scenarios"))


def create_domain(handle: Handle, scenario: str) -> dict[str, Any]:
    """A new practice domain with this scenario: domain, scenario, resolvers, settings by the wizard's keys, and
    credential: kind -> secret."""
    return dict(_ask(handle, "POST", "/domains", {"scenario": scenario}))


def describe(handle: Handle, domain: str) -> dict[str, Any]:
    """A practice domain: scenario, resolvers, records (zone lines), what was applied to it, all answers that are ready
    to be filled in, ids of role assignments that were there for days, and the account report of its own server."""
    return dict(_ask(handle, "GET", f"/domains/{domain}"))


def apply(handle: Handle, domain: str, block: Mapping[str, Any]) -> str:
    """Do what a remedy block says (kind, text, action, replaces); the id to undo it with."""
    return str(_ask(handle, "POST", f"/domains/{domain}/apply", dict(block))["undo"])


def undo(handle: Handle, domain: str, undo_id: str) -> None:
    """Take back one applied block."""
    _ask(handle, "POST", f"/domains/{domain}/undo", {"undo": undo_id})


def register_certificate(handle: Handle, domain: str, pem: str) -> str:
    """Upload the public part of a certificate to the simulated application; the id to undo it with."""
    return str(_ask(handle, "POST", f"/domains/{domain}/certificate", {"pem": pem})["undo"])


def remove_domain(handle: Handle, domain: str) -> None:
    """Forget a practice domain and its state."""
    _ask(handle, "DELETE", f"/domains/{domain}")


def _ask(
    handle: Handle, method: str, path: str, body: Mapping[str, Any] | None = None, seconds: float = SECONDS
) -> Any:
    headers = {"Authorization": f"Bearer {handle.token}"}
    try:
        with httpx.Client(
            base_url=handle.control, trust_env=False, verify=NOBODY, timeout=seconds, headers=headers
        ) as client:
            response = client.request(method, path, json=body)
            value = response.json() if response.content else {}
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        raise SimulatorError("The practice tenant does not answer. Start practising again.") from error
    if response.is_success:
        return value
    said = value.get("error") if isinstance(value, dict) else ""
    raise SimulatorError(f"The practice tenant refused: {printable(str(said or response.status_code))}")


def _handle(value: Any) -> Handle:
    control = str(value["control"])
    if not ip_address(urlsplit(control).hostname or "").is_loopback:
        raise ValueError("The simulator must listen on this machine alone.")
    rules = (
        ConnectTo(str(r["host"]), int(r["port"]), str(r["address"]), int(r["to_port"]))
        for r in value["connect_to"]
    )
    return Handle(
        control=control,
        token=str(value["token"]),
        resolvers=_sockets(value["resolvers"]),
        connect_to=tuple(rules),
        ca_bundle=str(value["ca_bundle"]),
        sockets=frozenset(_sockets(value["sockets"])),
    )


def _sockets(value: Any) -> Sockets:
    return tuple((str(address), int(port)) for address, port in value or ())
