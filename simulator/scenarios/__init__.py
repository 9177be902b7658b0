"""The fault catalogue: one domain a scenario, all served at once. Names are promises to the pages."""

from __future__ import annotations

from collections.abc import Mapping

from simulator.scenarios import (
    access,
    access_ews,
    access_mailboxes,
    access_server,
    accounts,
    autodiscover,
    clouds,
    domain,
    healthy,
    mail,
    network,
    odd,
    servers,
    smtp,
    sync,
    sync_pages,
    tenant,
)
from simulator.scenarios.model import Scenario

ROOMS = (
    healthy, tenant, domain, mail, smtp, autodiscover, network, servers, clouds, odd,
    accounts, access, access_mailboxes, access_ews, access_server, sync, sync_pages,
)  # fmt: skip
SCENARIOS: tuple[Scenario, ...] = tuple(scenario for room in ROOMS for scenario in room.SCENARIOS)
BY_NAME: Mapping[str, Scenario] = {scenario.name: scenario for scenario in SCENARIOS}
