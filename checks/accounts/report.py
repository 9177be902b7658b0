"""One account as the account report has it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from checks.accounts.report_schema import validate
from checks.accounts.who import WORKER, Who
from checks.hours import moment
from checks.result import Evidence, Item, Result, blocked, evidence
from checks.subject import Subject

REPORT = "Account report"
FORM = "form:account-report"

# Roles that let a person administer nothing: what a mailbox user holds anyway, and what Retain needs.
_HARMLESS = ("ApplicationImpersonation",)


@dataclass(frozen=True)
class Account:
    """One account of the report, with when and where the report was made."""

    fields: Mapping[str, Any]
    made: str
    host: str

    def __getitem__(self, name: str) -> Any:
        return self.fields[name]

    @property
    def source(self) -> str:
        """For the end of a summary."""
        when = moment(self.made)
        return (
            f"(account report of {when:%Y-%m-%d}, {self.host})" if when and self.host else "(account report)"
        )

    @property
    def admin_groups(self) -> tuple[str, ...]:
        """Role groups that give more than impersonation."""
        groups = self.fields["role_groups"]
        return tuple(g["name"] for g in groups if any(_administers(role) for role in g["roles"]))


def _administers(role: str) -> bool:
    return role not in _HARMLESS and not role.startswith("My")


def admin_groups_of(subject: Subject) -> tuple[str, ...]:
    """Administrator groups that the impersonation user is in, as far as the uploaded report says so."""
    told = subject.account_report
    if not told or validate(told):
        return ()
    fields = told[WORKER.key]
    named = str(fields["user_principal_name"]).casefold() == subject.worker_upn.casefold()
    return Account(fields, told["made"], told["host"]).admin_groups if named and fields["exists"] else ()


def gather(subject: Subject) -> Evidence:
    """The uploaded report as evidence; an empty one when none was uploaded."""
    return evidence(Item(REPORT, "json", dict(subject.account_report)))


def judged(
    subject: Subject, evidence: Evidence, who: Who, judge: Callable[[Account], Result], owner: str = ""
) -> Result:
    """The verdict of `judge` on this account, blocked where the report is missing, faulty or about somebody else.

    `owner`: the check that owns a missing account, for every other check.
    """
    report = evidence[REPORT]
    if not report:
        return blocked(FORM, "The account report has not been uploaded yet.")
    wrong = validate(report)
    if wrong:
        return blocked(FORM, f"The account report cannot be used. {wrong[0]}")
    fields = report[who.key]
    named = fields["user_principal_name"]
    if named.casefold() != who.upn(subject).casefold():
        return blocked(FORM, f"The account report is about {named}, not about {who.upn(subject)}.")
    if owner and not fields["exists"]:
        return blocked(owner, f"The directory has no user {named}.")
    return judge(Account(fields, report["made"], report["host"]))
