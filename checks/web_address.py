"""Host names out of web addresses that others wrote."""

from __future__ import annotations

from urllib.parse import urlsplit


def host_in(url: str) -> str:
    """Host name of a URL in lower case without a trailing dot; empty where there is none or the URL is nonsense."""
    try:
        return (urlsplit(url).hostname or "").lower().rstrip(".")
    except ValueError:
        return ""
