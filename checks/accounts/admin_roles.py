"""admin.roles: may the administrator do what this set-up takes, and not much more?"""

from __future__ import annotations

from datetime import datetime

from checks import graph_answers, sides
from checks.accounts import account, report, roles, users
from checks.accounts.report import Account
from checks.accounts.who import ADMIN
from checks.admin_centre import ENTRA
from checks.powershell import line, server
from checks.registry import check
from checks.result import Evidence, Remedy, Result, failed, passed, warning
from checks.subject import Subject
from clients.contract import Clients

_ENOUGH_ONLINE, _ENOUGH_ON_SERVER = "Exchange Administrator", "Organization Management"
_CONFIRM = "Run this check again: it names the role."


def look(subject: Subject, clients: Clients) -> Evidence:
    """Asks Entra which directory roles the administrator holds, also through groups; on a server of your own the
    account report says it."""
    seen = account.gather(subject, ADMIN, clients)
    return seen + roles.gather(subject.admin_upn, clients) if sides.in_cloud(subject) else seen


@check(
    "admin.roles",
    step="accounts",
    title="Role of the administrator",
    order=30,
    look=look,
    source="Microsoft: application RBAC in Exchange Online (Organization Management or Exchange Administrator)",
    token=True,
    needs=("admin_upn",),
)
def judge(subject: Subject, evidence: Evidence, now: datetime) -> Result:
    """Giving Retain its right takes an Exchange administrator. A Global Administrator can do it as well, but may do
    everything else too."""
    return sides.judged(
        subject,
        lambda: users.judged(subject, evidence, ADMIN, lambda user: _online(subject, evidence)),
        lambda: report.judged(subject, evidence, ADMIN, lambda found: _server(found), ADMIN.owner),
    )


def _online(subject: Subject, evidence: Evidence) -> Result:
    reply = roles.reply(evidence)
    held = roles.held(reply)
    if held is None:
        by_hand = Remedy(
            "text", f"Open {subject.admin_upn}, Assigned roles, and look for yourself.", label=ENTRA
        )
        grant = Remedy(
            "text", f"Or grant the application {roles.PERMISSION}, so that this check can see them."
        )
        return graph_answers.undecided(reply, "which roles the administrator holds", (by_hand, grant))
    shown = ", ".join(roles.names(held)) or "no role"
    if roles.GLOBAL.is_in(held):
        return _too_much(subject, shown)
    if roles.EXCHANGE.is_in(held):
        return passed(f"{subject.admin_upn} is {_ENOUGH_ONLINE}.", expected=_ENOUGH_ONLINE, found=shown)
    return _none(subject, shown)


def _too_much(subject: Subject, shown: str) -> Result:
    return warning(
        f"{subject.admin_upn} is Global Administrator; {_ENOUGH_ONLINE} is enough.",
        meaning="The set-up works. Whoever gets hold of this account rules the whole tenant, not only Exchange.",
        confirm=_CONFIRM,
        remedy=(
            Remedy(
                "text",
                f"Give {subject.admin_upn} the role {_ENOUGH_ONLINE}, and take the other away.",
                label=ENTRA,
            ),
            Remedy(
                "text",
                "If this person administers the whole tenant anyway, leave it so: a warning does not hold this step.",
            ),
        ),
        expected=_ENOUGH_ONLINE,
        found=shown,
    )


def _none(subject: Subject, shown: str) -> Result:
    return failed(
        f"{subject.admin_upn} holds no role that may set up Exchange ({shown}).",
        meaning="The lines that give Retain its right to read mailboxes are refused when this account runs them.",
        confirm=_CONFIRM,
        remedy=(
            Remedy(
                "text",
                f"Open {subject.admin_upn}, Assigned roles, Add, and choose {_ENOUGH_ONLINE}.",
                label=ENTRA,
            ),
        ),
        expected=_ENOUGH_ONLINE,
        found=shown,
    )


def _server(found: Account) -> Result:
    upn, groups = found["user_principal_name"], tuple(group["name"] for group in found["role_groups"])
    shown = ", ".join(groups) or "no role group"
    if _ENOUGH_ON_SERVER in groups:
        return passed(
            f"{upn} is in {_ENOUGH_ON_SERVER} {found.source}.", expected=_ENOUGH_ON_SERVER, found=shown
        )
    return failed(
        f"{upn} is not in the role group {_ENOUGH_ON_SERVER} {found.source}.",
        meaning="The line that gives the impersonation user its role is refused when this account runs it.",
        confirm="Make and upload a new account report: this line turns green.",
        remedy=server(line("Add-RoleGroupMember", Identity=_ENOUGH_ON_SERVER, Member=upn)),
        expected=_ENOUGH_ON_SERVER,
        found=shown,
    )
