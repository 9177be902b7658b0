"""worker.not-admin: is the impersonation user free of administrator roles?"""

from __future__ import annotations

from datetime import datetime

from checks import graph_answers, sides
from checks.accounts import account, distinct, report, roles, users
from checks.accounts.report import Account
from checks.accounts.who import WORKER
from checks.admin_centre import ENTRA
from checks.powershell import line, server
from checks.registry import check
from checks.result import Evidence, Remedy, Result, failed, passed
from checks.subject import Subject
from clients.contract import Clients

_MEANING = "Exchange denies impersonation to administrators, so Retain can open no mailbox with this account."


def look(subject: Subject, clients: Clients) -> Evidence:
    """Asks Entra which directory roles the impersonation user holds, also through groups; on a server of your own the
    account report says which role groups it is in."""
    seen = account.gather(subject, WORKER, clients)
    return seen + roles.gather(subject.worker_upn, clients) if sides.in_cloud(subject) else seen


@check(
    "worker.not-admin",
    step="accounts",
    title="Impersonation user is no administrator",
    order=90,
    look=look,
    source="Retain documentation 4.3: not a member of any Exchange administrator group",
    token=True,
    needs=("worker_upn",),
    optional=("worker_upn",),
)
def judge(subject: Subject, evidence: Evidence, now: datetime) -> Result:
    """Exchange denies impersonation to members of its administrator groups. The impersonation user must be an
    ordinary one."""
    return distinct.hanging(subject) or sides.judged(
        subject,
        lambda: users.judged(subject, evidence, WORKER, lambda user: _online(subject, evidence)),
        lambda: report.judged(subject, evidence, WORKER, _server, WORKER.owner),
    )


def _online(subject: Subject, evidence: Evidence) -> Result:
    reply = roles.reply(evidence)
    held = roles.held(reply)
    if held is None:
        by_hand = Remedy(
            "text", f"Open {subject.worker_upn}, Assigned roles, and look for yourself.", label=ENTRA
        )
        grant = Remedy(
            "text", f"Or grant the application {roles.PERMISSION}, so that this check can see them."
        )
        return graph_answers.undecided(reply, "which roles the impersonation user holds", (by_hand, grant))
    bad = roles.names(tuple(row for row in held if roles.administers(row)))
    if not bad:
        return passed(
            f"{subject.worker_upn} holds no administrator role.",
            expected="no administrator role",
            found="none",
        )
    return failed(
        f"{subject.worker_upn} holds {', '.join(bad)}.",
        meaning=_MEANING,
        confirm="Run this check again: it names no role.",
        remedy=(
            Remedy(
                "text",
                f"Open {subject.worker_upn}, Assigned roles, and remove {', '.join(bad)}.",
                label=ENTRA,
            ),
        ),
        expected="no administrator role",
        found=", ".join(bad),
    )


def _server(found: Account) -> Result:
    upn, groups = found["user_principal_name"], found.admin_groups
    if not groups:
        return passed(
            f"{upn} is in no administrator group {found.source}.",
            expected="no administrator group",
            found="none",
        )
    return failed(
        f"{upn} is in {', '.join(groups)} {found.source}.",
        meaning=_MEANING,
        confirm="Make and upload a new account report: this line turns green.",
        remedy=server(*(line("Remove-RoleGroupMember", Identity=group, Member=upn) for group in groups)),
        expected="no administrator group",
        found=", ".join(groups),
    )
