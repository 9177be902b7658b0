"""Sealing: what is stored opens with the right key for the right thing, and never otherwise."""

from __future__ import annotations

import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from sync import secrets
from sync.secrets import WrongKey


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])), st.text(alphabet="abc 123-"))
def test_what_is_sealed_is_opened_again(secret: str, about: str) -> None:
    assert secrets.unseal(secrets.seal(secret, about), about) == secret


def test_the_sealed_text_does_not_hold_the_secret() -> None:
    assert "open sesame" not in secrets.seal("open sesame", "x")


def test_a_wrong_key_fails_closed(settings: Settings) -> None:
    sealed = secrets.seal("open sesame", "x")
    settings.FIELD_KEYS = (Fernet.generate_key().decode(),)
    with pytest.raises(WrongKey, match="FIELD_KEYS") as problem:
        secrets.unseal(sealed, "x")
    assert sealed not in str(problem.value)
    with pytest.raises(WrongKey):
        secrets.reseal(sealed)


def test_a_secret_that_was_moved_to_another_row_stays_closed() -> None:
    with pytest.raises(WrongKey):
        secrets.unseal(secrets.seal("open sesame", "one"), "other")


@pytest.mark.parametrize("damaged", ["", "plain text", "gAAAA", "ä"])
def test_what_is_no_sealed_text_is_never_a_value(damaged: str) -> None:
    with pytest.raises(WrongKey):
        secrets.unseal(damaged, "x")
    with pytest.raises(WrongKey):
        secrets.reseal(damaged)


def test_something_else_under_the_right_key_is_never_a_value(settings: Settings) -> None:
    for inner in (b"text", b"[1]", b'["x", 5]'):
        with pytest.raises(WrongKey):
            secrets.unseal(Fernet(settings.FIELD_KEYS[0]).encrypt(inner).decode(), "x")


@pytest.mark.parametrize("keys", [("nonsense",), ("",), ()])
def test_keys_that_are_none_keep_everything_closed(settings: Settings, keys: tuple[str, ...]) -> None:
    settings.FIELD_KEYS = keys
    with pytest.raises(WrongKey):
        secrets.seal("open sesame", "x")


def test_after_rotation_the_new_key_alone_opens(settings: Settings) -> None:
    old, new = settings.FIELD_KEYS[0], Fernet.generate_key().decode()
    sealed = secrets.seal("open sesame", "x")
    settings.FIELD_KEYS = (new, f" {old} ")
    again = secrets.reseal(sealed)
    settings.FIELD_KEYS = (new,)
    assert secrets.unseal(again, "x") == "open sesame"
    with pytest.raises(WrongKey):
        secrets.unseal(sealed, "x")
