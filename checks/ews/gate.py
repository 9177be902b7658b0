"""What a closed door of EWS says: the header X-EWS-Policy-Reason, each reason with its fix."""

from __future__ import annotations

from datetime import datetime

from checks.admin_centre import MICROSOFT_365
from checks.facts.register import fact
from checks.powershell import connect, line, online
from checks.propagation import APP_LIST, EWS_SWITCH, still
from checks.result import Remedy, Result, failed, waiting
from checks.subject import Subject
from clients.contract import EwsReply

ID = "ews.allowed"

DISABLED = "EWS is disabled for this user or tenant"
BLOCKED = "EWS is blocked by policy for this user or tenant"
_MEANING = "Retain reads no mailbox over EWS until Exchange Online answers this application."
_CONFIRM = "Run this check again: Exchange Online answers."


def closed(subject: Subject, reply: EwsReply, now: datetime) -> Result:
    """The verdict on a 403, by its header X-EWS-Policy-Reason."""
    if reply.policy_reason == DISABLED:
        until = still(subject, ID, EWS_SWITCH, now)
        return _wait("EwsEnabled", "about 1 hour", until) if until else _switched_off(subject, reply)
    if reply.policy_reason == BLOCKED:
        until = still(subject, ID, APP_LIST, now)
        return (
            _wait("the list of applications", "up to 24 hours", until)
            if until
            else _not_listed(subject, reply, now)
        )
    if reply.policy_reason:
        return _wrong(
            f"A policy of Exchange Online keeps the application out: {reply.policy_reason[:200].rstrip('. ')}.",
            reply,
            Remedy("text", "Look this text up in Microsoft's page “Control access to EWS”; it is new here."),
        )
    return _no_reason(subject, reply, now)


def _wait(what: str, how_long: str, until: datetime) -> Result:
    return waiting(
        f"EWS is still closed. Microsoft takes {how_long} until a change of {what} is in force.",
        until=until,
        meaning="Nothing is to be done until then.",
    )


def _wrong(summary: str, reply: EwsReply, *remedy: Remedy) -> Result:
    return failed(
        summary,
        meaning=_MEANING,
        confirm=_CONFIRM,
        remedy=remedy,
        expected="an answer of Exchange over EWS",
        found=f"403 {reply.policy_reason or 'without a reason'}",
    )


def _switched_off(subject: Subject, reply: EwsReply) -> Result:
    return _wrong(
        f"EWS is switched off for the organization, or for {subject.canary}.",
        reply,
        Remedy(
            "text",
            "Where EWS is on, it answers only the applications on a list, so the list comes first. " + _LIST,
        ),
        *online(
            connect(subject),
            line("Set-OrganizationConfig", EwsAllowedAppIDs=subject.client_id),
            line("Set-OrganizationConfig", EwsEnabled=True),
            line("Set-CASMailbox", Identity=subject.canary, EwsEnabled=True),
        ),
        Remedy("text", "A change of EwsEnabled takes about an hour. Then press I changed it just now."),
    )


_LIST = (
    "The list is replaced as a whole. Look first what it holds: Get-OrganizationConfig shows "
    "EwsAllowedAppIDs only with "
    "its switch RetrieveEwsOperationAccessPolicy, and an empty value without it. Put what you "
    "find in front, separated by "
    "commas."
)


def _not_listed(subject: Subject, reply: EwsReply, now: datetime) -> Result:
    return _wrong(
        f"The application {subject.client_id} may not use EWS: it is not on the organization's "
        "list, or its program name "
        "is blocked.",
        reply,
        Remedy("text", f"{fact('ews-app-list').sentence(now.date(), subject.cloud.key)} {_LIST}"),
        *online(
            connect(subject),
            line("Set-OrganizationConfig", EwsAllowedAppIDs=subject.client_id),
            "Get-OrganizationConfig",
        ),
        Remedy(
            "text",
            "The last line shows the list of program names, which must let Retain pass as well. "
            "A change of the list takes "
            "up to 24 hours. Then press I changed it just now.",
        ),
    )


def _no_reason(subject: Subject, reply: EwsReply, now: datetime) -> Result:
    return _wrong(
        f"Exchange Online refuses {subject.canary} over EWS, without a reason.",
        reply,
        Remedy(
            "text",
            "Check the licence of the canary mailbox: a Kiosk or F licence alone may be the cause. "
            f"{fact('ews-kiosk').sentence(now.date(), subject.cloud.key)}",
            label=MICROSOFT_365,
        ),
        *online(
            connect(subject),
            "Get-ApplicationAccessPolicy",
        ),
        Remedy("text", "Conditional Access can refuse too: Sign-in logs of the application name the policy."),
    )
