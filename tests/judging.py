"""Looks and judges without the database: a check, a subject, a network, a result."""

from __future__ import annotations

from checks import registry
from checks.result import Result
from checks.subject import Subject
from clients.contract import Deadline, Network
from clients.factory import open_clients
from clients.microsoft365.clouds import cloud
from wizard.execution import look_and_judge


def verdict(check_id: str, domain: str, network: Network, cloud_key: str = "worldwide") -> Result:
    """What this check says of a domain of Exchange Online."""
    check = registry.get(check_id)
    subject = Subject(domain=domain, cloud=cloud(cloud_key))
    with open_clients(
        network, cloud=subject.cloud, deadline=Deadline(check.deadline), progress=lambda _: None
    ) as clients:
        return look_and_judge(check, subject, clients)[1]
