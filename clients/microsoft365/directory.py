"""A whole directory from Microsoft Graph, page by page, with the application's token.

nextLink is opaque, followed verbatim, and only on Graph's own host; throttling, 5xx and cut-off answers are repeated
with a night's patience. What is sent and read happens on the line's thread, while the caller works on the page before.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from itertools import islice
from typing import Any, Generic, TypeVar

import msgspec

from clients.contract import BatchAnswer, Broken, Cloud, Deadline, NotGranted, Page
from clients.kept_connection import KeptConnection
from clients.microsoft365.auth import MsalSignIns
from clients.microsoft365.directory_batch import SIZE, Gathering, Inner, batch_call, twenties
from clients.microsoft365.directory_call import Call, Outcome, Trouble, is_final, reply_to, trouble_of
from clients.microsoft365.directory_line import Line
from clients.microsoft365.directory_patience import LongPatience
from clients.microsoft365.directory_words import words_for
from clients.microsoft365.graph_url import graph_url
from clients.outbound import Outbound
from clients.signed_web import origin_of

T = TypeVar("T")
Row = TypeVar("Row")
Body = TypeVar("Body")
Key = TypeVar("Key")
JSON = {"accept": "application/json"}
EVENTUAL = {"consistencylevel": "eventual"}
# Batches that are on their way at once: they wait for each other on the line, but not for the caller.
AHEAD = 8


@dataclass(frozen=True)
class Sent(Generic[T]):
    """A call that is under way, and the token that it went with."""

    call: Call[T]
    token: str
    coming: Future[Outcome[T]]


class GuardedDirectory:
    """Implements `clients.contract.DirectoryReader`. Nothing is opened before it is used; `close` ends it. For one
    caller at a time."""

    def __init__(
        self, outbound: Outbound, deadline: Deadline, cloud: Cloud, sign_ins: MsalSignIns,
        pause: Callable[[float], object] | None = None,
    ) -> None:  # fmt: skip
        self._root, self._sign_ins = cloud.graph, sign_ins
        self._line = Line(KeptConnection(outbound, deadline, cloud.graph), pause)
        self._patience = LongPatience(deadline, pause or time.sleep)

    @property
    def requests(self) -> int:
        """HTTP requests so far, repeats included."""
        return self._line.requests

    @property
    def received(self) -> int:
        """Bytes of answers so far, unpacked."""
        return self._line.received

    def close(self) -> None:
        """End the connection and its thread."""
        self._line.close()

    def pages(
        self, path: str, params: Mapping[str, str] | None = None, *, row: type[Row], needs: str = "",
        advanced: bool = False,
    ) -> Iterator[Page[Row]]:  # fmt: skip
        """The pages of a collection; see the contract."""
        decode = msgspec.json.Decoder(Page[row]).decode  # type: ignore[valid-type]
        headers = {**JSON, **(EVENTUAL if advanced else {})}
        url = path if "://" in path else graph_url(self._root, path, params)
        self._may_follow(url, seen := set[int]())
        page = self._asked(Call("GET", url, decode, headers, needs=needs))
        yield page
        ahead = self._next(page, seen, decode, headers, needs)
        while ahead is not None:
            page = self._came(ahead)
            ahead = self._next(page, seen, decode, headers, needs)
            yield page

    def count(self, path: str, *, needs: str = "") -> int:
        """A `$count`; see the contract."""
        headers = {"accept": "text/plain", **EVENTUAL}
        return self._asked(Call("GET", graph_url(self._root, path), _number, headers, needs=needs))

    def batch(self, urls: Sequence[str], *, needs: str = "") -> list[BatchAnswer[Any]]:
        """At most 20 GETs; see the contract. ValueError for more."""
        if len(urls) > SIZE:
            raise ValueError(f"A batch takes at most {SIZE} requests.")
        asked = list(enumerate(urls))
        return [answer for some in self.batches(asked, body=Any, needs=needs) for _, answer in some]

    def batches(
        self, asked: Iterable[tuple[Key, str]], *, body: type[Body], needs: str = ""
    ) -> Iterator[list[tuple[Key, BatchAnswer[Body]]]]:
        """Any number of GETs, 20 a request; see the contract."""
        decoder, several = msgspec.json.Decoder(body), twenties(asked)
        ahead: deque[tuple[Sent[list[Inner]], Gathering[Key, Body]]] = deque()

        def send() -> None:
            for some in islice(several, AHEAD - len(ahead)):
                gathering = Gathering(some, decoder, needs)
                ahead.append((self._start(batch_call(self._root, gathering.urls)), gathering))

        def answers() -> Iterator[list[tuple[Key, BatchAnswer[Body]]]]:
            while ahead:
                answered = self._gathered(*ahead.popleft())
                send()
                yield answered

        send()
        return answers()

    def _next(
        self, page: Page[Row], seen: set[int], decode: Callable[[bytes | bytearray], Page[Row]],
        headers: Mapping[str, str], needs: str,
    ) -> Sent[Page[Row]] | None:  # fmt: skip
        """The page after this one, on its way; None after the last."""
        if not page.next:
            return None
        self._may_follow(page.next, seen)
        return self._start(Call("GET", page.next, decode, headers, needs=needs))

    def _may_follow(self, url: str, seen: set[int]) -> None:
        if origin_of(url) != origin_of(self._root):
            raise Broken("The link to the next page leads away from Graph; it was not followed.", "elsewhere")
        if hash(url) in seen:
            raise Broken("The link to the next page leads back to a page that was read before.", "loop")
        seen.add(hash(url))

    def _asked(self, call: Call[T]) -> T:
        return self._came(self._start(call))

    def _start(self, call: Call[T], rejected: str = "") -> Sent[T]:
        token = self._sign_ins.held("graph", rejected=rejected).token
        return Sent(call, token, self._line.send(call, token))

    def _came(self, sent: Sent[T]) -> T:
        """The value of a call, asked for again as often as that is worth it. Broken, NotGranted."""
        attempt = 0
        while True:
            attempt, outcome = attempt + 1, sent.coming.result()
            trouble = trouble_of(sent.call, outcome)
            if trouble is None:
                return outcome.value  # type: ignore[return-value]
            again = not is_final(outcome) and self._patience.again(trouble, outcome.heard.headers, attempt)
            if not again:
                raise _end(sent.call, outcome, trouble, attempt)
            sent = self._start(sent.call, rejected=sent.token if trouble == "renew" else "")

    def _gathered(
        self, sent: Sent[list[Inner]], gathering: Gathering[Key, Body]
    ) -> list[tuple[Key, BatchAnswer[Body]]]:
        """The answers of one batch; those that failed inside are asked for again, without the others. Broken."""
        attempt = 0
        while True:
            attempt, failed = attempt + 1, gathering.take(self._came(sent))
            if failed is None:
                return gathering.answers
            if not self._patience.again(failed.trouble, failed.inner.said, attempt):
                asked, said = f"GET {gathering.urls[0]}", f"It answered {failed.inner.status} in a batch."
                raise Broken(words_for(failed.trouble, asked, attempt, said), failed.trouble)
            sent = self._start(batch_call(self._root, gathering.urls))


def _end(call: Call[Any], outcome: Outcome[Any], trouble: Trouble, attempts: int) -> Exception:
    """What the caller is told at the end of all patience."""
    if trouble == "denied":
        return NotGranted(call.needs)
    reply = reply_to(call, outcome, attempts)
    answered = " ".join(filter(None, [f"It answered {reply.status}", reply.code, reply.text]))
    said = outcome.wrong or reply.detail or answered
    why = "refused" if trouble == "renew" else trouble
    return Broken(words_for(why, call.name, attempts, said), why, reply)


def _number(body: bytes | bytearray) -> int:
    """A count as Graph writes it: digits, at times behind a byte order mark."""
    text = bytes(body[:100]).decode("utf-8-sig").strip()
    if not (text.isascii() and text.isdigit()):
        raise ValueError("no number")
    return int(text)
