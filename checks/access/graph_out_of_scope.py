"""graph.out-of-scope: is a mailbox that is none of Retain's business refused?"""

from __future__ import annotations

from datetime import datetime

from checks import graph_answers
from checks.access import denial, mailbox_probe, role_assignments, untold
from checks.access.mailbox_probe import CANARY, OUTSIDE
from checks.admin_centre import ENTRA
from checks.ews import words
from checks.powershell import connect, line, online
from checks.propagation import ROLE, still
from checks.registry import check
from checks.result import Evidence, Remedy, Result, blocked, could_not, failed, passed, waiting
from checks.subject import Subject
from clients.contract import Clients

ID = "graph.out-of-scope"


def look(subject: Subject, clients: Clients) -> Evidence:
    """Tries to open the inbox of the mailbox that is named as out of scope, and the canary's beside it: a refusal
    proves something only while the other one opens."""
    seen = mailbox_probe.probe(subject, subject.out_of_scope, OUTSIDE, clients)
    seen += mailbox_probe.probe(subject, subject.canary, CANARY, clients)
    if mailbox_probe.outcome(seen, CANARY) == "denied" or mailbox_probe.outcome(seen, OUTSIDE) == "read":
        seen += denial.gather(subject, clients)
    return seen


@check(
    ID,
    step="access",
    title="Mailbox out of scope",
    order=90,
    look=look,
    source="Microsoft: application RBAC in Exchange Online (resource scopes)",
    deadline=40,
    token=True,
    roads=("application",),
    exchanges=("online", "hybrid"),
    needs=("canary",),
    optional=("out_of_scope",),
)
def judge(subject: Subject, evidence: Evidence, now: datetime) -> Result:
    """Least privilege is in force only if a mailbox outside is really refused. This is the counter-proof to the canary
    mailbox."""
    tried = mailbox_probe.outcome(evidence, OUTSIDE)
    if tried == "read":
        return _readable(subject, evidence, now)
    if tried == "unknown":
        return untold.by_mailbox(evidence, OUTSIDE, subject.out_of_scope)
    if tried == "other" and mailbox_probe.owner(evidence, OUTSIDE) == "ews.allowed":
        return blocked("ews.allowed", "Exchange Online does not answer the application over EWS.")
    if tried == "other":
        return could_not(
            f"{subject.out_of_scope} did not open for another reason than a missing right, which proves nothing.",
            tried=f"Opened the inbox of {subject.out_of_scope}: {_answered(evidence)}.",
            again="Name a mailbox that exists and lies outside the scope, and run this check again.",
        )
    return _refused(subject, evidence, now)


def _answered(seen: Evidence) -> str:
    if "ews" in seen[OUTSIDE]:
        return words.answered(mailbox_probe.over_ews(seen, OUTSIDE))
    return graph_answers.answered(mailbox_probe.over_graph(seen, OUTSIDE))


def _refused(subject: Subject, seen: Evidence, now: datetime) -> Result:
    canary = mailbox_probe.outcome(seen, CANARY)
    if canary == "read":
        return passed(
            f"{subject.out_of_scope} is refused, and {subject.canary} opens.",
            expected="refused",
            found="refused",
        )
    if canary == "unknown":
        return untold.by_mailbox(seen, CANARY, subject.canary)
    owner = mailbox_probe.owner(seen, CANARY)
    caused = denial.cause(subject, seen, now) if canary == "denied" else None
    return caused or blocked(owner, f"{subject.canary} does not open either, so a refusal proves nothing.")


def _readable(subject: Subject, seen: Evidence, now: datetime) -> Result:
    until = still(subject, ID, ROLE, now) or still(subject, "role.scope", ROLE, now)
    if until:
        return waiting(
            f"{subject.out_of_scope} still opens. Microsoft takes up to 2 hours until a new scope is in force.",
            until=until,
            meaning="Nothing is to be done until then.",
        )
    return failed(
        f"{subject.out_of_scope} opens, although it is named as out of scope.",
        meaning=(
            "The application reads more than it should: its right is not limited to the "
            "mailboxes that are archived."
        ),
        confirm="Run this check again up to 2 hours later: the mailbox is refused.",
        remedy=_limit(subject, seen),
        expected="refused",
        found="the inbox opened",
    )


def _limit(subject: Subject, seen: Evidence) -> tuple[Remedy, ...]:
    granted = role_assignments.grants(subject, seen) if seen.get(role_assignments.ASSIGNMENTS) else ()
    if granted:
        todo = f"Remove {', '.join(granted)} from the application's permissions: it reaches every mailbox."
        return (Remedy("text", todo, label=ENTRA),)
    known = seen.get(role_assignments.ASSIGNMENTS) is not None
    giving = role_assignments.giving(subject, seen) if known else ()
    todo = (
        f"Make a scope “{role_assignments.SCOPE}” with New-ManagementScope whose filter names the group of "
        "mailboxes that are archived, "
        "as Access shows. Then limit the role to it:"
    )
    lines = (
        line("Set-ManagementRoleAssignment", Identity=one.id, CustomResourceScope=role_assignments.SCOPE)
        for one in giving
    )
    return (Remedy("text", todo), *online(connect(subject), *lines))
