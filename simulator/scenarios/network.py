"""The way from here to Microsoft. All domains share these hosts, so each fault has a resolver of its own."""

from simulator.clouds import CLOUDS
from simulator.scenarios.model import Scenario, zone

GROUP = "Network"
HERE = CLOUDS["worldwide"]

SCENARIOS = (
    Scenario(
        "network-tls-inspection",
        "Something opens the connection to Microsoft",
        "A device in the network shows its own certificate in place of the sign-in service's.",
        GROUP,
        zone(),
        {"network.sign-in": "failed", "tenant.discovery": "error", "tenant.realm": "error"},
        view={HERE.login: "inspected"},
    ),
    Scenario(
        "network-tls-wrong-name",
        "Another host answers for Microsoft Graph",
        "The certificate that graph.microsoft.com shows is made out to another name.",
        GROUP,
        zone(),
        {"network.graph": "failed"},
        view={HERE.graph: "misnamed"},
    ),
    Scenario(
        "network-certificate-expired",
        "An expired certificate for Exchange Online",
        "The certificate that outlook.office365.com shows ran out.",
        GROUP,
        zone(),
        {"network.exchange": "failed", "autodiscover.v2": "error"},
        view={HERE.outlook: "expired"},
    ),
    Scenario(
        "network-clock-skew",
        "The clock of this machine is wrong",
        "The clock of this machine and the clocks of Microsoft's hosts are 11 minutes apart.",
        GROUP,
        zone(),
        {"network.sign-in": "failed", "network.graph": "blocked", "network.exchange": "blocked"},
        view=dict.fromkeys(HERE.fronts, "skewed"),
    ),
    Scenario(
        "network-graph-timeout",
        "Microsoft Graph does not answer",
        "Connections to graph.microsoft.com are swallowed on the way.",
        GROUP,
        zone(),
        {"network.graph": "error"},
        view={HERE.graph: "silent"},
    ),
    Scenario(
        "network-signin-refused",
        "The sign-in service cannot be reached",
        "Connections to login.microsoftonline.com are refused.",
        GROUP,
        zone(),
        {"network.sign-in": "error", "tenant.discovery": "error", "tenant.realm": "error"},
        view={HERE.login: "gone"},
    ),
    Scenario(
        "network-exchange-unreachable",
        "Exchange Online cannot be reached",
        "Connections to outlook.office365.com are refused.",
        GROUP,
        zone(),
        {"network.exchange": "error", "autodiscover.v2": "error"},
        view={HERE.outlook: "gone"},
    ),
    Scenario(
        "network-exchange-mute",
        "Exchange Online takes the connection and says nothing",
        "outlook.office365.com accepts connections and never answers.",
        GROUP,
        zone(),
        {"network.exchange": "error", "autodiscover.v2": "error"},
        view={HERE.outlook: "mute"},
    ),
    Scenario(
        "slow",
        "Every answer takes its time",
        "Nothing is wrong, but each answer takes a tenth of a second.",
        GROUP,
        zone(),
        view=dict.fromkeys(HERE.fronts, "slow"),
        mail="slow",
        latency_ms=100,
    ),
)
