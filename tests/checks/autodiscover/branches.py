"""Attempts at autodiscover as the client reports them, for the tests of the checks that judge them."""

from __future__ import annotations

from dataclasses import replace

from checks.autodiscover.attempts import ATTEMPTS, TREE, winner
from checks.autodiscover.tree import tree
from checks.result import Evidence, Item
from checks.subject import Subject
from clients.contract import Answer, Attempt, Exchange
from tests.checks.building import ONLINE, missing, records, replied, seen, unreached

PATH = "/autodiscover/autodiscover.xml"
HOST = "autodiscover.example.org"
FIXED = "autodiscover-s.outlook.com"
CHALLENGE = {"www-authenticate": "Bearer"}


def asks(url: str) -> Exchange:
    """A hop that asks for a sign-in."""
    return replied(url, 401, "", CHALLENGE)


def sends_on(url: str, to: str) -> Exchange:
    return replied(url, 302, "", {"location": to})


ROOT = Attempt(
    "root",
    "Ask the domain itself, https://example.org",
    (replied(f"https://example.org{PATH}", 404),),
    "missing",
    detail="A web server answers, but has nothing at this address (404).",
)
HOST_CLOSED = Attempt(
    "host",
    f"Ask https://{HOST} directly",
    (unreached(f"https://{HOST}{PATH}", "refused"),),
    "closed",
    detail="Closed.",
)
REDIRECT = Attempt(
    "redirect",
    f"Ask http://{HOST} where to go",
    (sends_on(f"http://{HOST}{PATH}", f"https://{FIXED}{PATH}"), asks(f"https://{FIXED}{PATH}")),
    "good",
    FIXED,
    "It asks for a sign-in (401), as a healthy end point does.",
)
REDIRECT_MISSING = replace(
    REDIRECT,
    hops=(replied(f"http://{HOST}{PATH}", 404),),
    result="missing",
    endpoint="",
    detail="Nothing there (404).",
)
REDIRECT_SILENT = replace(
    REDIRECT,
    hops=(unreached(f"http://{HOST}{PATH}", "timeout"),),
    result="closed",
    endpoint="",
    detail="No answer in time.",
)
SRV_NONE = Attempt("srv", "Look up the SRV record", (), "missing", detail="There is no SRV record.")
FIXED_GOOD = Attempt(
    "fixed",
    f"Ask Microsoft's own end point, {FIXED}",
    (asks(f"https://{FIXED}{PATH}"),),
    "good",
    FIXED,
    "It asks.",
)
FIXED_BAD = replace(FIXED_GOOD, hops=(), result="wrong", endpoint="", detail="It answers nonsense.")
V2_GOOD = Attempt(
    "v2", "Ask the JSON form", (), "good", "outlook.office365.com", "It names outlook.office365.com."
)
V2_BAD = replace(V2_GOOD, result="wrong", endpoint="", detail="Not the JSON form.")
OWN = Attempt(
    "host",
    f"Ask https://{HOST} directly",
    (asks(f"https://{HOST}{PATH}"),),
    "good",
    HOST,
    "It asks for a sign-in.",
)
WEB_ROOT_ASKS = replace(
    ROOT, hops=(asks(f"https://example.org{PATH}"),), result="good", endpoint="example.org", detail="It asks."
)

GOOD_ALIAS = (
    records(HOST, "CNAME", "autodiscover.outlook.com"),
    missing("autodiscover.outlook.com", "CNAME", "nodata"),
)
NO_ALIAS = tuple(missing(HOST, kind) for kind in ("CNAME", "A", "AAAA"))
NO_SRV = (
    missing("_autodiscover._tcp.example.org", "SRV"),
    missing("_autodiscoverscreen._tcp.example.org", "SRV"),
)
OWN_ADDRESS = (
    missing(HOST, "CNAME", "nodata"),
    records(HOST, "A", "192.0.2.80"),
    missing(HOST, "AAAA", "nodata"),
)


def attempted(
    *attempts: Attempt, dns: tuple[Answer, ...] = GOOD_ALIAS + NO_SRV, subject: Subject = ONLINE
) -> Evidence:
    """Evidence of these attempts and of these DNS answers."""
    written = [
        {
            "method": attempt.method,
            "intent": attempt.intent,
            "hops": [hop.evidence() for hop in attempt.hops],
            "result": attempt.result,
            "endpoint": attempt.endpoint,
            "detail": attempt.detail,
        }
        for attempt in attempts
    ]
    nodes = tree(subject, attempts, winner(subject, attempts))
    return seen(Item(TREE, "tree", {"nodes": nodes}), Item(ATTEMPTS, "json", written), *dns)
