"""Signs of a mailbox in Exchange Online: its inbox, its purpose, Exchange's own list, its licence."""

from __future__ import annotations

from checks import graph_answers
from checks.accounts import users
from checks.result import Evidence, Item, evidence
from checks.subject import Subject
from clients.contract import Clients, GraphReply, SignInRefused

INBOX, PURPOSE, LISTED = "Inbox", "Purpose of the mailbox", "Mailbox in Exchange"
PERMISSION = "MailboxSettings.Read"
NO_MAILBOX = "MailboxNotEnabledForRESTAPI"


def gather(subject: Subject, clients: Clients) -> Evidence:
    """Ask until one answer proves something: a refused inbox says nothing about whether there is one."""
    path = users.path_of(subject.worker_upn)
    inbox = {"$select": "id,displayName,totalItemCount"}
    items: list[Item] = []
    for label, ask in (
        (INBOX, lambda: clients.graph.get(f"{path}/mailFolders/inbox", inbox)),
        (
            PURPOSE,
            lambda: clients.graph.get(
                f"{path}/mailboxSettings", {"$select": "userPurpose"}, needs=PERMISSION
            ),
        ),
        (LISTED, lambda: clients.exchange.invoke("Mailbox", "Get-Mailbox", {"Identity": subject.worker_upn})),
    ):
        try:
            reply = graph_answers.optional(PERMISSION if label == PURPOSE else "access to this mailbox", ask)
        except SignInRefused as refused:
            if label != LISTED:
                raise
            reply = GraphReply("Get-Mailbox", 401, code="SignInRefused", text=refused.text)
        items.append(graph_answers.item(label, reply))
        if said(reply) is not None:
            break
    return evidence(items)


def said(reply: GraphReply) -> bool | None:
    """True: there is a mailbox. False: there is none. None: this answer does not tell."""
    if reply.ok:
        listed = graph_answers.fields(reply).get("value")
        return None if listed == [] else True
    return False if reply.status == 404 and reply.code == NO_MAILBOX else None


def _replies(seen: Evidence) -> tuple[GraphReply, ...]:
    known = (INBOX, PURPOSE, LISTED)
    return tuple(graph_answers.found(seen, label) for label in known if seen.get(label) is not None)


def proof(seen: Evidence) -> bool | None:
    """What the answers prove together."""
    return next((value for value in map(said, _replies(seen)) if value is not None), None)


def last(seen: Evidence) -> GraphReply:
    return _replies(seen)[-1]
