"""graph.mailbox: does the canary mailbox open through Microsoft Graph, the way archiving would open it?"""

from __future__ import annotations

from datetime import datetime

from checks import graph_answers
from checks.access import denial, mailbox_probe, role_assignments, untold
from checks.access.mailbox_codes import by_code, wrong
from checks.access.mailbox_probe import CANARY
from checks.powershell import connect, online
from checks.registry import check
from checks.result import Evidence, Remedy, Result, passed
from checks.subject import Subject
from clients.contract import Clients, GraphReply


def look(subject: Subject, clients: Clients) -> Evidence:
    """Opens the inbox of the canary mailbox in the application's name and reads its name and number of messages; no
    message is read. When it is refused, asks which role and scope the application has."""
    seen = mailbox_probe.probe(subject, subject.canary, CANARY, clients)
    if mailbox_probe.outcome(seen, CANARY) == "denied":
        seen += denial.gather(subject, clients)
    return seen


@check(
    "graph.mailbox",
    step="access",
    title="Canary mailbox through Graph",
    order=80,
    look=look,
    source="Microsoft Graph: get mailFolder; limiting application permissions to mailboxes",
    deadline=40,
    token=True,
    roads=("application",),
    exchanges=("online", "hybrid"),
    needs=("canary",),
    via=("graph",),
)
def judge(subject: Subject, evidence: Evidence, now: datetime) -> Result:
    """The proof: one mailbox, opened as Retain opens all of them."""
    tried, reply = mailbox_probe.outcome(evidence, CANARY), mailbox_probe.over_graph(evidence, CANARY)
    if tried == "read":
        return _opened(subject, reply)
    if tried == "unknown":
        return untold.by_mailbox(evidence, CANARY, subject.canary)
    if tried == "denied":
        return denial.cause(subject, evidence, now) or _denied(subject, evidence, reply)
    return by_code(subject, reply)


def _opened(subject: Subject, reply: GraphReply) -> Result:
    count = graph_answers.fields(reply).get("totalItemCount")
    held = f", {count} messages" if isinstance(count, int) else ""
    return passed(
        f"The inbox of {subject.canary} opens{held}.", expected="the inbox opens", found="it opened"
    )


def _denied(subject: Subject, seen: Evidence, reply: GraphReply) -> Result:
    lines = role_assignments.by_hand(subject, seen) if seen.get(role_assignments.ASSIGNMENTS) else ()
    return wrong(
        subject,
        f"Exchange Online refuses the inbox of {subject.canary} ({reply.code or reply.status}).",
        reply,
        Remedy(
            "text",
            "The role looks right, or could not be seen. Compare what Exchange says of this "
            "mailbox: InScope must be True.",
        ),
        *(lines or online(connect(subject), "Get-ManagementRoleAssignment")),
    )
