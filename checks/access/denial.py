"""A mailbox was refused for want of a right: whose fault is it?"""

from __future__ import annotations

from datetime import datetime

from checks.access import application_role, role_scope
from checks.access.role_assignments import ASSIGNMENTS
from checks.result import Evidence, Result, evidence
from checks.sides import hanging
from checks.subject import Subject
from clients.contract import Clients, NotGranted

_REFUSED = "The mailbox is refused for want of a right."


def gather(subject: Subject, clients: Clients) -> Evidence:
    """What `cause` judges by: roles and scopes; nothing where the application may not see them, since the refused
    mailbox is seen anyway."""
    try:
        return role_scope.gather(subject, clients)
    except NotGranted:
        return evidence()


def cause(subject: Subject, seen: Evidence, now: datetime) -> Result | None:
    """Blocked by the role or its scope, or waiting with it; None where neither explains the refusal."""
    if seen.get(ASSIGNMENTS) is None:
        return None
    role = application_role.online(subject, seen, now)
    if role.status in ("failed", "waiting"):
        return hanging(application_role.ID, role, _REFUSED)
    scope = role_scope.judge(subject, seen, now)
    if scope.status in ("failed", "waiting"):
        return hanging(role_scope.ID, scope, _REFUSED)
    return None
