"""What a script on the customer's own Exchange server would report about the two accounts (account-report/1)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from simulator.tenant import healthy
from simulator.tenant.model import Tenant, User

HOST = "EX01"
FOREVER = 2_147_483_647
# On a server of one's own the administrator of Exchange is a member of this role group.
ON_SERVER = {"Exchange Administrator": "Organization Management"}
ROLES = {"Organization Management": ("Mail Recipients", "Organization Configuration", "Role Management")}


def report(tenant: Tenant) -> Mapping[str, Any] | None:
    """The report, as JSON would hold it; None where there is no server of the customer's own."""
    if tenant.exchange_kind == "online":
        return None
    return {
        "format": "account-report/1",
        "made": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "host": HOST,
        "stored_password": False,
        "administrator": _account(tenant, healthy.ADMIN),
        "impersonation_user": _account(tenant, healthy.WORKER),
    }


def _account(tenant: Tenant, name: str) -> Mapping[str, Any]:
    upn = healthy.upn(name, tenant.domain)
    user = tenant.find(upn)
    if user is None:
        return {"user_principal_name": upn, "exists": False}
    return {
        "user_principal_name": upn,
        "exists": True,
        "enabled": user.enabled,
        "display_name": user.name,
        "alias": user.alias,
        "logon_name": upn.partition("@")[0],
        "recipient_type": "UserMailbox" if user.mail else "",
        "password_never_expires": user.never_expires,
        "password_must_change": user.must_change,
        "password_expires": _ends(tenant, user),
        "role_groups": [_group(ON_SERVER.get(role, role)) for role in user.roles],
    }


def _ends(tenant: Tenant, user: User) -> str | None:
    if user.never_expires or user.changed is None or tenant.validity_days == FOREVER:
        return None
    return f"{user.changed + timedelta(days=tenant.validity_days):%Y-%m-%dT%H:%M:%SZ}"


def _group(name: str) -> Mapping[str, Any]:
    return {"name": name, "roles": list(ROLES.get(name, ("Mail Recipients",)))}
