"""Secrets at rest: sealed with FIELD_KEYS (the newest first), opened only where they are used.

A sealed value says what it is about, so that it cannot be moved to another row. Whatever cannot be opened raises; the
sealed text is never handed out as a value.
"""

from __future__ import annotations

import json

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.views.decorators.debug import sensitive_variables

from clients.contract import OutsideError


class WrongKey(OutsideError):
    """A sealed secret cannot be opened with the keys of this installation."""


CANNOT_OPEN = (
    "A stored secret cannot be opened with the keys of this installation (FIELD_KEYS). Put the key back with which "
    "it was stored, or enter the secret again."
)


@sensitive_variables()
def seal(secret: str, about: str) -> str:
    """`secret` as text that only FIELD_KEYS open. `about` must be given again to open it."""
    return _keys().encrypt(json.dumps([about, secret]).encode()).decode("ascii")


@sensitive_variables()
def unseal(sealed: str, about: str) -> str:
    """The secret. WrongKey when no key opens it, or when it was sealed for something else."""
    try:
        found, secret = json.loads(_keys().decrypt(sealed.encode("ascii")))
    except (InvalidToken, ValueError, TypeError):
        raise WrongKey(CANNOT_OPEN) from None
    if found != about or not isinstance(secret, str):
        raise WrongKey(CANNOT_OPEN)
    return secret


@sensitive_variables()
def reseal(sealed: str) -> str:
    """The same secret under the first of FIELD_KEYS. WrongKey as in `unseal`."""
    try:
        return _keys().rotate(sealed.encode("ascii")).decode("ascii")
    except (InvalidToken, ValueError):
        raise WrongKey(CANNOT_OPEN) from None


def _keys() -> MultiFernet:
    try:
        return MultiFernet([Fernet(key.strip()) for key in settings.FIELD_KEYS if key.strip()])
    except (ValueError, TypeError):
        raise WrongKey("FIELD_KEYS holds something that is not a key; secrets stay closed.") from None
