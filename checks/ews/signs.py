"""What an answer of EWS says about rights and load, whoever asks."""

from __future__ import annotations

from clients.contract import EwsReply


def is_refused(reply: EwsReply) -> bool:
    """No right to open this mailbox in the name of its owner, or no right over EWS at all."""
    return reply.code == "ErrorImpersonateUserDenied" or (reply.status == 401 and _no_permissions(reply))


def _no_permissions(reply: EwsReply) -> bool:
    return "contains no permissions" in reply.diagnostics.lower() or "2000008" in reply.diagnostics


_BUSY = (
    "ErrorMailboxMoveInProgress", "ErrorMailboxStoreUnavailable", "ErrorServerBusy", "ErrorADUnavailable",
)  # fmt: skip


def is_busy(reply: EwsReply) -> bool:
    """The service asks to come again later."""
    return reply.code in _BUSY or (reply.status is not None and reply.status >= 500 and not reply.code)
