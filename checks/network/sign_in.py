"""network.sign-in: does this machine reach Microsoft's sign-in service, unspoilt?"""

from __future__ import annotations

from datetime import datetime

from checks.network.handshake import judge_handshake, shake
from checks.registry import check
from checks.result import Evidence, Result
from checks.subject import Subject
from clients.contract import Clients


def url_of(subject: Subject) -> str:
    """A page of the sign-in service that needs no tenant and no credentials."""
    return f"{subject.cloud.login}/common/v2.0/.well-known/openid-configuration"


def look(subject: Subject, clients: Clients) -> Evidence:
    """Opens a secure connection from this machine to Microsoft's sign-in service, and compares both
    clocks."""
    return shake(url_of(subject), clients)


@check(
    "network.sign-in",
    step="prerequisites",
    title="Way to sign-in",
    order=150,
    look=look,
    source="RFC 9110 section 6.6.1 (Date); Microsoft 365 URLs and IP address ranges",
    exchanges=("online", "hybrid"),
)
def judge(subject: Subject, evidence: Evidence, now: datetime) -> Result:
    """Every other look at the tenant begins with a sign-in. A firewall that opens secure connections, or a
    clock that is off, breaks all of them at once."""
    return judge_handshake(url_of(subject), "sign in", evidence)
