"""accounts.distinct: two accounts, not one."""

from __future__ import annotations

from datetime import datetime

from checks.registry import check
from checks.result import Evidence, Item, Remedy, Result, blocked, evidence, failed, passed
from checks.subject import Subject
from clients.contract import Clients

ID = "accounts.distinct"
ADMIN, WORKER = "Administrator", "Impersonation user"


def same(admin: str, worker: str) -> bool:
    """Do both names mean one user? Logon names do not differ by case."""
    return bool(admin.strip()) and admin.strip().casefold() == worker.strip().casefold()


def hanging(subject: Subject) -> Result | None:
    """What another check of the impersonation user says while the administrator is entered in its place."""
    if same(subject.admin_upn, subject.worker_upn):
        return blocked(
            ID, "The administrator is entered as impersonation user, so this is about the wrong account."
        )
    return None


def look(subject: Subject, clients: Clients) -> Evidence:
    """Compares the two names that were entered; nothing is asked of anybody."""
    return evidence(Item(ADMIN, "text", subject.admin_upn), Item(WORKER, "text", subject.worker_upn))


@check(
    ID,
    step="accounts",
    title="Two different accounts",
    order=10,
    look=look,
    source="vendor article 7019065: create two unique user accounts",
    needs=("admin_upn", "worker_upn"),
    optional=("worker_upn",),
)
def judge(subject: Subject, evidence: Evidence, now: datetime) -> Result:
    """Exchange denies impersonation to administrators, so the user that opens mailboxes must be another one than the
    administrator."""
    admin, worker = evidence[ADMIN], evidence[WORKER]
    if not same(admin, worker):
        return passed(f"{admin} administers, {worker} opens mailboxes.")
    return failed(
        f"{admin} is entered as administrator and as impersonation user.",
        meaning="Exchange denies impersonation to administrators: Retain could open no mailbox with this account.",
        confirm="Run this check again: it names two accounts.",
        remedy=(
            Remedy(
                "text", "Make an ordinary user with a mailbox for Retain, and enter it as impersonation user."
            ),
        ),
        expected="two different accounts",
        found=f"{admin} twice",
    )
