"""Answers of Microsoft Graph as evidence, and words for those that decide nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from checks.result import Evidence, Item, Remedy, Result, could_not
from checks.unreachable import SAID
from clients.contract import GraphReply, NotGranted

LACKING = "Authorization_RequestDenied"
_LATER = "Run this check again in a few minutes."
_SAID: dict[str, str] = {str(fault): said for fault, said in SAID.items()}
_SAID["throttled"] = "it takes no more requests at the moment"
_ADMIN_API = "/adminapi/"


def item(label: str, reply: GraphReply) -> Item:
    return Item(label, "json", reply.evidence())


def found(evidence: Evidence, label: str) -> GraphReply:
    """The answer with this label; KeyError when the evidence does not hold it."""
    return GraphReply.of(evidence[label])


def optional(permission: str, ask: Callable[[], GraphReply]) -> GraphReply:
    """What `ask` brings; where Graph denies it for want of an optional permission, an answer that says so.

    An optional permission is nobody's fault, so it blocks nothing: the check says by itself what it could not see.
    """
    try:
        return ask()
    except NotGranted:
        return GraphReply(
            permission,
            403,
            code=LACKING,
            text=f"The application does not have {permission}, which is optional.",
        )


def rows(reply: GraphReply) -> tuple[Mapping[str, Any], ...]:
    """The objects of a list; empty for anything else."""
    value = reply.value.get("value") if isinstance(reply.value, dict) else None
    return tuple(row for row in value if isinstance(row, dict)) if isinstance(value, list) else ()


def fields(reply: GraphReply) -> Mapping[str, Any]:
    """The properties of one object; empty for anything else."""
    return reply.value if isinstance(reply.value, dict) else {}


def answered(reply: GraphReply) -> str:
    """What came of a request, as the end of a sentence."""
    if reply.fault:
        detail = "" if reply.fault == "throttled" else reply.detail.rstrip(". ")
        return f"{_SAID.get(reply.fault, reply.fault)}{f' ({detail})' if detail else ''}"
    if not reply.complete:
        return "the list broke off before its end"
    code = f" {reply.code}" if reply.code else ""
    said = f": {reply.text[:300].rstrip('. ')}" if reply.text else ""
    return f"it answered {reply.status}{code}{said}"


def undecided(reply: GraphReply, what: str, by_hand: tuple[Remedy, ...] = ()) -> Result:
    """Could not find out `what` (the end of "Could not find out ..."). `by_hand`: how to look without us."""
    trace = f" Request id {reply.request_id}." if reply.request_id else ""
    asked, came = "Exchange Online" if _ADMIN_API in reply.request else "Microsoft Graph", answered(reply)
    named = re.sub(r"^its? ", lambda it: f"{asked}'s " if it[0] == "its " else f"{asked} ", came)
    result = could_not(
        f"Could not find out {what}: {named}.",
        tried=f"Asked {asked} for {reply.request} ({_times(reply.attempts)}): {came}.{trace}",
        again=_LATER,
    )
    return replace(result, remedy=result.remedy + by_hand)


def _times(attempts: int) -> str:
    return "once" if attempts == 1 else f"{attempts} times"
