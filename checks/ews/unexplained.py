"""A call of the application that was refused although its role looks right, or could not be seen."""

from __future__ import annotations

from checks.ews.by_code import wrong
from checks.powershell import connect, line, online
from checks.result import Remedy, Result
from checks.subject import Subject
from clients.contract import EwsReply


def refused(subject: Subject, reply: EwsReply) -> Result:
    """The application's call was refused although its role looks right, or could not be seen."""
    if reply.status == 401:
        return wrong(
            reply,
            "The application's token carries no permission for EWS, and its Exchange role alone "
            "did not open the mailbox.",
            Remedy(
                "text",
                "Compare what Exchange says of the role with the line below. If InScope is True "
                "and this stays for more "
                "than 2 hours, the permission full_access_as_app in Entra is the other way; it reaches every mailbox.",
            ),
            *_shown(subject),
        )
    return wrong(
        reply,
        f"Exchange Online does not let the application open {reply.mailbox} in the name of its owner.",
        Remedy(
            "text",
            "The role looks right, or could not be seen. Compare what Exchange says: InScope must be True.",
        ),
        *_shown(subject),
    )


def _shown(subject: Subject) -> tuple[Remedy, ...]:
    test = line("Test-ServicePrincipalAuthorization", Identity=subject.client_id, Resource=subject.canary)
    return online(connect(subject), test)
