"""Microsoft Graph with the application's token.

Paging, throttling and error bodies as in Microsoft's Graph documentation: nextLink is opaque and followed verbatim;
429 and 5xx are repeated a few times; nothing is ever sent to another host than Graph's.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from clients.contract import Cloud, Exchange, GraphReply, NotGranted
from clients.microsoft365.auth import MsalSignIns
from clients.microsoft365.graph_url import graph_url
from clients.microsoft365.json_reply import reply_of
from clients.microsoft365.patience import Patience
from clients.outbound import Outbound
from clients.signed_web import SignedWeb, origin_of, request_id

ANSWER_CAP = 16_000_000
ANSWER_SECONDS = 30.0


class GuardedGraph:
    """Implements `clients.contract.Graph`."""

    def __init__(self, outbound: Outbound, cloud: Cloud, sign_ins: MsalSignIns, patience: Patience) -> None:
        self._web, self._root = SignedWeb.to(outbound, [cloud.graph]), cloud.graph
        self._sign_ins, self._patience = sign_ins, patience

    def get(
        self,
        path: str,
        params: Mapping[str, str] | None = None,
        *,
        needs: str = "",
        beta: bool = False,
        advanced: bool = False,
    ) -> GraphReply:
        """One GET. SignInRefused, NoCredential, OutOfTime, NotGranted."""
        return self._asked(self._url(path, params, beta), needs, advanced)

    def pages(
        self,
        path: str,
        params: Mapping[str, str] | None = None,
        *,
        needs: str = "",
        beta: bool = False,
        advanced: bool = False,
        at_most: int = 50,
    ) -> GraphReply:
        """All rows of a collection; `complete` False, with the rows so far, where the chain of pages broke."""
        url, rows, seen = self._url(path, params, beta), list[Any](), list[str]()
        replies: list[GraphReply] = []
        while True:
            seen.append(url)
            replies.append(self._asked(url, needs, advanced))
            broken = _broken(replies[-1])
            rows += [] if broken else replies[-1].value["value"]
            url = "" if broken else replies[-1].value.get("@odata.nextLink", "")
            broken = broken or self._stop(url, seen, at_most)
            if broken or not url:
                return _chain(replies, rows, broken)

    def _url(self, path: str, params: Mapping[str, str] | None, beta: bool) -> str:
        return graph_url(self._root, path, params, "beta" if beta else "v1.0")

    def _stop(self, following: Any, seen: Sequence[str], at_most: int) -> dict[str, str]:
        """Why this nextLink is not followed; empty when it is, or when there is none."""
        if following == "":
            return {}
        if not isinstance(following, str) or origin_of(following) not in self._web.origins:
            return {
                "fault": "malformed",
                "detail": "The link to the next page leads away from Graph; not followed.",
            }
        if following in seen:
            return {
                "fault": "malformed",
                "detail": "The link to the next page leads back to a page seen before.",
            }
        if len(seen) >= at_most:
            return {"detail": f"There are more than {at_most} pages."}
        return {}

    def _asked(self, url: str, needs: str, advanced: bool) -> GraphReply:
        headers = {"consistencylevel": "eventual"} if advanced else {}
        reply = signed_reply(
            self._sign_ins, lambda sent: self._web.send(
                "GET", url, headers | sent, cap=ANSWER_CAP, seconds=ANSWER_SECONDS
            ), self._patience,
        )  # fmt: skip
        if reply.status == 403 and reply.code == "Authorization_RequestDenied":
            raise NotGranted(needs)
        return reply


def signed_reply(
    sign_ins: MsalSignIns,
    send: Callable[[dict[str, str]], Exchange],
    patience: Patience,
    resource: Any = "graph",
) -> GraphReply:
    """Ask with the token, again after throttling, and once with a new token when the old one is not taken."""
    started, attempt, held, renewed = time.monotonic(), 0, sign_ins.held(resource), False
    while True:
        attempt += 1
        exchange = send(_headers(held.token))
        reply = reply_of(exchange, attempt, round((time.monotonic() - started) * 1000))
        if reply.status == 401 and reply.code == "InvalidAuthenticationToken" and not renewed:
            held, renewed = sign_ins.held(resource, rejected=held.token), True
        elif not patience.again(exchange, attempt):
            return reply


def _headers(token: str) -> dict[str, str]:
    return {
        "authorization": f"Bearer {token}",
        "accept": "application/json",
        "accept-encoding": "gzip",
        "client-request-id": request_id(),
    }


def _broken(page: GraphReply) -> dict[str, str]:
    """Why a page is no page; empty when it is one."""
    if not page.ok:
        return {"fault": page.fault, "detail": page.detail}
    if not isinstance(page.value, dict) or not isinstance(page.value.get("value"), list):
        return {"fault": "malformed", "detail": "The answer holds no list of rows."}
    return {}


def _chain(replies: Sequence[GraphReply], rows: list[Any], broken: Mapping[str, str]) -> GraphReply:
    """One reply for all pages: the last one's, with the rows of all. A first page that failed stays as it is."""
    first, last = replies[0], replies[-1]
    if not first.ok:
        return first
    return replace(
        last,
        request=first.request,
        value={"value": rows, "pages": len(replies) - (not last.ok)},
        fault=broken.get("fault", ""),
        detail=broken.get("detail", ""),
        complete=not broken,
        attempts=sum(reply.attempts for reply in replies),
        ms=sum(reply.ms for reply in replies),
    )
