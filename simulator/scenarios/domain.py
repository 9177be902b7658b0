"""The domain itself, its name servers and the way to them."""

from collections.abc import Mapping

from simulator.scenarios.model import DnsFault, Scenario, zone

GROUP = "Domain and name servers"

NO_DOMAIN: Mapping[str, str] = {
    "tenant.discovery": "blocked",
    "tenant.realm": "blocked",
    "dns.domain": "failed",
    "dns.authoritative": "blocked",
    "dns.mx": "blocked",
    "dns.spf": "blocked",
    "dns.dkim": "blocked",
    "dns.dmarc": "blocked",
    "dns.autodiscover-cname": "blocked",
    "dns.autodiscover-srv": "blocked",
    "dns.msoid": "blocked",
    "autodiscover.connection": "blocked",
    "autodiscover.v2": "blocked",
    "autodiscover.safety": "blocked",
    "smtp.server": "blocked",
}
NO_ANSWER: Mapping[str, str] = {
    "dns.domain": "error",
    "dns.authoritative": "error",
    "dns.mx": "error",
    "dns.spf": "error",
    "dns.dkim": "error",
    "dns.dmarc": "error",
    "dns.autodiscover-cname": "error",
    "dns.autodiscover-srv": "error",
    "dns.msoid": "error",
    "autodiscover.connection": "error",
    "autodiscover.safety": "error",
    "smtp.server": "error",
}


def _unanswered(name: str, title: str, summary: str, fault: DnsFault) -> Scenario:
    """Every question about the domain meets this fault."""
    return Scenario(name, title, summary, GROUP, zone(), NO_ANSWER, faults={"* *": fault})


SCENARIOS = (
    Scenario(
        "no-such-domain",
        "The domain does not exist",
        "The domain is misspelt or was never registered: DNS knows no such name.",
        GROUP,
        (),
        NO_DOMAIN,
        tenant="none",
    ),
    _unanswered(
        "domain-servfail",
        "DNS cannot answer for the domain",
        "The resolver answers SERVFAIL to every question about the domain.",
        "servfail",
    ),
    _unanswered(
        "domain-refused",
        "The resolver refuses to answer",
        "The resolver answers REFUSED to every question about the domain.",
        "refused",
    ),
    _unanswered(
        "domain-timeout",
        "DNS does not answer for the domain",
        "Every question about the domain goes unanswered.",
        "timeout",
    ),
    _unanswered(
        "dnssec-bogus",
        "The zone's signatures are broken",
        "The resolver checks DNSSEC and refuses the zone, because its signatures do not fit.",
        "bogus",
    ),
    _unanswered(
        "malformed-dns",
        "DNS answers with garbage",
        "Something on the way spoils every DNS answer about the domain.",
        "malformed",
    ),
    Scenario(
        "truncated-udp",
        "DNS answers only over TCP",
        "Nothing is wrong: each UDP answer is cut, and the same question over TCP is answered whole.",
        GROUP,
        zone(),
        faults={"* *": "truncated"},
    ),
    Scenario(
        "ns-differ",
        "The name servers disagree",
        "One of three name servers still has the MX record of an earlier provider.",
        GROUP,
        zone(),
        {"dns.authoritative": "warning"},
        stale={"ns2.practice.test": ("{d}. 3600 IN MX 10 mx1.gateway.example.net.",)},
    ),
    Scenario(
        "ns-lame",
        "A name server is not in charge",
        "One of three name servers answers, but not for this zone.",
        GROUP,
        zone(),
        {"dns.authoritative": "warning"},
        servers={"ns3": "lame"},
    ),
    Scenario(
        "ns-refused",
        "A name server refuses",
        "One of three name servers refuses every question about the zone.",
        GROUP,
        zone(),
        {"dns.authoritative": "warning"},
        servers={"ns3": "refused"},
    ),
    Scenario(
        "ns-silent",
        "A name server does not answer",
        "One of three name servers is silent.",
        GROUP,
        zone(),
        {"dns.authoritative": "warning"},
        servers={"ns2": "silent"},
    ),
    Scenario(
        "ns-all-silent",
        "No name server answers directly",
        "The resolver answers, but none of the name servers does when it is asked from here.",
        GROUP,
        zone(),
        {"dns.authoritative": "error"},
        servers={"ns1": "silent", "ns2": "silent", "ns3": "silent"},
    ),
)
