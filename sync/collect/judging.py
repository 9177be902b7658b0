"""Who is archived: does this user have a mailbox in Exchange Online, of what type, and do the filters let it through?

Source: microsoft365.md 3.3. A service plan of Exchange that is on means a mailbox. Shared, room and equipment mailboxes
have none as a rule: there `userPurpose` of the mailbox settings tells. So it does where somebody has a plan and may not
sign in, which a large shared mailbox looks like. The filter by groups needs all memberships and
is applied later (sync/collect/filtering.py).
"""

from __future__ import annotations

from typing import Final

from sync.choice import Choice
from sync.directory import Group, Kind, Reason, User, primary_address
from sync.packing import EXCHANGE

ON: Final = ("Enabled", "Warning")
NO_MAILBOX: Final = "none"
# userPurpose of Graph v1.0, and what it is called here.
KINDS: Final[dict[str, Kind]] = {
    "user": "user", "linked": "linked", "shared": "shared", "room": "room", "equipment": "equipment", "others": "other",
}  # fmt: skip
# Accounts of these kinds may be left out when they are disabled; of the others they usually are.
PEOPLE: Final = ("user", "linked")


class Judge:
    """Judges by one choice."""

    def __init__(self, choice: Choice) -> None:
        self._kinds, self._disabled = frozenset(choice.kinds), choice.disabled
        self._licences, self._domains = frozenset(choice.licences), frozenset(choice.domains)

    def user(self, user: User, purpose: str = "") -> tuple[Kind, Reason]:
        """Mailbox type, and why not in the file ("": in it). `purpose`: userPurpose, "none", or "" where not known."""
        if user.user_type == "Guest":
            return "unknown", "guest"
        plans = exchange_plans(user)
        if plans:
            # What an earlier run found out counts only where this one would ask: each night judges as the first would.
            kind = KINDS.get(purpose, "user") if asks_for_type(user) else "user"
        elif not (user.mail or user.proxy_addresses):
            return "unknown", "no-mailbox"
        elif purpose in KINDS:
            kind = KINDS[purpose]
        elif purpose == NO_MAILBOX:
            return "unknown", "on-premises" if user.on_premises_sync_enabled else "no-mailbox"
        else:
            return "unknown", "unknown-type"
        return kind, self._filtered(user, kind, plans)

    def _filtered(self, user: User, kind: Kind, plans: list[str]) -> Reason:
        address = primary_address(user)
        if not usable(address) or not user.user_principal_name:
            return "no-address"
        if not self._disabled and user.account_enabled is False and kind in PEOPLE:
            return "disabled"
        if kind not in self._kinds:
            return "by-type"
        if self._licences and plans and self._licences.isdisjoint(plans):
            return "by-licence"
        return "" if self._in_domains(address) else "by-domain"

    def group(self, group: Group) -> str:
        """Why a group is not in the groups file; "" when it is in it."""
        if not group.mail_enabled:
            return "not-mail-enabled"
        address = primary_address(group)
        if not usable(address):
            return "no-address"
        return "" if self._in_domains(address) else "by-domain"

    def _in_domains(self, address: str) -> bool:
        return not self._domains or address.rpartition("@")[2].lower() in self._domains


def exchange_plans(user: User) -> list[str]:
    """Ids of the service plans of Exchange that are on."""
    return [
        plan.service_plan_id or "-"
        for plan in user.assigned_plans or ()
        if plan.service == EXCHANGE and plan.capability_status in ON
    ]


def asks_for_type(user: User) -> bool:
    """Does only the mailbox itself tell what this user is?"""
    if user.user_type == "Guest" or not (user.mail or user.proxy_addresses):
        return False
    return user.account_enabled is False or not exchange_plans(user)


def usable(address: str) -> bool:
    """Could mail be sent to this address?"""
    name, _, domain = address.rpartition("@")
    return bool(name and domain)
