"""Zones for a real name server: one that is well, and many that are broken in one way each."""

from __future__ import annotations

HEAD = "$TTL 300\n@ IN SOA ns1 hostmaster 1 3600 600 86400 300\n@ IN NS ns1\nns1 IN A 127.0.0.1\n"
HEALTHY = {
    "mx": "@ IN MX 0 healthy.mail.protection.outlook.com.",
    "spf": '@ IN TXT "v=spf1 include:spf.protection.outlook.com -all"',
    "autodiscover": "autodiscover IN CNAME autodiscover.outlook.com.",
    "dmarc": '_dmarc IN TXT "v=DMARC1; p=reject"',
}

# name of the zone -> (check that it turns, what becomes of it, what differs from the healthy zone)
BROKEN: dict[str, tuple[str, str, dict[str, str]]] = {
    "mx-none": ("dns.mx", "failed", {"mx": ""}),
    "mx-null": ("dns.mx", "failed", {"mx": "@ IN MX 0 ."}),
    "mx-no-address": ("dns.mx", "failed", {"mx": "@ IN MX 10 nowhere\nnowhere IN TXT x"}),
    "mx-gateway": ("dns.mx", "warning", {"mx": "@ IN MX 10 gate\ngate IN A 127.0.0.1"}),
    "spf-two": ("dns.spf", "failed", {"spf": '@ IN TXT "v=spf1 -all"\n@ IN TXT "v=spf1 a -all"'}),
    "spf-syntax": ("dns.spf", "failed", {"spf": '@ IN TXT "v=spf1 ip4:999.1.1.1 -all"'}),
    "auto-elsewhere": ("dns.autodiscover-cname", "failed", {"autodiscover": "autodiscover IN CNAME ns1"}),
    "auto-missing": ("dns.autodiscover-cname", "failed", {"autodiscover": ""}),
    "auto-address": ("dns.autodiscover-cname", "failed", {"autodiscover": "autodiscover IN A 127.0.0.1"}),
    "auto-loop": (
        "dns.autodiscover-cname",
        "failed",
        {"autodiscover": "autodiscover IN CNAME round\nround IN CNAME autodiscover"},
    ),
    "srv-misprint": (
        "dns.autodiscover-srv",
        "failed",
        {"srv": "_autodiscoverscreen._tcp IN SRV 0 0 443 ns1"},
    ),
    "msoid": ("dns.msoid", "failed", {"msoid": "msoid IN CNAME clientconfig.microsoftonline-p.net."}),
    "dmarc-none": ("dns.dmarc", "warning", {"dmarc": '_dmarc IN TXT "v=DMARC1; p=none"'}),
}

MICROSOFT = {
    "outlook.com": HEAD
    + "autodiscover IN A 127.0.0.1\nhealthy.mail.protection IN A 127.0.0.1\n"
    + 'spf.protection IN TXT "v=spf1 ip4:192.0.2.0/24 -all"\n',
    "test": HEAD,
}


def zone(changes: dict[str, str]) -> str:
    """A zone file that differs from the healthy one in these lines."""
    return HEAD + "\n".join(line for line in {**HEALTHY, **changes}.values() if line) + "\n"


UNLOADABLE = "unloadable.test"


def files() -> dict[str, str]:
    """Zone name -> zone file; `unloadable.test` has a syntax error and does not load."""
    broken = {f"{name}.test": zone(changes) for name, (_, _, changes) in BROKEN.items()}
    return {**MICROSOFT, "healthy.test": zone({}), **broken, UNLOADABLE: HEAD + "@ IN MX nonsense\n"}
