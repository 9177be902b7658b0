"""Microsoft Graph and the Exchange admin end points: one request and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Protocol

from clients.contract.refusals import Refusal


@dataclass(frozen=True)
class GraphReply:
    """One answer. `status` None: no answer, `fault` says why (a Fault, "throttled" or "malformed").

    `value`: the decoded body (for pages: {"value": [...all rows...], "pages": n}). `code`, `text`: of an error body.
    `complete` False: a chain of pages broke off. `request_id` is Microsoft's. Times in milliseconds.
    """

    request: str
    status: int | None = None
    value: Any = None
    code: str = ""
    text: str = ""
    request_id: str = ""
    fault: str = ""
    detail: str = ""
    complete: bool = True
    attempts: int = 1
    ms: int = 0

    @property
    def ok(self) -> bool:
        return self.status is not None and 200 <= self.status < 300 and self.complete and not self.fault

    @property
    def unknown(self) -> bool:
        """Nothing was decided: no answer, broken off, throttled, or the service's own trouble."""
        return (
            not self.complete
            or bool(self.fault)
            or self.status is None
            or self.status in (408, 429)
            or self.status >= 500
        )

    def evidence(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of(cls, value: Mapping[str, Any]) -> GraphReply:
        return cls(**value)


class Graph(Protocol):
    """Graph with the application's token. Paths begin with a slash and have no version ("/users/x")."""

    def get(
        self, path: str, params: Mapping[str, str] | None = None, *, needs: str = "", beta: bool = False,
        advanced: bool = False,
    ) -> GraphReply:  # fmt: skip
        """One GET. `needs`: the permission it takes; NotGranted names it when Graph denies. `advanced`: sends
        ConsistencyLevel eventual. SignInRefused, NoCredential, OutOfTime as of the sign-in."""
        ...

    def pages(
        self, path: str, params: Mapping[str, str] | None = None, *, needs: str = "", beta: bool = False,
        advanced: bool = False, at_most: int = 50,
    ) -> GraphReply:  # fmt: skip
        """Follow nextLink verbatim, at most `at_most` pages, each on Graph's own host only."""
        ...


class ExchangeAdmin(Protocol):
    def invoke(self, endpoint: str, cmdlet: str, parameters: Mapping[str, Any] | None = None) -> GraphReply:
        """One call of the Exchange Admin API v2.0 (preview; may be absent: then `unknown` or status 403/404)."""
        ...


class NotGranted(Refusal):
    """Graph denies a call for want of a permission."""

    owner = "graph.permissions"

    def __init__(self, permission: str) -> None:
        super().__init__(
            f"The application lacks {permission}." if permission else "The application lacks a permission."
        )
        self.permission = permission
