"""The HTTP client that MSAL is given: our own, confined to the cloud's login host.

What MSAL would log, raise with a body in it or follow never reaches it: faults, redirects, answers that are not JSON
and the service's own trouble end here as OutsideError.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from clients.contract import Exchange, OutsideError, SignInRefused
from clients.microsoft365.login_answers import json_object
from clients.signed_web import SignedWeb, origin_of

FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Answer:
    """A response in the shape that MSAL reads."""

    status_code: int
    text: str
    headers: Mapping[str, str]


class Door:
    """`http_client` of MSAL for one sign-in. `last` is the answer that came last, for its words and its Date."""

    def __init__(self, web: SignedWeb) -> None:
        self._web = web
        self.last: Exchange | None = None

    def get(self, url: str, params: Any = None, headers: Mapping[str, str] | None = None, **_: Any) -> Answer:
        joint = "&" if "?" in url else "?"
        return self._ask("GET", url + joint + urlencode(params) if params else url, headers, None)

    def post(
        self,
        url: str,
        params: Any = None,
        data: Any = None,
        headers: Mapping[str, str] | None = None,
        **_: Any,
    ) -> Answer:
        sent = {**(headers or {}), "content-type": FORM}
        return self._ask("POST", url, sent, urlencode(data or {}, doseq=True).encode())

    def close(self) -> None:
        """Nothing is kept open."""

    def _ask(self, method: str, url: str, headers: Mapping[str, str] | None, content: bytes | None) -> Answer:
        if origin_of(url) not in self._web.origins:
            raise SignInRefused(_elsewhere(url, self._web), error="other_login_host")
        sent = {name: str(value) for name, value in (headers or {}).items() if value is not None}
        self.last = self._web.send(method, url, sent, content)
        return _answer(self.last)


def _answer(exchange: Exchange) -> Answer:
    host = urlsplit(exchange.url).hostname or ""
    if exchange.fault:
        raise OutsideError(f"{host} could not be asked to sign in: {exchange.detail}")
    status = exchange.status or 0
    if 300 <= status < 400:
        raise OutsideError(f"{host} sends on to another address, which a sign-in never follows ({status}).")
    if status == 429 or status >= 500:
        raise OutsideError(f"{host} could not sign in just now ({status}). Try again in a few minutes.")
    if json_object(exchange.body) is None:
        raise OutsideError(
            f"{host} answered {status} with something that is no answer of the sign-in service. "
            "A proxy or filter on the way may have answered in its place."
        )
    return Answer(status, exchange.body, exchange.headers)


def _elsewhere(url: str, web: SignedWeb) -> str:
    asked = ", ".join(sorted(host for host, _ in web.origins))
    named = (origin_of(url) or ("an address that is not https",))[0]
    return (
        f"This tenant signs in at {named}, not at {asked}, so no credential was sent. "
        "It probably belongs to another Microsoft cloud."
    )
