"""Answers of Graph: objects, refusals, and the headers that come with both."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from simulator.web.message import Reply, Request, json_reply

JSON = "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8"


class GraphError(Exception):
    """Graph says no: HTTP status, code and message."""

    def __init__(self, status: int, code: str, text: str) -> None:
        super().__init__(text)
        self.status, self.code = status, code


class Gone(GraphError):
    """410: a delta link that is too old; `where`: the address of a new start."""

    def __init__(self, where: str) -> None:
        super().__init__(410, "syncStateNotFound", "The sync state of this delta link is not found any more.")
        self.where = where


def not_found(what: str) -> GraphError:
    text = (
        f"Resource '{what}' does not exist or one of its queried reference-property objects are not present."
    )
    return GraphError(404, "Request_ResourceNotFound", text)


def denied() -> GraphError:
    return GraphError(
        403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation."
    )


def bad(text: str, code: str = "BadRequest") -> GraphError:
    return GraphError(400, code, text)


def good(request: Request, value: Mapping[str, Any], context: str) -> Reply:
    """An object or a page of objects, with its context first."""
    version = request.path.split("/")[1]
    told = {"@odata.context": f"https://{request.authority}/{version}/$metadata#{context}", **value}
    body = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
    return _with_headers(request, Reply(200, body))


def plain(request: Request, text: str) -> Reply:
    """A bare value, as $count is told."""
    reply = _with_headers(request, Reply(200, text.encode()))
    return Reply(200, reply.body, {**reply.headers, "Content-Type": "text/plain"})


def failure(request: Request, error: GraphError) -> Reply:
    """The error as real ones have it: with innerError, date and request ids."""
    ids = _ids(request)
    inner = {"date": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S"), **ids}
    body = {"error": {"code": error.code, "message": str(error), "innerError": inner}}
    reply = json_reply(body, error.status)
    more = {"Location": error.where} if isinstance(error, Gone) else {}
    return Reply(reply.status, reply.body, {"Content-Type": "application/json", **more, **ids})


def _ids(request: Request) -> dict[str, str]:
    own = str(uuid.uuid4())
    return {"request-id": own, "client-request-id": request.headers.get("client-request-id", own)}


def with_ids(request: Request, reply: Reply) -> Reply:
    """The same reply to another request."""
    return Reply(reply.status, reply.body, {**reply.headers, **_ids(request)})


def _with_headers(request: Request, reply: Reply) -> Reply:
    headers = {"Content-Type": JSON, "OData-Version": "4.0", "x-ms-resource-unit": "1", **_ids(request)}
    return Reply(reply.status, reply.body, headers)
