"""role.impersonation: may Retain open mailboxes at all? The role of the road that was chosen."""

from __future__ import annotations

from datetime import datetime

from checks import sides
from checks.access import mailbox_probe, old_road, own_server, role_assignments
from checks.access.application_role import ID, online
from checks.access.mailbox_probe import CANARY
from checks.access.old_road import closed_road
from checks.registry import check
from checks.result import (
    Evidence,
    Item,
    Result,
    evidence,
)
from checks.subject import Subject
from clients.contract import Clients

ROAD = "Chosen road"


def look(subject: Subject, clients: Clients) -> Evidence:
    """Asks Microsoft Graph which Exchange roles the application has and tries them on the canary mailbox; on a server
    of your own it opens the canary mailbox in the name of its owner."""
    seen = evidence(Item(ROAD, "text", f"{subject.road}, {subject.exchange}"))
    if closed_road(subject):
        return seen
    if sides.in_cloud(subject):
        seen += role_assignments.gather(subject, clients)
        if subject.canary:
            seen += mailbox_probe.probe(subject, subject.canary, CANARY, clients)
    return seen + own_server.gather(subject, clients) if sides.on_server(subject) else seen


@check(
    ID,
    step="access",
    title="Role to open mailboxes",
    order=40,
    look=look,
    source="Microsoft: application RBAC in Exchange Online; MC718754; Exchange: Configure impersonation",
    deadline=40,
    token=True,
)
def judge(subject: Subject, evidence: Evidence, now: datetime) -> Result:
    """Retain opens mailboxes that are not its own. That takes a role: for an application in Exchange Online, or for an
    impersonation user on a server of your own."""
    if closed_road(subject):
        return old_road.judge_old_road(subject, now)
    return sides.judged(
        subject, lambda: online(subject, evidence, now), lambda: own_server.judge_role(subject, evidence)
    )
