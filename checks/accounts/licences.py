"""Exchange plans of a user, as its licences bring them."""

from __future__ import annotations

from checks.accounts import users

# The Exchange plan of Kiosk and F licences (EXCHANGE_S_DESKLESS).
DESKLESS = "4a82b400-a79f-41a4-b4e2-e94f5787b113"


def _plans(user: users.User) -> tuple[str, ...]:
    """Ids of the Exchange plans that are switched on."""
    plans = user.get("assignedPlans")
    return tuple(
        str(plan.get("servicePlanId", "")).lower()
        for plan in (plans if isinstance(plans, list) else [])
        if plan.get("service") == "exchange" and plan.get("capabilityStatus") in ("Enabled", "Warning")
    )


def licensed(user: users.User) -> bool:
    return bool(_plans(user))


def kiosk(user: users.User) -> bool:
    """Its only Exchange plan is the one of Kiosk and F licences."""
    return set(_plans(user)) == {DESKLESS}
