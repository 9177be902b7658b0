"""Opening one inbox in the application's name, the way archiving does, and what it came to."""

from __future__ import annotations

from typing import Literal

from checks import graph_answers, graph_paths
from checks.ews.signs import is_busy, is_refused
from checks.result import Evidence, Item, evidence
from checks.subject import Subject
from clients.contract import Clients, EwsReply, GraphReply

CANARY, OUTSIDE = "Canary mailbox", "Mailbox out of scope"

Outcome = Literal["read", "denied", "unknown", "other"]


def probe(subject: Subject, address: str, label: str, clients: Clients) -> Evidence:
    """Evidence of one try, over Graph or EWS as this connection reads mail. SignInRefused, NoCredential."""
    if subject.archive_via == "ews":
        return evidence(Item(label, "json", {"ews": clients.ews.get_folder(address).evidence()}))
    path = f"/users/{graph_paths.segment(address)}/mailFolders/inbox"
    reply = graph_answers.optional(
        "a right to this mailbox",
        lambda: clients.graph.get(path, {"$select": "id,displayName,totalItemCount"}),
    )
    return evidence(Item(label, "json", {"graph": reply.evidence()}))


def over_graph(seen: Evidence, label: str) -> GraphReply:
    return GraphReply.of(seen[label]["graph"])


def over_ews(seen: Evidence, label: str) -> EwsReply:
    return EwsReply.of(seen[label]["ews"])


def outcome(seen: Evidence, label: str) -> Outcome | None:
    """read: it opened. denied: the right is missing. unknown: nothing was decided. other: something else is wrong with
    this mailbox or the service. None: it was not tried."""
    value = seen.get(label)
    if value is None:
        return None
    return _by_ews(over_ews(seen, label)) if "ews" in value else _by_graph(over_graph(seen, label))


def owner(seen: Evidence, label: str) -> str:
    """The check that owns what is wrong with this mailbox, where it is no question of rights."""
    if "graph" in seen[label]:
        return "graph.mailbox"
    return "ews.allowed" if over_ews(seen, label).status == 403 else "ews.impersonation"


def _by_graph(reply: GraphReply) -> Outcome:
    if reply.ok:
        return "read"
    if reply.unknown:
        return "unknown"
    return "denied" if is_denied(reply) else "other"


def is_denied(reply: GraphReply) -> bool:
    """No right to this mailbox; an application access policy says so in other words."""
    return reply.status == 403 and not by_policy(reply)


def by_policy(reply: GraphReply) -> bool:
    return "access to odata is disabled" in reply.text.lower()


def _by_ews(reply: EwsReply) -> Outcome:
    if reply.ok:
        return "read"
    if reply.status is None or reply.fault or is_busy(reply):
        return "unknown"
    return "denied" if is_refused(reply) else "other"
