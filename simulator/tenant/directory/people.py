"""The users of a directory that is computed: who is there, and what each one is."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from simulator.tenant.directory import kinds, names
from simulator.tenant.directory.chance import chance
from simulator.tenant.directory.hostile import hostile
from simulator.tenant.directory.numbers import MOST_USERS, Numbers
from simulator.tenant.directory.order import order
from simulator.tenant.user import User

NUMBERED = re.compile(r"\.(\d{1,9})(?:\.archive)?(?:_example\.net#ext#)?(?:@.*)?", re.IGNORECASE)
FORE = 24
BRANCH = 20  # of 256 have their addresses in a second domain
OUTSIDE = ("guest", "mail-user")


class People:
    """Users by index: 0 to `numbers.users` were there at first, those after them joined."""

    def __init__(self, domain: str, numbers: Numbers) -> None:
        self.domain, self.numbers = domain, numbers
        self.total = numbers.users + numbers.joined
        self._chance = chance(domain, numbers.seed, "user")
        self._order = order(numbers.seed, "leaving", max(1, numbers.users))

    @property
    def count(self) -> int:
        """How many are there now."""
        return self.total - min(self.numbers.left, self.numbers.users)

    def rank(self, index: int) -> int:
        """The place in the order in which they leave; who joined stays."""
        return self._order.rank(index) if index < self.numbers.users else MOST_USERS + 1

    def here(self, index: int) -> bool:
        return 0 <= index < self.total and self.rank(index) >= self.numbers.left

    def id(self, index: int) -> str:
        return self._id(index, self.rank(index))

    def _id(self, index: int, rank: int) -> str:
        """From the middle of the order on they are exchanged, so that few are exchanged, renamed and gone at once."""
        half = self.numbers.users // 2
        exchanged = half <= rank < min(half + self.numbers.exchanged, self.numbers.users)
        return self._chance.id(index, int(exchanged))

    def find(self, who: str) -> User | None:
        """The user of this id, logon name or address, in any spelling."""
        index, numbered = self._chance.index(who), NUMBERED.search(who)
        if self.here(index) and self.id(index) == who.lower():
            return self.user(index)
        if numbered is None or not self.here(int(numbered[1])):
            return None
        user, wanted = self.user(int(numbered[1])), who.lower()
        known = (user.upn, user.alias, user.details["mail"] or "", user.other_address)
        return user if wanted in [name.lower() for name in known] else None

    def touched(self, before: Numbers) -> set[int]:
        """Everybody who may have changed since these older numbers."""
        half, size, now = self.numbers.users // 2, self.numbers.users, self.numbers
        ranks = set(_between(before.left, now.left))
        ranks |= {half + rank for rank in _between(before.exchanged, now.exchanged)}
        ranks |= {size - 1 - rank for rank in _between(before.renamed, now.renamed)}
        found = {self._order.at(rank) for rank in ranks if 0 <= rank < size}
        return found | {size + number for number in _between(before.joined, now.joined)}

    def user(self, index: int) -> User:
        chosen, rank, size = self._chance.bytes(index), self.rank(index), self.numbers.users
        # Hard values are to come into the file.
        fore = self._to_the_fore(rank) or index < self.numbers.hostile
        kind, fields = kinds.STAFF if fore else kinds.KINDS[chosen[0]]
        married = size - self.numbers.renamed <= rank < size
        name = names.name(chosen, married=married)
        logon = f"{name.logon}.{index}"
        home = (
            f"branch.{self.domain}"
            if chosen[19] < BRANCH and kind not in OUTSIDE and not fore
            else self.domain
        )
        shown = f"{kinds.ROOMS[kind]} {name.shown}" if kind in kinds.ROOMS else name.shown
        synced = {"synced": True} if chosen[7] < 64 and kind == "staff" else {}
        mail = None if kind == "no-mail" else f"{logon}@{'example.net' if kind in OUTSIDE else home}"
        details = {"mail": mail, "proxyAddresses": _addresses(mail, chosen), **_details(name, chosen)}
        if married and mail and kind not in OUTSIDE:
            details["proxyAddresses"].append(f"smtp:{names.name(chosen).logon}.{index}@{home}")
        if index < self.numbers.hostile:
            details |= hostile(index)
        created = self._moment(index, rank)
        if created:
            details["createdDateTime"] = f"{datetime.fromtimestamp(created, UTC):%Y-%m-%dT%H:%M:%SZ}"
        upn = f"{logon}{'_example.net#EXT#' if kind == 'guest' else ''}@{home}"
        return User(self._id(index, rank), upn, shown, logon, details=details, **{**fields, **synced})

    def _moment(self, index: int, rank: int) -> int:
        """When this object was made, in Unix time; 0: long ago."""
        if index >= self.numbers.users:
            return self.numbers.moment("joined", index - self.numbers.users)
        half = self.numbers.users // 2
        exchanged = half <= rank < half + self.numbers.exchanged
        return self.numbers.moment("exchanged", rank - half) if exchanged else 0

    def _to_the_fore(self, rank: int) -> bool:
        """The first ones who leave, join, marry or come back are staff with a mailbox, so that it is noticed."""
        size = self.numbers.users
        return rank > size or min(rank, size - 1 - rank, abs(rank - size // 2)) < FORE


def _details(name: names.Name, chosen: bytes) -> dict[str, Any]:
    return {
        "givenName": name.given,
        "surname": name.family,
        "department": kinds.DEPARTMENTS[chosen[11] % len(kinds.DEPARTMENTS)],
        "jobTitle": kinds.TITLES[chosen[12] % len(kinds.TITLES)],
        "officeLocation": kinds.PLACES[chosen[13] % len(kinds.PLACES)],
        "companyName": "Example" if chosen[14] < 64 else None,
        "createdDateTime": f"20{10 + chosen[15] % 15}-{1 + chosen[16] % 12:02}-{1 + chosen[17] % 28:02}T08:00:00Z",
    }


def _addresses(mail: str | None, chosen: bytes) -> list[str]:
    """Primary address and aliases; sometimes what is no mail address at all."""
    if mail is None:
        return []
    found, (logon, _, domain) = [f"SMTP:{mail}"], mail.partition("@")
    if chosen[18] < 128 and domain != "example.net":
        found.append(f"smtp:{logon}.archive@{domain}")
    if chosen[18] < 24:
        found += [f"X500:/o=Example/ou=Exchange/cn=Recipients/cn={logon}", f"SIP:{mail}"]
    return found


def _between(one: int, other: int) -> range:
    return range(min(one, other), max(one, other))


@lru_cache(maxsize=64)
def people_of(domain: str, numbers: Numbers) -> People:
    return People(domain, numbers)
