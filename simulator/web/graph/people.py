"""Users as Graph shows them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from simulator.tenant.identity import guid
from simulator.tenant.model import Licence, Tenant, User

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


CLEAR: Mapping[str, None] = dict.fromkeys((
    "department", "companyName", "jobTitle", "officeLocation", "preferredLanguage", "mobilePhone",
    "onPremisesImmutableId", "onPremisesDistinguishedName", "onPremisesUserPrincipalName", "deletedDateTime",
))  # fmt: skip
Get = Callable[[Tenant, User], Any]
PROPERTIES: Mapping[str, Get] = {
    "id": lambda tenant, user: user.id,
    "userPrincipalName": lambda tenant, user: user.upn,
    "displayName": lambda tenant, user: user.name,
    "mail": lambda tenant, user: user.mail,
    "mailNickname": lambda tenant, user: user.alias,
    "givenName": lambda tenant, user: user.name.partition(" ")[0],
    "surname": lambda tenant, user: user.name.partition(" ")[2] or None,
    "proxyAddresses": lambda tenant, user: addresses(user),
    "accountEnabled": lambda tenant, user: user.enabled,
    "userType": lambda tenant, user: "Guest" if user.guest else "Member",
    "assignedPlans": lambda tenant, user: plans(tenant, user),
    "assignedLicenses": lambda tenant, user: licences(user),
    "passwordPolicies": lambda tenant, user: "DisablePasswordExpiration" if user.never_expires else None,
    "lastPasswordChangeDateTime": lambda tenant, user: stamp(user.changed),
    "passwordProfile": lambda tenant, user: {
        "forceChangePasswordNextSignIn": user.must_change,
        "forceChangePasswordNextSignInWithMfa": False,
        "password": None,
    },
    "createdDateTime": lambda tenant, user: stamp(tenant.today - timedelta(days=400)),
    "usageLocation": lambda tenant, user: "DE",
    "showInAddressList": lambda tenant, user: False if user.hidden else None,
    "businessPhones": lambda tenant, user: [],
    "onPremisesSamAccountName": lambda tenant, user: user.alias if user.synced else None,
    "onPremisesLastSyncDateTime": lambda tenant, user: stamp(tenant.today) if user.synced else None,
    "onPremisesSyncEnabled": lambda tenant, user: True if user.synced else None,
    **dict.fromkeys(CLEAR, lambda tenant, user: None),
}


def value(tenant: Tenant, user: User, name: str) -> Any:
    """One property of a user, as Graph shows it; KeyError when there is no such property."""
    return user.details[name] if name in user.details else PROPERTIES[name](tenant, user)


def row(tenant: Tenant, user: User, names: Iterable[str] = PROPERTIES) -> dict[str, Any]:
    """Some properties, or everything that may be selected."""
    told = user.details
    return {name: told[name] if name in told else PROPERTIES[name](tenant, user) for name in names}


def addresses(user: User) -> list[str]:
    return [f"SMTP:{user.mail}", f"smtp:{user.other_address}"] if user.mail else []


def _plan(licence: Licence) -> tuple[str, str, str] | None:
    return None if licence == "none" else EXCHANGE_PLANS.get(licence, OTHER_PLAN)


def plans(tenant: Tenant, user: User) -> list[dict[str, Any]]:
    return _plans(tenant.today, user.licence)


@lru_cache(maxsize=64)
def _plans(today: datetime, licence: Licence) -> list[dict[str, Any]]:
    plan = _plan(licence)
    if plan is None:
        return []
    service = "exchange" if licence in EXCHANGE_PLANS else "TeamspaceAPI"
    return [
        {
            "assignedDateTime": stamp(today - timedelta(days=300)),
            "capabilityStatus": "Enabled",
            "service": service,
            "servicePlanId": plan[1],
        }
    ]


@lru_cache(maxsize=16)
def sku_id(part_number: str) -> str:
    return guid("skus.practice.test", part_number)


def licences(user: User) -> list[dict[str, Any]]:
    plan = _plan(user.licence)
    return [{"disabledPlans": [], "skuId": sku_id(plan[2])}] if plan else []


def service_plan(plan: tuple[str, str, str]) -> dict[str, Any]:
    return {
        "servicePlanId": plan[1],
        "servicePlanName": plan[0],
        "provisioningStatus": "Success",
        "appliesTo": "User",
    }


def licence_details(user: User) -> list[dict[str, Any]]:
    plan = _plan(user.licence)
    if plan is None:
        return []
    about = {"id": guid(user.id, plan[2]), "skuId": sku_id(plan[2]), "skuPartNumber": plan[2]}
    return [{**about, "servicePlans": [service_plan(plan)]}]


def skus(tenant: Tenant) -> list[dict[str, Any]]:
    """What the tenant has bought."""
    return [
        {
            "capabilityStatus": "Enabled",
            "consumedUnits": sum(_plan(user.licence) == plan for user in tenant.users) + _many(tenant, plan),
            "id": f"{tenant.id}_{sku_id(plan[2])}",
            "prepaidUnits": {"enabled": 25 + tenant.directory.users, "suspended": 0, "warning": 0},
            "servicePlans": [service_plan(plan)],
            "skuId": sku_id(plan[2]),
            "skuPartNumber": plan[2],
            "appliesTo": "User",
        }
        for plan in (*EXCHANGE_PLANS.values(), OTHER_PLAN)
    ]


def _many(tenant: Tenant, plan: tuple[str, str, str]) -> int:
    """About three of four of those who are only numbers have a usual licence."""
    return tenant.directory.users * 3 // 4 if plan[0] == "EXCHANGE_S_ENTERPRISE" else 0


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
