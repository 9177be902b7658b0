"""What people paste: ids of tenants and applications, addresses of users; cleaned, or refused with words that help."""

from __future__ import annotations

import re

from clients.names import NotADomain, to_ascii

GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
LONGEST_ADDRESS = 320


def guid(value: str) -> str:
    """An id in lower case, without braces and spaces; empty stays empty. ValueError."""
    cleaned = value.strip().strip("{}").lower()
    if cleaned and not GUID.fullmatch(cleaned):
        raise ValueError(
            "This is not an id. An id has 32 hexadecimal digits, as in 00000000-0000-0000-0000-000000000000."
        )
    return cleaned


def is_guid(value: str) -> bool:
    """Does this look like an id?"""
    return bool(GUID.fullmatch(value.strip().lower()))


def address(value: str) -> str:
    """A user's address, its domain in IDNA ASCII form; empty stays empty. ValueError."""
    cleaned = value.strip()
    if not cleaned:
        return ""
    name, at, domain = cleaned.rpartition("@")
    if not at or not name or len(cleaned) > LONGEST_ADDRESS or not re.fullmatch(r"[^\s@<>\"',;]+", name):
        raise ValueError(f"“{cleaned}” is not an address, for example user@example.org.")
    try:
        return f"{name}@{to_ascii(domain)}"
    except NotADomain as problem:
        raise ValueError(f"“{cleaned}”: {problem}") from None
