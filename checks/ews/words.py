"""Words for answers of Exchange Web Services that say nothing, or something that is the same on every road."""

from __future__ import annotations

from checks.ews.signs import is_busy
from checks.result import Result, could_not
from checks.unreachable import SAID
from clients.contract import EwsReply

_SAID: dict[str, str] = {str(fault): said for fault, said in SAID.items()}
_SAID["malformed"] = "its answer was not one of Exchange"


def silent(reply: EwsReply) -> bool:
    """No answer of Exchange at all."""
    return reply.status is None or bool(reply.fault) or (reply.status >= 500 and not reply.code)


def undecided(reply: EwsReply) -> bool:
    """Nothing was decided: no answer, no SOAP, or the service asks to come again later."""
    return silent(reply) or is_busy(reply)


def answered(reply: EwsReply) -> str:
    """What came of the call, as the end of a sentence."""
    if reply.fault:
        said = _SAID.get(reply.fault, reply.fault)
        return f"{said}{f' ({reply.detail.rstrip(chr(46))})' if reply.detail else ''}"
    code = f" {reply.code}" if reply.code else ""
    said = f": {reply.text[:300].rstrip('. ')}" if reply.text else ""
    return f"it answered {reply.status}{code}{said}"


def could_not_ask(reply: EwsReply) -> Result:
    """The result of a call that decided nothing."""
    trace = f" Request id {reply.request_id}." if reply.request_id else ""
    seconds = -(-reply.back_off_ms // 1000)
    return could_not(
        f"{reply.mailbox} could not be tried: {answered(reply)}.",
        tried=f"GetFolder on the inbox of {reply.mailbox} at {reply.url}, after {reply.ms} ms: {answered(reply)}."
        f"{trace}",
        again=f"Run this check again in {seconds} second{'s' if seconds > 1 else ''}."
        if seconds
        else "Run this check again in a few minutes.",
    )
