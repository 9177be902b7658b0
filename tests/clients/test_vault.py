"""Tokens in memory, and turns with a credential."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from clients.contract import Deadline, OutOfTime, SignIn
from clients.microsoft365.vault import Held, Vault

SIGN_IN = SignIn("graph", "tenant", "client", "object", (), "audience", "", "")


def held(token: str = "a token", seconds: float = 3600) -> Held:
    now = datetime.now(UTC)
    return Held(token, SIGN_IN, now, now + timedelta(seconds=seconds))


def test_a_token_shows_in_no_repr() -> None:
    assert "a token" not in repr(held())


def test_only_the_token_that_was_rejected_is_dropped() -> None:
    vault = Vault()
    vault.drop("key", "a token")
    vault.put("key", held())
    vault.drop("key", "another")
    assert vault.get("key", None) is not None
    vault.drop("key", "a token")
    assert vault.get("key", None) is None


def test_tokens_that_ended_are_forgotten() -> None:
    vault = Vault()
    vault.put("old", held(seconds=-1))
    vault.put("new", held())
    assert vault.get("old", None) is None
    assert vault.get("new", None) is not None
    assert "old" not in vars(vault)["_held"]


def test_the_second_waits_for_its_turn_as_long_as_its_check_may_take() -> None:
    vault = Vault()
    with vault.turn("key", Deadline(5)):
        with pytest.raises(OutOfTime, match="still signing in"), vault.turn("key", Deadline(0.05)):
            pytest.fail("Two had the same turn.")
        with vault.turn("another", Deadline(0.05)):
            pass
    with vault.turn("key", Deadline(0.05)):
        pass
