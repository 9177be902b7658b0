"""Users as Microsoft Graph has them: looked up by logon name, with all that the checks of accounts need."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from checks import graph_answers, graph_paths
from checks.accounts.who import Who
from checks.result import Evidence, Result, blocked, evidence
from checks.subject import Subject
from clients.contract import Clients

USER = {"administrator": "Administrator in Entra", "impersonation_user": "Impersonation user in Entra"}
_SELECT = (
    "id,displayName,mailNickname,userPrincipalName,mail,userType,accountEnabled,assignedPlans,assignedLicenses,"
    "passwordPolicies,passwordProfile,lastPasswordChangeDateTime,onPremisesSyncEnabled"
)
User = Mapping[str, Any]


def path_of(upn: str) -> str:
    return f"/users/{graph_paths.segment(upn)}"


def look_up(subject: Subject, who: Who, clients: Clients) -> Evidence:
    """Evidence of one request for the user. NotGranted, SignInRefused, NoCredential."""
    reply = clients.graph.get(path_of(who.upn(subject)), {"$select": _SELECT}, needs="User.Read.All")
    return evidence(graph_answers.item(USER[who.key], reply))


def judged(subject: Subject, evidence: Evidence, who: Who, judge: Callable[[User], Result]) -> Result:
    """The verdict of `judge` on this user, blocked by the owner where there is none."""
    reply = graph_answers.found(evidence, USER[who.key])
    user = graph_answers.fields(reply)
    if reply.status == 404:
        return blocked(who.owner, f"Entra has no user {who.upn(subject)}.")
    if not reply.ok or not user.get("id"):
        return graph_answers.undecided(reply, f"who {who.upn(subject)} is")
    if is_guest(user):
        return blocked(who.owner, f"{who.upn(subject)} is a guest.")
    return judge(user)


def is_guest(user: User) -> bool:
    return str(user.get("userType") or "Member").lower() != "member"


def synchronised(user: User) -> bool:
    """The user is kept in a directory of the customer's own and copied to Entra."""
    return user.get("onPremisesSyncEnabled") is True
