"""Everything that a check may ask the network with, opened for one check run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from clients.contract import (
    Autodiscover,
    Clients,
    Cloud,
    Deadline,
    DirectoryReader,
    Dns,
    Ews,
    ExchangeAdmin,
    Graph,
    Identity,
    Network,
    SftpServers,
    SignIns,
    Smtp,
    Web,
)
from clients.dns import Resolvers
from clients.microsoft365.auth import Memory, MsalSignIns, Run
from clients.microsoft365.autodiscover import GuardedAutodiscover
from clients.microsoft365.directory import GuardedDirectory
from clients.microsoft365.ews import GuardedEws
from clients.microsoft365.ews_server import Password, ServerEws
from clients.microsoft365.exchange import GuardedExchangeAdmin
from clients.microsoft365.graph import GuardedGraph
from clients.microsoft365.patience import Patience
from clients.microsoft365.refusals import Refusals, RefusalsInMemory
from clients.microsoft365.vault import Vault
from clients.outbound import Outbound
from clients.sftp.servers import GuardedSftp, Secret, no_secret
from clients.smtp import GuardedSmtp
from clients.web import GuardedWeb

# Of this process: tokens never leave it, refusals do where the caller keeps them elsewhere.
_VAULT = Vault()
_REFUSALS = RefusalsInMemory()


@dataclass(frozen=True)
class OpenClients:
    """Implements `clients.contract.Clients`."""

    dns: Dns
    web: Web
    smtp: Smtp
    autodiscover: Autodiscover
    sign_in: SignIns
    graph: Graph
    directory: DirectoryReader
    exchange: ExchangeAdmin
    ews: Ews
    sftp: SftpServers
    say: Callable[[str], None]

    def progress(self, text: str) -> None:
        """Say on the page what is being done right now."""
        self.say(text)


@contextmanager
def open_clients(
    network: Network,
    *,
    cloud: Cloud,
    identity: Identity | None = None,
    started: datetime | None = None,
    deadline: Deadline,
    progress: Callable[[str], None],
    refusals: Refusals | None = None,
    owner: bool = False,
    sftp_secret: Secret = no_secret,
) -> Iterator[Clients]:
    """Clients for one check run. The same DNS question and the same GET are asked once; no connection outlives
    the run. `started` (aware): when a person started the run, whose tokens must not be older; None at night.
    `refusals`: where refused sign-ins are remembered, by default in this process. `owner`: the check that owns a
    refused sign-in (`SignInRefused.owner`), which asks again where others take the remembered refusal. `sftp_secret`:
    opens what the SFTP target is signed in to with, when somebody does."""
    dns = Resolvers(network, deadline)
    web, outbound = GuardedWeb(network, dns, deadline), Outbound(network, dns, deadline)
    since = started or (datetime.now(UTC) if owner else None)
    memory = Memory(_VAULT, refusals or _REFUSALS)
    sign_ins = MsalSignIns(outbound, deadline, cloud, Run(identity, since, owner), memory)
    patience = Patience(deadline)
    server = ServerEws(outbound, deadline, Password(identity, started, _VAULT, memory.refusals))
    with closing(GuardedDirectory(outbound, deadline, cloud, sign_ins)) as directory:
        yield OpenClients(
            dns,
            web,
            GuardedSmtp(network, dns, deadline),
            GuardedAutodiscover(dns, web),
            sign_ins,
            GuardedGraph(outbound, cloud, sign_ins, patience),
            directory,
            GuardedExchangeAdmin(outbound, cloud, sign_ins, patience),
            GuardedEws(outbound, cloud, sign_ins, server.ask),
            GuardedSftp(network, deadline, sftp_secret),
            progress,
        )
