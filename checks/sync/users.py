"""sync.users: does the first page of users arrive as the nightly run reads it?"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from checks.registry import check
from checks.result import Evidence, Remedy, Result, failed, passed, warning
from checks.subject import Subject
from checks.sync import first_page
from clients.contract import Clients
from sync.collect.listing import USERS
from sync.directory import User

# Without these nobody can say who has a mailbox, or how people are called.
NEEDED: Final = ("id", "userPrincipalName", "mail", "userType", "accountEnabled", "assignedPlans")
_MEANING: Final = "Nothing is published: Retain goes on with the pair that was published last."
_CONFIRM: Final = "Run this check again: it shows how many users came, and with which fields."


def look(subject: Subject, clients: Clients) -> Evidence:
    """Asks Microsoft Graph for the first page of users, with the same request as the nightly run. Only counts are kept,
    no names."""
    return first_page.asked(lambda: USERS.pages(clients.directory), User, USERS.fields)


@check(
    "sync.users",
    step="sync",
    title="The users can be read",
    order=20,
    look=look,
    source="Microsoft Graph: list users; User.Read.All",
    token=True,
    roads=("application",),
    exchanges=("online", "hybrid"),
)
def judge(subject: Subject, evidence: Evidence, now: datetime) -> Result:
    """The users file is made of these rows: a field that does not come is missing for everybody."""
    broken = first_page.broken(evidence, "users", "GET /users")
    if broken is not None:
        return broken
    rows = evidence[first_page.PAGE]["rows"]
    if not rows:
        return _nobody()
    missing = first_page.lacking(evidence, USERS.fields)
    if missing:
        return _incomplete(missing, rows)
    return passed(
        f"{rows} users came in the first page, with all {len(USERS.fields)} fields.",
        expected=f"users with {len(USERS.fields)} fields",
        found=f"{rows} users",
    )


def _nobody() -> Result:
    return failed(
        "Microsoft Graph shows no user at all.",
        meaning=_MEANING,
        expected="at least one user",
        found="an empty list",
        remedy=(
            Remedy(
                "text",
                "See in the Entra admin centre whether this is the right tenant, and whether its users are there. Then "
                "see whether the application's rights are limited to an administrative unit.",
                label="In the Entra admin centre",
            ),
        ),
        confirm=_CONFIRM,
    )


def _incomplete(missing: list[str], rows: int) -> Result:
    verdict = failed if any(field in NEEDED for field in missing) else warning
    listed = ", ".join(missing)
    return verdict(
        f"{rows} users came in the first page, none of them with {listed}.",
        meaning=_MEANING
        if verdict is failed
        else "Columns of the users file that are made of it stay empty.",
        expected=f"all {len(USERS.fields)} fields",
        found=f"without {listed}",
        remedy=(
            Remedy(
                "text",
                "See on Access whether User.Read.All is granted, and not a smaller right alone.",
                "On Access",
            ),
        ),
        confirm=_CONFIRM,
    )
