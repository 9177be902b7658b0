"""Everything that a check may ask the network with, opened for one check run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from clients.contract import Autodiscover, Clients, Deadline, Dns, Network, Smtp, Web
from clients.dns import Resolvers
from clients.microsoft365.autodiscover import GuardedAutodiscover
from clients.smtp import GuardedSmtp
from clients.web import GuardedWeb


@dataclass(frozen=True)
class OpenClients:
    """Implements `clients.contract.Clients`."""

    dns: Dns
    web: Web
    smtp: Smtp
    autodiscover: Autodiscover
    say: Callable[[str], None]

    def progress(self, text: str) -> None:
        """Say on the page what is being done right now."""
        self.say(text)


@contextmanager
def open_clients(
    network: Network, *, deadline: Deadline, progress: Callable[[str], None]
) -> Iterator[Clients]:
    """Clients for one check run. The same DNS question and the same GET are asked once; nothing outlives the
    run.
    """
    dns = Resolvers(network, deadline)
    web = GuardedWeb(network, dns, deadline)
    smtp = GuardedSmtp(network, dns, deadline)
    yield OpenClients(dns, web, smtp, GuardedAutodiscover(dns, web), progress)
