"""Users as Graph shows them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from simulator.tenant.identity import guid
from simulator.tenant.model import Tenant, User

USUAL = (
    "businessPhones", "displayName", "givenName", "jobTitle", "mail", "mobilePhone", "officeLocation",
    "preferredLanguage", "surname", "userPrincipalName", "id",
)  # fmt: skip
FILTERS = ("id", "userPrincipalName", "mail", "mailNickname", "displayName", "userType", "accountEnabled")
EXCHANGE_PLANS = {
    "enterprise": ("EXCHANGE_S_ENTERPRISE", "efb87545-963c-4e0d-99df-69c6916d9eb0", "ENTERPRISEPACK"),
    "kiosk": ("EXCHANGE_S_DESKLESS", "4a82b400-a79f-41a4-b4e2-e94f5787b113", "DESKLESSPACK"),
}
OTHER_PLAN = ("TEAMS1", "57ff2da0-773e-42df-b2af-ffb7a2317929", "TEAMS_COMMERCIAL")


def stamp(when: datetime | None) -> str | None:
    return when.strftime("%Y-%m-%dT%H:%M:%SZ") if when else None


def row(tenant: Tenant, user: User) -> dict[str, Any]:
    """Everything that may be selected."""
    first, _, last = user.name.partition(" ")
    aliases = [f"SMTP:{user.mail}", f"smtp:{user.other_address}"] if user.mail else []
    synced = {"onPremisesSyncEnabled": True if user.synced else None}
    return {
        "id": user.id, "userPrincipalName": user.upn, "displayName": user.name, "mail": user.mail,
        "mailNickname": user.alias, "givenName": first, "surname": last or None,
        "proxyAddresses": aliases, "accountEnabled": user.enabled,
        "userType": "Guest" if user.guest else "Member",
        "assignedPlans": plans(tenant, user), "assignedLicenses": licences(user),
        "passwordPolicies": "DisablePasswordExpiration" if user.never_expires else None,
        "lastPasswordChangeDateTime": stamp(user.changed),
        "passwordProfile": {
            "forceChangePasswordNextSignIn": user.must_change,
            "forceChangePasswordNextSignInWithMfa": False, "password": None,
        },
        "createdDateTime": stamp(tenant.today - timedelta(days=400)),
        "usageLocation": "DE", "showInAddressList": False if user.hidden else None,
        "department": None, "companyName": None, "jobTitle": None, "officeLocation": None,
        "preferredLanguage": None, "mobilePhone": None, "businessPhones": [],
        "onPremisesImmutableId": None, "onPremisesSamAccountName": user.alias if user.synced else None,
        "onPremisesDistinguishedName": None, "onPremisesUserPrincipalName": None,
        "onPremisesLastSyncDateTime": stamp(tenant.today) if user.synced else None,
        "deletedDateTime": None, **synced,
    }  # fmt: skip


def _plan(user: User) -> tuple[str, str, str] | None:
    return None if user.licence == "none" else EXCHANGE_PLANS.get(user.licence, OTHER_PLAN)


def plans(tenant: Tenant, user: User) -> list[dict[str, Any]]:
    plan = _plan(user)
    if plan is None:
        return []
    service = "exchange" if user.licence in EXCHANGE_PLANS else "TeamspaceAPI"
    return [
        {
            "assignedDateTime": stamp(tenant.today - timedelta(days=300)),
            "capabilityStatus": "Enabled",
            "service": service,
            "servicePlanId": plan[1],
        }
    ]


def sku_id(part_number: str) -> str:
    return guid("skus.practice.test", part_number)


def licences(user: User) -> list[dict[str, Any]]:
    plan = _plan(user)
    return [{"disabledPlans": [], "skuId": sku_id(plan[2])}] if plan else []


def service_plan(plan: tuple[str, str, str]) -> dict[str, Any]:
    return {
        "servicePlanId": plan[1],
        "servicePlanName": plan[0],
        "provisioningStatus": "Success",
        "appliesTo": "User",
    }


def licence_details(user: User) -> list[dict[str, Any]]:
    plan = _plan(user)
    if plan is None:
        return []
    about = {"id": guid(user.id, plan[2]), "skuId": sku_id(plan[2]), "skuPartNumber": plan[2]}
    return [{**about, "servicePlans": [service_plan(plan)]}]


def skus(tenant: Tenant) -> list[dict[str, Any]]:
    """What the tenant has bought."""
    return [
        {
            "capabilityStatus": "Enabled",
            "consumedUnits": sum(_plan(user) == plan for user in tenant.users),
            "id": f"{tenant.id}_{sku_id(plan[2])}",
            "prepaidUnits": {"enabled": 25, "suspended": 0, "warning": 0},
            "servicePlans": [service_plan(plan)],
            "skuId": sku_id(plan[2]),
            "skuPartNumber": plan[2],
            "appliesTo": "User",
        }
        for plan in (*EXCHANGE_PLANS.values(), OTHER_PLAN)
    ]


def roles(user: User) -> list[Mapping[str, Any]]:
    """The directory roles that a user holds."""
    return [{"@odata.type": "#microsoft.graph.directoryRole", **directory_role(name)} for name in user.roles]


ROLE_TEMPLATES = {
    "Global Administrator": "62e90394-69f5-4237-9190-012177145e10",
    "Exchange Administrator": "29232cdf-9323-42fd-ade2-1d097af3e4de",
    "Global Reader": "f2ef992c-3afb-46b9-b7cf-a126ee74c451",
    "User Administrator": "fe930be7-5e62-47db-91af-98c3a49a38b1",
    "Application Administrator": "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3",
}


def directory_role(name: str) -> dict[str, Any]:
    template = ROLE_TEMPLATES.get(name) or guid("roles.practice.test", name)
    return {
        "id": guid("directory.practice.test", name),
        "deletedDateTime": None,
        "description": f"Members of {name}.",
        "displayName": name,
        "roleTemplateId": template,
    }
