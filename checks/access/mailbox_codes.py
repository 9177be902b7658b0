"""What each answer about an inbox means that is neither a mailbox nor a question of rights."""

from __future__ import annotations

from checks import graph_answers
from checks.access import mailbox_probe
from checks.admin_centre import MICROSOFT_365
from checks.powershell import connect, online
from checks.result import Remedy, Result, failed, skipped
from checks.subject import Subject
from clients.contract import GraphReply

_MEANING = "What does not open here is not archived: Retain asks in the same way."
_CONFIRM = "Run this check again: it opens the inbox."
_NO_MAILBOX = "MailboxNotEnabledForRESTAPI"
_NO_USER = ("ResourceNotFound", "ErrorInvalidUser", "Request_ResourceNotFound")


def wrong(subject: Subject, summary: str, reply: GraphReply, *remedy: Remedy) -> Result:
    return failed(
        summary,
        meaning=_MEANING,
        confirm=_CONFIRM,
        remedy=remedy,
        expected=f"the inbox of {subject.canary} opens",
        found=f"{reply.status} {reply.code}".strip() + (f": {reply.text[:300]}" if reply.text else ""),
    )


def by_code(subject: Subject, reply: GraphReply) -> Result:
    """The verdict on an answer that is neither a mailbox nor a question of rights."""
    canary = subject.canary
    if mailbox_probe.by_policy(reply):
        return _policy(subject, reply)
    if reply.status == 404 and reply.code == _NO_MAILBOX:
        return _no_mailbox(subject, reply)
    if reply.status == 404 and reply.code in _NO_USER:
        return wrong(
            subject,
            f"Exchange Online knows no mailbox {canary}.",
            reply,
            Remedy(
                "text",
                f"Compare the spelling of {canary}, and enter the address of a mailbox as canary on Access.",
            ),
        )
    if reply.status == 401:
        return wrong(
            subject,
            f"Microsoft Graph did not take the application's token for {canary} ({reply.code or 401}).",
            reply,
            Remedy(
                "text",
                "Run the check Sign-in of the application, then this one again; compare cloud and tenant.",
            ),
        )
    return graph_answers.undecided(reply, f"whether the inbox of {canary} opens")


def _no_mailbox(subject: Subject, reply: GraphReply) -> Result:
    if subject.exchange == "hybrid":
        return skipped(
            "not-this-road", f"{subject.canary} lives on your own server, so it proves nothing about Graph."
        )
    return wrong(
        subject,
        f"{subject.canary} has no mailbox in Exchange Online: it is inactive, deleted or on a server of your own.",
        reply,
        Remedy("text", "Name a canary with a mailbox in Exchange Online on Access."),
        Remedy("text", f"Or give {subject.canary} a licence with Exchange Online.", label=MICROSOFT_365),
    )


def _policy(subject: Subject, reply: GraphReply) -> Result:
    return wrong(
        subject,
        f"An application access policy of the tenant keeps the application out of {subject.canary}.",
        reply,
        Remedy(
            "text",
            "Find the policy that names this application; add the canary to its group, or remove the policy.",
        ),
        *online(
            connect(subject),
            "Get-ApplicationAccessPolicy",
        ),
        Remedy(
            "text",
            "A change of such a policy takes more than an hour. Roles in Exchange take its place today.",
        ),
    )
