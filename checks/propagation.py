"""How long Microsoft takes until a change is in force, and since when this connection shows one.

First seen. Microsoft gives no time of assignment. Evidence may hold one item labelled "first seen" (kind json: a list
of keys of facts that hold now); for each key the wizard keeps, per connection, the moment at which it first came up,
and hands it back in Subject.first_seen. A key that is not in there was seen for the first time now. Keys in use:
`role-assignment:<id of the Exchange role assignment>`. The button *I changed it just now* sets `changed:<check id>`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from checks.result import Item
from checks.subject import Subject

FIRST_SEEN = "first seen"
ROLE = timedelta(hours=2)
APP_LIST = timedelta(hours=24)
EWS_SWITCH = timedelta(hours=1)


def seen_now(keys: Iterable[str]) -> Item:
    """The evidence item that makes the wizard remember since when these facts hold."""
    return Item(FIRST_SEEN, "json", sorted(keys))


def assignment_key(assignment_id: str) -> str:
    return f"role-assignment:{assignment_id}"


def changed(subject: Subject, *check_ids: str) -> datetime | None:
    """The last moment at which somebody said to have changed what one of these checks looks at."""
    said = [
        subject.first_seen[key] for key in map("changed:{}".format, check_ids) if key in subject.first_seen
    ]
    return max(said, default=None)


def in_force_from(subject: Subject, keys: Iterable[str], check_id: str, now: datetime) -> datetime:
    """When an Exchange role that any of these keys gives is in force everywhere.

    The oldest of several assignments counts, unless somebody said to have changed it later.
    """
    start = min((subject.first_seen.get(key, now) for key in keys), default=now)
    return max(start, changed(subject, check_id) or start) + ROLE


def still(subject: Subject, check_id: str, window: timedelta, now: datetime) -> datetime | None:
    """End of the window after *I changed it just now* on this check; None when none is open."""
    moment = changed(subject, check_id)
    return moment + window if moment and now < moment + window else None
