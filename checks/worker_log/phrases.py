"""The phrases that we know, what each means, and how well that is supported.

Sources: knowledge base articles 7019065, 7019354, 7020656, 7019357, 7019358 and the 4.7 manual of the vendor; notes of
the vendor's trainers; Microsoft for the answers of Exchange and Entra. No source shows a whole log, so a phrase that is
missing proves nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Support = Literal["documented", "notes", "inferred"]

SUPPORT: dict[Support, str] = {
    "documented": "A document of the vendor names this phrase and its cause.",
    "notes": "Notes of the vendor's trainers name this phrase; no document of the vendor explains it.",
    "inferred": "This is our inference: Microsoft documents the answer, but no text about Retain shows it in this log.",
}


@dataclass(frozen=True)
class Phrase:
    """`shown`: as people know it; `hint`: lower-case text that every hit holds, `pattern`: what tells a hit, capitals
    aside; `cause` and `do` in words; `step` (slug) and `checks` (ids): where it leads."""

    id: str
    shown: str
    hint: str
    pattern: re.Pattern[str]
    cause: str
    do: str
    step: str
    checks: tuple[str, ...]
    support: Support
    source: str

    @property
    def supported(self) -> str:
        """How well the source supports it, as a sentence."""
        return SUPPORT[self.support]


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


PHRASES: tuple[Phrase, ...] = (
    Phrase(
        "invalid-password",
        "Invalid Password",
        "invalid password",
        _pattern(r"invalid password"),
        "The password that Retain holds for the impersonation user is wrong, most often because it expired. In "
        "Exchange Online no password opens a mailbox any more since January 2023.",
        "Own Exchange server: set a new password that never expires, enter it in the Exchange module of Retain, and "
        "press Test Impersonation. Exchange Online: let an application sign in instead.",
        "accounts",
        ("worker.password", "worker.account"),
        "documented",
        "Knowledge base 7019065",
    ),
    Phrase(
        "access-denied",
        "AccessDenied",
        "accessdenied",
        # A Java exception of nearly the same name is about files of the machine.
        _pattern(r"accessdenied(?!exception)"),
        "Exchange refused a mailbox. The vendor documents this for rooms, equipment and shared mailboxes that the "
        "impersonation user has no right to; shared ones are archived only from Retain 3.2.1 on. Any other mailbox "
        "lies outside of what the role allows.",
        "Look at which mailbox the lines name. For a room, equipment or a shared mailbox, delegate it to the "
        "impersonation user; for any other, run the checks of Access.",
        "access",
        ("role.impersonation", "role.scope", "ews.impersonation"),
        "documented",
        "Knowledge base 7019354",
    ),
    Phrase(
        "no-autodiscover",
        "No Autodiscover/Endpoint found!",
        "no autodiscover/endpoint found",
        _pattern(r"no autodiscover/endpoint found"),
        "Autodiscover led nowhere for a user. If it is so for all, the records are wrong, or the machine of the worker "
        "asks other DNS servers than Exchange; if for one, that user has no mailbox that autodiscover knows.",
        "Run the checks of Prerequisites, and compare the DNS servers of the worker's machine with those of Exchange. "
        "So that one user does not end the job, set the module to skip a user whose autodiscover fails.",
        "prerequisites",
        ("autodiscover.connection", "dns.autodiscover-cname", "dns.autodiscover-srv"),
        "notes",
        "Trainers' notes on the Exchange module; knowledge base 7020656 for the DNS servers",
    ),
    Phrase(
        "impersonation-denied",
        "ErrorImpersonateUserDenied",
        "errorimpersonateuserdenied",
        _pattern(r"errorimpersonateuserdenied"),
        "Exchange does not let the account read mailboxes in other users' names: the role is missing, its scope leaves "
        "the mailbox out, it was given only just now, or the account is an Exchange administrator.",
        "Run the checks of Access; they tell these causes apart.",
        "access",
        ("role.impersonation", "role.scope", "worker.not-admin"),
        "inferred",
        "Microsoft, Exchange Web Services response codes",
    ),
    Phrase(
        "sign-in-refused",
        "AADSTS and a number",
        "aadsts",
        _pattern(r"\baadsts\d{4,8}\b"),
        "Microsoft refused the sign-in. The number behind AADSTS says why.",
        "Run the check of the sign-in under Access: it knows the usual numbers and what to do about each.",
        "access",
        ("graph.token", "app.credential"),
        "inferred",
        "Microsoft Entra authentication and authorization error codes",
    ),
)


@dataclass(frozen=True)
class Marker:
    """A phrase with which a job begins, and the releases that write it."""

    shown: str
    releases: str
    source: str


MARKERS: tuple[Marker, ...] = (
    Marker("dredging saga", "3.x", "Knowledge base 7019357"),
    Marker("RetainDredger: Job starting", "4.x", "Knowledge base 7019358"),
)
JOB_START = _pattern("|".join(re.escape(marker.shown) for marker in MARKERS))

# What every line with a phrase or a start holds. Plain search is twenty times as fast as a pattern, and most lines have
# none of these.
_HINTS = (*(phrase.hint for phrase in PHRASES), *(marker.shown.lower() for marker in MARKERS))


def may_hold_any(line: str) -> bool:
    """False for a line that surely holds no phrase and starts no job."""
    low = line.lower()
    return any(hint in low for hint in _HINTS)
