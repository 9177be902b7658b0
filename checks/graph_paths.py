"""Names inside the paths and filters of Microsoft Graph."""

from __future__ import annotations

from urllib.parse import quote


def segment(text: str) -> str:
    """A user's name as one part of a path."""
    return quote(text, safe="@.-_~")


def literal(text: str) -> str:
    """A text inside an OData filter: in single quotes, a quote written twice."""
    return "'" + text.replace("'", "''") + "'"
