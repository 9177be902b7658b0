"""NTLM as a Windows server speaks it: the challenge, and whether the answer proves the password.

Source: [MS-NLMP] 2.2.1 (messages), 3.3.2 (NTLM v2). Version 1 is refused, as it is by today's servers. Nothing is
signed or sealed afterwards, so integrity codes and session keys are passed over. It shares nothing with the library
of our client.
"""

from __future__ import annotations

import hmac
import struct
from dataclasses import dataclass

from simulator.web.md4 import md4

SIGNATURE = b"NTLMSSP\x00"
NEGOTIATE, CHALLENGE, AUTHENTICATE = 1, 2, 3
NONCE_BYTES = 8
PROOF_BYTES = 16
# Unicode, target named, NTLM, always sign, target is a domain, extended security, target information, 128 and 56 bits.
FLAGS = 0x1 | 0x4 | 0x200 | 0x8000 | 0x10000 | 0x80000 | 0x800000 | 0x20000000 | 0x80000000
NETBIOS_COMPUTER, NETBIOS_DOMAIN, DNS_COMPUTER, DNS_DOMAIN, END = 1, 2, 3, 4, 0
HEAD = struct.Struct("<8sI")
CHALLENGE_HEAD = struct.Struct("<8sI HHI I8s8s HHI 8s")
PIECE = struct.Struct("<HHI")
PROOF_AT, DOMAIN_AT, USER_AT = 20, 28, 36


@dataclass(frozen=True)
class Answer:
    """What a client answers to a challenge: whose name, and its proof with what it was made from."""

    user: str
    domain: str
    proof: bytes
    blob: bytes


def kind(message: bytes) -> int:
    """Which of the three messages it is; 0 for none of them."""
    if len(message) < HEAD.size:
        return 0
    signature, number = HEAD.unpack_from(message)
    return int(number) if signature == SIGNATURE else 0


def challenge(nonce: bytes, host: str) -> bytes:
    """The server's message: eight bytes to prove the password with, and who asks for it."""
    computer, _, domain = host.partition(".")
    named = computer.upper()[:15], domain.partition(".")[0].upper()[:15]
    told = b"".join(
        _pair(which, value)
        for which, value in (
            (NETBIOS_DOMAIN, named[1]), (NETBIOS_COMPUTER, named[0]), (DNS_DOMAIN, domain), (DNS_COMPUTER, host),
            (END, ""),
        )
    )  # fmt: skip
    target, at = named[1].encode("utf-16-le"), CHALLENGE_HEAD.size
    head = CHALLENGE_HEAD.pack(
        SIGNATURE, CHALLENGE, len(target), len(target), at, FLAGS, nonce, b"", len(told), len(told),
        at + len(target), b"",
    )  # fmt: skip
    return head + target + told


def _pair(which: int, value: str) -> bytes:
    text = value.encode("utf-16-le")
    return struct.pack("<HH", which, len(text)) + text


def read(message: bytes) -> Answer | None:
    """The client's answer; None when it is none, or of the first version of the protocol."""
    if kind(message) != AUTHENTICATE:
        return None
    try:
        proof = _piece(message, PROOF_AT)
        domain, user = (_piece(message, at).decode("utf-16-le") for at in (DOMAIN_AT, USER_AT))
    except (struct.error, ValueError):
        return None
    found = Answer(user, domain, proof[:PROOF_BYTES], proof[PROOF_BYTES:])
    return found if len(proof) > PROOF_BYTES + NONCE_BYTES else None


def _piece(message: bytes, at: int) -> bytes:
    length, _, offset = PIECE.unpack_from(message, at)
    if offset + length > len(message):
        raise ValueError("a piece lies outside the message")
    return message[offset : offset + length]


def proves(answer: Answer, nonce: bytes, password: str) -> bool:
    """Was the proof made with this password, for this challenge?"""
    key = owner_key(answer.user, answer.domain, password)
    return hmac.compare_digest(hmac.digest(key, nonce + answer.blob, "md5"), answer.proof)


def owner_key(user: str, domain: str, password: str) -> bytes:
    """The key of a user, as the domain controller knows it (NTOWFv2)."""
    return hmac.digest(md4(password.encode("utf-16-le")), (user.upper() + domain).encode("utf-16-le"), "md5")
