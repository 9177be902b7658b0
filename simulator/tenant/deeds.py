"""A change of the tenant as text: kept as it was given, and done again after every start."""

from __future__ import annotations

from collections.abc import Iterable

from simulator.changes import Refused
from simulator.tenant import application, cmdlets, settings
from simulator.tenant.commands import CMDLET
from simulator.tenant.model import Tenant

KINDS = ("command", "setting", "certificate")


def carry_out(tenant: Tenant, kind: str, text: str) -> Tenant:
    """The tenant after a PowerShell block, a setting or an uploaded certificate. Refused: nothing was done."""
    if kind == "command":
        return cmdlets.run(tenant, text)
    if kind == "setting":
        return settings.run(tenant, text)
    if kind == "certificate":
        return application.upload(tenant, text)
    raise Refused("Only record, command and setting blocks can be carried out here.")


def kind_of(line: str) -> str:
    """A line of a scenario is a command when its first word is a cmdlet."""
    return "command" if CMDLET.fullmatch(line.split(" ")[0]) else "setting"


def replay(tenant: Tenant, deeds: Iterable[tuple[str, str]]) -> Tenant:
    """The tenant after all these (kind, text). Refused when one of them cannot be done."""
    for kind, text in deeds:
        tenant = carry_out(tenant, kind, text)
    return tenant
