"""Chance that falls the same way each time: bytes to choose by, and object ids that tell whose they are."""

from __future__ import annotations

import hashlib
from functools import lru_cache

FACTOR = 0x9E3779B1  # odd, so that it can be undone modulo 2**32
UNDO = pow(FACTOR, -1, 1 << 32)


class Chance:
    """Of one kind of object ("user") in the directory of a domain and seed."""

    def __init__(self, domain: str, seed: int, kind: str) -> None:
        self._key = hashlib.blake2b(f"{domain} {seed} {kind}".encode(), digest_size=32).digest()
        self._shift = int.from_bytes(self._key[:4], "big")

    def bytes(self, index: int) -> bytes:
        """32 bytes to choose by."""
        return hashlib.blake2b(index.to_bytes(8, "big"), digest_size=32, key=self._key).digest()

    def id(self, index: int, life: int = 0) -> str:
        """A GUID of version 4. `life`: another object in the same place has another id."""
        place = (life << 40 | index).to_bytes(8, "big")
        rest = hashlib.blake2b(place, digest_size=11, key=self._key[:16]).hexdigest()
        head = (index * FACTOR + self._shift) & 0xFFFFFFFF
        return f"{head:08x}-{rest[:4]}-4{rest[4:7]}-a{rest[7:10]}-{rest[10:22]}"

    def index(self, id: str) -> int:
        """The index of what has this id, if anything of this kind has; -1 for what is no id."""
        try:
            return (int(id[:8], 16) - self._shift) * UNDO & 0xFFFFFFFF
        except ValueError:
            return -1


@lru_cache(maxsize=256)
def chance(domain: str, seed: int, kind: str) -> Chance:
    return Chance(domain, seed, kind)
