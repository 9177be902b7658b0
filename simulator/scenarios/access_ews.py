"""Exchange Web Services: every gate on the way to a mailbox, shut."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from simulator.scenarios.access_mailboxes import ews
from simulator.scenarios.model import Scenario

SHUT: Mapping[str, str] = {
    "ews.allowed": "failed", "ews.impersonation": "blocked", "role.scope": "blocked",
    "graph.out-of-scope": "blocked",
}  # fmt: skip
BUSY: Mapping[str, str] = dict.fromkeys(("ews.impersonation", "role.scope", "graph.out-of-scope"), "error")
SILENT: Mapping[str, str] = {**BUSY, "ews.allowed": "error"}
FAILS: Mapping[str, str] = {
    "ews.impersonation": "failed", "role.scope": "blocked", "graph.out-of-scope": "blocked",
}  # fmt: skip
OUTSIDE: Mapping[str, str] = {
    "role.scope": "failed", "ews.impersonation": "blocked", "graph.out-of-scope": "blocked",
}  # fmt: skip
EWS_ROLE = "'Application EWS.AccessAsApp-Retain'"


def answered(fault: str, title: str, summary: str, expects: Mapping[str, str], *more: str) -> Scenario:
    """Exchange Web Services always answer like this."""
    return ews(f"ews-{fault.lower()}", title, summary, expects, f"ews answers {fault}", *more)


GATES = (
    ews(
        "ews-healthy",
        "Everything is right, by Exchange Web Services",
        "Nothing is wrong, except that Exchange Web Services end on a known day.",
        {},
    ),
    ews(
        "ews-disabled",
        "Exchange Web Services are switched off",
        "The organisation has switched Exchange Web Services off.",
        SHUT,
        "Set-OrganizationConfig -EwsEnabled $false",
    ),
    ews(
        "ews-mailbox-disabled",
        "Switched off for the canary",
        "Exchange Web Services are switched off for the canary mailbox alone.",
        SHUT,
        "Set-CASMailbox -Identity '{canary}' -EwsEnabled $false",
    ),
    ews(
        "ews-no-list",
        "No list of allowed applications",
        "Exchange Web Services are on, but the list of allowed applications is empty.",
        SHUT,
        "Set-OrganizationConfig -EwsAllowedAppIDs ''",
    ),
    ews(
        "ews-not-listed",
        "The application is not on the list",
        "The list of allowed applications names another application only.",
        SHUT,
        "Set-OrganizationConfig -EwsAllowedAppIDs '00000000-0000-4000-8000-000000000003'",
    ),
    replace(
        ews(
            "ews-pending",
            "The list was changed just now",
            "The application is on the list, but Exchange has not taken notice of it yet.",
            {**SHUT, "ews.allowed": "waiting", "ews.impersonation": "waiting"},
            "pending ews",
        ),
        just_changed=("ews.allowed",),
    ),
    replace(
        ews(
            "ews-role-pending",
            "The role for Exchange Web Services was assigned just now",
            "The role is there, but Exchange has not taken notice of it yet.",
            dict.fromkeys(
                (
                    "role.impersonation",
                    "role.scope",
                    "ews.allowed",
                    "ews.impersonation",
                    "graph.out-of-scope",
                ),
                "waiting",
            ),
            "pending rbac",
        ),
        fresh=True,
    ),
    ews(
        "ews-not-set",
        "The switch was never touched",
        "Nothing is wrong: the switch is not set, and there is no list yet.",
        {},
        "Set-OrganizationConfig -EwsEnabled $null -EwsAllowedAppIDs $null",
    ),
    ews(
        "ews-no-role",
        "The role for Exchange Web Services is missing",
        "The application has the role for Graph only.",
        {
            "role.impersonation": "failed",
            "role.scope": "blocked",
            "ews.allowed": "blocked",
            "ews.impersonation": "blocked",
            "graph.out-of-scope": "blocked",
        },
        f"Remove-ManagementRoleAssignment -Identity {EWS_ROLE} -Confirm:$false",
    ),
    ews(
        "ews-scope-cancelled",
        "A grant cancels the scope",
        "The permission full_access_as_app was granted in Entra as well and cancels the scope in Exchange.",
        {"role.scope": "warning", "graph.out-of-scope": "failed"},
        "grant full_access_as_app",
    ),
    ews(
        "ews-out-of-scope",
        "The canary is outside the scope",
        "The scope of the application does not cover the canary mailbox.",
        OUTSIDE,
        "Remove-DistributionGroupMember -Identity 'Retain mailboxes' -Member '{canary}' -Confirm:$false",
    ),
    ews(
        "ews-canary-kiosk",
        "The canary's licence closes the way",
        "The canary has a Kiosk licence, with which Exchange Web Services are closed.",
        SHUT,
        "licence {canary} kiosk",
    ),
    ews(
        "ews-canary-no-mailbox",
        "The canary has no mailbox",
        "The account of the canary exists, but has no mailbox.",
        FAILS,
        "mailbox {canary} none",
    ),
    ews(
        "ews-canary-alias",
        "The canary was given by a second address",
        "The address that was entered is not the primary one of the canary.",
        FAILS,
        canary="canary.archive@{d}",
    ),
    ews(
        "ews-canary-disabled",
        "The canary's account is switched off",
        "The account of the canary may not sign in.",
        FAILS,
        "disable {canary}",
    ),
)
ANSWERS = (
    answered("blocked", "Blocked by policy", "Exchange says that a policy blocks the call.", SHUT),
    answered("forbidden", "Refused without a reason", "Exchange answers 403 and does not say why.", SHUT),
    answered("down", "Out of order", "Exchange Web Services answer 503.", SILENT),
    answered("html", "A web page in its place", "Something on the way answers for Exchange.", SILENT),
    answered("truncated", "Half an answer", "The answer of Exchange breaks off.", SILENT),
    answered("redirect", "Sent away", "Exchange redirects to a stranger's host.", SILENT),
    answered("bomb", "An answer that explodes", "The answer is XML that grows when it is read.", SILENT),
    answered(
        "ErrorServerBusy", "Exchange is busy", "Exchange asks to come back later.",
        BUSY,
    ),
    answered(
        "ErrorMailboxMoveInProgress", "The canary is being moved", "The mailbox is on its way elsewhere.",
        BUSY,
    ),
    answered(
        "ErrorMailboxStoreUnavailable", "The store is not available", "The mailbox database is away.",
        BUSY,
    ),
    answered(
        "ErrorADUnavailable", "The directory is not available", "Exchange cannot reach its directory.",
        BUSY,
    ),
    answered(
        "ErrorAccessDenied", "Access is denied", "Exchange denies access to the mailbox.",
        {**FAILS, "graph.out-of-scope": "error"},
    ),
    answered(
        "ErrorInvalidLicense", "The licence is not valid", "Exchange says that the mailbox has no licence.",
        {**FAILS, "graph.out-of-scope": "error"},
    ),
    answered(
        "ErrorImpersonateUserDenied", "Impersonation is denied", "Exchange denies it, whatever the roles say.",
        OUTSIDE,
    ),
)  # fmt: skip
SCENARIOS = GATES + ANSWERS
