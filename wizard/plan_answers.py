"""The answers about a connection's nights by their public keys: they live in its SyncPlan."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sync.guard import Limits
from sync.models import SyncPlan

OF_PLAN = (
    "sync_on", "keep_count", "keep_days", "alert_email", "alert_webhook", "removals_percent", "removals_least",
)  # fmt: skip
_FIELDS = {"sync_on": "on"}
_LIMITS = {"removals_percent": "percent", "removals_least": "least"}
_SWITCH = {"on": True, "yes": True, "true": True, "off": False, "no": False, "false": False, "": False}
MOST_REMOVED = 1_000_000


def switch(value: str) -> bool:
    """On or off, in the usual words. ValueError."""
    known = _SWITCH.get(value.strip().lower())
    if known is None:
        raise ValueError("It must be on or off.")
    return known


def _percent(value: str) -> float:
    try:
        number = float(value)
    except ValueError:
        raise ValueError("It must be a number of percent, such as 5.") from None
    if not 0 <= number <= 100:
        raise ValueError("It must lie between 0 and 100.")
    return number


def _least(value: str) -> int:
    if not (value.isascii() and value.isdigit()) or int(value) > MOST_REMOVED:
        raise ValueError("It must be a whole number, such as 10.")
    return int(value)


def _https(value: str) -> str:
    given = value.strip()
    if given and not given.lower().startswith("https://"):
        raise ValueError("It must begin with https://, since it may be a secret itself.")
    return given


_CLEANED: dict[str, Callable[[str], Any]] = {
    "sync_on": switch,
    "alert_webhook": _https,
    "removals_percent": _percent,
    "removals_least": _least,
}


def set_plan(plan: SyncPlan, key: str, value: str) -> None:
    """Take one answer into the plan, without saving it. ValueError or ValidationError when it cannot be taken."""
    cleaned = _CLEANED.get(key, str.strip)(value)
    if key in _LIMITS:
        plan.limits = {**plan.limits, _LIMITS[key]: cleaned}
        return
    field = plan._meta.get_field(_FIELDS.get(key, key))
    setattr(plan, field.name, field.clean(cleaned, plan))  # type: ignore[union-attr]


def of_plan(plan: SyncPlan) -> dict[str, str]:
    """Every answer about the nights, as text."""
    limits = Limits(**plan.limits)
    return {
        "sync_on": "on" if plan.on else "off",
        "keep_count": str(plan.keep_count),
        "keep_days": str(plan.keep_days),
        "alert_email": plan.alert_email,
        "alert_webhook": plan.alert_webhook,
        "removals_percent": f"{limits.percent:g}",
        "removals_least": str(limits.least),
    }
