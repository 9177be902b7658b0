"""Pulls of a directory that go wrong half way: 2,500 people in three pages, 200 groups in nine."""

from __future__ import annotations

from dataclasses import replace

from simulator.scenarios.model import Scenario
from simulator.scenarios.sync import sync

PAGES = "directory.users = 2500\ndirectory.groups = 200\ndirectory.links = 4000\ndirectory.contacts = 50"


def pull(name: str, title: str, summary: str, *state: str) -> Scenario:
    return sync(name, title, summary, *state, directory=PAGES)


def second(fault: str, title: str, summary: str, *, name: str = "") -> Scenario:
    """The second page of users is spoilt like this."""
    named = name or f"page-{fault.split()[0].lower()}"
    return pull(named, title, summary, f"graph /users page 2 answers {fault}")


WRONG = (
    second("dropped", "A page is left out", "The link after the second page of users leads past the third one."),
    second("short", "A page is too short", "A third of the second page of users is missing, and nothing says so."),
    second("ends", "The list ends too early", "The second page of users is empty and has no link to the next one."),
    second("repeated", "A page comes twice", "The second page of users is the first one again."),
    second("loop", "The pages go round in a circle", "The link after the second page leads back to the first one."),
    second("elsewhere", "A link leads to another host", "The link after the second page leads to a stranger's host."),
    second("empty", "A page without a body", "The second page of users answers 200 and holds nothing at all."),
    second("cut", "Half a page", "The second page of users is JSON that breaks off in the middle."),
    second("truncated", "The connection breaks", "The connection ends in the middle of the second page of users."),
    second("mangled", "Bytes that are no text", "The second page of users holds bytes that are no UTF-8."),
    second("odd-types", "Numbers for texts", "The second page of users holds numbers where texts belong."),
    second("html", "A web page in the middle", "Something on the way answers for the second page of users."),
    second("down", "Out of order half way", "Microsoft Graph answers 503 for the second page of users."),
    second("throttled", "Throttled without end", "Microsoft Graph answers 429 for the second page again and again."),
    second("Directory_ExpiredPageToken", "The link to a page has expired",
           "Microsoft Graph says that the link to the second page of users is too old.", name="page-expired"),
    pull("members-down", "Members cannot be had", "Microsoft Graph answers 503 for the members of the groups.",
         "graph /groups/*/members page 1 answers down", "graph /groups/delta page 2 answers down"),
    pull("count-wrong", "The count is wrong", "The number of users that Microsoft Graph tells is three too high.",
         "directory.miscounted = 3"),
)  # fmt: skip
MENDED = (
    second("down 2 times", "Out of order for a moment",
           "Nothing is wrong: Microsoft Graph answers 503 twice for the second page, and then as it should.",
           name="page-down-twice"),
    second("cut once", "Half a page, once",
           "Nothing is wrong: the second page of users breaks off once, and is whole when it is asked for again.",
           name="page-cut-once"),
    second("dropped once", "A page is left out, once",
           "Nothing is wrong: a page is missing from the first pull, and there in the one that follows at once.",
           name="page-dropped-once"),
    second("blank", "An empty page in the middle",
           "Nothing is wrong: the second page of users is empty, and its link leads on to all that was missing."),
    second("token-dies", "The sign-in ends half way",
           "Nothing is wrong: the token is refused from the second page on, until a new one comes.", name="token-dies"),
    pull("throttled-night", "The night that is throttled",
         "Nothing is wrong, but Microsoft Graph answers 429 again and again, with and without the time to come back.",
         "graph /users page 2 answers throttled 2 times", "graph /groups/delta page 2 answers throttled-bare once",
         "graph /groups page 1 answers throttled once", "graph /$batch answers throttled-once"),
    pull("group-vanishes", "A group vanishes while it is read",
         "Nothing is wrong: a group is in the list, and gone when its members are asked for.",
         "graph /groups page 1 does directory.dissolved += 1",
         "graph /groups/delta page 1 does directory.dissolved += 1"),
    pull("meanwhile", "People come and go while they are read",
         "Nothing is wrong: two people join and three leave while the users are read.",
         "graph /users page 1 does directory.joined += 2", "graph /users page 2 does directory.left += 3"),
    replace(
        pull("slow", "Every page takes its time", "Nothing is wrong, but each answer takes a tenth of a second."),
        latency_ms=100,
    ),
)  # fmt: skip
SCENARIOS = WRONG + MENDED
