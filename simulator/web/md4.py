"""MD4 (RFC 1320), which Windows' passwords still rest on and which OpenSSL no longer brings."""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence

MASK = 0xFFFFFFFF
START = (0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476)
Mix = Callable[[int, int, int], int]
# How three words are mixed, what is added, in which order the words of a block come, and the turns.
ROUNDS: tuple[tuple[Mix, int, tuple[int, ...], tuple[int, ...]], ...] = (
    (lambda x, y, z: (x & y) | (~x & z), 0, tuple(range(16)), (3, 7, 11, 19)),
    (
        lambda x, y, z: (x & y) | (x & z) | (y & z), 0x5A827999,
        (0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15), (3, 5, 9, 13),
    ),
    (
        lambda x, y, z: x ^ y ^ z, 0x6ED9EBA1,
        (0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15), (3, 9, 11, 15),
    ),
)  # fmt: skip


def md4(data: bytes) -> bytes:
    """The digest, 16 bytes."""
    padded = data + b"\x80" + bytes((55 - len(data)) % 64) + struct.pack("<Q", 8 * len(data))
    state: Sequence[int] = START
    for at in range(0, len(padded), 64):
        mixed = _mixed(state, struct.unpack_from("<16I", padded, at))
        state = [(old + new) & MASK for old, new in zip(state, mixed, strict=True)]
    return struct.pack("<4I", *state)


def _mixed(state: Sequence[int], words: Sequence[int]) -> tuple[int, int, int, int]:
    a, b, c, d = state
    for mix, added, order, turns in ROUNDS:
        for step, index in enumerate(order):
            total = (a + mix(b, c, d) + words[index] + added) & MASK
            turn = turns[step % 4]
            a, b, c, d = d, (total << turn | total >> (32 - turn)) & MASK, b, c
    return a, b, c, d
