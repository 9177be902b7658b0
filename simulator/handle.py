"""The handle file by which shell, web and workers find a running simulator, and the same as settings."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from simulator.files import write_privately


def write(path: Path, handle: Mapping[str, Any]) -> None:
    """The handle as a JSON file with mode 0600."""
    write_privately(path, json.dumps(handle, indent=1) + "\n")


def remove(path: Path) -> None:
    """Remove the handle file if it is this process's own."""
    try:
        own = json.loads(path.read_text("utf-8"))["pid"] == os.getpid()
    except (OSError, ValueError, KeyError, TypeError):
        return
    if own:
        path.unlink(missing_ok=True)


def environment(handle: Mapping[str, Any]) -> tuple[str, ...]:
    """The settings that point the wizard at this simulator, one "NAME=value" each."""
    rules = (f"{r['host']}:{r['port']}:{r['address']}:{r['to_port']}" for r in handle["connect_to"])
    return (
        f"DNS_RESOLVERS={resolvers(handle['resolvers'])}",
        "DNS_AUTHORITATIVE=on",
        f"OUTBOUND_CONNECT_TO={','.join(rules)}",
        f"OUTBOUND_CA_BUNDLE={handle['ca_bundle']}",
        "OUTBOUND_ALLOWED_NETWORKS=127.0.0.0/8",
    )


def resolvers(pairs: Iterable[Iterable[Any]]) -> str:
    """Resolvers as DNS_RESOLVERS takes them."""
    return ",".join(":".join(str(part) for part in pair) for pair in pairs)
