"""Mailboxes through Graph: who may read which, and what is said when there is none."""

from __future__ import annotations

from typing import Any

from simulator.tenant import scope
from simulator.tenant.identity import guid
from simulator.tenant.model import Tenant, User
from simulator.web.graph.reply import GraphError


def open_for(
    tenant: Tenant, who: str, granted: frozenset[str], entra: tuple[str, ...], rbac: tuple[str, ...]
) -> User:
    """The user whose mailbox may be read. GraphError as Exchange gives it."""
    unscoped = bool(granted & set(entra))
    if tenant.exchange.access_policy:
        raise GraphError(403, "ErrorAccessDenied", "Access to OData is disabled.")
    if not unscoped and not scope.assigned(tenant, rbac):
        raise no_access()
    user = tenant.find(who)
    if user is None:
        raise GraphError(404, "ErrorInvalidUser", f"The requested user '{who}' is invalid.")
    if user.mailbox != "cloud":
        raise GraphError(
            404, "MailboxNotEnabledForRESTAPI",
            "The mailbox is either inactive, soft-deleted, or is hosted on-premise.",
        )  # fmt: skip
    if not unscoped and not scope.reaches(tenant, rbac, user):
        raise no_access()
    return user


def no_access() -> GraphError:
    return GraphError(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.")


def inbox(user: User) -> dict[str, Any]:
    return {
        "id": folder_id(user),
        "displayName": "Inbox",
        "parentFolderId": guid(user.id, "root").replace("-", ""),
        "childFolderCount": 0,
        "unreadItemCount": 1,
        "totalItemCount": 12,
        "isHidden": False,
    }


def folder_id(user: User) -> str:
    return "AAMkA" + guid(user.id, "inbox").replace("-", "")


def settings(user: User) -> dict[str, Any]:
    return {
        "archiveFolder": "AAMkA" + guid(user.id, "archive").replace("-", ""),
        "timeZone": "W. Europe Standard Time",
        "dateFormat": "dd.MM.yyyy",
        "timeFormat": "HH:mm",
        "userPurpose": purpose(user),
    }


def purpose(user: User) -> str:
    """What the mailbox is for, in Graph's words."""
    return user.purpose or ("shared" if user.shared else "user")
