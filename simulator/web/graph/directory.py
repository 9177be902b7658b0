"""The organisation, its domains with the DNS records that Microsoft expects, and its applications."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from cryptography.hazmat.primitives import hashes

from simulator.clouds import CLOUDS
from simulator.tenant.identity import (
    EXCHANGE,
    GRAPH,
    NEEDED,
    OF_EXCHANGE,
    OPTIONAL,
    guid,
    permission_id,
    resource_of,
)
from simulator.tenant.model import Key, Tenant
from simulator.web.assertion import certificate_of
from simulator.web.graph.people import stamp

SERVICES = {GRAPH: "Microsoft Graph", EXCHANGE: "Office 365 Exchange Online"}
MORE_OF_GRAPH = (
    "Mail.Read",
    "Mail.ReadWrite",
    "Mail.ReadBasic.All",
    "Directory.Read.All",
    "User.ReadWrite.All",
)


def initial(tenant: Tenant) -> str:
    """The tenant's first domain."""
    return f"{tenant.domain.replace('.', '-')}.{CLOUDS[tenant.cloud].tenants}"


def domains(tenant: Tenant) -> list[dict[str, Any]]:
    """The domain itself, the one that came with the tenant, and where there are many people a second one of theirs."""
    own = [_domain(tenant, tenant.domain, first=False), _domain(tenant, initial(tenant), first=True)]
    branch = {**_domain(tenant, f"branch.{tenant.domain}", first=False), "isDefault": False, "isRoot": False}
    return [*own, branch] if tenant.directory.users else own


def _domain(tenant: Tenant, name: str, *, first: bool) -> dict[str, Any]:
    return {
        "authenticationType": "Managed",
        "availabilityStatus": None,
        "id": name,
        "isAdminManaged": True,
        "isDefault": not first,
        "isInitial": first,
        "isRoot": True,
        "isVerified": True,
        "supportedServices": ["Email", "OfficeCommunicationsOnline"],
        "passwordValidityPeriodInDays": tenant.validity_days,
        "passwordNotificationWindowInDays": 14,
    }


def records(tenant: Tenant) -> list[dict[str, Any]]:
    """What DNS should hold for the domain: mail, and a record of another service."""
    cloud, name, told = CLOUDS[tenant.cloud], tenant.domain, tenant.records
    mx = told.get("mx", f"{name.replace('.', '-')}.{cloud.mx}")
    spf = told.get("spf", f"v=spf1 include:{cloud.spf} -all")
    own = [
        _record("Mx", name, mailExchange=mx, preference=0),
        _record("Txt", name, text=spf),
        _record("CName", f"autodiscover.{name}", canonicalName=told.get("autodiscover", cloud.redirector)),
    ]
    if "optional" in told:
        own.append(_record("CName", f"mail.{name}", optional=True, canonicalName=told["optional"]))
    teams = _record(
        "Srv", f"_sipfederationtls._tcp.{name}", service_of="OfficeCommunicationsOnline", priority=100, weight=1,
        service="_sipfederationtls", protocol="_tcp", port=5061, nameTarget="sipfed.online.lync.com",
    )  # fmt: skip
    return [*own, teams]


def _record(
    kind: str, label: str, *, optional: bool = False, service_of: str = "Email", **values: Any
) -> dict[str, Any]:
    return {
        "@odata.type": f"#microsoft.graph.domainDns{'Cname' if kind == 'CName' else kind}Record",
        "id": guid(label, kind),
        "isOptional": optional,
        "label": label,
        "recordType": kind,
        "supportedService": service_of,
        "ttl": 3600,
        **values,
    }


def organization(tenant: Tenant) -> dict[str, Any]:
    verified = [
        {
            "capabilities": "Email, OfficeCommunicationsOnline",
            "isDefault": d["isDefault"],
            "isInitial": d["isInitial"],
            "name": d["id"],
            "type": "Managed",
        }
        for d in domains(tenant)
    ]
    return {
        "id": tenant.id,
        "deletedDateTime": None,
        "displayName": tenant.domain,
        "createdDateTime": stamp(tenant.today - timedelta(days=500)),
        "countryLetterCode": "DE",
        "onPremisesSyncEnabled": True if tenant.exchange_kind == "hybrid" else None,
        "tenantType": "AAD",
        "verifiedDomains": verified,
    }


def application(tenant: Tenant) -> dict[str, Any]:
    """The registration, with its credentials but never their values."""
    app = tenant.app
    return {
        "id": app.registration_id,
        "deletedDateTime": None,
        "appId": app.client_id,
        "displayName": app.name,
        "createdDateTime": stamp(tenant.today - timedelta(days=90)),
        "publisherDomain": tenant.domain,
        "signInAudience": "AzureADMyOrg",
        "isFallbackPublicClient": app.public or None,
        "passwordCredentials": [
            {
                "customKeyIdentifier": None, "displayName": "Retain", "endDateTime": stamp(secret.ends),
                "hint": secret.hint, "keyId": secret.id, "secretText": None,
                "startDateTime": stamp(secret.starts),
            }
            for secret in app.secrets
        ],
        "keyCredentials": [_key(key) for key in app.keys],
        "requiredResourceAccess": _wanted(app.wanted),
    }  # fmt: skip


def _key(key: Key) -> dict[str, Any]:
    certificate = certificate_of(key)
    return {
        "customKeyIdentifier": certificate.fingerprint(hashes.SHA1()).hex().upper(),  # noqa: S303
        "displayName": certificate.subject.rfc4514_string(),
        "endDateTime": stamp(key.ends or certificate.not_valid_after_utc),
        "key": None,
        "keyId": key.id,
        "startDateTime": stamp(certificate.not_valid_before_utc),
        "type": "AsymmetricX509Cert",
        "usage": "Verify",
    }


def _wanted(permissions: tuple[str, ...]) -> list[dict[str, Any]]:
    return [
        {
            "resourceAppId": service,
            "resourceAccess": [
                {"id": permission_id(p), "type": "Role"} for p in permissions if resource_of(p) == service
            ],
        }
        for service in SERVICES
        if any(resource_of(p) == service for p in permissions)
    ]


def principals(tenant: Tenant) -> list[dict[str, Any]]:
    """The application's service principal, if there is one, and the two of the services."""
    app = tenant.app
    own = _principal(app.object_id, app.client_id, app.name, enabled=app.enabled)
    services = [
        _principal(guid(tenant.domain, service), service, name, roles=_roles(tenant, service))
        for service, name in SERVICES.items()
    ]
    return [*([own] if app.present and not app.elsewhere else []), *services]


def _principal(
    id: str, app_id: str, name: str, *, enabled: bool = True, roles: list[dict[str, Any]] | None = None
) -> dict[str, Any]:
    return {
        "id": id,
        "deletedDateTime": None,
        "accountEnabled": enabled,
        "appDisplayName": name,
        "appId": app_id,
        "appRoleAssignmentRequired": False,
        "appRoles": roles or [],
        "displayName": name,
        "servicePrincipalType": "Application",
        "signInAudience": "AzureADMyOrg",
        "tags": [],
    }


def _roles(tenant: Tenant, service: str) -> list[dict[str, Any]]:
    """The permissions that a service offers."""
    known = dict.fromkeys((*NEEDED, *OPTIONAL, *MORE_OF_GRAPH, *OF_EXCHANGE, *tenant.app.granted))
    return [
        {
            "allowedMemberTypes": ["Application"],
            "description": permission,
            "displayName": permission,
            "id": permission_id(permission),
            "isEnabled": True,
            "origin": "Application",
            "value": permission,
        }
        for permission in known
        if resource_of(permission) == service
    ]


def grants(tenant: Tenant) -> list[Mapping[str, Any]]:
    """The application permissions that Entra granted."""
    app = tenant.app
    return [
        {
            "id": guid(tenant.domain, f"grant {permission}"),
            "deletedDateTime": None,
            "appRoleId": permission_id(permission),
            "createdDateTime": stamp(tenant.today - timedelta(days=30)),
            "principalDisplayName": app.name,
            "principalId": app.object_id,
            "principalType": "ServicePrincipal",
            "resourceDisplayName": SERVICES[resource_of(permission)],
            "resourceId": guid(tenant.domain, resource_of(permission)),
        }
        for permission in app.granted
    ]
