"""The verdict on the role of the application in Exchange Online."""

from __future__ import annotations

from datetime import datetime

from checks import graph_answers, sides
from checks.access import mailbox_probe, role_assignments
from checks.access.mailbox_probe import CANARY
from checks.hours import hour
from checks.propagation import assignment_key, changed, in_force_from
from checks.result import (
    Evidence,
    Remedy,
    Result,
    could_not,
    failed,
    passed,
    waiting,
)
from checks.subject import Subject

ID = "role.impersonation"


def online(subject: Subject, seen: Evidence, now: datetime) -> Result:
    """The verdict on the application's right in Exchange Online."""
    granted = role_assignments.grants(subject, seen)
    if granted:
        return passed(
            f"{', '.join(granted)} is granted in Entra, for every mailbox.", found=", ".join(granted)
        )
    unclear = role_assignments.unclear(seen)
    if unclear is not None:
        by_hand = role_assignments.by_hand(subject, seen)
        return graph_answers.undecided(unclear, "which Exchange roles the application has", by_hand)
    giving = role_assignments.giving(subject, seen)
    if not giving:
        return _missing(subject, seen)
    roles = ", ".join(sorted({one.role for one in giving}))
    tried = mailbox_probe.outcome(seen, CANARY)
    if tried == "read":
        return passed(f"{roles} is assigned, and {subject.canary} opens.", found=roles)
    if not any(one.proved for one in giving):
        return _not_published(subject, seen, roles)
    until = in_force_from(subject, [assignment_key(one.id) for one in giving], ID, now)
    pressed = changed(subject, ID) is not None and tried != "other"
    if now < until and (tried == "denied" or pressed):
        return _soon(subject, roles, until)
    return passed(f"{roles} is assigned to the application.", found=roles)


def _soon(subject: Subject, roles: str, until: datetime) -> Result:
    proof = "" if subject.canary else " Name a canary mailbox on Access to prove it as soon as it works."
    return waiting(
        f"{roles} is assigned. Microsoft takes up to 2 hours until it is in force everywhere, here until "
        f"{hour(until)}.",
        until=until,
        meaning=f"Nothing is to be done. Until then mailboxes may still be refused.{proof}",
    )


def _not_published(subject: Subject, seen: Evidence, roles: str) -> Result:
    told = could_not(
        f"{roles} is assigned, and what it gives over EWS cannot be seen from here.",
        tried="Asked Microsoft Graph (beta) for the assignments of this application and for what their roles allow.",
        again=f"Look with the lines below, or assign {role_assignments.WANTED[subject.archive_via]}; then run this "
        "check again.",
    )
    return sides.with_more(told, role_assignments.by_hand(subject, seen))


def _missing(subject: Subject, seen: Evidence) -> Result:
    wanted = role_assignments.WANTED[subject.archive_via]
    own = role_assignments.principal(subject, seen)
    return failed(
        f"The application has no role to read mailboxes: {wanted} is not assigned to {own}.",
        meaning="Exchange Online refuses every mailbox to Retain, so nothing is archived.",
        confirm="Run this check again: it shows the role. It is in force after 30 minutes to 2 hours.",
        remedy=(
            *_first(subject),
            *role_assignments.assign(subject, seen),
            Remedy("text", _hints(own), label="If a line is refused"),
        ),
        expected=f"{wanted} assigned to {own}",
        found="no such role assigned",
    )


def _first(subject: Subject) -> tuple[Remedy, ...]:
    """What the lines rest on."""
    if not subject.out_of_scope:
        return ()
    words = (
        f"The scope “{role_assignments.SCOPE}” names the mailboxes that are archived. If there is none of this name "
        "yet, make it first with New-ManagementScope, as the lines on Access show."
    )
    return (Remedy("text", words),)


def _hints(own: str) -> str:
    return (
        "If New-ServicePrincipal says that it exists already, go on with the next line. If the organization must be "
        "prepared first, run Enable-OrganizationCustomization once. "
        f"The id {own} is the one of the enterprise application, not of the app registration; a role assigned to the "
        "other one has no effect."
    )
