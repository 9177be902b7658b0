"""What ends when in Microsoft 365, as published until autumn 2026."""

from __future__ import annotations

from datetime import date

from checks.facts.register import Fact

_WORLDWIDE = ("worldwide",)
_RETIREMENT_OF_EWS = (
    "Microsoft: Deprecation of EWS in Exchange Online; Exchange Team, EWS Deprecation Is Here"
)

FACTS: tuple[Fact, ...] = (
    Fact(
        id="basic-authentication",
        what="Exchange Online takes no user name with password (basic authentication) for EWS and "
        "autodiscover.",
        effective=date(2023, 1, 1),
        source="Microsoft: Deprecation of basic authentication in Exchange Online",
        source_date="January 2023",
        roads=("impersonation",),
        day_known=False,
    ),
    Fact(
        id="remote-powershell",
        what="Remote PowerShell sessions (New-PSSession) to Exchange Online are off.",
        effective=date(2023, 10, 1),
        source="Microsoft: Exchange Online PowerShell module; Deprecation of Remote PowerShell",
        source_date="October 2023",
        day_known=False,
    ),
    Fact(
        id="application-impersonation-assign",
        what="The role ApplicationImpersonation can no longer be assigned in Exchange Online.",
        effective=date(2024, 9, 1),
        source="Microsoft message center MC718754",
        source_date="2024-11-08",
        roads=("impersonation",),
        day_known=False,
    ),
    Fact(
        id="application-impersonation",
        what="The role ApplicationImpersonation is removed from Exchange Online: a user can no longer open "
        "mailboxes "
        "of others with it.",
        effective=date(2025, 2, 1),
        source="Exchange Team: Retirement of RBAC Application Impersonation in Exchange Online",
        source_date="2024-11-13",
        roads=("impersonation",),
        gate=date(2024, 9, 1),
        condition="existing assignments work, new ones cannot be made.",
        day_known=False,
    ),
    Fact(
        id="msonline",
        what="The PowerShell module MSOnline no longer works.",
        effective=date(2025, 5, 31),
        source="Microsoft Entra: MSOnline and AzureAD PowerShell retirement",
        source_date="2025",
        gate=date(2025, 4, 1),
        condition="it stops tenant by tenant.",
        day_known=False,
    ),
    Fact(
        id="azuread-module",
        what="The PowerShell module AzureAD is retired.",
        effective=date(2025, 7, 1),
        source="Microsoft Entra: MSOnline and AzureAD PowerShell retirement",
        source_date="2025",
        gate=date(2025, 3, 30),
        condition="it works, without support.",
    ),
    Fact(
        id="admin-portal-mfa",
        what="The Microsoft 365 admin center asks every administrator for a second factor.",
        effective=date(2025, 2, 1),
        source="Microsoft: mandatory multifactor authentication",
        source_date="2026-05-07",
        day_known=False,
    ),
    Fact(
        id="ews-kiosk",
        what="Mailboxes that have only a Kiosk, F1 or F3 licence can no longer be read over EWS.",
        effective=date(2026, 6, 30),
        source="Microsoft message center MC1191578",
        source_date="2025-12-15",
    ),
    Fact(
        id="stored-credential",
        what="New versions of the Exchange Online module no longer sign in with a stored password "
        "(-Credential).",
        effective=date(2026, 12, 1),
        source="Microsoft message center MC1248389; Exchange Team, 16 February 2026",
        source_date="2026-03-25",
        day_known=False,
    ),
    Fact(
        id="ews-app-list",
        what="Where EwsEnabled is True, EWS answers only applications on the list EwsAllowedAppIDs.",
        effective=date(2026, 10, 10),
        source=_RETIREMENT_OF_EWS,
        source_date="2026-10-01",
        clouds=_WORLDWIDE,
    ),
    Fact(
        id="ews-null-tenants",
        what="Tenants that never set EwsEnabled have EWS switched off.",
        effective=None,
        source=_RETIREMENT_OF_EWS,
        source_date="2026-10-01",
        clouds=_WORLDWIDE,
    ),
    Fact(
        id="ews-end",
        what="EWS in Exchange Online is off for good, without exceptions.",
        effective=date(2027, 4, 1),
        source=_RETIREMENT_OF_EWS,
        source_date="2026-10-01",
        clouds=_WORLDWIDE,
        gate=date(2026, 10, 10),
        condition="it answers only where the organization allows it and the application is on its list.",
    ),
)
