"""What people do to the application in the Entra admin centre."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from cryptography import x509

from simulator.changes import Refused
from simulator.tenant.identity import NEEDED, OPTIONAL, guid, secret
from simulator.tenant.model import App, Key, Secret, Tenant

Found = re.Match[str]
Do = Callable[[Tenant, Found], Tenant]
SECRET_DAYS = 180


def _with(tenant: Tenant, **changes: Any) -> Tenant:
    app: App = replace(tenant.app, **changes)
    return replace(tenant, app=app)


def grant(tenant: Tenant, found: Found) -> Tenant:
    app, permission = tenant.app, found[1]
    return _with(tenant, wanted=_added(app.wanted, permission), granted=_added(app.granted, permission))


def _added(known: tuple[str, ...], new: str) -> tuple[str, ...]:
    return known if new in known else (*known, new)


def revoke(tenant: Tenant, found: Found) -> Tenant:
    if found[1] not in tenant.app.granted:
        raise Refused(f"{found[1]} is not granted.")
    return _with(tenant, granted=tuple(p for p in tenant.app.granted if p != found[1]))


def consent(tenant: Tenant, found: Found) -> Tenant:
    wanted = tuple(dict.fromkeys((*tenant.app.granted, *tenant.app.wanted, *NEEDED, *OPTIONAL)))
    return replace(_with(tenant, wanted=wanted, granted=wanted, present=True), declined=False)


def withdraw(tenant: Tenant, found: Found) -> Tenant:
    return _with(tenant, granted=())


def decline(tenant: Tenant, found: Found) -> Tenant:
    return replace(tenant, declined=True)


def ends_in(tenant: Tenant, found: Found) -> Tenant:
    ends = tenant.today + timedelta(days=int(found[1]))
    return _with(tenant, secrets=tuple(replace(s, ends=ends) for s in tenant.app.secrets))


def expire(tenant: Tenant, found: Found) -> Tenant:
    ends = tenant.today - timedelta(days=1)
    return _with(tenant, secrets=tuple(replace(s, ends=ends) for s in tenant.app.secrets))


def renew(tenant: Tenant, found: Found) -> Tenant:
    """The first secret, good again: what was entered in the wizard stays right."""
    first = Secret(
        guid(tenant.domain, "secret"), secret(tenant.domain, "client secret"), tenant.today,
        tenant.today + timedelta(days=SECRET_DAYS),
    )  # fmt: skip
    return _with(tenant, secrets=(first,))


def remove_secrets(tenant: Tenant, found: Found) -> Tenant:
    return _with(tenant, secrets=())


def keys_end_in(tenant: Tenant, found: Found) -> Tenant:
    ends = tenant.today + timedelta(days=int(found[1]))
    return _with(tenant, keys=tuple(replace(key, ends=ends) for key in tenant.app.keys))


def remove_keys(tenant: Tenant, found: Found) -> Tenant:
    return _with(tenant, keys=())


def upload(tenant: Tenant, pem: str) -> Tenant:
    """The registration with one more certificate. Refused when the text holds no certificate in PEM form."""
    try:
        certificate = x509.load_pem_x509_certificate(pem.encode())
    except ValueError:
        raise Refused("pem must hold one certificate in PEM form.") from None
    made = Key(guid(tenant.domain, f"key {certificate.serial_number}"), pem)
    return _with(tenant, keys=(*(key for key in tenant.app.keys if key.pem != pem), made))


def setting(**changes: Any) -> Do:
    return lambda tenant, found: _with(tenant, **changes)


VOCABULARY: tuple[tuple[re.Pattern[str], Do], ...] = (
    (re.compile(r"grant (\S+)"), grant),
    (re.compile(r"revoke (\S+)"), revoke),
    (re.compile(r"consent"), consent),
    (re.compile(r"withdraw consent"), withdraw),
    (re.compile(r"decline consent"), decline),
    (re.compile(r"renew secret"), renew),
    (re.compile(r"expire secret"), expire),
    (re.compile(r"secret ends in (\d{1,5}) days"), ends_in),
    (re.compile(r"remove secrets"), remove_secrets),
    (re.compile(r"certificate ends in (-?\d{1,5}) days"), keys_end_in),
    (re.compile(r"remove certificates"), remove_keys),
    (re.compile(r"enable app"), setting(enabled=True)),
    (re.compile(r"disable app"), setting(enabled=False)),
    (re.compile(r"remove app"), setting(present=False)),
    (re.compile(r"restore app"), setting(present=True)),
    (re.compile(r"app elsewhere"), setting(elsewhere=True)),
    (re.compile(r"app public"), setting(public=True)),
)
