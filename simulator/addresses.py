"""Who lives where on loopback: an address is a role, and a role decides which of its ports answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Port = Literal["open", "closed", "silent"]

RESOLVER = "127.0.0.1"
NAME_SERVERS: Mapping[str, str] = {
    "ns1.practice.test": "127.0.0.2",
    "ns2.practice.test": "127.0.0.3",
    "ns3.practice.test": "127.0.0.4",
}


@dataclass(frozen=True)
class Host:
    """One address. Per port: it answers, refuses, or lets every attempt to connect time out."""

    role: str
    address: str
    https: Port = "closed"
    http: Port = "closed"
    smtp: Port = "closed"


HOSTS = (
    Host("front", "127.0.0.10", "open", "open"),  # Microsoft's front ends
    Host(
        "redirector", "127.0.0.11", "closed", "open"
    ),  # autodiscover.outlook.com and the same of the other clouds
    Host("web", "127.0.0.12", "open", "open"),  # a customer's web site
    Host("mail", "127.0.0.13", smtp="open"),
    Host("mail-plain", "127.0.0.14", smtp="open"),  # offers no STARTTLS
    Host("silent", "127.0.0.15", "silent", "silent", "silent"),
    Host("gone", "127.0.0.16"),
    Host("server", "127.0.0.17", "open", "open", "open"),  # a customer's own Exchange server
    Host("foreign", "127.0.0.18", "open", "open", "open"),
    Host("inspected", "127.0.0.19", "open"),  # front ends behind TLS inspection
    Host("misnamed", "127.0.0.20", "open"),  # shows a certificate for other names
    Host("skewed", "127.0.0.21", "open"),  # its clock is 11 minutes slow
    Host("slow", "127.0.0.22", "open", "open", "open"),
    Host("expired", "127.0.0.23", "open"),
    Host("mute", "127.0.0.24", "open", "open", "open"),  # accepts and never says a word
)
BY_ROLE: Mapping[str, Host] = {host.role: host for host in HOSTS}
BY_ADDRESS: Mapping[str, Host] = {host.address: host for host in HOSTS}


def address(role: str) -> str:
    """The loopback address of a role; KeyError for an unknown one."""
    return BY_ROLE[role].address
