"""ews.allowed: does Exchange Online answer this application over EWS, or does a policy keep it out?"""

from __future__ import annotations

from datetime import datetime

from checks.access import denial, mailbox_probe
from checks.access.mailbox_probe import CANARY
from checks.ews import ending, gate, words
from checks.ews.gate import ID
from checks.facts.register import state
from checks.registry import check
from checks.result import Evidence, Result, blocked
from checks.subject import Subject
from clients.contract import Clients


def look(subject: Subject, clients: Clients) -> Evidence:
    """Asks Exchange Online over EWS for the inbox of the canary mailbox in the application's name, and looks whether a
    policy answers in its place."""
    seen = mailbox_probe.probe(subject, subject.canary, CANARY, clients)
    denied = mailbox_probe.outcome(seen, CANARY) == "denied"
    return seen + denial.gather(subject, clients) if denied else seen


@check(
    ID,
    step="access",
    title="EWS is open for the application",
    order=60,
    look=look,
    source="Microsoft: Control access to EWS; Exchange Team, EWS Deprecation Is Here",
    deadline=40,
    token=True,
    roads=("application",),
    exchanges=("online", "hybrid"),
    needs=("canary",),
    via=("ews",),
)
def judge(subject: Subject, evidence: Evidence, now: datetime) -> Result:
    """Microsoft is closing EWS in Exchange Online: tenant by tenant, then for good. Until then it answers only where
    the organization allows it and the application is on its list."""
    reply = mailbox_probe.over_ews(evidence, CANARY)
    if state("ews-end", now.date(), subject.cloud.key) == "closed":
        return ending.ended(subject, now)
    if reply.status == 403:
        return gate.closed(subject, reply, now)
    if words.silent(reply):
        return words.could_not_ask(reply)
    if reply.status == 401:
        told = denial.cause(subject, evidence, now)
        return told or blocked("ews.impersonation", "Exchange Online did not take the application's token.")
    return ending.still_open(subject, now)
