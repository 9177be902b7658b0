"""What kind of mailbox somebody has who has no licence for one: the mailbox itself is asked, 20 to a request.

Source: userPurpose of Graph's mailboxSettings (microsoft365.md 3.3); 404 MailboxNotEnabledForRESTAPI where the mailbox
is not in Exchange Online or there is none (2.5). MailboxSettings.Read is optional: without it the type stays unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Final
from urllib.parse import quote

import msgspec

from clients.contract import BatchAnswer
from sync.collect.judging import NO_MAILBOX
from sync.collect.plan import Run
from sync.collect.remaking import judge_again
from sync.collect.tables import insert
from sync.directory import User

PURPOSE: Final = "/users/{id}/mailboxSettings/userPurpose"
NOT_ASKED: Final = """
SELECT id FROM users WHERE (reason = 'unknown-type' OR id IN (SELECT id FROM wanted_types))
AND id NOT IN (SELECT id FROM types)
"""
ANSWERED: Final = """
(reason = 'unknown-type' OR id IN (SELECT id FROM wanted_types)) AND id IN (SELECT id FROM types)
"""
DENIED: Final = "denied"
A_REQUEST: Final = 20
NO_ACCESS: Final = (
    "The type of mailboxes without a licence could not be read (MailboxSettings.Read). "
    "Whoever has an address and no licence is therefore not archived."
)
Answers = Iterator[list[tuple[str, BatchAnswer["Purpose"]]]]


class Purpose(msgspec.Struct):
    """The answer: {"value": "shared"}."""

    value: str | None = None


class Mailboxes:
    """Asks mailboxes what they are. When all of the first ones may not be asked, no others are."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._answered = False

    def ask(self, ids: Iterable[str]) -> Answers:
        """Requests for these go out now; what comes is to be handed to `take`."""
        asked = ((id, PURPOSE.format(id=quote(id, safe=""))) for id in ids)
        return iter(()) if self._run.tally.types_denied else self._run.reader.batches(asked, body=Purpose)

    def take(self, answers: Answers) -> Iterator[dict[str, str]]:
        """What these mailboxes are, by id, 20 at a time; it is remembered in the table `types`."""
        for some in answers:
            found = {id: _purpose(answer) for id, answer in some}
            if not self._answered and set(found.values()) == {DENIED}:
                self._run.tally.types_denied = True
                self._run.tally.add_note(NO_ACCESS)
                return
            self._answered = True
            insert(self._run.staging, "types", [*found.items()], "INSERT OR REPLACE")
            yield found


class Waiting:
    """Users of the pages that come in whose type has to be asked for, until it is known."""

    def __init__(self, mailboxes: Mailboxes) -> None:
        self._mailboxes = mailboxes
        self._left: list[User] = []
        self._asked: list[User] = []
        self._coming: Answers = iter(())

    def add(self, users: Iterable[User], last: bool = False) -> None:
        """Ask for these, as soon as they fill a request. `last`: no others follow. After `known`."""
        self._left += users
        count = len(self._left) if last else len(self._left) // A_REQUEST * A_REQUEST
        self._asked, self._left = self._left[:count], self._left[count:]
        self._coming = self._mailboxes.ask([user.id for user in self._asked])

    def known(self) -> tuple[list[User], dict[str, str]]:
        """Everybody who was asked for last, and what is known of them."""
        purposes = dict(chain.from_iterable(one.items() for one in self._mailboxes.take(self._coming)))
        asked, self._asked = self._asked, []
        return asked, purposes


def ask_types(run: Run) -> None:
    """Ask for the types that are not known, and judge those users again."""
    unknown = [id for (id,) in run.staging.execute(NOT_ASKED)]
    mailboxes, done = Mailboxes(run), 0
    for found in mailboxes.take(mailboxes.ask(unknown)):
        run.say("types", done := done + len(found), len(unknown))
    judge_again(run, ANSWERED)
    run.staging.execute("DELETE FROM wanted_types")


def _purpose(answer: BatchAnswer[Purpose]) -> str:
    """What to remember of an answer; what is new to us counts as another type."""
    if answer.status == 404:
        return NO_MAILBOX
    value = answer.body.value if answer.body else None
    return value or DENIED
