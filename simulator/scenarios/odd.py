"""Hosts on the way that loop, lie or talk nonsense: harmless for Retain, and they must stay harmless here."""

from simulator.scenarios.model import Scenario, zone

GROUP = "Odd answers"

SCENARIOS = (
    Scenario(
        "redirect-loop",
        "The web site redirects in a circle",
        "Nothing is wrong for Retain: the domain's web site redirects autodiscover to itself for ever.",
        GROUP,
        zone(),
        sites={"": "loop"},
    ),
    Scenario(
        "web-site-nonsense",
        "The web site does not speak HTTP",
        "Nothing is wrong for Retain: what answers at the domain is no web server.",
        GROUP,
        zone(),
        sites={"": "nonsense"},
    ),
    Scenario(
        "web-site-reset",
        "The web site hangs up",
        "Nothing is wrong for Retain: the domain's web site drops every connection.",
        GROUP,
        zone(),
        sites={"": "reset"},
    ),
    Scenario(
        "web-site-none",
        "No web site at the domain",
        "Nothing is wrong for Retain: the domain itself has no address.",
        GROUP,
        zone(root=None, www=None),
    ),
)
