"""The customer's own mail server, where a connection has one."""

from __future__ import annotations

from checks.subject import Subject
from checks.web_address import host_in


def own_host(subject: Subject) -> str:
    """Host name of the customer's own Exchange server in lower case; empty when it was not given.

    The autodiscover host wins over the host of the EWS address, since autodiscover may be published apart.
    """
    return subject.autodiscover_host.lower().rstrip(".") or host_in(subject.ews_url)
