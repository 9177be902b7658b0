"""A change of the tenant as text: kept as it was given, and done again after every start."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from simulator.changes import Refused
from simulator.tenant import application, cmdlets, settings
from simulator.tenant.commands import CMDLET
from simulator.tenant.healthy import healthy
from simulator.tenant.model import Tenant

KINDS = ("command", "setting", "certificate", "mend")


def carry_out(tenant: Tenant, kind: str, text: str) -> Tenant:
    """The tenant after a PowerShell block, a setting, an uploaded certificate, or after people have put it right as a
    sentence told them. Refused: nothing was done."""
    if kind == "command":
        return cmdlets.run(tenant, text)
    if kind == "setting":
        return settings.run(tenant, text)
    if kind == "certificate":
        return application.upload(tenant, text)
    if kind == "mend":
        return mended(tenant)
    raise Refused("Only record, command and setting blocks can be carried out here.")


def mended(tenant: Tenant) -> Tenant:
    """The tenant without its fault; certificates that were uploaded stay, and so do all the people."""
    well = healthy(tenant.domain, tenant.cloud, tenant.exchange_kind)
    return replace(well, app=replace(well.app, keys=tenant.app.keys), directory=tenant.directory)


def kind_of(line: str) -> str:
    """A line of a scenario is a command when its first word is a cmdlet."""
    return "command" if CMDLET.fullmatch(line.split(" ")[0]) else "setting"


def replay(tenant: Tenant, deeds: Iterable[tuple[str, str]]) -> Tenant:
    """The tenant after all these (kind, text). Refused when one of them cannot be done."""
    for kind, text in deeds:
        tenant = carry_out(tenant, kind, text)
    return tenant
