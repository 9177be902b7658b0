"""What checks and sync may ask of the network, and what they get back. No client library shows through here.

Faults of the network are data (an outcome of an Answer, a fault of an Exchange), because "could not look" is itself
something a check reports. Exceptions are for what ends a check: a refusal that another check owns, or no time left.
"""

from __future__ import annotations

from typing import Protocol

from clients.contract.autodiscover import Attempt, Autodiscover
from clients.contract.directory import BatchAnswer, Broken, DirectoryReader, Page
from clients.contract.dns import Answer, Dns, DnsOutcome, NameServer, Zone
from clients.contract.ews import Ews, EwsReply
from clients.contract.graph import ExchangeAdmin, Graph, GraphReply, NotGranted
from clients.contract.network import Cloud, ConnectTo, Deadline, Network
from clients.contract.refusals import NoSuchDomain, OutOfTime, OutsideError, Refusal
from clients.contract.sftp import SftpServers
from clients.contract.sign_in import (
    Credential,
    CredentialKind,
    Identity,
    NoCredential,
    Resource,
    SignIn,
    SignInRefused,
    SignIns,
)
from clients.contract.web import SHOWN_HEADERS, Certificate, Exchange, Fault, Smtp, SmtpProbe, Web

__all__ = [
    "SHOWN_HEADERS",
    "Answer",
    "Attempt",
    "Autodiscover",
    "BatchAnswer",
    "Broken",
    "Certificate",
    "Clients",
    "Cloud",
    "ConnectTo",
    "Credential",
    "CredentialKind",
    "Deadline",
    "DirectoryReader",
    "Dns",
    "DnsOutcome",
    "Ews",
    "EwsReply",
    "Exchange",
    "ExchangeAdmin",
    "Fault",
    "Graph",
    "GraphReply",
    "Identity",
    "NameServer",
    "Network",
    "NoCredential",
    "NoSuchDomain",
    "NotGranted",
    "OutOfTime",
    "OutsideError",
    "Page",
    "Refusal",
    "Resource",
    "SftpServers",
    "SignIn",
    "SignInRefused",
    "SignIns",
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
    @property
    def sign_in(self) -> SignIns: ...
    @property
    def graph(self) -> Graph: ...
    @property
    def directory(self) -> DirectoryReader: ...
    @property
    def exchange(self) -> ExchangeAdmin: ...
    @property
    def ews(self) -> Ews: ...
    @property
    def sftp(self) -> SftpServers: ...

    def progress(self, text: str) -> None:
        """Say on the page what is being done right now."""
        ...
