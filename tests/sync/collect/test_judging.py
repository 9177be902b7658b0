"""Who has a mailbox of which type: what is remembered of a mailbox counts only where it would be asked for."""

from __future__ import annotations

from typing import Any

import msgspec

from sync.choice import Choice
from sync.collect.judging import Judge, asks_for_type
from sync.directory import User
from tests.sync.collect.plainly import ENTERPRISE, user

PLAN = {"service": "exchange", "capabilityStatus": "Enabled", "servicePlanId": ENTERPRISE}


def person(**told: Any) -> User:
    return msgspec.convert(user("u1", assignedPlans=[PLAN], **told), User)


def test_a_blocked_account_with_a_licence_is_what_its_mailbox_says() -> None:
    blocked = person(accountEnabled=False, mail="u1@example.org", proxyAddresses=["SMTP:u1@example.org"])
    assert asks_for_type(blocked)
    assert Judge(Choice()).user(blocked, "shared") == ("shared", "")


def test_a_remembered_type_of_somebody_who_lost_the_address_counts_no_more() -> None:
    without = person(accountEnabled=False, mail=None, proxyAddresses=[])
    assert not asks_for_type(without)
    assert Judge(Choice()).user(without, "shared") == Judge(Choice()).user(without) == ("user", "no-address")
