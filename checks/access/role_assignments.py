"""Which Exchange roles, and which grants in Entra, let the application read mailboxes.

Source: Microsoft, role based access control for applications in Exchange Online; Microsoft Graph beta,
roleManagement/exchange. The beta end points may be missing: then nothing is concluded from them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from checks import graph_answers, graph_paths
from checks.access import graph_token
from checks.powershell import connect, line, online
from checks.propagation import assignment_key, seen_now
from checks.result import Evidence, Remedy, evidence
from checks.subject import Subject, Via
from clients.contract import Clients, GraphReply, Resource

ASSIGNMENTS, DEFINITIONS, SCOPES = "Role assignments", "Role definitions", "Custom scopes"
SCOPE = "Retain mailboxes"
PERMISSION = "RoleManagement.Read.Exchange"

WANTED: Mapping[Via, str] = {"graph": "Application Mail.Read", "ews": "Application EWS.AccessAsApp"}
RESOURCE: Mapping[Via, Resource] = {"graph": "graph", "ews": "exchange"}
_ENOUGH: Mapping[Via, tuple[str, ...]] = {
    "graph": ("Application Mail.Read", "Application Mail.ReadWrite", "Application Mail Full Access",
              "Application Exchange Full Access"),
    "ews": ("Application EWS.AccessAsApp",),
}  # fmt: skip
# What it gives over EWS is not published: only a mailbox that opens proves it.
_UNCLEAR: Mapping[Via, tuple[str, ...]] = {"graph": (), "ews": ("Application Exchange Full Access",)}
_GRANTS: Mapping[Via, tuple[str, ...]] = {
    "graph": ("Mail.Read", "Mail.ReadWrite"),
    "ews": ("full_access_as_app",),
}


@dataclass(frozen=True)
class Assignment:
    """One assignment that lets the application read mailboxes. `proved` False: what its role gives is not
    published."""

    id: str
    role: str
    directory_scope: str
    app_scope: str
    proved: bool = True

    @property
    def whole_organization(self) -> bool:
        return not self.app_scope and self.directory_scope in ("", "/")


def gather(subject: Subject, clients: Clients) -> Evidence:
    """Sign-ins, assignments of this application, names of the roles, and the keys of what holds now.

    SignInRefused, NoCredential, NotGranted.
    """
    seen = graph_token.sign_in(subject, clients)
    told = graph_token.signed_in(seen, "graph")
    principal = f"/ServicePrincipals/{told.object_id if told else ''}"
    where = {"$filter": f"principalId eq {graph_paths.literal(principal)}"}
    assigned = clients.graph.pages(
        "/roleManagement/exchange/roleAssignments", where, needs=PERMISSION, beta=True
    )
    select = {"$select": "id,displayName,rolePermissions"}
    named = clients.graph.pages(
        "/roleManagement/exchange/roleDefinitions", select, needs=PERMISSION, beta=True
    )
    seen += evidence(
        graph_answers.item(ASSIGNMENTS, assigned), graph_answers.item(DEFINITIONS, _of_applications(named))
    )
    return seen + evidence(seen_now(assignment_key(one.id) for one in giving(subject, seen)))


def _of_applications(reply: GraphReply) -> GraphReply:
    """The answer with the roles for applications alone: the others are many, and say nothing here."""
    kept = [
        row for row in graph_answers.rows(reply) if str(row.get("displayName", "")).startswith("Application ")
    ]
    return replace(reply, value={"value": kept}) if reply.ok else reply


def replies(seen: Evidence) -> tuple[GraphReply, GraphReply]:
    """The two answers of the beta end point: assignments, and names of roles."""
    return graph_answers.found(seen, ASSIGNMENTS), graph_answers.found(seen, DEFINITIONS)


def unclear(seen: Evidence) -> GraphReply | None:
    """The answer that says nothing, where one does."""
    return next((reply for reply in replies(seen) if not reply.ok), None)


def grants(subject: Subject, seen: Evidence) -> tuple[str, ...]:
    """Grants in Entra that let the application read every mailbox, whatever its Exchange roles say."""
    held = graph_token.roles(seen, RESOURCE[subject.archive_via])
    return tuple(name for name in _GRANTS[subject.archive_via] if name in held)


def giving(subject: Subject, seen: Evidence) -> tuple[Assignment, ...]:
    """Assignments that give the right that this connection reads mailboxes with."""
    assigned, named = replies(seen)
    roles = {str(row.get("id")): row for row in graph_answers.rows(named)}
    found = (_assignment(subject.archive_via, row, roles) for row in graph_answers.rows(assigned))
    return tuple(sorted((one for one in found if one), key=lambda one: one.id))


def _assignment(
    via: Via, row: Mapping[str, Any], roles: Mapping[str, Mapping[str, Any]]
) -> Assignment | None:
    role = roles.get(str(row.get("roleDefinitionId")), {})
    name = str(role.get("displayName") or "")
    proved = name in _ENOUGH[via] or WANTED[via].removeprefix("Application ") in _actions(role)
    if not proved and name not in _UNCLEAR[via]:
        return None
    scope, app_scope = str(row.get("directoryScopeId") or ""), str(row.get("appScopeId") or "")
    return Assignment(str(row.get("id")), name, scope, app_scope, proved)


def _actions(role: Mapping[str, Any]) -> set[str]:
    """What a role allows, as far as it is listed."""
    parts = role.get("rolePermissions")
    lists = [part.get("allowedResourceActions") for part in parts or [] if isinstance(part, dict)]
    return {str(action).removeprefix("Application ") for actions in lists for action in actions or []}


def principal(subject: Subject, seen: Evidence) -> str:
    """Object id of the enterprise application, which is what roles are assigned to."""
    told = graph_token.signed_in(seen, "graph")
    return told.object_id if told else ""


def by_hand(subject: Subject, seen: Evidence) -> tuple[Remedy, ...]:
    """Lines that show what the beta end point did not."""
    test = {"Identity": principal(subject, seen)} | ({"Resource": subject.canary} if subject.canary else {})
    return online(
        connect(subject),
        line("Test-ServicePrincipalAuthorization", **test),
    )  # fmt: skip


def assign(subject: Subject, seen: Evidence) -> tuple[Remedy, ...]:
    """Lines that give the application its role, in the order in which they are run."""
    own = principal(subject, seen)
    given = {"App": own, "Role": WANTED[subject.archive_via]}
    if subject.out_of_scope:
        given["CustomResourceScope"] = SCOPE
    assigned = graph_answers.rows(graph_answers.found(seen, ASSIGNMENTS))
    make = line("New-ServicePrincipal", AppId=subject.client_id, ObjectId=own, DisplayName="Retain")
    known = () if assigned else (make,)  # Exchange knows an application that has any role already
    return online(connect(subject), *known, line("New-ManagementRoleAssignment", **given))
