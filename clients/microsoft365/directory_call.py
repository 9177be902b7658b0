"""One call of the directory reader: what is sent, how the answer is read, and what a bad answer amounts to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Generic, Literal, TypeVar

import msgspec

from clients.contract import Exchange, GraphReply
from clients.kept_connection import Heard
from clients.microsoft365.json_reply import reply_of, shown

T = TypeVar("T")
Trouble = Literal["renew", "denied", "network", "throttled", "service", "malformed", "expired", "refused"]

# Another attempt would meet the same: a guard that refuses, a certificate that nobody vouches for, no such name.
FINAL_FAULTS = ("guard", "tls-name", "tls-issuer", "tls-expired", "tls-other", "too-large", "no-address")


@dataclass(frozen=True)
class Call(Generic[T]):
    """A request. `decode` reads the body of a good answer: ValueError (of which msgspec's errors are) when it is not
    what was asked for. `needs`: the permission that it takes."""

    method: str
    url: str
    decode: Callable[[bytes | bytearray], T]
    headers: Mapping[str, str] = field(default_factory=dict)
    content: bytes | None = None
    needs: str = ""

    @property
    def name(self) -> str:
        """Method and URL without its host."""
        return f"{self.method} {shown(self.url)[:300]}"


@dataclass(frozen=True)
class Outcome(Generic[T]):
    """What came of one attempt: `value` where the answer was good; `wrong`: why its body is not what was asked for."""

    heard: Heard
    value: T | None = None
    wrong: str = ""


def outcome_of(call: Call[T], heard: Heard) -> Outcome[T]:
    """The answer, read."""
    if heard.fault or heard.status is None or not 200 <= heard.status < 300:
        return Outcome(heard)
    try:
        return Outcome(heard, call.decode(heard.body))
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        return Outcome(heard, wrong=_what_it_is(heard, error))


def trouble_of(call: Call[T], outcome: Outcome[T]) -> Trouble | None:
    """What is wrong with this outcome; None when nothing is."""
    status, fault = outcome.heard.status or 0, outcome.heard.fault
    if fault:
        return "malformed" if fault in ("malformed", "too-large") else "network"
    if outcome.wrong or status < 200 or 300 <= status < 400:
        return "malformed"
    if status < 300:
        return None
    if status in (401, 403):
        return _unwelcome(reply_to(call, outcome, 1))
    if status in (408, 429):
        return "throttled"
    return "service" if status >= 500 else ("expired" if status == 410 else "refused")


def is_final(outcome: Outcome[T]) -> bool:
    """Would another attempt meet the same?"""
    return outcome.heard.fault in FINAL_FAULTS


def reply_to(call: Call[T], outcome: Outcome[T], attempts: int) -> GraphReply:
    """The outcome as checks and pages show it; a body that is long is cut."""
    heard = outcome.heard
    body = bytes(heard.body[:100_000]).decode("utf-8", "replace")
    exchange = Exchange(
        call.method, call.url, heard.status, heard.headers, body, heard.fault, heard.detail
    )  # fmt: skip
    return reply_of(exchange, attempts, 0)


def _unwelcome(reply: GraphReply) -> Trouble:
    if (reply.status, reply.code) == (401, "InvalidAuthenticationToken"):
        return "renew"
    return "denied" if (reply.status, reply.code) == (403, "Authorization_RequestDenied") else "refused"


def _what_it_is(heard: Heard, error: Exception) -> str:
    start = bytes(heard.body[:500]).lstrip().lower()
    if not start:
        return "The answer is empty."
    if start.startswith(b"<"):
        return (
            "A web page came back in place of JSON. "
            "A proxy or filter on the way may have answered in the service's place."
        )
    return f"The answer breaks off or is not what was asked for ({error})."
