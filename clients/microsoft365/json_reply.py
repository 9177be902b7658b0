"""From an HTTP exchange with a JSON service of Microsoft's to a GraphReply."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from clients.contract import Exchange, GraphReply
from clients.text import printable, storable

MOST_TEXT = 2000
_ABSENT = object()


@dataclass(frozen=True)
class Found:
    """The decoded body, or why there is none."""

    value: Any = None
    fault: str = ""
    detail: str = ""


def reply_of(exchange: Exchange, attempts: int, ms: int) -> GraphReply:
    """The reply; `request` is the method and the URL without its host."""
    found = _found(exchange)
    error = _error(found.value) if (exchange.status or 0) >= 400 else {}
    return GraphReply(
        request=f"{exchange.method} {shown(exchange.url)}",
        status=exchange.status,
        value=found.value,
        code=error.get("code", ""),
        text=error.get("message", ""),
        request_id=exchange.headers.get("request-id", "") or exchange.headers.get("x-ms-request-id", ""),
        fault=found.fault,
        detail=found.detail,
        attempts=attempts,
        ms=ms,
    )


def shown(url: str) -> str:
    """Path and query of a URL, as people read it."""
    parts = urlsplit(url)
    return printable(parts.path + ("?" + parts.query if parts.query else ""))[:2000]


def _found(exchange: Exchange) -> Found:
    if exchange.fault:
        return Found(fault=exchange.fault, detail=exchange.detail)
    status = exchange.status or 0
    if 300 <= status < 400:
        return Found(
            fault="malformed", detail="The service sends on to another address, which is not followed."
        )
    value = _decoded(exchange.body)
    if status == 429:
        after = exchange.headers.get("retry-after", "")
        asked = f" It asks to wait ({after[:40]})." if after else ""
        return Found(
            None if value is _ABSENT else value, "throttled", f"Too many requests at present.{asked}"
        )
    if value is _ABSENT and status < 500 and not (status == 204 and not exchange.body):
        return Found(fault="malformed", detail=_kind(exchange))
    return Found(None if value is _ABSENT else value)


def _decoded(body: str) -> Any:
    try:
        value = json.loads(body, parse_constant=_refuse)
        return _storable(value) if "\\u" in body else value
    except (ValueError, RecursionError):
        return _ABSENT


def _storable(value: Any) -> Any:
    """The value without characters that were written as escapes and that no database takes."""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, list):
        return [_storable(item) for item in value]
    if isinstance(value, dict):
        return {storable(name): _storable(item) for name, item in value.items()}
    return value


def _refuse(name: str) -> Any:
    raise ValueError(name)


def _kind(exchange: Exchange) -> str:
    start = exchange.body[:500].lstrip().lower()
    if start.startswith("<"):
        return (
            "A web page came back in place of JSON. "
            "A proxy or filter on the way may have answered in the service's place."
        )
    return "The answer is not JSON, or breaks off." if start else "The answer is empty."


def _error(value: Any) -> Mapping[str, str]:
    """Code and message of Graph's error body, or of the plain form that gateways use."""
    error = value.get("error") if isinstance(value, dict) else None
    if isinstance(error, str):
        described = value.get("error_description")
        error = {"code": error, "message": described if isinstance(described, str) else ""}
    if not isinstance(error, dict):
        return {}
    words = {k: error.get(k) for k in ("code", "message")}
    return {k: printable(v[:MOST_TEXT]) for k, v in words.items() if isinstance(v, str)}
