"""network.exchange: does this machine reach Exchange Online, unspoilt?"""

from __future__ import annotations

from datetime import datetime

from checks.network.clock import judge_after_clock, shake_after_clock
from checks.registry import check
from checks.result import Evidence, Result
from checks.subject import Subject
from clients.contract import Clients


def url_of(subject: Subject) -> str:
    return f"{subject.cloud.outlook}/EWS/Exchange.asmx"


def look(subject: Subject, clients: Clients) -> Evidence:
    """Opens a secure connection from this machine to Exchange Online, and compares both clocks."""
    return shake_after_clock(url_of(subject), subject, clients)


@check(
    "network.exchange",
    step="prerequisites",
    title="Way to Exchange",
    order=170,
    look=look,
    source="RFC 9110 section 6.6.1 (Date); Microsoft 365 URLs and IP address ranges",
    exchanges=("online", "hybrid"),
)
def judge(subject: Subject, evidence: Evidence, now: datetime) -> Result:
    """Mailboxes that are archived through Exchange Web Services are read from this host. A firewall that
    opens secure connections on the way breaks that."""
    return judge_after_clock(url_of(subject), "read mailboxes", subject, evidence, now)
