"""admin.account: is there an administrator to set all this up with?"""

from __future__ import annotations

from datetime import datetime

from checks.accounts import account
from checks.accounts.who import ADMIN
from checks.registry import check
from checks.result import Evidence, Result
from checks.subject import Subject
from clients.contract import Clients


def look(subject: Subject, clients: Clients) -> Evidence:
    """Looks the administrator up in Entra, and in the account report where a server of your own is used."""
    return account.gather(subject, ADMIN, clients)


@check(
    "admin.account",
    step="accounts",
    title="Administrator",
    order=20,
    look=look,
    source="Microsoft Graph: user (accountEnabled, userType); vendor article 7019065",
    token=True,
    needs=("admin_upn",),
)
def judge(subject: Subject, evidence: Evidence, now: datetime) -> Result:
    """The lines of this set-up are run by an administrator. The account should be a person's own or one that is kept
    for this, in the same tenant, and able to sign in."""
    return account.judge(subject, evidence, ADMIN)
