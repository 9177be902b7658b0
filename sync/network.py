"""How a connection reaches the world: the operator's settings, or for practice the simulator's sockets."""

from __future__ import annotations

from django.conf import settings

from clients import operator_text
from clients.contract import Cloud, Network, OutsideError
from clients.microsoft365 import clouds
from clients.simulator_control import Handle, read_handle


class NoSimulator(OutsideError):
    """The simulated tenants are not running."""


def outside() -> Network:
    """The network that the operator's settings describe. ValueError names the setting that cannot be read."""
    return Network(
        resolvers=operator_text.parse_resolvers(settings.DNS_RESOLVERS),
        authoritative=settings.DNS_AUTHORITATIVE,
        ca_bundle=settings.OUTBOUND_CA_BUNDLE,
        allowed_networks=operator_text.parse_networks(settings.OUTBOUND_ALLOWED_NETWORKS),
        proxy=settings.OUTBOUND_PROXY,
        connect_to=operator_text.parse_connect_to(settings.OUTBOUND_CONNECT_TO),
    )


def simulator_handle() -> Handle | None:
    """The running simulator, found through its handle file by web, workers and shell alike; None when it is off."""
    return read_handle(settings.DATA_DIR / "simulator" / "handle.json")


def network_for(practice: bool, domain: str) -> Network:
    """The network of a connection. NoSimulator when practice is asked for and the simulator is off."""
    if not practice:
        return outside()
    handle = simulator_handle()
    if handle is None:
        raise NoSimulator("The simulated tenants are not running.")
    return handle.network(domain)


def custom_cloud() -> Cloud | None:
    """The operator's own cloud (CUSTOM_CLOUD), or None."""
    return clouds.custom_cloud(settings.CUSTOM_CLOUD) if settings.CUSTOM_CLOUD else None


def cloud_for(key: str) -> Cloud:
    """The cloud with this key, `custom` included. KeyError when there is none."""
    return clouds.cloud(key, custom_cloud())
