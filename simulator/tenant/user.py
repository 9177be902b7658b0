"""One user of a tenant, with the mailbox that belongs to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

Mailbox = Literal["cloud", "none", "on-premises", "soft-deleted"]
Licence = Literal["enterprise", "kiosk", "no-exchange", "none"]
Purpose = Literal["", "user", "linked", "shared", "room", "equipment", "others"]


@dataclass(frozen=True)
class User:
    """One user. `mailbox`: where it is; `ews`: the mailbox's own switch (None: not set); `shared`: nobody's own;
    `purpose`: what else the mailbox is for; `details`: what Graph shows in place of what follows from the rest."""

    id: str
    upn: str
    name: str
    alias: str
    enabled: bool = True
    guest: bool = False
    licence: Licence = "enterprise"
    mailbox: Mailbox = "cloud"
    shared: bool = False
    ews: bool | None = None
    roles: tuple[str, ...] = ()
    never_expires: bool = True
    changed: datetime | None = None
    must_change: bool = False
    synced: bool = False
    hidden: bool = False
    purpose: Purpose = ""
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def mail(self) -> str | None:
        """The primary address; None without a mailbox anywhere."""
        return None if self.mailbox in ("none", "soft-deleted") else self.upn

    @property
    def other_address(self) -> str:
        """A second address, which is not the primary one."""
        name, _, domain = self.upn.partition("@")
        return f"{name}.archive@{domain}"
