"""A `$batch` of Graph: up to 20 GETs in one request, each with an answer of its own.

Answers come in any order and each may be throttled or fail by itself (Microsoft Graph, "Combine multiple requests in
one HTTP call using JSON batching").
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Generic, TypeVar

import msgspec

from clients.contract import BatchAnswer, NotGranted
from clients.microsoft365.directory_call import Call, Trouble
from clients.microsoft365.graph_url import VERSION, graph_url

T = TypeVar("T")
Key = TypeVar("Key")
Body = TypeVar("Body")
SIZE = 20
NO_ERROR: dict[str, Any] = {}


class Inner(msgspec.Struct):
    """One answer inside the answer of a batch."""

    id: str
    status: int
    headers: dict[str, Any] | None = None
    body: msgspec.Raw = msgspec.Raw(b"null")

    @property
    def said(self) -> Mapping[str, str]:
        """Headers with names in lower case."""
        return {name.lower(): str(value) for name, value in (self.headers or {}).items()}


class Answers(msgspec.Struct):
    """The answer of a batch."""

    responses: list[Inner]


def batch_call(root: str, urls: Sequence[str]) -> Call[list[Inner]]:
    """The call that asks for these URLs; read as their answers in the same order."""
    asked = [_asked(n, relative(root, url)) for n, url in enumerate(urls)]
    content = json.dumps({"requests": asked}).encode()
    headers = {"accept": "application/json", "content-type": "application/json"}
    return Call("POST", graph_url(root, "/$batch"), Reading(len(urls)), headers, content)


def _asked(number: int, url: str) -> dict[str, Any]:
    """One request of a batch. Counting takes the header that a count by itself takes."""
    told = {"id": str(number), "method": "GET", "url": url}
    return {**told, "headers": {"ConsistencyLevel": "eventual"}} if url.endswith("/$count") else told


def relative(root: str, url: str) -> str:
    """A URL as a batch takes it: without host and version. ValueError for one of another host or version."""
    below = url.removeprefix(f"{root}/{VERSION}")
    if not below.startswith("/"):
        raise ValueError("A batch takes relative URLs, and links of Graph's own host.")
    return below


class Reading:
    """Reads the answer to a batch of `count`. ValueError when one is missing or comes twice."""

    def __init__(self, count: int) -> None:
        self._wanted = [str(n) for n in range(count)]

    def __call__(self, body: bytes | bytearray) -> list[Inner]:
        found = {inner.id: inner for inner in _ANSWERS.decode(body).responses}
        if len(found) != len(self._wanted) or any(id not in found for id in self._wanted):
            raise ValueError(f"it holds {len(found)} answers to {len(self._wanted)} questions")
        return [found[id] for id in self._wanted]


_ANSWERS = msgspec.json.Decoder(Answers)


@dataclass(frozen=True)
class Failed:
    """An answer that has to be asked for again."""

    trouble: Trouble
    inner: Inner

    @property
    def patience_asked(self) -> str:
        """Its Retry-After in seconds, in a form that sorts."""
        return self.inner.said.get("retry-after", "").rjust(9, "0")


class Gathering(Generic[Key, Body]):
    """The answers to 20 questions as they come in. `needs`: the permission that NotGranted names, "" for none."""

    def __init__(
        self, asked: Sequence[tuple[Key, str]], decoder: msgspec.json.Decoder[Body], needs: str
    ) -> None:
        self._asked, self._decoder, self._needs = asked, decoder, needs
        self._left = list(range(len(asked)))
        self._found = dict[int, BatchAnswer[Body]]()

    @property
    def urls(self) -> list[str]:
        """What is still to be asked."""
        return [self._asked[index][1] for index in self._left]

    @property
    def answers(self) -> list[tuple[Key, BatchAnswer[Body]]]:
        """All answers with their keys, once none is left."""
        return [(key, self._found[index]) for index, (key, _) in enumerate(self._asked)]

    def take(self, inners: list[Inner]) -> Failed | None:
        """Take the answers to `urls`. Of those that failed the one that asks for the longest wait; None for none."""
        failed = dict[int, Failed]()
        for index, inner in zip(self._left, inners, strict=True):
            trouble = self._trouble(index, inner)
            if trouble:
                failed[index] = Failed(trouble, inner)
        self._left = list(failed)
        return max(failed.values(), key=lambda one: one.patience_asked, default=None)

    def _trouble(self, index: int, inner: Inner) -> Trouble | None:
        if inner.status in (408, 429):
            return "throttled"
        if inner.status >= 500:
            return "service"
        try:
            answer = answer_of(inner, self._decoder)
        except (msgspec.MsgspecError, ValueError):
            return "malformed"
        if self._needs and (answer.status, answer.code) == (403, "Authorization_RequestDenied"):
            raise NotGranted(self._needs)
        self._found[index] = answer
        return None


def answer_of(inner: Inner, decoder: msgspec.json.Decoder[Body]) -> BatchAnswer[Body]:
    """The answer, read. ValueError (or msgspec's) when a good one is not what was asked for."""
    if 200 <= inner.status < 300:
        return BatchAnswer(inner.status, decoder.decode(inner.body))
    error = _error(inner.body)
    return BatchAnswer(inner.status, None, str(error.get("code", "")), str(error.get("message", ""))[:2000])


def _error(body: msgspec.Raw) -> Mapping[str, Any]:
    try:
        said = msgspec.json.decode(body)
    except (msgspec.MsgspecError, ValueError):
        return NO_ERROR
    error = said.get("error") if isinstance(said, dict) else None
    return error if isinstance(error, dict) else NO_ERROR


def twenties(asked: Iterable[T]) -> Iterator[list[T]]:
    """20 at a time."""
    left = iter(asked)
    while several := list(islice(left, SIZE)):
        yield several
