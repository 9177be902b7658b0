"""What checks and sync may ask of the network, and what they get back. No client library shows through here.

Faults of the network are data (an outcome of an Answer, a fault of an Exchange), because "could not look" is itself
something a check reports. Exceptions are for what ends a check: a refusal that another check owns, or no time left.
"""

from __future__ import annotations

from typing import Protocol

from clients.contract.autodiscover import Attempt, Autodiscover
from clients.contract.dns import Answer, Dns, DnsOutcome, NameServer, Zone
from clients.contract.network import Cloud, ConnectTo, Deadline, Network
from clients.contract.refusals import NoSuchDomain, OutOfTime, OutsideError, Refusal
from clients.contract.web import SHOWN_HEADERS, Certificate, Exchange, Fault, Smtp, SmtpProbe, Web

__all__ = [
    "SHOWN_HEADERS",
    "Answer",
    "Attempt",
    "Autodiscover",
    "Certificate",
    "Clients",
    "Cloud",
    "ConnectTo",
    "Deadline",
    "Dns",
    "DnsOutcome",
    "Exchange",
    "Fault",
    "NameServer",
    "Network",
    "NoSuchDomain",
    "OutOfTime",
    "OutsideError",
    "Refusal",
    "Smtp",
    "SmtpProbe",
    "Web",
    "Zone",
]


class Clients(Protocol):
    """What a check gets. Opened per check run, with its deadline, by `clients.factory.open_clients`."""

    @property
    def dns(self) -> Dns: ...
    @property
    def web(self) -> Web: ...
    @property
    def smtp(self) -> Smtp: ...
    @property
    def autodiscover(self) -> Autodiscover: ...

    def progress(self, text: str) -> None:
        """Say on the page what is being done right now."""
        ...
