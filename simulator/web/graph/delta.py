"""users/delta, groups/delta and contacts/delta: everything once, and later what has changed since.

Microsoft Graph, "Use delta query to track changes": a chain of nextLinks that ends with a deltaLink; @removed for what
is gone; members@delta for links; a group with many members comes on several pages; $top is not obeyed; a token that is
too old gets 410 with the address of a new start. Properties that were never set are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, urlsplit

from simulator.tenant.model import Tenant
from simulator.web.graph import delta_groups, delta_token, delta_users
from simulator.web.graph.addressed import CONTACT, GROUP
from simulator.web.graph.asked import Asked
from simulator.web.graph.delta_pages import Item, Items, packed
from simulator.web.graph.delta_token import Named, Token
from simulator.web.graph.odata import names
from simulator.web.graph.pages import paged
from simulator.web.graph.people import PROPERTIES, USUAL
from simulator.web.graph.place import Place, Point, first_place
from simulator.web.graph.reply import Gone, bad
from simulator.web.message import Reply, Request

Look = Callable[[Tenant, Token], Items]


def users(asked: Asked) -> Reply:
    return _delta(asked, delta_users.users, delta_token.named_users(asked.tenant))


def groups(asked: Asked) -> Reply:
    return _delta(asked, delta_groups.groups, delta_token.named_groups(asked.tenant))


def contacts(asked: Asked) -> Reply:
    return _delta(asked, delta_users.contacts, {})


KNOWN: Mapping[str, tuple[Any, tuple[str, ...]]] = {
    "users": (PROPERTIES, USUAL),
    "groups": ({*GROUP, "members"}, (*GROUP, "members")),
    "contacts": (CONTACT, tuple(CONTACT)),
}


@dataclass(frozen=True)
class Delta:
    """A chain of delta pages. `named`: as those who are named one by one are now."""

    request: Request
    token: Token
    items: Items
    named: Named

    def read(self, at: Point) -> tuple[list[Any], Point | None]:
        return packed(self.items, at)

    def link(self, place: Place) -> str:
        return link(self.request, "$skiptoken", replace(self.token, named=self.named, place=place))

    def last(self) -> dict[str, str]:
        return {"@odata.deltaLink": link(self.request, "$deltatoken", ended(self.token, self.named))}


def ended(token: Token, named: Named) -> Token:
    """What a delta link keeps: the state that it counts from."""
    return replace(token, was=None, named=named, place=None)


def link(request: Request, name: str, token: Token) -> str:
    path = urlsplit(request.target).path
    return f"https://{request.authority}{path}?{quote(name, safe='$')}={token.written()}"


def _delta(asked: Asked, look: Look, named: Named) -> Reply:
    request, token = asked.request, _token(asked, named)
    latest = request.query.get("$deltatoken") == "latest"
    items: Items = _nothing if latest else look(asked.tenant, token)
    place = token.place or first_place(request)
    kept = named if place.page == 1 else token.named
    return paged(request, Delta(request, token, items, kept), place, token.kind)


def _nothing(at: int) -> Iterator[Item]:
    return iter(())


def _token(asked: Asked, named: Named) -> Token:
    """What is wanted: a new start, the changes since a delta link, or the next page. GraphError, Gone."""
    request, kind, now = asked.request, asked.named, asked.tenant.directory
    if "$filter" in request.query:
        raise bad("Filters are not served for delta here.", "Request_UnsupportedQuery")
    text = request.query.get("$skiptoken") or request.query.get("$deltatoken")
    if not text or text == "latest":
        known, usual = KNOWN[kind]
        select = ",".join(dict.fromkeys(("id", *names(request, known, usual))))
        return Token(kind, select, False, None, now, named)
    token = delta_token.read(kind, text)
    if token.now.ground != now.ground:
        raise Gone(f"https://{request.authority}{urlsplit(request.target).path}?$deltatoken=")
    if token.place is not None:
        return token
    minimal = "return=minimal" in request.headers.get("prefer", "").replace(" ", "")
    return replace(token, minimal=minimal, was=token.now, now=now)
