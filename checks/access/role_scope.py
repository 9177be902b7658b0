"""role.scope: does the application reach the mailboxes that it should, and only by a right that can be limited?"""

from __future__ import annotations

from datetime import datetime

from checks import graph_answers
from checks.access import application_role, mailbox_probe, role_assignments, untold
from checks.access.mailbox_probe import CANARY
from checks.access.role_assignments import SCOPES, Assignment
from checks.admin_centre import ENTRA
from checks.powershell import connect, online
from checks.propagation import ROLE, assignment_key, in_force_from, still
from checks.registry import check
from checks.result import Evidence, Remedy, Result, blocked, evidence, failed, passed, waiting, warning
from checks.sides import hanging
from checks.subject import Subject
from clients.contract import Clients, GraphReply, NotGranted

ID = "role.scope"
_NO_ROLE = "The application has no role whose reach could be judged."
_NOT_KNOWN = "As long as nobody knows the application's role, nobody can judge its reach."


def look(subject: Subject, clients: Clients) -> Evidence:
    """Asks Microsoft Graph to which mailboxes the application's Exchange roles are limited, reads from the token what
    was granted without limit, and tries the canary mailbox."""
    seen = gather(subject, clients)
    return seen + mailbox_probe.probe(subject, subject.canary, CANARY, clients)


def gather(subject: Subject, clients: Clients) -> Evidence:
    """Roles and their scopes, for other checks too. SignInRefused, NoCredential, NotGranted."""
    seen = role_assignments.gather(subject, clients)
    return seen + evidence(graph_answers.item(SCOPES, _scopes(clients)))


def _scopes(clients: Clients) -> GraphReply:
    """The custom scopes. The reference names no application permission for them, so a refusal says nothing."""
    path = "/roleManagement/exchange/customAppScopes"
    try:
        return clients.graph.pages(path, needs=role_assignments.PERMISSION, beta=True)
    except NotGranted as refused:
        return GraphReply(path, 403, code=graph_answers.LACKING, text=str(refused))


@check(
    ID,
    step="access",
    title="Reach of the role",
    order=50,
    look=look,
    source="Microsoft: application RBAC in Exchange Online (effective access is the union of Entra and Exchange)",
    deadline=40,
    token=True,
    roads=("application",),
    exchanges=("online", "hybrid"),
    needs=("canary",),
)
def judge(subject: Subject, evidence: Evidence, now: datetime) -> Result:
    """A role in Exchange can be limited to the mailboxes that are archived. A grant in Entra beside it reaches every
    mailbox, and makes the limit worthless."""
    granted = role_assignments.grants(subject, evidence)
    if granted:
        return _without_effect(subject, evidence, granted)
    role = application_role.online(subject, evidence, now)
    if role.status in ("failed", "error"):
        return hanging(application_role.ID, role, _NO_ROLE if role.status == "failed" else _NOT_KNOWN)
    giving = role_assignments.giving(subject, evidence)
    if any(one.whole_organization for one in giving):
        return passed(
            f"{_first(giving)} reaches every mailbox of the organization, {subject.canary} too.",
            found="the whole organization",
        )
    return _limited(subject, evidence, giving, now)


def _first(giving: tuple[Assignment, ...]) -> str:
    return next(one.role for one in giving if one.whole_organization)


def _limited(subject: Subject, seen: Evidence, giving: tuple[Assignment, ...], now: datetime) -> Result:
    where, tried = _named(seen, giving), mailbox_probe.outcome(seen, CANARY)
    if tried == "read":
        return passed(f"The role reaches {subject.canary}; it is limited to {where}.", found=where)
    if tried == "denied":
        return _denied(subject, seen, giving, where, now)
    if tried == "unknown":
        return untold.by_mailbox(seen, CANARY, subject.canary)
    owner = mailbox_probe.owner(seen, CANARY)
    return blocked(owner, f"{subject.canary} did not open for another reason, so its reach cannot be judged.")


def _named(seen: Evidence, giving: tuple[Assignment, ...]) -> str:
    """The scopes in words."""
    rows = graph_answers.rows(graph_answers.found(seen, SCOPES))
    names = {str(row.get("id")): str(row.get("displayName") or row.get("id")) for row in rows}
    return ", ".join(dict.fromkeys(_scope(one, names) for one in giving))


def _scope(one: Assignment, names: dict[str, str]) -> str:
    if one.app_scope:
        return f"the scope “{names.get(one.app_scope, one.app_scope)}”"
    kind, _, id = one.directory_scope.strip("/").partition("/")
    kinds = {"administrativeunits": "the administrative unit", "users": "the user"}
    return f"{kinds.get(kind.lower(), kind)} {id}"


def _denied(
    subject: Subject, seen: Evidence, giving: tuple[Assignment, ...], where: str, now: datetime
) -> Result:
    until = in_force_from(subject, [assignment_key(one.id) for one in giving], application_role.ID, now)
    until = max(until, still(subject, ID, ROLE, now) or until)
    if now < until:
        return waiting(
            f"{subject.canary} is refused so far. Microsoft takes up to 2 hours until a role and "
            "its scope are in force.",
            until=until,
            meaning="Nothing is to be done until then.",
        )
    scopes = graph_answers.found(seen, SCOPES)
    if not scopes.ok:
        by_hand = role_assignments.by_hand(subject, seen)
        return graph_answers.undecided(scopes, f"whether {subject.canary} is inside {where}", by_hand)
    return failed(
        f"{subject.canary} is outside the reach of the role, which is limited to {where}.",
        meaning=(
            "Exchange Online refuses this mailbox to Retain, and every other one outside, "
            "so they are not archived."
        ),
        confirm="Run this check again up to 2 hours later: the canary mailbox opens.",
        remedy=(
            Remedy(
                "text",
                f"Put {subject.canary} into the group or unit that the scope names, or name a "
                "canary inside it on Access.",
            ),
            *online(connect(subject), "Get-ManagementScope"),
            *role_assignments.by_hand(subject, seen)[1:],
        ),
        expected=f"a scope that holds {subject.canary}",
        found=where,
    )


def _without_effect(subject: Subject, seen: Evidence, granted: tuple[str, ...]) -> Result:
    names = ", ".join(granted)
    unclear = role_assignments.unclear(seen)
    role = () if unclear or role_assignments.giving(subject, seen) else role_assignments.assign(subject, seen)
    return warning(
        f"{names} is granted in Entra: the application reads every mailbox, and no scope limits it.",
        meaning="Archiving works. Whoever gets hold of the credential reads the mail of the whole organization.",
        confirm="Run this check again up to 2 hours later: it shows the reach of the Exchange role alone.",
        remedy=(
            *role,
            Remedy(
                "text",
                f"Once the Exchange role works, remove {names} from the application's permissions.",
                label=ENTRA,
            ),
            Remedy(
                "text",
                "If every mailbox is meant to be in reach, leave it so: a warning does not hold this step.",
            ),
        ),
        expected="an Exchange role, and no grant for mailboxes in Entra",
        found=f"{names} in Entra",
    )
