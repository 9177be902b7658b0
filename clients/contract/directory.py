"""Reading a whole directory from Graph: many pages over one kept connection, decoded as they come.

Where `Graph.pages` gathers a few hundred rows for a check, a `DirectoryReader` hands over one page at a time and keeps
none, so that memory does not grow with the tenant.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

import msgspec

from clients.contract.graph import GraphReply
from clients.contract.refusals import OutsideError

Row = TypeVar("Row")
Body = TypeVar("Body")
Key = TypeVar("Key")


class Page(msgspec.Struct, Generic[Row], kw_only=True):
    """One page of a collection as Graph sends it. `next`: opaque, followed verbatim; `delta`: where the next
    incremental reading begins (last page of a delta query only); `count`: of all rows, where it was asked for."""

    value: list[Row]
    next: str = msgspec.field(name="@odata.nextLink", default="")
    delta: str = msgspec.field(name="@odata.deltaLink", default="")
    count: int | None = msgspec.field(name="@odata.count", default=None)


@dataclass(frozen=True)
class BatchAnswer(Generic[Body]):
    """One answer out of a batch: HTTP status and the decoded body; for a refusal no body, but Graph's code and text."""

    status: int
    body: Body | None = None
    code: str = ""
    text: str = ""


class Broken(OutsideError):
    """A page or a batch could not be had, or the chain of pages does not hold together. `reply` tells what came last.

    `why`: "network", "throttled", "service" (5xx), "refused" (another 4xx), "malformed" (no page, wrong types, cut
    off), "loop" (a link seen before), "elsewhere" (a link to another host), "expired" (410: the delta link is too old).
    """

    def __init__(self, text: str, why: str, reply: GraphReply | None = None) -> None:
        super().__init__(text)
        self.why, self.reply = why, reply


class DirectoryReader(Protocol):
    """Reads with the application's token. Repeats what is worth repeating (throttling, 5xx, cut-off answers, a token
    that expired half way); what it raises is final: Broken, NotGranted, SignInRefused, NoCredential, OutOfTime."""

    @property
    def requests(self) -> int:
        """How many HTTP requests went out so far, repeats included."""
        ...

    @property
    def received(self) -> int:
        """How many bytes of answers came in so far, unpacked."""
        ...

    def pages(
        self, path: str, params: Mapping[str, str] | None = None, *, row: type[Row], needs: str = "",
        advanced: bool = False,
    ) -> Iterator[Page[Row]]:  # fmt: skip
        """The pages of a collection one after the other. From the second page on, the one after it is already on its
        way while the caller works; who takes only the first page costs one request.

        `path` begins with a slash and has no version, or is an absolute nextLink or deltaLink of Graph's own host.
        `row`: a msgspec Struct (or dict). `needs`: the permission that NotGranted names.
        """
        ...

    def count(self, path: str, *, needs: str = "") -> int:
        """A `$count` (plain text answer; sends ConsistencyLevel eventual)."""
        ...

    def batches(
        self, asked: Iterable[tuple[Key, str]], *, body: type[Body], needs: str = ""
    ) -> Iterator[list[tuple[Key, BatchAnswer[Body]]]]:
        """GETs, 20 to a request, each with a key of the caller's: what came of 20 at a time, in the order asked. The
        first requests go out at once, and some more are always on their way while the caller works.

        URLs are relative ("/users/x/...") or absolute nextLinks of Graph's own host. `body`: what a good answer is
        decoded to (a msgspec Struct, or Any). Single answers that were throttled or failed inside are asked for
        again; one that stays so raises Broken. An answer that misses a permission raises NotGranted where `needs`
        names it, and is handed on otherwise.
        """
        ...

    def batch(self, urls: Sequence[str], *, needs: str = "") -> list[BatchAnswer[Any]]:
        """GETs of at most 20 URLs in one request, as `batches`; bodies as plain dicts and lists."""
        ...
