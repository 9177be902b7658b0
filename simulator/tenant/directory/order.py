"""A shuffled order of any length that needs no memory: step through a ring with a stride that meets every place."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from math import gcd
from typing import NamedTuple


class Order(NamedTuple):
    """Rank -> index and back, both 0 <= x < size."""

    size: int
    stride: int
    first: int
    inverse: int

    def at(self, rank: int) -> int:
        return (rank * self.stride + self.first) % self.size

    def rank(self, index: int) -> int:
        return (index - self.first) * self.inverse % self.size


@lru_cache(maxsize=1024)
def order(seed: int, what: str, size: int) -> Order:
    """The order of this seed for a purpose. `size` at least 1."""
    number = int.from_bytes(hashlib.blake2b(f"{seed} {what}".encode(), digest_size=8).digest(), "big")
    stride = max(1, (size * 618 // 1000 + number % 97) % size)
    while gcd(stride, size) != 1:
        stride += 1
    return Order(size, stride, (number >> 16) % size, pow(stride, -1, size) if size > 1 else 0)
