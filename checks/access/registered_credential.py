"""A credential as the app registration shows it."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from checks.hours import moment


def end_of(mine: Mapping[str, Any], found: tuple[Mapping[str, Any], ...]) -> datetime | None:
    """End of our credential as the registration has it; None where it cannot be told.

    Entra never shows a secret, so with several the one that lasts longest counts unless its end was entered here.
    """
    if not found:
        return None
    if mine["kind"] == "certificate":
        wanted = mine["thumbprint"].upper()
        keys = [key for key in _list(found[0], "keyCredentials") if wanted and _thumbprint(key) == wanted]
    else:
        keys = [] if mine["ends"] else _list(found[0], "passwordCredentials")
    ends = [end for end in (moment(key.get("endDateTime")) for key in keys) if end]
    return max(ends, default=None)


def _list(application: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    value = application.get(name)
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def _thumbprint(key: Mapping[str, Any]) -> str:
    """SHA-1 in upper-case hex: Graph writes the bytes in base64, or the hex digits themselves."""
    text = str(key.get("customKeyIdentifier") or "")
    if len(text) == 40:
        return text.upper()
    try:
        return base64.b64decode(text, validate=True).hex().upper()
    except (binascii.Error, ValueError):
        return ""
