"""The mail host behind the MX record."""

from simulator.scenarios.model import Scenario, zone

GROUP = "Mail server"

SCENARIOS = (
    Scenario(
        "smtp-no-starttls",
        "The mail server does not encrypt",
        "The mail server answers on port 25, but offers no STARTTLS.",
        GROUP,
        zone(),
        {"smtp.server": "warning"},
        mail="mail-plain",
    ),
    Scenario(
        "smtp-blocked",
        "Port 25 is blocked from here",
        "Connections to port 25 are swallowed on the way, as most networks do.",
        GROUP,
        zone(),
        {"smtp.server": "error"},
        mail="silent",
    ),
    Scenario(
        "smtp-closed",
        "Nothing listens on port 25",
        "The mail server refuses connections to port 25.",
        GROUP,
        zone(),
        {"smtp.server": "error"},
        mail="gone",
    ),
    Scenario(
        "smtp-mute",
        "The mail server never greets",
        "The mail server takes the connection and says nothing.",
        GROUP,
        zone(),
        {"smtp.server": "error"},
        mail="mute",
    ),
)
