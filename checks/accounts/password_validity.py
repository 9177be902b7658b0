"""How long the passwords of a domain hold, by the policy that Microsoft Graph shows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from checks import graph_answers
from checks.accounts import users
from checks.accounts.who import WORKER
from checks.hours import moment
from checks.result import Evidence

DOMAIN, ORGANIZATION = "Password policy of the domain", "Organization"
NEVER = 2147483647
USUAL_DAYS = 90
# Tenants made after 2021 have passwords that never expire unless somebody sets a number of days.
_NO_EXPIRY_FROM = datetime(2022, 1, 1, tzinfo=UTC)


def sum_of(seen: Evidence) -> str:
    """The arithmetic in words: last change, validity, end."""
    user = graph_answers.fields(graph_answers.found(seen, users.USER[WORKER.key]))
    last, days = user.get("lastPasswordChangeDateTime"), validity(seen)
    if "DisablePasswordExpiration" in str(user.get("passwordPolicies") or ""):
        return "passwordPolicies holds DisablePasswordExpiration: never expires."
    if days is None:
        return "The policy of the domain could not be read."
    if days == NEVER:
        return f"Validity {NEVER} days, or none set in a tenant made after 2021: never expires."
    end = end_of(str(last or ""), days)
    return f"Last change {last or 'unknown'}, plus {days} days: {end.isoformat() if end else 'unknown'}."


def validity(seen: Evidence) -> int | None:
    """Days that a password of the domain holds (NEVER: for ever); None where it cannot be told."""
    policy = graph_answers.found(seen, DOMAIN)
    if not policy.ok:
        return None
    days = graph_answers.fields(policy).get("passwordValidityPeriodInDays")
    if isinstance(days, int) and not isinstance(days, bool) and days > 0:
        return days
    tenants = graph_answers.rows(graph_answers.found(seen, ORGANIZATION))
    made = moment(tenants[0].get("createdDateTime")) if tenants else None
    if made is None:
        return None
    return NEVER if made >= _NO_EXPIRY_FROM else USUAL_DAYS


def end_of(last: str, days: int) -> datetime | None:
    """When a password that was last changed then ends; None where that is unknown."""
    changed = moment(last)
    return changed + timedelta(days=days) if changed else None
