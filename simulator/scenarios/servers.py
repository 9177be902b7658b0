"""Customers with an Exchange server of their own, alone or beside Exchange Online."""

from collections.abc import Mapping

from simulator.scenarios.model import Exchange, Scenario, Site, zone

GROUP = "Own Exchange server"
HOST = "mail.{d}. 3600 IN A {server}"
BY_ADDRESS = "autodiscover.{d}. 3600 IN A {server}"
SERVICE = "_autodiscover._tcp.{d}. 3600 IN SRV 0 0 443 mail.{d}."
NOT_ASKED: Mapping[str, str] = {
    "tenant.discovery": "skipped",
    "tenant.realm": "skipped",
    "dns.dkim": "skipped",
    "dns.msoid": "skipped",
    "autodiscover.v2": "skipped",
    "network.sign-in": "skipped",
    "network.graph": "skipped",
    "network.exchange": "skipped",
}


def _own(
    name: str,
    title: str,
    summary: str,
    expects: Mapping[str, str],
    *,
    exchange: Exchange = "server",
    site: Site = "autodiscover",
    **changes: str | tuple[str, ...] | None,
) -> Scenario:
    """A domain whose mail lives on `mail.<domain>`, the customer's own server."""
    parts: dict[str, str | tuple[str, ...] | None] = {
        "mx": "{d}. 3600 IN MX 10 mail.{d}.",
        "spf": '{d}. 3600 IN TXT "v=spf1 mx -all"',
        "dkim": None,
        "autodiscover": BY_ADDRESS,
        "host": HOST,
        "srv": SERVICE,
    }
    return Scenario(
        name,
        title,
        summary,
        GROUP,
        zone("worldwide", **(parts | changes)),
        {**NOT_ASKED, **expects},
        exchange=exchange,
        v2="unknown-user",
        sites={"mail": site, "autodiscover": site},
        mail="server",
        server="mail",
    )


def _hybrid(
    name: str,
    title: str,
    summary: str,
    expects: Mapping[str, str],
    autodiscover: str,
    *,
    site: Site = "autodiscover",
) -> Scenario:
    """A domain with mailboxes on both sides; mail arrives at Microsoft."""
    return Scenario(
        name,
        title,
        summary,
        GROUP,
        zone(autodiscover=autodiscover, host=HOST),
        expects,
        exchange="hybrid",
        v2="server",
        sites={"mail": site, "autodiscover": site},
        server="mail",
    )


SCENARIOS = (
    _own(
        "exchange-server-healthy",
        "Everything is right, own Exchange server",
        "Nothing is wrong: autodiscover and its service record lead to the customer's Exchange server.",
        {},
    ),
    _own(
        "exchange-server-srv-only",
        "Autodiscover through the service record alone",
        "Nothing is wrong: there is no name autodiscover, and the SRV record serves in its place.",
        {},
        autodiscover=None,
    ),
    _own(
        "exchange-server-srv-missing",
        "No way to the Exchange server",
        "Neither the name autodiscover nor its service record exists.",
        {
            "dns.autodiscover-cname": "failed",
            "dns.autodiscover-srv": "blocked",
            "autodiscover.connection": "blocked",
        },
        autodiscover=None,
        srv=None,
    ),
    _own(
        "exchange-server-srv-port",
        "The service record names a wrong port",
        "The SRV record of autodiscover names port 8443, where nobody asks.",
        {"dns.autodiscover-srv": "failed"},
        srv="_autodiscover._tcp.{d}. 3600 IN SRV 0 0 8443 mail.{d}.",
    ),
    _own(
        "srv-cname-target",
        "The service record names an alias",
        "The SRV record of autodiscover names a host that is itself only an alias.",
        {"dns.autodiscover-srv": "failed"},
        srv=(
            "_autodiscover._tcp.{d}. 3600 IN SRV 0 0 443 outlook.{d}.",
            "outlook.{d}. 3600 IN CNAME mail.{d}.",
        ),
    ),
    _own(
        "exchange-server-broken",
        "The Exchange server does not serve autodiscover",
        "The server answers, but has nothing at the address of autodiscover.",
        {"autodiscover.connection": "failed"},
        site="not-found",
    ),
    _hybrid(
        "hybrid-healthy",
        "Everything is right, hybrid",
        "Nothing is wrong: mailboxes on both sides, and autodiscover leads to the customer's own server.",
        {},
        "autodiscover.{d}. 3600 IN CNAME mail.{d}.",
    ),
    _hybrid(
        "hybrid-elsewhere",
        "Hybrid, and autodiscover leads nowhere",
        "The name autodiscover is an alias of a server whose name is gone from DNS.",
        {
            "dns.autodiscover-cname": "failed",
            "dns.autodiscover-srv": "blocked",
            "autodiscover.connection": "blocked",
        },
        "autodiscover.{d}. 3600 IN CNAME exchange.example.net.",
    ),
)
