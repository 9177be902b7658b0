"""$batch: up to 20 calls in one, each with an answer of its own."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import unquote, urlsplit

from simulator.web import faults
from simulator.web.graph.reply import bad, failure
from simulator.web.message import Reply, Request, json_reply

MOST = 20
One = Callable[[Request, str], Reply]  # the answer to a call, with the fault of its path


def answer(request: Request, one: One) -> Reply:
    """The reply to the whole batch."""
    try:
        wanted = json.loads(request.body)["requests"]
        asked = [(str(part["id"]), _call(request, part)) for part in wanted]
    except (ValueError, KeyError, TypeError, AttributeError):
        return failure(request, bad("Invalid batch payload format."))
    if len(asked) > MOST:
        return failure(request, bad(f"Number of batch request steps exceeds the maximum value of {MOST}."))
    return json_reply({"responses": [_answered(id, call, one) for id, call in asked]})


def _call(request: Request, part: Any) -> Request:
    """One call of a batch: the token is the batch's, other headers are its own."""
    version = request.path.split("/")[1]
    own = {str(name).lower(): str(value) for name, value in part.get("headers", {}).items()}
    outer = {name: value for name, value in request.headers.items() if name in ("authorization", "host")}
    target = f"/{version}/{str(part['url']).lstrip('/')}"
    return replace(
        request, method=str(part["method"]).upper(), target=target, body=b"", headers={**own, **outer}
    )


def _answered(id: str, call: Request, one: One) -> dict[str, Any]:
    """Faults of a path strike inside a batch too, as far as one connection can show them."""
    path = "/" + unquote(urlsplit(call.target).path).split("/", 2)[2]
    fault = faults.of(call.domain, "graph", path) if call.domain else ""
    reply = faults.spoil(fault, call, one(call, fault))
    if reply.manner != "normal":
        reply = faults.spoil("down", call, reply)
    told = {"id": id, "status": reply.status, "headers": dict(reply.headers)}
    return {**told, "body": _body(reply)} if reply.body else told


def _body(reply: Reply) -> Any:
    """JSON as it is, everything else in base64, as Graph does."""
    try:
        return json.loads(reply.body)
    except ValueError:
        return base64.b64encode(reply.body).decode()
