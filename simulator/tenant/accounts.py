"""What people do to user accounts in the admin centres."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from simulator.tenant.model import Tenant

Found = re.Match[str]
Do = Callable[[Tenant, Found], Tenant]


def with_fields(**fields: Any) -> Do:
    """Gives the user named first these fields."""
    return lambda tenant, found: tenant.with_user(found[1], lambda user: replace(user, **fields))


def with_word(field: str) -> Do:
    """Gives the user named first the second word as this field."""

    def change(tenant: Tenant, found: Found) -> Tenant:
        fields: dict[str, Any] = {field: found[2]}
        return tenant.with_user(found[1], lambda user: replace(user, **fields))

    return change


def delete(tenant: Tenant, found: Found) -> Tenant:
    gone = tenant.named(found[1])
    return replace(tenant, users=tuple(user for user in tenant.users if user is not gone))


def give_role(tenant: Tenant, found: Found) -> Tenant:
    return tenant.with_user(found[1], lambda user: replace(user, roles=(*user.roles, found[2])))


def take_role(tenant: Tenant, found: Found) -> Tenant:
    return tenant.with_user(
        found[1], lambda user: replace(user, roles=tuple(r for r in user.roles if r != found[2]))
    )


def reset(tenant: Tenant, found: Found) -> Tenant:
    return tenant.with_user(found[1], lambda user: replace(user, changed=tenant.today, must_change=False))


VOCABULARY: tuple[tuple[re.Pattern[str], Do], ...] = (
    (re.compile(r"password (\S+) never expires"), with_fields(never_expires=True)),
    (re.compile(r"password (\S+) expires"), with_fields(never_expires=False)),
    (re.compile(r"password (\S+) must change"), with_fields(must_change=True)),
    (re.compile(r"password (\S+) reset"), reset),
    (re.compile(r"licence (\S+) (enterprise|kiosk|no-exchange|none)"), with_word("licence")),
    (re.compile(r"mailbox (\S+) (cloud|none|on-premises|soft-deleted)"), with_word("mailbox")),
    (re.compile(r"role (\S+) (.+)"), give_role),
    (re.compile(r"unrole (\S+) (.+)"), take_role),
    (re.compile(r"name (\S+) (.+)"), with_word("name")),
    (re.compile(r"alias (\S+) (\S+)"), with_word("alias")),
    (re.compile(r"guest (\S+)"), with_fields(guest=True)),
    (re.compile(r"member (\S+)"), with_fields(guest=False)),
    (re.compile(r"delete (\S+)"), delete),
    (re.compile(r"enable (\S+)"), with_fields(enabled=True)),
    (re.compile(r"disable (\S+)"), with_fields(enabled=False)),
)
