"""The three lists that make up a directory, and how Graph is asked for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

import msgspec

from clients.contract import DirectoryReader, Page
from sync.directory import CONTACT_FIELDS, GROUP_FIELDS, USER_FIELDS, Contact, Group, User

R = TypeVar("R", User, Group, Contact)
PAGE_SIZE: Final = "999"


@dataclass(frozen=True)
class Listing(Generic[R]):
    """One list. `name` is also its table's; `tracked`: what its delta follows; `needs`: the permission it takes."""

    name: str
    row: type[R]
    fields: tuple[str, ...]
    tracked: tuple[str, ...]
    needs: str

    @property
    def count_path(self) -> str:
        return f"/{self.name}/$count"

    @property
    def delta_path(self) -> str:
        return f"/{self.name}/delta"

    @property
    def delta(self) -> Mapping[str, str]:
        """The query of a delta."""
        return {"$select": ",".join(self.tracked)}

    @property
    def latest(self) -> Mapping[str, str]:
        """The query that only asks where a delta would begin now."""
        return {"$deltatoken": "latest", **self.delta}

    def pages(self, reader: DirectoryReader) -> Iterator[Page[R]]:
        """Everything, in the largest pages that Graph gives."""
        params = {"$select": ",".join(self.fields), "$top": PAGE_SIZE}
        return reader.pages(f"/{self.name}", params, row=self.row, needs=self.needs)

    def everything(self, reader: DirectoryReader) -> Iterator[Page[R]]:
        """Everything, as a delta without beginning tells it: groups come with their members."""
        return reader.pages(self.delta_path, self.delta, row=self.row, needs=self.needs)

    def decoded(self, body: msgspec.Raw) -> Page[R]:
        """A page from its JSON. ValueError or msgspec's errors when it is none."""
        return msgspec.json.decode(body, type=Page[self.row])  # type: ignore[name-defined]


USERS: Final = Listing("users", User, USER_FIELDS, USER_FIELDS, "User.Read.All")
GROUPS: Final = Listing("groups", Group, GROUP_FIELDS, (*GROUP_FIELDS, "members"), "GroupMember.Read.All")
CONTACTS: Final = Listing("contacts", Contact, CONTACT_FIELDS, CONTACT_FIELDS, "OrgContact.Read.All")
AnyListing = Listing[Any]
ALL: Final[tuple[AnyListing, ...]] = (USERS, CONTACTS, GROUPS)


def query(params: Mapping[str, str]) -> str:
    """As part of a URL; the values are words of ours that need no quoting."""
    return "&".join(f"{name}={value}" for name, value in params.items())
