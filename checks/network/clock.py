"""A clock that is off is one fault, and sign-in owns it: the other hosts are blocked by it."""

from __future__ import annotations

from datetime import datetime

from checks.network import sign_in
from checks.network.handshake import MOST_SKEW, judge_handshake, shake, skew_of
from checks.result import Evidence, Result, blocked
from checks.subject import Subject
from clients.contract import Clients


def shake_after_clock(url: str, subject: Subject, clients: Clients) -> Evidence:
    """Evidence for one host and, where its clock differs from ours, for sign-in as well."""
    seen = shake(url, clients)
    return seen + sign_in.look(subject, clients) if _off(url, seen) else seen


def judge_after_clock(url: str, purpose: str, subject: Subject, evidence: Evidence, now: datetime) -> Result:
    """The verdict on one host; blocked by sign-in when that finds the clock at fault as well."""
    if _off(url, evidence) and sign_in.judge(subject, evidence, now).status == "failed":
        return blocked("network.sign-in", "The clock of this machine is off.")
    return judge_handshake(url, purpose, evidence)


def _off(url: str, evidence: Evidence) -> bool:
    skew = skew_of(url, evidence)
    return skew is not None and abs(skew) > MOST_SKEW
