"""Directories to pull every night: who is in them, and what becomes of them between two nights.

Each begins as it should be and can be published at once; `follows` names the changes (simulator.practice_changes) that
make it what its summary says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from simulator.scenarios.access import access
from simulator.scenarios.model import Scenario

GROUP = "Sync"
DIRECTORY = "directory.users = 480\ndirectory.groups = 40\ndirectory.links = 900\ndirectory.contacts = 25"
LARGE = "directory.users = 20000\ndirectory.groups = 1000\ndirectory.links = 46000\ndirectory.contacts = 500"


def sync(
    name: str,
    title: str,
    summary: str,
    *state: str,
    follows: tuple[str, ...] = (),
    expects: Mapping[str, str] | None = None,
    directory: str = DIRECTORY,
) -> Scenario:
    """A healthy tenant with a directory, which differs by these lines."""
    made = access(f"sync-{name}", title, summary, expects or {}, *directory.splitlines(), *state)
    return replace(made, group=GROUP, follows=follows)


PEOPLE = (
    sync(
        "directory",
        "A directory to practise on",
        "Nothing is wrong: 480 people, rooms and guests, and 40 groups with everything that real ones bring along.",
        follows=("joined", "left", "renamed", "regrouped"),
    ),
    sync(
        "large",
        "A large directory",
        "Nothing is wrong: 20,000 people and 1,000 groups, which come in many pages.",
        directory=LARGE,
    ),
    sync(
        "names",
        "Names that are hard to write",
        "Nothing is wrong: names with quotes, line breaks, formulas, many scripts, and one value of 64 kB.",
        "directory.hostile = 14",
    ),
    sync(
        "zero-byte",
        "A name that no file can hold",
        "The name of one person holds a zero byte, which neither file can carry.",
        "directory.hostile = 15",
    ),
    sync(
        "half-left",
        "Half of the staff leaves",
        "Nothing is wrong at first: publish once, then let half of the staff leave and see the publish held.",
        follows=("half-left",),
    ),
    sync(
        "nobody-left",
        "Nobody can be seen any more",
        "Nothing is wrong at first: publish once, then let the lists show nobody. An empty file is never published.",
        follows=("nobody",),
    ),
    sync(
        "one-returns",
        "Somebody comes back with another id",
        "Nothing is wrong at first: publish once, then let one person return as another object with the same name.",
        follows=("exchanged",),
    ),
    sync(
        "groups-change",
        "People move between groups",
        "Nothing is wrong at first: publish once, then let people change groups, found one and dissolve one.",
        follows=("regrouped", "founded", "dissolved"),
    ),
    sync(
        "links-expire",
        "What was remembered has expired",
        "Nothing is wrong at first: publish once, then let all delta links expire. The next night reads everything.",
        follows=("links", "joined"),
    ),
    sync(
        "nobody",
        "An empty directory",
        "The tenant answers every list with nobody, as after a filter or a right that hides everything.",
        "directory.unlisted = 1",
        expects={"sync.users": "failed", "sync.groups": "warning"},
    ),
)
PERMISSIONS = (
    sync(
        "no-groups",
        "Groups may not be read",
        "The permission GroupMember.Read.All is missing.",
        "revoke GroupMember.Read.All",
        expects={"graph.permissions": "failed", "sync.groups": "blocked"},
    ),
    sync(
        "no-contacts",
        "Contacts may not be read",
        "The permission OrgContact.Read.All is missing.",
        "revoke OrgContact.Read.All",
        expects={"graph.permissions": "failed"},
    ),
    sync(
        "no-types",
        "Mailbox types may not be read",
        "Nothing is wrong, but without MailboxSettings.Read nobody can tell a room from a person without a licence.",
        "revoke MailboxSettings.Read",
    ),
    sync(
        "users-html",
        "The list of users cannot be had",
        "Something on the way answers with a web page when Microsoft Graph is asked for the users.",
        "graph /users page 1 answers html",
        expects={"sync.users": "error"},
    ),
    sync(
        "groups-html",
        "The list of groups cannot be had",
        "Something on the way answers with a web page when Microsoft Graph is asked for the groups.",
        "graph /groups page 1 answers html",
        "graph /groups/delta page 1 answers html",
        expects={"sync.groups": "error"},
    ),
    sync(
        "users-without-plans",
        "Users come without their licences",
        "Nobody's licences are shown, so that nobody can tell who has a mailbox.",
        "graph /users page 1 answers without-assignedPlans",
        expects={"sync.users": "failed"},
    ),
    sync(
        "users-without-places",
        "Users come without their offices",
        "Nobody's office is shown, so that a column that is made of it would stay empty.",
        "graph /users page 1 answers without-officeLocation",
        expects={"sync.users": "warning"},
    ),
    sync(
        "groups-without-kinds",
        "Groups come without their kinds",
        "No group says whether it takes mail, so that nobody can tell which of them belong into the file.",
        "graph /groups page 1 answers without-mailEnabled",
        "graph /groups/delta page 1 answers without-mailEnabled",
        expects={"sync.groups": "failed"},
    ),
)
SCENARIOS = PEOPLE + PERMISSIONS
