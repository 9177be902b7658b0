"""The application and the mailboxes: Exchange roles, scopes, Graph and Exchange Web Services."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from simulator.scenarios.access import access
from simulator.scenarios.model import Scenario

GROUP = "Access to mailboxes"
# Exchange Web Services end on a known day, so that they never pass without a warning from now on.
CANARY_FAILS: Mapping[str, str] = {
    "graph.mailbox": "failed", "role.scope": "blocked", "graph.out-of-scope": "blocked",
}  # fmt: skip
UNTOLD: Mapping[str, str] = dict.fromkeys(("graph.mailbox", "role.scope", "graph.out-of-scope"), "error")
EWS_ROAD: Mapping[str, str] = {"ews.allowed": "warning", "graph.mailbox": "skipped"}


def mailbox(name: str, title: str, summary: str, expects: Mapping[str, str], *state: str) -> Scenario:
    """The road through Graph."""
    return replace(access(name, title, summary, expects, *state), group=GROUP)


def ews(
    name: str, title: str, summary: str, expects: Mapping[str, str], *state: str, canary: str = "{canary}"
) -> Scenario:
    """The road through Exchange Web Services."""
    answers = {"archive_via": "ews", "canary": canary}
    made = access(name, title, summary, {}, *state, answers=answers)
    return replace(made, group=GROUP, expects={**EWS_ROAD, **expects})


ROLES = (
    mailbox(
        "role-missing",
        "The mailbox role is missing",
        "The application was never given the right to read mail in Exchange.",
        {"role.impersonation": "failed", "role.scope": "blocked", "graph.mailbox": "blocked",
         "graph.out-of-scope": "blocked"},
        "Remove-ManagementRoleAssignment -Identity 'Application Mail.Read-Retain' -Confirm:$false",
    ),
    mailbox(
        "role-principal-missing",
        "Exchange does not know the application",
        "The application has no service principal in Exchange, and so no role.",
        {"role.impersonation": "failed", "role.scope": "blocked", "graph.mailbox": "blocked",
         "graph.out-of-scope": "blocked"},
        "Remove-ServicePrincipal -Identity '{object_id}' -Confirm:$false",
    ),
    mailbox(
        "role-composite",
        "A role that holds the right one",
        "Nothing is wrong: the application has the role Application Mail Full Access over the scope.",
        {},
        "Remove-ManagementRoleAssignment -Identity 'Application Mail.Read-Retain' -Confirm:$false",
        "New-ManagementRoleAssignment -App '{object_id}' -Role 'Application Mail Full Access' "
        "-CustomResourceScope 'Retain mailboxes'",
    ),
    mailbox(
        "role-unit",
        "The role over an administrative unit",
        "Nothing is wrong: the role covers an administrative unit in place of a scope.",
        {},
        "Set-ManagementRoleAssignment -Identity 'Application Mail.Read-Retain' "
        "-RecipientAdministrativeUnitScope '{unit}'",
    ),
    replace(
        mailbox(
            "role-pending",
            "The role was assigned just now",
            "The role is there, but Exchange has not taken notice of it yet.",
            dict.fromkeys(("role.impersonation", "role.scope", "graph.mailbox", "graph.out-of-scope"), "waiting"),
            "pending rbac",
        ),
        fresh=True,
    ),
    mailbox(
        "role-down",
        "Exchange roles cannot be asked",
        "The preview of Graph that shows Exchange roles is not available.",
        {"role.impersonation": "error", "role.scope": "error"},
        "graph /roleManagement/exchange answers down",
    ),
    mailbox(
        "scope-cancelled",
        "A grant cancels the scope",
        "The permission Mail.Read was granted in Entra as well, which has no scope and cancels the one in Exchange.",
        {"role.scope": "warning", "graph.out-of-scope": "failed"},
        "grant Mail.Read",
    ),
    mailbox(
        "scope-whole-organisation",
        "The role has no scope",
        "The application may read every mailbox of the organisation.",
        {"graph.out-of-scope": "failed"},
        "Remove-ManagementRoleAssignment -Identity 'Application Mail.Read-Retain' -Confirm:$false",
        "New-ManagementRoleAssignment -Name 'Application Mail.Read-Retain' -App '{object_id}' "
        "-Role 'Application Mail.Read'",
    ),
)  # fmt: skip
GRAPH = (
    mailbox(
        "canary-out-of-scope",
        "The canary is outside the scope",
        "The scope of the application does not cover the canary mailbox.",
        {"role.scope": "failed", "graph.mailbox": "blocked", "graph.out-of-scope": "blocked"},
        "Remove-DistributionGroupMember -Identity 'Retain mailboxes' -Member '{canary}' -Confirm:$false",
    ),
    mailbox(
        "canary-no-mailbox",
        "The canary has no mailbox",
        "The account of the canary exists, but has no mailbox.",
        CANARY_FAILS,
        "mailbox {canary} none",
    ),
    mailbox(
        "canary-unknown",
        "The canary does not exist",
        "Nobody in the tenant has the address of the canary.",
        CANARY_FAILS,
        "delete {canary}",
    ),
    mailbox(
        "access-policy",
        "An old access policy is in the way",
        "An application access policy leaves the application out of every mailbox.",
        {**CANARY_FAILS, "graph.out-of-scope": "error", "worker.mailbox": "error"},
        "access policy on",
    ),
    mailbox(
        "graph-throttled",
        "Microsoft Graph is throttled",
        "Graph answers 429 with the time to come back, again and again.",
        UNTOLD,
        "graph /users/{canary}/mailFolders answers throttled",
    ),
    mailbox(
        "graph-throttled-bare",
        "Throttled without a word when to come back",
        "Graph answers 429 and does not say when to come back.",
        UNTOLD,
        "graph /users/{canary}/mailFolders answers throttled-bare",
    ),
    mailbox(
        "graph-throttled-once",
        "Throttled for a moment",
        "Nothing is wrong: Graph answers 429 once, and then as it should.",
        {},
        "graph /users/{canary}/mailFolders answers throttled-once",
    ),
    mailbox("graph-html", "A web page in place of the mailbox", "Something on the way answers for Graph.",
            UNTOLD, "graph /users/{canary}/mailFolders answers html"),
    mailbox("graph-truncated", "Half a mailbox", "Graph's answer about the canary breaks off.",
            UNTOLD, "graph /users/{canary}/mailFolders answers truncated"),
    mailbox("graph-redirect", "Graph sends away", "Graph redirects to a stranger's host.",
            UNTOLD, "graph /users/{canary}/mailFolders answers redirect"),
    mailbox("graph-down", "The mailbox cannot be asked", "Graph answers 503 for the canary's mailbox.",
            UNTOLD, "graph /users/{canary}/mailFolders answers down"),
    mailbox("outside-down", "The other mailbox cannot be asked", "Graph answers 503 for the mailbox out of scope.",
            {"graph.out-of-scope": "error"}, "graph /users/{outside}/mailFolders answers down"),
    replace(
        access("outside-not-named", "No mailbox out of scope is named", "Nothing is wrong: none was entered.",
               {"graph.out-of-scope": "skipped"}, answers={"out_of_scope": ""}),
        group=GROUP,
    ),
)  # fmt: skip
SCENARIOS = ROLES + GRAPH
