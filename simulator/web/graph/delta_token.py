"""Delta links carry all that the next reading needs, so that nobody has to remember who read what when."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from simulator.tenant.directory.numbers import Numbers
from simulator.tenant.model import Tenant, User
from simulator.tenant.roster import Roster
from simulator.web.graph.place import Place
from simulator.web.graph.reply import bad

Named = Mapping[str, Any]


@dataclass(frozen=True)
class Token:
    """`was` None: everything is told; else the changes from then until `now`. `named`: what those who are named one by
    one looked like then. `place`: in the middle of a chain; None in a delta link."""

    kind: str
    select: str
    minimal: bool
    was: Numbers | None
    now: Numbers
    named: Named
    place: Place | None = None

    def written(self) -> str:
        told = [
            self.kind, self.select, int(self.minimal), self.was.stored() if self.was else [], self.now.stored(),
            self.named, self.place.stored() if self.place else [],
        ]  # fmt: skip
        return base64.urlsafe_b64encode(zlib.compress(json.dumps(told).encode(), 9)).decode()


def read(kind: str, text: str) -> Token:
    """The token that `written` wrote. GraphError for anything else."""
    try:
        told = json.loads(zlib.decompress(base64.urlsafe_b64decode(text)))
        kept, select, minimal, was, now, named, place = told
        token = Token(
            kept, select, bool(minimal), Numbers.of(was) if was else None, Numbers.of(now), named,
            Place.of(place) if place else None,
        )  # fmt: skip
    except (ValueError, TypeError, zlib.error):
        raise bad("Badly formed token.") from None
    if kept != kind:
        raise bad("Badly formed token.")
    return token


def named_users(tenant: Tenant) -> Named:
    """Id -> check sum of all that a delta shows of a user who is named one by one."""
    return {user.id: _sum(user) for user in tenant.users}


def named_groups(tenant: Tenant) -> Named:
    """Id -> ids of the members."""
    roster = Roster(tenant)
    return {group.id: [member.id for _, member in roster.members(group)] for group in roster.named.values()}


def _sum(user: User) -> int:
    who = (user.upn, user.name, user.alias, user.enabled, user.guest)
    seen = (*who, user.licence, user.mailbox, user.synced, user.hidden)
    return zlib.crc32(repr(seen).encode())
