"""What a tenant is made of. Everything is frozen: a change gives a new tenant."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from simulator.changes import Refused
from simulator.tenant.directory.numbers import Numbers
from simulator.tenant.directory.people import people_of
from simulator.tenant.user import Licence as Licence
from simulator.tenant.user import Mailbox as Mailbox
from simulator.tenant.user import User as User


@dataclass(frozen=True)
class Secret:
    """A client secret of the registration."""

    id: str
    value: str
    starts: datetime
    ends: datetime

    @property
    def hint(self) -> str:
        return self.value[:3]


@dataclass(frozen=True)
class Key:
    """A certificate of the registration, as PEM; `ends` in place of the certificate's own end."""

    id: str
    pem: str
    ends: datetime | None = None


@dataclass(frozen=True)
class App:
    """The registration and its service principal (enterprise application)."""

    client_id: str
    registration_id: str
    object_id: str
    name: str = "Retain"
    present: bool = True
    enabled: bool = True
    elsewhere: bool = False
    public: bool = False
    secrets: tuple[Secret, ...] = ()
    keys: tuple[Key, ...] = ()
    wanted: tuple[str, ...] = ()
    granted: tuple[str, ...] = ()


@dataclass(frozen=True)
class Scope:
    """A management scope of Exchange."""

    id: str
    name: str
    filter: str


@dataclass(frozen=True)
class Assignment:
    """A role of Exchange for an application or a user. `scope`: name of a management scope; `unit`: id of an
    administrative unit; neither: the whole organisation."""

    id: str
    name: str
    role: str
    principal: str
    scope: str = ""
    unit: str = ""


@dataclass(frozen=True)
class Exchange:
    """The Exchange organisation. `allowed` None: no list; `pending`: changes that are shown but not yet in force."""

    known_apps: tuple[str, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    scopes: tuple[Scope, ...] = ()
    ews_enabled: bool | None = None
    allowed: tuple[str, ...] | None = None
    agents_blocked: bool = False
    access_policy: bool = False
    pending: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Tenant:
    """Everything behind one domain.

    `faults`: by service (sign-in, graph, ews, admin) or service and path prefix ("graph /users"), what goes wrong
    there. `refuse`: the AADSTS number that every sign-in of the application gets, or 0. `units`: administrative
    unit id -> ids of its members. `records`: DNS records that Microsoft expects, beside the healthy ones. `directory`:
    the numbers of all the people, groups and contacts that are there beside these. `clock`: when the change that is
    being made was made, in Unix time; 0: long ago.
    """

    id: str
    domain: str
    cloud: str
    exchange_kind: str
    today: datetime
    users: tuple[User, ...]
    app: App
    exchange: Exchange
    groups: Mapping[str, frozenset[str]] = field(default_factory=dict)
    units: Mapping[str, frozenset[str]] = field(default_factory=dict)
    validity_days: int = 2_147_483_647
    records: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)
    refuse: int = 0
    declined: bool = False
    admin_api: bool = False
    directory: Numbers = field(default_factory=Numbers)
    clock: int = 0

    @property
    def here(self) -> bool:
        """Is there an Exchange Online organisation (and not only the customer's own server)?"""
        return self.exchange_kind != "server"

    def find(self, who: str) -> User | None:
        """The user of this id, logon name or any address, in any spelling."""
        wanted = who.lower()
        return next(
            (u for u in self.users if wanted in (u.id, u.upn.lower(), u.other_address.lower(), u.alias.lower())),
            None,
        ) or people_of(self.domain, self.directory).find(who)  # fmt: skip

    def user(self, who: str) -> User:
        """The same; Refused when there is none."""
        found = self.find(who)
        if found is None:
            raise Refused(f"There is no user {who} here.")
        return found

    def named(self, who: str) -> User:
        """The same, but none of those who are only numbers; Refused for them too."""
        found = self.user(who)
        if all(user is not found for user in self.users):
            raise Refused(f"{found.upn} is one of many here, who change by numbers (directory.left += 1).")
        return found

    def with_user(self, who: str, change: Callable[[User], User]) -> Tenant:
        """This tenant with one user changed; Refused when there is none."""
        old = self.named(who)
        return replace(self, users=tuple(change(u) if u is old else u for u in self.users))
