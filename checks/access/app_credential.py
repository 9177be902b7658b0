"""app.credential: how long will the application's certificate or secret last?"""

from __future__ import annotations

from datetime import datetime

from checks import graph_answers, graph_paths, sides
from checks.access.registered_credential import end_of
from checks.admin_centre import ENTRA
from checks.hours import counted, day, days_until, moment
from checks.registry import check
from checks.result import Evidence, Item, Remedy, Result, could_not, evidence, failed, passed, warning
from checks.subject import Subject
from clients.contract import Clients

IN_USE, REGISTRATION = "Credential in use", "App registration"
PERMISSION = "Application.Read.All"
ENOUGH_DAYS = 30
_WITH_ITS_DAY = (
    "Enter the secret once more on Access, with the day on which it expires; then run this check again."
)
_WANTED = f"a credential that lasts more than {ENOUGH_DAYS} days"


def look(subject: Subject, clients: Clients) -> Evidence:
    """Reads from the app registration until when its certificates and secrets last, and from the local certificate
    until when that one does."""
    where = f"appId eq {graph_paths.literal(subject.client_id)}"
    select = "id,appId,displayName,passwordCredentials,keyCredentials"
    reply = graph_answers.optional(
        PERMISSION,
        lambda: clients.graph.get("/applications", {"$filter": where, "$select": select}, needs=PERMISSION),
    )
    mine = {"kind": kind_of(subject), "ends": subject.credential_ends, "thumbprint": subject.thumbprint}
    return evidence(Item(IN_USE, "json", mine), graph_answers.item(REGISTRATION, reply))


def kind_of(subject: Subject) -> str:
    """certificate or secret."""
    return "certificate" if subject.credential.startswith("certificate") or subject.thumbprint else "secret"


@check(
    "app.credential",
    step="access",
    title="Certificate or secret",
    order=30,
    look=look,
    source="Microsoft Graph: application (keyCredentials, passwordCredentials)",
    deadline=30,
    token=True,
    roads=("application",),
    exchanges=("online", "hybrid"),
)
def judge(subject: Subject, evidence: Evidence, now: datetime) -> Result:
    """On the day on which it expires, archiving and the nightly lists stop. Renew it in time, and nobody will
    notice."""
    mine = evidence[IN_USE]
    end = end_of(mine, graph_answers.rows(graph_answers.found(evidence, REGISTRATION)))
    end = end or moment(mine["ends"])
    if end is None:
        return _not_told(evidence)
    return _dated(mine["kind"], end, now)


def _not_told(seen: Evidence) -> Result:
    reply = graph_answers.found(seen, REGISTRATION)
    itself = Remedy("text", _WITH_ITS_DAY, label="Without it")
    if reply.code == graph_answers.LACKING:
        told = could_not(
            f"Nobody can tell until when the credential lasts: the application lacks {PERMISSION}, which is optional.",
            tried="Signed in, and found no right to read the app registration.",
            again=f"Grant the application {PERMISSION}, and run this check again.",
        )
        return sides.with_more(told, (itself,))
    if not reply.ok:
        return graph_answers.undecided(reply, "until when the credential lasts", (itself,))
    return could_not(
        "The app registration does not show until when this credential lasts.",
        tried=f"Asked Microsoft Graph for {reply.request}.",
        again=_WITH_ITS_DAY,
    )


def _dated(kind: str, end: datetime, now: datetime) -> Result:
    left = days_until(end, now)
    if end <= now:
        return failed(
            f"The {kind} of the application expired on {day(end)}.",
            meaning="Sign-in with it is refused, so archiving and the nightly lists stand still.",
            confirm="Run this check again: it names the new date.",
            remedy=_renew(kind),
            expected=_WANTED,
            found=f"expired on {day(end)}",
        )
    if left > ENOUGH_DAYS:
        return passed(
            f"The {kind} lasts until {day(end)}, {counted(left)}.", expected=_WANTED, found=counted(left)
        )
    return warning(
        f"The {kind} of the application expires on {day(end)}, in {counted(left)}.",
        meaning="From that day on sign-in is refused, so archiving and the nightly lists stand still.",
        confirm="Run this check again: it names the new date.",
        remedy=_renew(kind),
        expected=_WANTED,
        found=counted(left),
    )


def _renew(kind: str) -> tuple[Remedy, ...]:
    if kind == "certificate":
        return (
            Remedy(
                "text",
                "Make a new certificate on Access and download its public part.",
                label="Here, on Access",
            ),
            Remedy(
                "text", "Upload it under Certificates & secrets; remove the old one after a day.", label=ENTRA
            ),
        )
    return (
        Remedy(
            "text",
            "Make a new client secret under Certificates & secrets, and copy its Value at once.",
            label=ENTRA,
        ),
        Remedy(
            "text",
            "Enter it here and in Retain. A certificate made here can last longer.",
            label="Here, on Access",
        ),
    )
