"""graph.token: can the application sign in?"""

from __future__ import annotations

from datetime import datetime

from checks.access import refused_sign_in
from checks.hours import hour, moment
from checks.registry import check
from checks.result import Evidence, Item, Result, evidence, passed
from checks.subject import Subject
from clients.contract import Clients, Resource, SignIn, SignInRefused

LABELS: dict[Resource, str] = {
    "graph": "Sign-in to Microsoft Graph",
    "exchange": "Sign-in to Exchange Online",
}
REFUSED = "Refused sign-in"


def resources(subject: Subject) -> tuple[Resource, ...]:
    """What the application signs in to on this connection."""
    return ("graph", "exchange") if subject.archive_via == "ews" else ("graph",)


def sign_in(subject: Subject, clients: Clients) -> Evidence:
    """Evidence of every sign-in, for other checks. SignInRefused, NoCredential."""
    return evidence(
        Item(LABELS[resource], "json", clients.sign_in.token(resource).evidence())
        for resource in resources(subject)
    )


def look(subject: Subject, clients: Clients) -> Evidence:
    """Signs in as the application, to Microsoft Graph and, where mail is read over EWS, to Exchange Online."""
    seen = evidence()
    for resource in resources(subject):
        try:
            told = clients.sign_in.token(resource)
        except SignInRefused as refused:
            return seen + evidence(Item(REFUSED, "json", {"resource": resource, **refused.evidence()}))
        seen += evidence(Item(LABELS[resource], "json", told.evidence()))
    return seen


def signed_in(seen: Evidence, resource: Resource) -> SignIn | None:
    """The sign-in to a resource; None where there was none."""
    value = seen.get(LABELS[resource])
    return SignIn.of(value) if value else None


def roles(seen: Evidence, resource: Resource) -> tuple[str, ...]:
    """Application permissions that the token carries for a resource."""
    told = signed_in(seen, resource)
    return told.roles if told else ()


@check(
    "graph.token",
    step="access",
    title="Sign-in of the application",
    order=10,
    look=look,
    source="RFC 6749 section 4.4; Microsoft Entra error codes (AADSTS)",
    deadline=30,
    token=True,
    roads=("application",),
    exchanges=("online", "hybrid"),
)
def judge(subject: Subject, evidence: Evidence, now: datetime) -> Result:
    """Everything in Exchange Online begins with this sign-in: the address book, the mailboxes, and most checks
    here."""
    refused = evidence.get(REFUSED)
    if refused:
        return refused_sign_in.judge(refused)
    told = SignIn.of(evidence[LABELS["graph"]])
    count = len(told.roles)
    permissions = "1 permission" if count == 1 else f"{count} permissions"
    ends = moment(told.expires)
    return passed(
        f"Signed in to tenant {told.tenant_id} as application {told.client_id}, with {permissions}"
        f"{f', until {hour(ends)}' if ends else ''}."
    )
