"""The ways to autodiscover: alias, service record, web sites on the way, and the JSON form."""

from simulator.scenarios.model import V2, Scenario, Site, zone

GROUP = "Autodiscover"
NO_ALIAS: dict[str, str] = {"dns.autodiscover-cname": "failed", "autodiscover.connection": "blocked"}
MANUAL = "_autodiscoverscreen._tcp.{d}. 3600 IN SRV 0 0 443 {dashes}.mail.protection.outlook.com."


def _alias(
    name: str, title: str, summary: str, autodiscover: str | tuple[str, ...] | None, **more: str
) -> Scenario:
    """A domain whose autodiscover record is wrong; `more`: what else is to be expected of autodiscover."""
    expects = NO_ALIAS | {f"autodiscover.{check}": status for check, status in more.items()}
    return Scenario(name, title, summary, GROUP, zone(autodiscover=autodiscover), expects)


def _unsafe(name: str, title: str, summary: str, site: Site) -> Scenario:
    """A domain whose own web site would lead a password astray."""
    return Scenario(name, title, summary, GROUP, zone(), {"autodiscover.safety": "failed"}, sites={"": site})


def _json(name: str, title: str, summary: str, status: str, v2: V2) -> Scenario:
    """A domain about which the JSON form says this."""
    return Scenario(name, title, summary, GROUP, zone(), {"autodiscover.v2": status}, v2=v2)


SCENARIOS = (
    _alias(
        "autodiscover-missing",
        "No autodiscover record",
        "The name autodiscover does not exist in the domain.",
        None,
    ),
    _alias(
        "autodiscover-elsewhere",
        "Autodiscover still leads to an old server",
        "The name autodiscover is an alias of a mail server that was switched off.",
        "autodiscover.{d}. 3600 IN CNAME old-mail.example.net.",
    ),
    _alias(
        "autodiscover-dangling",
        "Autodiscover leads nowhere",
        "The name autodiscover is an alias of a name that does not exist any more.",
        "autodiscover.{d}. 3600 IN CNAME autodiscover.gone.example.net.",
    ),
    _alias(
        "autodiscover-long-chain",
        "Autodiscover goes through too many aliases",
        "The name autodiscover is the first of eleven aliases, one behind the other.",
        (
            "autodiscover.{d}. 3600 IN CNAME hop1.{d}.",
            *(f"hop{n}.{{d}}. 3600 IN CNAME hop{n + 1}.{{d}}." for n in range(1, 10)),
            "hop10.{d}. 3600 IN CNAME old-mail.example.net.",
        ),
        safety="blocked",
    ),
    _alias(
        "autodiscover-loop",
        "Autodiscover runs in a circle",
        "The name autodiscover is an alias of a name that is an alias of autodiscover.",
        (
            "autodiscover.{d}. 3600 IN CNAME outlook.{d}.",
            "outlook.{d}. 3600 IN CNAME autodiscover.{d}.",
        ),
        safety="blocked",
    ),
    _alias(
        "autodiscover-a-record",
        "Autodiscover has an address of its own",
        "The name autodiscover has the address of the web site in place of the alias to Microsoft.",
        "autodiscover.{d}. 3600 IN A {web}",
    ),
    Scenario(
        "autodiscover-servfail",
        "Autodiscover cannot be looked up",
        "The resolver answers SERVFAIL to every question for the name autodiscover.",
        GROUP,
        zone(),
        {
            "dns.autodiscover-cname": "error",
            "autodiscover.connection": "error",
            "autodiscover.safety": "error",
        },
        faults={"autodiscover *": "servfail"},
    ),
    Scenario(
        "srv-servfail",
        "The service record cannot be looked up",
        "The resolver answers SERVFAIL to the question for the autodiscover service record.",
        GROUP,
        zone(),
        {"dns.autodiscover-srv": "error"},
        faults={"_autodiscover._tcp *": "servfail"},
    ),
    Scenario(
        "srv-to-microsoft",
        "A service record leads to a closed port",
        "An SRV record sends clients to Microsoft's autodiscover host on port 443, which is closed there.",
        GROUP,
        zone(srv="_autodiscover._tcp.{d}. 3600 IN SRV 0 0 443 autodiscover.outlook.com."),
        {"dns.autodiscover-srv": "warning"},
    ),
    Scenario(
        "srv-misprint",
        "The service record of the manual's misprint",
        "The SRV record was copied from a manual that prints the name wrongly: _autodiscoverscreen.",
        GROUP,
        zone(srv=MANUAL),
        {"dns.autodiscover-srv": "failed"},
    ),
    Scenario(
        "srv-wrong-port",
        "The service record names a wrong port",
        "An SRV record sends clients to port 8443 of a host that is not Exchange Online.",
        GROUP,
        zone(srv="_autodiscover._tcp.{d}. 3600 IN SRV 0 0 8443 old-mail.example.net."),
        {"dns.autodiscover-srv": "failed"},
    ),
    Scenario(
        "msoid-present",
        "A left-over msoid record",
        "An msoid alias, meant for the China cloud alone, breaks sign-in.",
        GROUP,
        zone(msoid="msoid.{d}. 3600 IN CNAME clientconfig.microsoftonline-p.net."),
        {"dns.msoid": "failed"},
    ),
    Scenario(
        "msoid-wildcard",
        "Every name has an alias",
        "A wildcard gives every name of the domain an alias, msoid too.",
        GROUP,
        zone(wildcard="*.{d}. 3600 IN CNAME www.example.net."),
        {"dns.msoid": "warning"},
    ),
    Scenario(
        "msoid-servfail",
        "The msoid record cannot be looked up",
        "The resolver answers SERVFAIL to the question for msoid.",
        GROUP,
        zone(),
        {"dns.msoid": "error"},
        faults={"msoid *": "servfail"},
    ),
    Scenario(
        "autodiscover-only-fixed",
        "Only Microsoft's fixed end point answers",
        "Every way that starts from the domain is dead; only Microsoft's own end points answer.",
        GROUP,
        zone(),
        {"autodiscover.connection": "warning"},
        redirect="missing",
    ),
    _unsafe(
        "autodiscover-password-http",
        "A password would travel unprotected",
        "The domain's web site sends autodiscover on to a plain http address that asks for a password.",
        "to-plain-http",
    ),
    _unsafe(
        "autodiscover-foreign-host",
        "A stranger would get the password",
        "The domain's web site sends autodiscover on to a hosting company that asks for a password.",
        "to-stranger",
    ),
    Scenario(
        "autodiscover-bad-certificate",
        "A host with a wrong certificate asks for the password",
        "The domain's web site asks for a password under a certificate that belongs to somebody else.",
        GROUP,
        zone(),
        {"autodiscover.safety": "warning"},
        sites={"": "autodiscover"},
        certificates={"": "misnamed"},
    ),
    Scenario(
        "autodiscover-expired-certificate",
        "A host with an expired certificate asks for the password",
        "The domain's web site asks for a password under a certificate that ran out.",
        GROUP,
        zone(),
        {"autodiscover.safety": "warning"},
        sites={"": "autodiscover"},
        certificates={"": "expired"},
    ),
    _json(
        "v2-wrong-host",
        "The JSON form names a stranger",
        "Microsoft's JSON form names a host that is neither Microsoft's nor the customer's.",
        "failed",
        "stranger",
    ),
    _json(
        "v2-redirect",
        "The JSON form leads to a stranger",
        "Microsoft's JSON form redirects to a host that is neither Microsoft's nor the customer's.",
        "failed",
        "redirect",
    ),
    _json(
        "v2-unknown-user",
        "The JSON form does not know the address",
        "Microsoft's JSON form redirects to itself, as it does for an address that it does not know.",
        "warning",
        "unknown-user",
    ),
    _json(
        "v2-malformed",
        "The JSON form answers with half a sentence",
        "Microsoft's JSON form answers with something that is no JSON.",
        "error",
        "malformed",
    ),
    _json("v2-down", "The JSON form is out of order", "Microsoft's JSON form answers 503.", "error", "down"),
)
