"""Tenants in the other clouds."""

from simulator.scenarios.model import Scenario, zone

GROUP = "Other clouds"

SCENARIOS = (
    Scenario(
        "healthy-gcc-high",
        "Everything is right, GCC High",
        "Nothing is wrong: a tenant in the US Government cloud GCC High.",
        GROUP,
        zone("gcc-high"),
        cloud="gcc-high",
    ),
    Scenario(
        "healthy-dod",
        "Everything is right, DoD",
        "Nothing is wrong: a tenant in the US Government cloud DoD.",
        GROUP,
        zone("dod"),
        cloud="dod",
    ),
    Scenario(
        "msoid-china",
        "Everything is right, China",
        "Nothing is wrong: a tenant in the China cloud, which alone uses the msoid record.",
        GROUP,
        zone("china", msoid="msoid.{d}. 3600 IN CNAME clientconfig.partner.microsoftonline-p.net.cn."),
        {"dns.msoid": "skipped"},
        cloud="china",
    ),
)
