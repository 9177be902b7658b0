"""worker.name: do the three names of the impersonation user match?"""

from __future__ import annotations

from datetime import datetime

from checks import sides
from checks.accounts import account, distinct, report, users
from checks.accounts.report import Account
from checks.accounts.who import WORKER
from checks.powershell import line, online, server
from checks.registry import check
from checks.result import Evidence, Remedy, Result, passed, warning
from checks.subject import Subject
from clients.contract import Clients


def look(subject: Subject, clients: Clients) -> Evidence:
    """Looks the impersonation user up in Entra, and in the account report where a server of your own is used."""
    return account.gather(subject, WORKER, clients)


@check(
    "worker.name",
    step="accounts",
    title="Names of the impersonation user",
    order=60,
    look=look,
    source="vendor article 7019065: a simple name such as RetainWorker that matches the logon name",
    token=True,
    needs=("worker_upn",),
    optional=("worker_upn",),
)
def judge(subject: Subject, evidence: Evidence, now: datetime) -> Result:
    """The vendor asks for one simple name, such as RetainWorker, as display name, alias and logon name. Different
    names make the account hard to find in logs."""
    return distinct.hanging(subject) or sides.judged(
        subject,
        lambda: users.judged(subject, evidence, WORKER, lambda user: _online(subject, user)),
        lambda: report.judged(subject, evidence, WORKER, _server, WORKER.owner),
    )


def _online(subject: Subject, user: users.User) -> Result:
    logon = str(user.get("userPrincipalName") or subject.worker_upn).partition("@")[0]
    return _compared(
        str(user.get("displayName") or ""),
        str(user.get("mailNickname") or ""),
        logon,
        online(line("Set-Mailbox", Identity=subject.worker_upn, Alias=logon, DisplayName=logon)),
    )


def _server(found: Account) -> Result:
    upn, logon = found["user_principal_name"], found["logon_name"]
    mend = server(line("Set-Mailbox", Identity=upn, Alias=logon, DisplayName=logon))
    return _compared(found["display_name"], found["alias"], logon, mend)


def _compared(display: str, alias: str, logon: str, mend: tuple[Remedy, ...]) -> Result:
    shown = f"display name {display or 'empty'}, alias {alias or 'empty'}, logon name {logon}"
    wanted = f"display name {logon}, alias {logon}, logon name {logon}"
    if display.casefold() == alias.casefold() == logon.casefold():
        return passed(f"Display name, alias and logon name are {logon}.", expected=wanted, found=shown)
    return warning(
        f"The names differ: {shown}.",
        meaning="Retain works with it. In its logs and in Exchange the account goes by different names, which makes "
        "trouble hard to trace.",
        confirm="Run this check again after some minutes: it shows one name.",
        remedy=mend,
        expected=wanted,
        found=shown,
    )
