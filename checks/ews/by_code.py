"""What each answer to GetFolder means that is neither a mailbox nor a question of the role.

Source: Microsoft, ResponseCode (EWS); Test-EWSAppAccess.
"""

from __future__ import annotations

from checks.admin_centre import EXCHANGE, MICROSOFT_365
from checks.ews import words
from checks.powershell import SERVER
from checks.result import Remedy, Result, failed, skipped
from checks.sides import on_server
from checks.subject import Subject
from clients.contract import EwsReply

_MEANING = "What does not open here is not archived: Retain asks in the same way."
_CONFIRM = "Run this check again: it opens the inbox."


def wrong(reply: EwsReply, summary: str, *remedy: Remedy) -> Result:
    said = f"{reply.status} {reply.code}".strip() + (f": {reply.text[:300]}" if reply.text else "")
    return failed(
        summary,
        meaning=_MEANING,
        confirm=_CONFIRM,
        remedy=remedy,
        expected=f"the inbox of {reply.mailbox} opens",
        found=said,
    )


def judge(subject: Subject, reply: EwsReply) -> Result:
    """The verdict on an answer of Exchange that is no mailbox."""
    if reply.status in (401, 403):
        return _signed_out(subject, reply)
    found = _CODES.get(reply.code)
    if found is None:
        return words.could_not_ask(reply)
    summary, todo, label = found
    mailbox = reply.mailbox
    if reply.code == "ErrorNonExistentMailbox" and subject.exchange == "hybrid":
        return skipped(
            "not-this-road", f"{mailbox} is not on your own server, so it proves nothing about it."
        )
    if reply.code == "ErrorNonPrimarySmtpAddress" and reply.primary:
        todo = f"Enter {reply.primary} as canary mailbox on Access."
    return wrong(
        reply, summary.format(mailbox=mailbox), Remedy("text", todo.format(mailbox=mailbox), label=label)
    )


_CODES: dict[str, tuple[str, str, str]] = {
    "ErrorNonExistentMailbox": (
        "There is no mailbox {mailbox} here: it has no licence, is on another server, or the address is misspelt.",
        "Compare the spelling of {mailbox}, and enter the address of a mailbox as canary on Access.",
        "",
    ),
    "ErrorNonPrimarySmtpAddress": (
        "{mailbox} is an alias; Exchange opens mailboxes by their primary address.",
        "Look up the primary address of {mailbox} and enter it as canary mailbox on Access.",
        "",
    ),
    "ErrorAccessDenied": (
        "Exchange denies the inbox of {mailbox} (ErrorAccessDenied).",
        "Rooms, equipment and shared mailboxes need a delegation of their own: choose a user's mailbox as canary, or "
        "delegate {mailbox}.",
        EXCHANGE,
    ),
    "ErrorAccountDisabled": (
        "The account of {mailbox} is disabled.",
        "Enable the account of {mailbox}, or choose another canary mailbox on Access.",
        MICROSOFT_365,
    ),
    "ErrorInvalidLicense": (
        "The licence of {mailbox} does not let it be opened.",
        "Give {mailbox} a licence with a full Exchange plan, or choose another canary mailbox on Access.",
        MICROSOFT_365,
    ),
}  # fmt: skip


def _signed_out(subject: Subject, reply: EwsReply) -> Result:
    if not on_server(subject):
        return wrong(
            reply,
            f"Exchange Online did not take the application's token ({reply.status}).",
            Remedy("text", "Compare the cloud on Start and the tenant on Access, and run this check again."),
        )
    if reply.status == 403:
        return wrong(
            reply,
            f"Your server refuses the call for {reply.mailbox} (403).",
            Remedy("text", "Check that EWS is allowed for this user and from this network.", label=SERVER),
        )
    return wrong(
        reply,
        f"Your server does not take the name and password of {subject.worker_upn}.",
        Remedy(
            "text",
            f"Enter the password of {subject.worker_upn} once more on Access, and compare the user name.",
        ),
        Remedy("text", "If both are right, the server may not offer Basic or NTLM for EWS.", label=SERVER),
    )
