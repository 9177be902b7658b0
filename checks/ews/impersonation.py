"""ews.impersonation: does the canary mailbox open over EWS, in the name of its owner?"""

from __future__ import annotations

from datetime import datetime

from checks.access import application_role, denial, mailbox_probe, old_road, own_server, role_impersonation
from checks.access.mailbox_probe import CANARY
from checks.ews import by_code, gate, unexplained, words
from checks.registry import check
from checks.result import Evidence, Item, Result, blocked, evidence, passed
from checks.sides import hanging, on_server
from checks.subject import Subject
from clients.contract import Clients, EwsReply


def look(subject: Subject, clients: Clients) -> Evidence:
    """Opens the inbox of the canary mailbox over EWS in the name of its owner: with the application's token, or on a
    server of your own with the impersonation user's password. No message is read."""
    if old_road.closed_road(subject):
        return evidence(Item(role_impersonation.ROAD, "text", f"{subject.road}, {subject.exchange}"))
    if on_server(subject):
        return own_server.gather(subject, clients)
    seen = mailbox_probe.probe(subject, subject.canary, CANARY, clients)
    denied = mailbox_probe.outcome(seen, CANARY) == "denied"
    return seen + denial.gather(subject, clients) if denied else seen


@check(
    "ews.impersonation",
    step="access",
    title="Canary mailbox over EWS",
    order=70,
    look=look,
    source="Microsoft: GetFolder operation, ExchangeImpersonation, ResponseCode; Test-EWSAppAccess",
    deadline=40,
    token=True,
    needs=("canary",),
    via=("ews",),
)
def judge(subject: Subject, evidence: Evidence, now: datetime) -> Result:
    """The proof: one mailbox, opened as Retain opens all of them."""
    if old_road.closed_road(subject):
        return blocked(application_role.ID, "The chosen road is closed in Exchange Online.")
    if on_server(subject):
        return _on_server(subject, evidence)
    reply = mailbox_probe.over_ews(evidence, CANARY)
    if reply.status == 403:
        closed = gate.closed(subject, reply, now)
        return hanging(gate.ID, closed, "Exchange Online does not answer the application over EWS.")
    if mailbox_probe.outcome(evidence, CANARY) == "denied":
        return denial.cause(subject, evidence, now) or unexplained.refused(subject, reply)
    return _told(subject, reply)


def _on_server(subject: Subject, seen: Evidence) -> Result:
    reply = own_server.reply_of(seen)
    if reply is None:
        return own_server.missing(subject) or blocked(
            "form:ews_url", "Enter the address of your Exchange server first."
        )
    if reply.code == "ErrorImpersonateUserDenied":
        return blocked(application_role.ID, "The impersonation user may not open mailboxes of others.")
    return _told(subject, reply)


def _told(subject: Subject, reply: EwsReply) -> Result:
    if reply.ok:
        by = f", signed in by {reply.scheme}" if reply.scheme else ""
        return passed(
            f"The inbox of {reply.mailbox} opens{by}.", expected="the inbox opens", found="it opened"
        )
    if words.undecided(reply):
        return words.could_not_ask(reply)
    return by_code.judge(subject, reply)
