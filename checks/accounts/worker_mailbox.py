"""worker.mailbox: has the impersonation user a mailbox? Proved by opening it, not by its licence alone."""

from __future__ import annotations

from datetime import datetime

from checks import graph_answers, sides
from checks.accounts import account, licences, mailbox_signs, report, users
from checks.accounts.report import Account
from checks.accounts.who import WORKER
from checks.admin_centre import MICROSOFT_365
from checks.facts.register import fact
from checks.powershell import connect, line, online, server
from checks.registry import check
from checks.result import Evidence, Remedy, Result, failed, passed, warning
from checks.subject import Subject
from clients.contract import Clients

_MEANING = (
    "Retain needs an account with a mailbox of its own; one without is found nowhere and opens nothing."
)
_CONFIRM = "Run this check again some minutes after the mailbox was made: this line turns green."
_WANTED = "a mailbox"


def look(subject: Subject, clients: Clients) -> Evidence:
    """Tries to see the inbox of the impersonation user, then the purpose of its mailbox, then asks Exchange for it; on
    a server of your own the account report says it."""
    seen = account.gather(subject, WORKER, clients)
    return seen + mailbox_signs.gather(subject, clients) if sides.in_cloud(subject) else seen


@check(
    "worker.mailbox",
    step="accounts",
    title="Mailbox of the impersonation user",
    order=70,
    look=look,
    source="Microsoft Graph: mailFolder, mailboxSettings; MC1191578 (Kiosk licences); vendor article 7019065",
    deadline=30,
    token=True,
    needs=("worker_upn",),
    optional=("worker_upn",),
)
def judge(subject: Subject, evidence: Evidence, now: datetime) -> Result:
    """The impersonation user is an ordinary user with a mailbox. A licence alone is no proof: the mailbox may still be
    on another server, or deleted."""
    return sides.judged(
        subject,
        lambda: users.judged(subject, evidence, WORKER, lambda user: _online(subject, evidence, user, now)),
        lambda: report.judged(subject, evidence, WORKER, _server, WORKER.owner),
    )


def _online(subject: Subject, seen: Evidence, user: users.User, now: datetime) -> Result:
    proof = mailbox_signs.proof(seen)
    if proof is None:
        by_hand = online(
            connect(subject),
            line("Get-Mailbox", Identity=subject.worker_upn),
        )
        reply = mailbox_signs.last(seen)
        return graph_answers.undecided(reply, f"whether {subject.worker_upn} has a mailbox", by_hand)
    if not proof:
        return _none(subject, user)
    if licences.kiosk(user):
        return _kiosk(subject, now)
    return passed(f"{subject.worker_upn} has a mailbox in Exchange Online.", expected=_WANTED, found=_WANTED)


def _kiosk(subject: Subject, now: datetime) -> Result:
    return warning(
        f"{subject.worker_upn} has a mailbox with only a Kiosk or F licence.",
        meaning=fact("ews-kiosk").sentence(now.date(), subject.cloud.key),
        confirm="Run this check again some minutes after the licence was changed: this line turns green.",
        remedy=(
            Remedy(
                "text",
                f"Give {subject.worker_upn} a licence with a full Exchange plan, or read mailboxes through Graph.",
                label=MICROSOFT_365,
            ),
        ),
        expected="a licence with a full Exchange plan",
        found="only the Exchange plan of Kiosk and F licences",
    )


def _none(subject: Subject, user: users.User) -> Result:
    upn = subject.worker_upn
    why, todo = _cause(upn, user)
    return failed(
        f"{upn} has no mailbox in Exchange Online: {why}.",
        meaning=_MEANING,
        confirm=_CONFIRM,
        remedy=(Remedy("text", todo, label=MICROSOFT_365),),
        expected="a mailbox in Exchange Online",
        found=why,
    )


def _cause(upn: str, user: users.User) -> tuple[str, str]:
    """What is missing, and what to do about it."""
    if not licences.licensed(user) and users.synchronised(user):
        return (
            "its mailbox is on a server of your own, or it has none",
            f"Make a user in Exchange Online for Retain, or move the mailbox of {upn} there.",
        )
    if not user.get("assignedLicenses"):
        return (
            "it has no licence",
            f"Open {upn}, Licenses and apps, and give it a licence with Exchange Online.",
        )
    if not licences.licensed(user):
        return (
            "its licence has no Exchange plan that is switched on",
            f"Open {upn}, Licenses and apps, Apps, and switch Exchange Online on.",
        )
    if users.synchronised(user):
        return (
            "it is licensed, but its mailbox is on a server of your own, inactive or deleted",
            f"Move the mailbox of {upn} to Exchange Online, or make another user for Retain.",
        )
    return (
        "it is licensed, but its mailbox is inactive, deleted or not made yet",
        f"A new mailbox takes some minutes. If {upn} is older, look for it under Users, Deleted users, and restore it.",
    )


def _server(found: Account) -> Result:
    upn, kind = found["user_principal_name"], found["recipient_type"]
    if "Mailbox" in kind:
        return passed(f"{upn} has a mailbox ({kind}) {found.source}.", expected=_WANTED, found=kind)
    return failed(
        f"{upn} has no mailbox {found.source}.",
        meaning=_MEANING,
        confirm="Make and upload a new account report: this line turns green.",
        remedy=server(line("Enable-Mailbox", Identity=upn)),
        expected=_WANTED,
        found=kind or "no mailbox",
    )
