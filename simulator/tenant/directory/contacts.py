"""Mail contacts: people outside who stand in the address book, and in some groups."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from simulator.tenant.directory import names
from simulator.tenant.directory.chance import chance
from simulator.tenant.directory.numbers import Numbers


@dataclass(frozen=True)
class Contact:
    id: str
    name: names.Name
    alias: str
    mail: str


class Contacts:
    """Contacts by index."""

    def __init__(self, domain: str, numbers: Numbers) -> None:
        self.count = numbers.contacts
        self._chance = chance(domain, numbers.seed, "contact")

    def id(self, index: int) -> str:
        return self._chance.id(index)

    def contact(self, index: int) -> Contact:
        name = names.name(self._chance.bytes(index))
        return Contact(self.id(index), name, f"{name.logon}.c{index}", f"{name.logon}.c{index}@example.net")

    def find(self, id: str) -> Contact | None:
        index = self._chance.index(id)
        return self.contact(index) if 0 <= index < self.count and self.id(index) == id.lower() else None


@lru_cache(maxsize=64)
def contacts_of(domain: str, numbers: Numbers) -> Contacts:
    return Contacts(domain, numbers)
