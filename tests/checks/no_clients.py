"""Clients for looks that ask nobody: every door is shut."""

from __future__ import annotations

from typing import Any


class NoClients:
    """Whoever asks for a client gets an error."""

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"{name} was asked for")
