"""MX, SPF, DKIM and DMARC."""

from collections.abc import Mapping

from simulator.scenarios.model import Scenario, zone

GROUP = "Mail records"
MICROSOFT = "{d}. 3600 IN MX 0 {dashes}.mail.protection.outlook.com."
INCLUDE = "include:spf.protection.outlook.com"
NO_MAIL: Mapping[str, str] = {"dns.mx": "failed", "smtp.server": "blocked"}


def _spf(
    name: str, title: str, summary: str, status: str, *texts: str, more: tuple[str, ...] = ()
) -> Scenario:
    """A domain with these SPF texts."""
    spf = tuple(f'{{d}}. 3600 IN TXT "{text}"' for text in texts)
    return Scenario(name, title, summary, GROUP, zone(spf=spf + more), {"dns.spf": status})


def _includes(label: str, *numbers: int) -> str:
    """An SPF text that includes that many others."""
    return f'{label}.{{d}}. 3600 IN TXT "v=spf1 {" ".join(f"include:_spf{n}.example.net" for n in numbers)} ~all"'


def _dmarc(name: str, title: str, summary: str, *texts: str) -> Scenario:
    """A domain with these DMARC texts."""
    dmarc = tuple(f'_dmarc.{{d}}. 3600 IN TXT "{text}"' for text in texts)
    return Scenario(name, title, summary, GROUP, zone(dmarc=dmarc), {"dns.dmarc": "warning"})


SCENARIOS = (
    Scenario(
        "mx-gateway",
        "Mail goes through a gateway",
        "The MX records name a mail gateway of another company, not Microsoft.",
        GROUP,
        zone(mx=tuple(f"{{d}}. 3600 IN MX {n}0 mx{n}.gateway.example.net." for n in (1, 2))),
        {"dns.mx": "warning"},
    ),
    Scenario(
        "mx-mixed",
        "An old MX record beside the right one",
        "Beside Microsoft's mail server the MX records still name an earlier provider.",
        GROUP,
        zone(mx=(MICROSOFT, "{d}. 3600 IN MX 20 mx1.gateway.example.net.")),
        {"dns.mx": "warning"},
    ),
    Scenario(
        "mx-none",
        "No MX record",
        "The domain has no MX record, so no mail reaches it.",
        GROUP,
        zone(mx=None),
        NO_MAIL,
    ),
    Scenario(
        "mx-null",
        "The domain takes no mail",
        "A null MX record declares that the domain takes no mail.",
        GROUP,
        zone(mx="{d}. 3600 IN MX 0 ."),
        NO_MAIL,
    ),
    Scenario(
        "mx-no-address",
        "The MX record names a host that does not exist",
        "The MX record is misspelt: its host has no address.",
        GROUP,
        zone(mx="{d}. 3600 IN MX 0 {dashes}-x.mail.protection.outlook.com."),
        NO_MAIL,
    ),
    Scenario(
        "mx-servfail",
        "The MX record cannot be looked up",
        "The resolver answers SERVFAIL to the question for MX, and only to that.",
        GROUP,
        zone(),
        {"dns.mx": "error", "smtp.server": "error"},
        faults={"@ MX": "servfail"},
    ),
    _spf(
        "spf-two",
        "Two SPF records",
        "Two SPF records stand side by side, so receivers count neither.",
        "failed",
        f"v=spf1 {INCLUDE} -all",
        "v=spf1 include:_spf.newsletter.example.net ~all",
    ),
    _spf(
        "spf-syntax",
        "The SPF record is misspelt",
        "The SPF record holds a term that does not exist.",
        "failed",
        f"v=spf1 {INCLUDE} ipv4:192.0.2.25 -all",
    ),
    _spf(
        "spf-too-many",
        "The SPF record needs too many look-ups",
        "The SPF record needs more than 10 look-ups, so receivers give up.",
        "failed",
        f"v=spf1 include:_a.{{d}} include:_b.{{d}} {INCLUDE} -all",
        more=(_includes("_a", 1, 2, 3, 4), _includes("_b", 5, 6, 7, 8)),
    ),
    _spf(
        "spf-loop",
        "The SPF record includes itself",
        "The SPF record includes a record that includes it again, without end.",
        "failed",
        f"v=spf1 include:_a.{{d}} {INCLUDE} -all",
        more=('_a.{d}. 3600 IN TXT "v=spf1 include:{d} ~all"',),
    ),
    _spf(
        "spf-no-include",
        "The SPF record leaves Microsoft out",
        "The SPF record lets a newsletter service send, but not Exchange Online.",
        "warning",
        "v=spf1 include:_spf.newsletter.example.net -all",
    ),
    _spf(
        "spf-plus-all",
        "The SPF record allows everybody",
        "The SPF record ends in +all: the whole world may send in the domain's name.",
        "warning",
        f"v=spf1 {INCLUDE} +all",
    ),
    _spf(
        "spf-neutral",
        "The SPF record decides nothing",
        "The SPF record ends in ?all: receivers learn nothing from it.",
        "warning",
        f"v=spf1 {INCLUDE} ?all",
    ),
    _spf("spf-missing", "No SPF record", "The domain has no SPF record.", "warning"),
    Scenario(
        "spf-servfail",
        "The SPF record cannot be looked up",
        "The resolver answers SERVFAIL to the question for TXT, and only to that.",
        GROUP,
        zone(),
        {"dns.spf": "error"},
        faults={"@ TXT": "servfail"},
    ),
    Scenario(
        "dkim-missing",
        "No DKIM keys",
        "Signing was never switched on: both selectors are missing.",
        GROUP,
        zone(dkim=None),
        {"dns.dkim": "warning"},
    ),
    Scenario(
        "dkim-servfail",
        "The DKIM keys cannot be looked up",
        "The resolver answers SERVFAIL for both selectors.",
        GROUP,
        zone(),
        {"dns.dkim": "error"},
        faults={"selector1._domainkey *": "servfail", "selector2._domainkey *": "servfail"},
    ),
    _dmarc("dmarc-none", "No DMARC record", "The domain has no DMARC record."),
    _dmarc(
        "dmarc-policy-none",
        "The DMARC record only watches",
        "The DMARC policy is none: forged mail is delivered.",
        "v=DMARC1; p=none; rua=mailto:dmarc@{d}",
    ),
    _dmarc(
        "dmarc-two",
        "Two DMARC records",
        "Two DMARC records stand side by side, so receivers ignore both.",
        "v=DMARC1; p=quarantine",
        "v=DMARC1; p=reject",
    ),
    _dmarc(
        "dmarc-malformed",
        "The DMARC record is misspelt",
        "The DMARC record has no policy that exists.",
        "v=DMARC1; p=quarantaine",
    ),
    Scenario(
        "dmarc-servfail",
        "The DMARC record cannot be looked up",
        "The resolver answers SERVFAIL to the question for the DMARC record.",
        GROUP,
        zone(),
        {"dns.dmarc": "error"},
        faults={"_dmarc *": "servfail"},
    ),
)
