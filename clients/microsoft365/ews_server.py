"""The customer's own Exchange Server: asked with the impersonation user's password.

The first request carries no credential and shows that the server's certificate is good and how it wants to be signed
in to. A refused password is not tried again in the same run.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from clients.backend import Seen, pool_of
from clients.contract import Credential, Deadline, Exchange, Identity, NoCredential, SignInRefused
from clients.faults import Unreached, fault_of
from clients.guard import GuardRefusal, judge_url
from clients.microsoft365.password_sign_in import CONVERSATION_SECONDS, Conversation, signed_in
from clients.microsoft365.refusals import Asked, Refusals, given_since, stamped
from clients.microsoft365.vault import Vault
from clients.outbound import Outbound
from clients.signed_web import origin_of
from clients.wire import send_over

PLAIN = "The address begins with http, not https, so no password was sent to it."
NOT_AGAIN = (
    "The server refused this password a moment ago; it was not tried again, so that no account is locked."
)


@dataclass(frozen=True)
class Password:
    """Whose password, which, and since when a run may not repeat a refused one."""

    identity: Identity | None
    started: datetime | None
    vault: Vault
    refusals: Refusals


class ServerEws:
    """Asks an EWS end point with a password."""

    def __init__(self, outbound: Outbound, deadline: Deadline, password: Password) -> None:
        self._outbound, self._deadline, self._password = outbound, deadline, password

    def ask(self, url: str, headers: Mapping[str, str], content: bytes) -> tuple[Exchange, str]:
        """The answer and the scheme ("basic", "ntlm", "negotiate", "" when it did not come to that).
        NoCredential, OutOfTime."""
        identity = self._password.identity
        if identity is None or identity.password is None or not identity.username:
            raise NoCredential("worker_password")
        if origin_of(url) is None:
            return Exchange("POST", url, fault="guard", detail=PLAIN), ""
        asked = Asked(identity.key, identity.password.revision, f"ews {url} {identity.username}")
        with self._password.vault.turn(asked, self._deadline):
            refused = self._password.refusals.recall(asked)
            if refused is not None and (
                self._password.started is None or given_since(refused, self._password.started)
            ):
                return Exchange("POST", url, 401, detail=NOT_AGAIN), refused.error
            exchange, scheme = self._conversed(url, headers, content, identity.username, identity.password)
            self._remember(asked, exchange, scheme)
            return exchange, scheme

    def _remember(self, asked: Asked, exchange: Exchange, scheme: str) -> None:
        if exchange.fault or not scheme:
            return
        if exchange.status == 401:
            refusal = SignInRefused("The server refused the user name or password.", error=scheme)
            self._password.refusals.remember(asked, stamped(refusal))
        else:
            self._password.refusals.forget(asked)

    def _conversed(
        self, url: str, headers: Mapping[str, str], content: bytes, username: str, password: Credential
    ) -> tuple[Exchange, str]:
        end = time.monotonic() + self._deadline.left(CONVERSATION_SECONDS)
        try:
            trip = self._outbound.trip(judge_url(url), end, Seen())
        except (GuardRefusal, Unreached) as refusal:
            fault, detail = fault_of(refusal)
            return Exchange("POST", url, fault=fault, detail=detail), ""
        with pool_of(trip) as pool:
            talk = Conversation(self._outbound, trip, partial(send_over, pool), url, headers, content)
            first = talk.post()
            if first.status != 401:
                return first, ""
            return signed_in(talk, first, username, password)
