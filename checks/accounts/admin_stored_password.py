"""admin.stored-password: does the way of connecting keep an administrator's password on a disk?"""

from __future__ import annotations

from datetime import datetime

from checks.accounts import report
from checks.accounts.report import Account
from checks.accounts.who import ADMIN
from checks.facts.register import fact
from checks.registry import check
from checks.result import Evidence, Item, Remedy, Result, evidence, passed, warning
from checks.subject import Subject
from clients.contract import Clients

ROAD, CREDENTIAL = "Road", "Credential"


def look(subject: Subject, clients: Clients) -> Evidence:
    """Looks at the road that was chosen, and on a server of your own at the account report; nothing is asked of
    anybody."""
    seen = evidence(
        Item(ROAD, "text", subject.road), Item(CREDENTIAL, "text", subject.credential or "none entered yet")
    )
    return seen if subject.online else seen + report.gather(subject)


@check(
    "admin.stored-password",
    step="accounts",
    title="No stored administrator password",
    order=40,
    look=look,
    source="Microsoft message center MC1248389; vendor article 7019065 (script with user and password)",
    needs=("admin_upn",),
)
def judge(subject: Subject, evidence: Evidence, now: datetime) -> Result:
    """The old script keeps the password of an administrator in a file. Whoever reads the file has the tenant, and
    sign-in with a stored password is ending."""
    if not subject.online:
        stored = evidence[report.REPORT].get("stored_password") is True
        return report.judged(subject, evidence, ADMIN, lambda found: _server(found, stored, subject, now))
    if subject.road == "application":
        return passed(
            "An application signs in with a credential of its own; no administrator password is stored."
        )
    return _old_script(subject, "The chosen road needs the password of an administrator in a script.", now)


def _server(found: Account, stored: bool, subject: Subject, now: datetime) -> Result:
    if stored:
        return _old_script(subject, f"A script on {found.host or 'that machine'} keeps the password.", now)
    return passed(f"No script keeps the password of the administrator {found.source}.")


def _old_script(subject: Subject, summary: str, now: datetime) -> Result:
    ends = fact("stored-credential").sentence(now.date(), subject.cloud.key)
    return warning(
        summary,
        meaning=f"Whoever reads that file can do what the administrator can. {ends}",
        confirm="Run this check again: it says that no password is stored.",
        remedy=(
            Remedy(
                "text",
                "Save Start once more: the road then follows from where the mailboxes are, and an application signs in "
                "with a certificate of its own.",
            )
            if subject.online
            else Remedy(
                "text",
                "Run the script as a user whose Windows sign-in is enough, and delete the password file.",
            ),
        ),
        expected="no stored administrator password",
        found="a stored administrator password",
    )
