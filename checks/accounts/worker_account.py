"""worker.account: is there an impersonation user, and may it sign in?"""

from __future__ import annotations

from datetime import datetime

from checks.accounts import account
from checks.accounts.who import WORKER
from checks.registry import check
from checks.result import Evidence, Result
from checks.subject import Subject
from clients.contract import Clients


def look(subject: Subject, clients: Clients) -> Evidence:
    """Looks the impersonation user up in Entra, and in the account report where a server of your own is used."""
    return account.gather(subject, WORKER, clients)


@check(
    "worker.account",
    step="accounts",
    title="Impersonation user",
    order=50,
    look=look,
    source="Microsoft Graph: user (accountEnabled, userType); vendor article 7019065",
    token=True,
    needs=("worker_upn",),
    optional=("worker_upn",),
)
def judge(subject: Subject, evidence: Evidence, now: datetime) -> Result:
    """Retain opens mailboxes with this account on Exchange Server. It is an ordinary user of your own with a
    mailbox."""
    return account.judge(subject, evidence, WORKER)
