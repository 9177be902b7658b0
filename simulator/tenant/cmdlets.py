"""What each cmdlet that a remedy may show does to the tenant. An unknown cmdlet or parameter is refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from simulator.changes import Refused
from simulator.tenant import assignments, mailboxes
from simulator.tenant.commands import Command, Value, read
from simulator.tenant.model import Exchange, Tenant

Given = Mapping[str, Value]
Do = Callable[[Tenant, Given], Tenant]


@dataclass(frozen=True)
class Cmdlet:
    """What it does, and the parameters (lower case) that may and must be given."""

    do: Do
    may: tuple[str, ...] = ()
    must: tuple[str, ...] = ()


def run(tenant: Tenant, text: str) -> Tenant:
    """The tenant after these lines. Refused: nothing was done."""
    for command in read(text):
        tenant = _checked(command).do(tenant, command.parameters)
    return tenant


def _checked(command: Command) -> Cmdlet:
    known = next((c for name, c in CMDLETS.items() if name.lower() == command.name.lower()), None)
    if known is None:
        raise Refused(f"The cmdlet {command.name} is not known here.")
    for parameter in command.parameters:
        if parameter not in (*known.may, *known.must, "confirm"):
            raise Refused(f"{command.name} has no parameter -{parameter} here.")
    missing = [parameter for parameter in known.must if parameter not in command.parameters]
    if missing:
        raise Refused(f"{command.name} needs -{missing[0]}.")
    return known


def nothing(tenant: Tenant, given: Given) -> Tenant:
    """Signs in or only shows something."""
    return tenant


def set_organization(tenant: Tenant, given: Given) -> Tenant:
    exchange: Exchange = tenant.exchange
    if "ewsenabled" in given:
        exchange = replace(exchange, ews_enabled=switch(given, "ewsenabled"))
    if "ewsallowedappids" in given:
        exchange = replace(exchange, allowed=app_ids(given["ewsallowedappids"]))
    if "ewsapplicationaccesspolicy" in given:
        exchange = replace(exchange, agents_blocked=given["ewsapplicationaccesspolicy"] == "EnforceAllowList")
    return replace(tenant, exchange=exchange)


def app_ids(value: Value) -> tuple[str, ...] | None:
    """The list as Exchange keeps it: the new value replaces the old one; $null takes the list away."""
    if value is None:
        return None
    text = ",".join(value) if isinstance(value, tuple) else str(value)
    return tuple(part.strip().lower() for part in text.split(",") if part.strip())


def switch(given: Given, name: str) -> bool | None:
    """$true, $false or $null, as a variable or as the word."""
    value = given[name]
    if isinstance(value, str):
        value = {"true": True, "false": False}.get(value.lower(), value)
    if not isinstance(value, bool) and value is not None:
        raise Refused(f"-{name} must be $true, $false or $null.")
    return value


CMDLETS: Mapping[str, Cmdlet] = {
    "Connect-ExchangeOnline": Cmdlet(nothing, ("userprincipalname", "exchangeenvironmentname", "showbanner")),
    "Enable-OrganizationCustomization": Cmdlet(nothing),
    "Get-OrganizationConfig": Cmdlet(nothing),
    "Get-CASMailbox": Cmdlet(nothing, ("identity",)),
    "Test-ServicePrincipalAuthorization": Cmdlet(nothing, ("resource",), ("identity",)),
    "New-ServicePrincipal": Cmdlet(assignments.new_principal, ("displayname",), ("appid", "objectid")),
    "Remove-ServicePrincipal": Cmdlet(assignments.remove_principal, (), ("identity",)),
    "New-ManagementScope": Cmdlet(assignments.new_scope, (), ("name", "recipientrestrictionfilter")),
    "Set-ManagementScope": Cmdlet(assignments.set_scope, (), ("identity", "recipientrestrictionfilter")),
    "Remove-ManagementScope": Cmdlet(assignments.remove_scope, (), ("identity",)),
    "New-ManagementRoleAssignment": Cmdlet(
        assignments.new_assignment,
        ("name", "app", "user", "customresourcescope", "recipientadministrativeunitscope"),
        ("role",),
    ),
    "Set-ManagementRoleAssignment": Cmdlet(
        assignments.set_assignment,
        ("customresourcescope", "recipientadministrativeunitscope"),
        ("identity",),
    ),
    "Remove-ManagementRoleAssignment": Cmdlet(assignments.remove_assignment, (), ("identity",)),
    "Set-OrganizationConfig": Cmdlet(
        set_organization, ("ewsenabled", "ewsallowedappids", "ewsapplicationaccesspolicy")
    ),
    "Set-CASMailbox": Cmdlet(mailboxes.set_cas, ("ewsenabled",), ("identity",)),
    "Set-User": Cmdlet(mailboxes.set_user, ("displayname",), ("identity",)),
    "Set-Mailbox": Cmdlet(
        mailboxes.set_mailbox, ("alias", "displayname", "accountdisabled", "name"), ("identity",)
    ),
    "Remove-RoleGroupMember": Cmdlet(mailboxes.remove_role, (), ("identity", "member")),
    "Add-RoleGroupMember": Cmdlet(mailboxes.add_role, (), ("identity", "member")),
    "Add-DistributionGroupMember": Cmdlet(mailboxes.join, (), ("identity", "member")),
    "Remove-DistributionGroupMember": Cmdlet(mailboxes.leave, (), ("identity", "member")),
    "Remove-ApplicationAccessPolicy": Cmdlet(mailboxes.remove_access_policy, (), ("identity",)),
}
