"""What an administrator should think of besides: only what applies to this connection, each with its source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sync.models import Connection
from wizard.models import Setup


@dataclass(frozen=True)
class Hint:
    """A piece of advice that no check can prove. `source`: where it comes from."""

    title: str
    text: str
    source: str


def hints_of(connection: Connection, setup: Setup) -> tuple[Hint, ...]:
    """The hints for this connection, the one that must be done first on top."""
    return (*_groupwise(setup), *_mail_that_goes(connection), *_kept_rows(), *_sign_in())


def _groupwise(setup: Setup) -> Iterator[Hint]:
    if setup.from_groupwise:
        yield Hint(
            "You come from GroupWise: map the users first",
            "Switch the mapping on before the first refresh of the address book. Done afterwards, people stand in "
            "Retain "
            "twice, and the mapping works only once.",
            "Retain 4.3 manual, migration from GroupWise",
        )


def _mail_that_goes(connection: Connection) -> Iterator[Hint]:
    if connection.exchange != "server":
        yield Hint(
            "Hold mail until it is archived",
            "Mail that people delete before the job ran is lost to the archive. Keep it with a retention policy or "
            "retention labels. In-place holds cannot be managed in Exchange Online since October 2020.",
            "Retain 4.9.2 manual, Exchange and Office 365",
        )
    yield Hint(
        "Mailboxes that forward their mail",
        "Where mail is forwarded without a copy that stays, nothing is there to be archived. Let such mailboxes "
        "deliver to "
        "both.",
        "Retain 4.3 manual, Exchange prerequisites",
    )
    yield Hint(
        "Shared, room and equipment mailboxes",
        "On the road with an impersonation user these need full access for it; AccessDenied in the Worker's log is "
        "the sign. "
        "Shared mailboxes are read from Retain 3.2.1 on.",
        "Vendor's article 7019354",
    )


def _kept_rows() -> Iterator[Hint]:
    yield Hint(
        "Retain never forgets a user",
        "A wrong row in the file stays in Retain's address book. Look through the preview before the first publish.",
        "Retain 4.9.2 manual, overview",
    )


def _sign_in() -> Iterator[Hint]:
    yield Hint(
        "How people sign in",
        "With their logon name (UPN), as the users file has it. Whoever joined after the last refresh of the address"
        " book "
        "cannot sign in yet.",
        "Vendor's article 7019288",
    )
