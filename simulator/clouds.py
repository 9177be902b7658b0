"""Microsoft's clouds as this world plays them: which names each has, and which role answers under them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Cloud:
    """One cloud. Customers point `autodiscover.<domain>` to `redirector`; autodiscover answers at `endpoint`."""

    key: str
    login: str
    graph: str
    outlook: str
    redirector: str
    endpoint: str
    mx: str
    spf: str
    tenants: str
    instance: str
    scope: str = ""

    @property
    def fronts(self) -> tuple[str, ...]:
        return self.login, self.graph, self.outlook, self.endpoint


CLOUDS: Mapping[str, Cloud] = {
    cloud.key: cloud
    for cloud in (
        Cloud(
            "worldwide", "login.microsoftonline.com", "graph.microsoft.com", "outlook.office365.com",
            "autodiscover.outlook.com", "autodiscover-s.outlook.com", "mail.protection.outlook.com",
            "spf.protection.outlook.com", "onmicrosoft.com", "microsoftonline.com",
        ),
        Cloud(
            "gcc-high", "login.microsoftonline.us", "graph.microsoft.us", "outlook.office365.us",
            "autodiscover.office365.us", "autodiscover-s.office365.us", "mail.protection.office365.us",
            "spf.protection.office365.us", "onmicrosoft.us", "microsoftonline.us", "DODCON",
        ),
        Cloud(
            "dod", "login.microsoftonline.us", "dod-graph.microsoft.us", "outlook-dod.office365.us",
            "autodiscover-s-dod.office365.us", "autodiscover-s-dod.office365.us",
            "mail.protection.office365.us",
            "spf.protection.office365.us", "onmicrosoft.us", "microsoftonline.us", "DOD",
        ),
        Cloud(
            "china", "login.partner.microsoftonline.cn", "microsoftgraph.chinacloudapi.cn",
            "partner.outlook.cn", "autodiscover.partner.outlook.cn", "autodiscover.partner.outlook.cn",
            "mail.protection.partner.outlook.cn",
            "spf.protection.partner.outlook.cn", "partner.onmschina.cn", "partner.microsoftonline.cn",
        ),
    )
}  # fmt: skip


def at(authority: str) -> Cloud:
    """A cloud whose services all have this name or address ("127.0.0.10:8443"), for a `CUSTOM_CLOUD`."""
    same = dict.fromkeys(("login", "graph", "outlook", "redirector", "endpoint"), authority)
    return replace(CLOUDS["worldwide"], key="custom", **same)


def of_host(host: str) -> Cloud | None:
    """The cloud that a front-end host name belongs to (GCC High before DoD where they share one)."""
    return next((cloud for cloud in CLOUDS.values() if host in cloud.fronts), None)
