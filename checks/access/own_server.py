"""The impersonation user on the customer's own Exchange server: opening the canary mailbox proves the role."""

from __future__ import annotations

from checks.accounts import report
from checks.ews import words
from checks.powershell import line, server
from checks.result import Evidence, Item, Remedy, Result, blocked, evidence, failed, passed
from checks.subject import Subject
from clients.contract import Clients, EwsReply, SignInRefused

TRIED = "GetFolder on your server"
ROLE = "ApplicationImpersonation"
IF_ASSIGNED = (
    "Exchange denies impersonation to members of its administrator groups, whatever role they have. Upload an account "
    "report on Accounts: the check “Impersonation user is no administrator” names the groups, and the line that takes "
    "the user out."
)


def gather(subject: Subject, clients: Clients) -> Evidence:
    """Evidence of one GetFolder with the impersonation user's password; none while an answer is missing.
    NoCredential."""
    if missing(subject):
        return evidence(Item("Exchange server", "text", subject.ews_url or "not entered yet"))
    try:
        reply = clients.ews.get_folder(subject.canary, url=subject.ews_url)
    except SignInRefused as refused:  # on this road there is no application whose sign-in could own it
        reply = EwsReply(subject.ews_url, subject.canary, 401, text=refused.text)
    return evidence(Item(TRIED, "json", reply.evidence()))


def reply_of(seen: Evidence) -> EwsReply | None:
    value = seen.get(TRIED)
    return EwsReply.of(value) if value else None


def missing(subject: Subject) -> Result | None:
    """Blocked by the answer that is still empty."""
    for key, name in (
        ("worker_upn", "the impersonation user"),
        ("ews_url", "the address of your Exchange server"),
        ("canary", "a canary mailbox"),
    ):
        if not getattr(subject, key):
            return blocked(f"form:{key}", f"Enter {name} first.")
    return None


def judge_role(subject: Subject, seen: Evidence) -> Result:
    """Has the impersonation user its role? Owner of ErrorImpersonateUserDenied; other troubles are owned by the check
    that opens the mailbox."""
    reply = reply_of(seen)
    if reply is None:
        return missing(subject) or blocked("form:canary", "Enter a canary mailbox first.")
    if reply.ok:
        return passed(f"{subject.worker_upn} opened {reply.mailbox} in the name of its owner.")
    if reply.code == "ErrorImpersonateUserDenied":
        return _administrator(subject) or _denied(subject, reply)
    if words.undecided(reply):
        return words.could_not_ask(reply)
    return blocked(
        "ews.impersonation", f"{reply.mailbox} did not open for another reason: {words.answered(reply)}."
    )


def _administrator(subject: Subject) -> Result | None:
    """Blocked where the account report says that Exchange would deny it whatever role there is."""
    groups = report.admin_groups_of(subject)
    if not groups:
        return None
    return blocked(
        "worker.not-admin",
        f"{subject.worker_upn} is in {', '.join(groups)}, and Exchange denies impersonation to administrators.",
    )


def _denied(subject: Subject, reply: EwsReply) -> Result:
    upn = subject.worker_upn
    return failed(
        f"{upn} may not open {reply.mailbox} in the name of its owner.",
        meaning="Retain signs in, and then Exchange refuses it every mailbox, so nothing is archived.",
        confirm="Run this check again: the canary mailbox opens.",
        remedy=(
            *server(line("New-ManagementRoleAssignment", Role=ROLE, User=upn)),
            Remedy("text", IF_ASSIGNED, label="If it has the role already"),
        ),
        expected=f"the role {ROLE}",
        found=f"{reply.code}: {reply.text[:300]}",
    )
