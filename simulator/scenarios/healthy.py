"""Tenants that are as they should be: every check passes."""

from simulator.scenarios.model import Scenario, zone

GROUP = "Healthy"

SCENARIOS = (
    Scenario(
        "healthy",
        "Everything is right",
        "Nothing is wrong: a tenant in Exchange Online with all its records.",
        GROUP,
        zone(),
    ),
    Scenario(
        "healthy-new-mx",
        "Everything is right, new MX form",
        "Nothing is wrong: the MX record has the form that Microsoft gives to domains added since July 2026.",
        GROUP,
        zone(mx="{d}. 3600 IN MX 0 {dashes}.o-v1.mx.microsoft."),
    ),
    Scenario(
        "dkim-new-form",
        "DKIM keys in the new form",
        "Nothing is wrong: the DKIM records have the form that Microsoft gives since May 2025.",
        GROUP,
        zone(
            dkim=tuple(
                f"selector{n}._domainkey.{{d}}. 3600 IN CNAME "
                f"selector{n}-{{dashes}}._domainkey.contoso.o-v1.dkim.mail.microsoft."
                for n in (1, 2)
            )
        ),
    ),
    Scenario(
        "root-web-site-catch-all",
        "The web site answers everything",
        "Nothing is wrong for Retain: the domain's web site answers every address with its home page.",
        GROUP,
        zone(),
        sites={"": "web-page"},
    ),
)
