"""What the operator set, read once at the start: a setting that cannot be read is named before anything runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import Error, register

from clients import operator_text
from clients.microsoft365 import clouds
from sync import roots
from sync.watchman import mail


def _file(path: str) -> None:
    if path and not Path(path).is_file():
        raise ValueError(f"there is no file {path}.")


READERS: dict[str, Callable[[Any], Any]] = {
    "DNS_RESOLVERS": operator_text.parse_resolvers,
    "OUTBOUND_ALLOWED_NETWORKS": operator_text.parse_networks,
    "OUTBOUND_CONNECT_TO": operator_text.parse_connect_to,
    "OUTBOUND_CA_BUNDLE": _file,
    "CUSTOM_CLOUD": lambda text: clouds.custom_cloud(text) if text else None,
    "ALLOWED_TARGET_ROOTS": roots.parse_roots,
    "EMAIL_URL": mail.parse_server,
}


@register
def read_all(app_configs: Sequence[Any] | None, **_: Any) -> list[Error]:
    """One error for each setting that cannot be read, with its name and what is wrong."""
    return [error for name, reader in READERS.items() for error in _read(name, reader)]


def _read(name: str, reader: Callable[[Any], Any]) -> list[Error]:
    try:
        reader(getattr(settings, name))
    except ValueError as problem:
        return [Error(f"{name}: {problem}", hint="See .env.example for its form.", id="settings.E001")]
    return []
