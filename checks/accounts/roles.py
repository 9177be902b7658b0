"""Administrator roles of a user in Entra."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from checks import graph_answers
from checks.accounts import users
from checks.result import Evidence, evidence
from clients.contract import Clients, GraphReply

ROLES = "Directory roles"
PERMISSION = "RoleManagement.Read.Directory"


@dataclass(frozen=True)
class Role:
    """A role by its template, with the names it goes by."""

    template: str
    names: tuple[str, ...]

    def is_in(self, held: tuple[Mapping[str, Any], ...]) -> bool:
        return any(
            row.get("roleTemplateId") == self.template or row.get("displayName") in self.names for row in held
        )


GLOBAL = Role("62e90394-69f5-4237-9190-012177145e10", ("Global Administrator", "Company Administrator"))
EXCHANGE = Role(
    "29232cdf-9323-42fd-ade2-1d097af3e4de", ("Exchange Administrator", "Exchange Service Administrator")
)


def gather(upn: str, clients: Clients) -> Evidence:
    """Evidence of the directory roles that the user holds, also through groups."""
    path = f"{users.path_of(upn)}/transitiveMemberOf/microsoft.graph.directoryRole"
    select = {"$select": "id,displayName,roleTemplateId"}
    reply = graph_answers.optional(PERMISSION, lambda: clients.graph.pages(path, select, needs=PERMISSION))
    return evidence(graph_answers.item(ROLES, reply))


def reply(evidence: Evidence) -> GraphReply:
    return graph_answers.found(evidence, ROLES)


def held(reply: GraphReply) -> tuple[Mapping[str, Any], ...] | None:
    """The roles; None where the answer does not name them, which is what it does without the permission."""
    found = graph_answers.rows(reply)
    if not reply.ok or any(not row.get("displayName") and not row.get("roleTemplateId") for row in found):
        return None
    return found


def names(held: tuple[Mapping[str, Any], ...]) -> tuple[str, ...]:
    return tuple(sorted(str(row.get("displayName") or row.get("roleTemplateId")) for row in held))


def administers(row: Mapping[str, Any]) -> bool:
    """Is this an administrator role? Roles that only read are none."""
    return (
        "Administrator" in str(row.get("displayName") or "") or GLOBAL.is_in((row,)) or EXCHANGE.is_in((row,))
    )
