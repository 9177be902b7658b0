"""Exchange Web Services: GetFolder on one inbox, with the application's token or the impersonation user's password."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from clients.contract import Cloud, EwsReply, Exchange
from clients.microsoft365.auth import MsalSignIns
from clients.microsoft365.ews_message import ANSWER_CAP, get_folder, read
from clients.outbound import Outbound
from clients.signed_web import SignedWeb, request_id
from clients.text import printable

PATH = "/EWS/Exchange.asmx"
ANSWER_SECONDS = 30.0
ERRORS_IN_SOAP = (200, 500)

ServerAsk = Callable[[str, Mapping[str, str], bytes], tuple[Exchange, str]]


class GuardedEws:
    """Implements `clients.contract.Ews`. `server` asks the customer's own server and says by which scheme."""

    def __init__(self, outbound: Outbound, cloud: Cloud, sign_ins: MsalSignIns, server: ServerAsk) -> None:
        self._web, self._url = SignedWeb.to(outbound, [cloud.outlook]), cloud.outlook + PATH
        self._sign_ins, self._server = sign_ins, server

    def get_folder(self, mailbox: str, *, url: str = "", impersonate: bool = True) -> EwsReply:
        """GetFolder on the inbox. SignInRefused, NoCredential, OutOfTime; ValueError for an impossible address."""
        content, headers = get_folder(mailbox, impersonate), _headers(mailbox)
        if url:
            exchange, scheme = self._server(url, headers, content)
            return _reply(exchange, url, mailbox, scheme)
        token = self._sign_ins.held("exchange").token
        sent = headers | {"authorization": f"Bearer {token}"}
        exchange = self._web.send("POST", self._url, sent, content, cap=ANSWER_CAP, seconds=ANSWER_SECONDS)
        return _reply(exchange, self._url, mailbox, "oauth")


def _headers(mailbox: str) -> dict[str, str]:
    anchor = {"x-anchormailbox": mailbox} if mailbox.isascii() else {}
    return {
        "content-type": "text/xml; charset=utf-8",
        "accept": "text/xml",
        "client-request-id": request_id(),
        "return-client-request-id": "true",
        **anchor,
    }


def _reply(exchange: Exchange, url: str, mailbox: str, scheme: str) -> EwsReply:
    headers = exchange.headers
    seen: dict[str, Any] = {
        "policy_reason": headers.get("x-ews-policy-reason", "")[:500],
        "diagnostics": headers.get("x-ms-diagnostics", "")[:1000],
        "request_id": headers.get("request-id", "") or headers.get("client-request-id", ""),
        "fault": exchange.fault or "",
        "detail": exchange.detail,
        **_said(exchange, mailbox),
    }
    return EwsReply(printable(url), mailbox, exchange.status, scheme=scheme, ms=exchange.ms, **seen)


def _said(exchange: Exchange, mailbox: str) -> dict[str, Any]:
    """The fields that come from the body; a fault where there should be SOAP and is none."""
    status = exchange.status
    if exchange.fault or status is None:
        return {}
    if 300 <= status < 400:
        return {
            "fault": "malformed",
            "detail": "The server sends on to another address, which is not followed.",
        }
    said = read(exchange.body, mailbox) if status in ERRORS_IN_SOAP else None
    if said is not None:
        return {name: getattr(said, name) for name in said.__dataclass_fields__}
    if status == 200:
        return {"fault": "malformed", "detail": "The answer is not a SOAP answer to GetFolder."}
    return {}
