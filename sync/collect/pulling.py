"""Reading the lists of users and contacts as a whole, into empty tables.

While a page of users is made into rows, the next one and the mailbox types of the one before are already on their way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import attrgetter
from typing import Final

from msgspec import UNSET

from clients.contract import Broken
from sync.collect.applying import purposes
from sync.collect.judging import asks_for_type
from sync.collect.listing import CONTACTS, USERS
from sync.collect.mailboxes import Mailboxes, Waiting
from sync.collect.plan import Run
from sync.collect.rows import NO_PURPOSES, UserRows, contact_rows
from sync.collect.tables import insert
from sync.directory import User

JUDGED_BY: Final = {
    "user_principal_name": "userPrincipalName", "mail": "mail", "proxy_addresses": "proxyAddresses",
    "user_type": "userType", "account_enabled": "accountEnabled", "assigned_plans": "assignedPlans",
}  # fmt: skip
LACKING: Final = (
    "Users came without “{name}”, which was asked for: who is archived cannot be told without it."
)


def pull_users(run: Run, total: int) -> None:
    """Every user. `total`: how many there should be, for progress. Broken, also for a page without what we judge by."""
    pulling, done = _Pulling(run), 0
    for page in USERS.pages(run.reader):
        run.tally.pages += 1
        _demand(page.value)
        pulling.take(page.value, last=not page.next)
        run.say("users", done := done + len(page.value), total)
    pulling.finish()


def _demand(users: Sequence[User]) -> None:
    """A list tells whatever was selected, null where there is none; what it left out would read as if there were none.
    Broken."""
    for attribute, name in JUDGED_BY.items():
        if UNSET in map(attrgetter(attribute), users):
            raise Broken(LACKING.format(name=name), "malformed")


class _Pulling:
    def __init__(self, run: Run) -> None:
        self._staging, self._tally, self._rows = run.staging, run.tally, UserRows(run)
        self._remembered = run.staging.execute("SELECT 1 FROM types LIMIT 1").fetchone() is not None
        self._waiting = Waiting(Mailboxes(run))

    def take(self, users: Sequence[User], last: bool) -> None:
        """A page: those whose type is not known wait for it."""
        known = self._known(users)
        held = [user for user in users if asks_for_type(user) and user.id not in known]
        if self._tally.types_denied or not held:
            clear, held = [*users], []
        else:
            waiting = {user.id for user in held}
            clear = [user for user in users if user.id not in waiting]
        rows = self._rows.of(clear, known)
        self._insert_answered()
        self._waiting.add(held, last)
        insert(self._staging, "users", rows)

    def finish(self) -> None:
        """Those who still wait."""
        self._insert_answered()

    def _insert_answered(self) -> None:
        users, found = self._waiting.known()
        insert(self._staging, "users", self._rows.of(users, found))

    def _known(self, users: Sequence[User]) -> Mapping[str, str]:
        return purposes(self._staging, [user.id for user in users]) if self._remembered else NO_PURPOSES


def pull_contacts(run: Run, total: int) -> None:
    """Every mail contact."""
    done = 0
    for page in CONTACTS.pages(run.reader):
        run.tally.pages += 1
        insert(run.staging, "contacts", contact_rows(page.value))
        run.say("contacts", done := done + len(page.value), total)
