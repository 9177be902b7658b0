"""Pages that are rendered once and then served from memory, for whoever measures a client and not this simulator.

A benchmark asks for it with `POST /domains/<name>/settings {"keep_pages": true}` at the control API (or
`Simulator.keep_pages`), lets any client read everything once, and starts its clock: from then on each answer to the
same request goes out as it is. Keep the connection open, so that TLS is paid for once; `latency_ms` of the domain still
counts for each answer. Any change of the tenant makes all pages anew; a tenant with faults keeps none. 100,000 users
with all their properties take about 100 MB. `false` forgets them.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from simulator.web.graph.reply import with_ids
from simulator.web.message import Reply, Request

Key = tuple[str, str, bytes, frozenset[str], str, str]


@dataclass
class Kept:
    """The pages of one domain in one state of it."""

    serial: int = 0
    replies: dict[Key, Reply] = field(default_factory=dict)


_kept: dict[str, Kept] = {}
_lock = threading.Lock()


def keep(domain: str, on: bool) -> None:
    """Begin to keep the pages of a domain, or forget them."""
    with _lock:
        if on:
            _kept.setdefault(domain, Kept())
        else:
            _kept.pop(domain, None)


def served(request: Request, granted: frozenset[str], render: Callable[[], Reply]) -> Reply:
    """The kept answer to this request, or the one that is rendered now."""
    domain = request.domain
    kept = _kept.get(domain.name) if domain else None
    if kept is None or domain is None or domain.tenant.faults:
        return render()
    if kept.serial != domain.serial:
        kept.serial, kept.replies = domain.serial, {}
    about = request.headers.get("consistencylevel", ""), request.headers.get("prefer", "")
    key = (request.method, f"{request.authority} {request.target}", request.body, granted, *about)
    reply = kept.replies.get(key)
    if reply is None:
        reply = render()
        if reply.status == 200:
            kept.replies[key] = reply
        return reply
    return with_ids(request, reply)
