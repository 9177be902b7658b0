"""sync.groups: does the first page of groups with their members arrive as the nightly run reads it?"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from checks.registry import check
from checks.result import Evidence, Remedy, Result, failed, passed, warning
from checks.subject import Subject
from checks.sync import first_page
from clients.contract import Clients
from sync.collect.listing import GROUPS
from sync.directory import GROUP_FIELDS, Group

MEMBERS: Final = "members@delta"
# A delta leaves out what a group does not have; without these nobody can say what sort of group it is.
NEEDED: Final = ("id", "displayName", "mailEnabled", "securityEnabled")
_CONFIRM: Final = "Run this check again: it shows how many groups came, and with which fields."


def look(subject: Subject, clients: Clients) -> Evidence:
    """Asks Microsoft Graph for the first page of groups with their members, with the same request as the nightly run.
    Only counts are kept, no names."""
    return first_page.asked(lambda: GROUPS.everything(clients.directory), Group, (*GROUP_FIELDS, MEMBERS))


@check(
    "sync.groups",
    step="sync",
    title="The groups can be read",
    order=30,
    look=look,
    source="Microsoft Graph: group delta; GroupMember.Read.All",
    token=True,
    roads=("application",),
    exchanges=("online", "hybrid"),
)
def judge(subject: Subject, evidence: Evidence, now: datetime) -> Result:
    """The groups file is made of these rows and their members."""
    broken = first_page.broken(evidence, "groups", "GET /groups/delta")
    if broken is not None:
        return broken
    rows = evidence[first_page.PAGE]["rows"]
    if not rows:
        return _none()
    missing = first_page.lacking(evidence, NEEDED)
    if missing:
        return _incomplete(missing, rows)
    with_members = evidence[first_page.PAGE]["came"][MEMBERS]
    return passed(
        f"{rows} groups came in the first page, {with_members} of them with members.",
        expected="groups with their members",
        found=f"{rows} groups",
    )


def _none() -> Result:
    return warning(
        "Microsoft Graph shows no group.",
        meaning="Without groups there is no groups file to publish: an empty one is never written.",
        expected="at least one mail-enabled group",
        found="an empty list",
        remedy=(
            Remedy(
                "text",
                "If there are groups, see whether this is the right tenant. If there is none, make a mail group.",
                label="In the Exchange admin centre",
            ),
        ),
        confirm=_CONFIRM,
    )


def _incomplete(missing: list[str], rows: int) -> Result:
    listed = ", ".join(missing)
    return failed(
        f"{rows} groups came in the first page, none of them with {listed}.",
        meaning="Nothing is published: Retain goes on with the pair that was published last.",
        expected=", ".join(NEEDED),
        found=f"without {listed}",
        remedy=(Remedy("text", "See on Access whether GroupMember.Read.All is granted.", "On Access"),),
        confirm=_CONFIRM,
    )
