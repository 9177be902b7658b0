"""The mix of a real directory: staff with a mailbox, and all the others that a list of users brings along."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# Of 256 users: so many, and what they are. Shared, room and equipment mailboxes are unlicensed and disabled.
MIX: tuple[tuple[int, str, Mapping[str, Any]], ...] = (
    (176, "staff", {}),
    (8, "kiosk", {"licence": "kiosk"}),
    (8, "disabled", {"enabled": False}),
    (12, "shared", {"enabled": False, "licence": "none", "shared": True, "purpose": "shared"}),
    (6, "room", {"enabled": False, "licence": "none", "purpose": "room"}),
    (3, "equipment", {"enabled": False, "licence": "none", "purpose": "equipment"}),
    (16, "guest", {"guest": True, "licence": "none", "mailbox": "none"}),
    (10, "on-premises", {"licence": "no-exchange", "mailbox": "on-premises", "synced": True}),
    (5, "hidden", {"hidden": True}),
    (8, "no-mail", {"licence": "none", "mailbox": "none"}),
    (2, "mail-user", {"licence": "none", "mailbox": "none"}),
    (1, "linked", {"purpose": "linked"}),
    (1, "other", {"licence": "none", "purpose": "others"}),
)
KINDS: tuple[tuple[str, Mapping[str, Any]], ...] = tuple(
    (name, fields) for share, name, fields in MIX for _ in range(share)
)
STAFF = KINDS[0]
DEPARTMENTS = (
    "Purchasing",
    "Sales",
    "Verwaltung",
    "Légal",
    "IT; Operations",
    "Works, Hall 3",
    "Отдел",
    "営業",
    None,
)
TITLES = ("Clerk", "Buyer", "Engineer", "Sachbearbeiterin", None, None)
PLACES = ("House 1", "House 2", "Außenstelle", None)
ROOMS: Mapping[str, str] = {"room": "Room", "equipment": "Projector", "shared": "Office of"}
