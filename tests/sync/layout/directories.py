"""Small directories for tests, made in code: people, groups, and the pair of files that a layout makes of them."""

from __future__ import annotations

from collections.abc import Sequence

from sync.directory import Group, Kind, User
from sync.layout import render
from sync.layout.kept import NOTHING, Kept
from sync.layout.known import GroupEntry, Listed
from sync.layout.shape import Layout
from sync.layout.source import PARTS
from sync.layout.sources import SOURCES
from sync.layout.user_lines import Entry

NAMES = (
    ("Ada", "Lovelace"), ("Grace", "Hopper"), ("Jürgen", "Müller"), ("Zoë", "O'Hara"), ("Edsger", "Dijkstra"),
    ("Barbara", "Liskov"), ("Ken", "Thompson"), ("Radia", "Perlman"), ("Donald", "Knuth"), ("Frances", "Allen"),
)  # fmt: skip
KINDS: tuple[Kind, ...] = (
    "user",
    "user",
    "user",
    "shared",
    "room",
    "user",
    "equipment",
    "user",
    "linked",
    "user",
)


def uuid(number: int) -> str:
    return f"{number:08x}-0000-4000-8000-{number:012x}"


def person(number: int, **changes: object) -> User:
    """One of ten people, whose logon name, address, alias and display name all differ."""
    given, surname = NAMES[number % len(NAMES)]
    alias = f"{given[0]}{surname}{number}".replace("ü", "ue").replace("'", "").replace("ë", "e").lower()
    values: dict[str, object] = {
        "id": uuid(number + 1),
        "display_name": f"{given} {surname}",
        "given_name": given,
        "surname": surname,
        "mail": f"{alias}@example.org",
        "user_principal_name": f"u{number:03}@login.example.org",
        "mail_nickname": alias,
        "proxy_addresses": [f"smtp:{alias}@example.net", f"SMTP:{alias}@example.org"],
        "account_enabled": number % 4 != 3,
        "department": ("Sales", "Research, Basic", None)[number % 3],
        "show_in_address_list": None if number % 2 else False,
        "office_location": f"Room {number}" if number % 2 else None,
    }
    return User(**(values | changes))  # type: ignore[arg-type]


def people(count: int = 10) -> list[Entry]:
    return [(person(number), KINDS[number % len(KINDS)]) for number in range(count)]


def group(number: int, name: str, **changes: object) -> Group:
    values: dict[str, object] = {
        "id": uuid(1000 + number),
        "display_name": name,
        "mail": f"{name.lower().replace(' ', '.')}@example.org",
        "mail_nickname": name.lower().replace(" ", "."),
        "proxy_addresses": [f"SMTP:{name.lower().replace(' ', '.')}@example.org"],
        "mail_enabled": True,
        "security_enabled": number % 2 == 1,
        "group_types": ["Unified"] if number % 3 == 2 else [],
        "description": None,
    }
    return Group(**(values | changes))  # type: ignore[arg-type]


def directory(count: int = 10) -> Listed:
    """Ten people and four groups: of three, of one, of all, and an empty one."""
    entries = people(count)
    ids = [user.id for user, _ in entries]
    lists: list[GroupEntry] = [
        (group(0, "All Staff"), ids),
        (group(1, "Board"), ids[:3]),
        (group(2, "Nobody"), []),
        (group(3, "Press"), ids[4:5]),
    ]
    return Listed(entries, lists)


def pair(layout: Layout, known: Listed, kept: Kept = NOTHING) -> tuple[bytes, bytes]:
    """Both files as the layout writes them, sorted as it says."""
    users = render.UserLines(layout, kept)
    lines = [
        line for _, line in sorted(zip(users.places(known.people), users.lines(known.people), strict=True))
    ]
    assert None not in lines
    people_file = b"".join(render.pieces(layout.users, [line or "" for line in lines]))
    return people_file, b"".join(render.pieces(layout.groups, group_lines(layout, known, kept)))


def group_lines(layout: Layout, known: Listed, kept: Kept = NOTHING) -> list[str]:
    groups = render.GroupLines(layout, kept)
    names = member_keys(layout, known.people)
    ordered = sorted(known.lists, key=lambda one: groups.place(one[0]))
    lines = groups.lines([group for group, _ in ordered], [[names[one] for one in ids] for _, ids in ordered])
    return [line for line in lines if line is not None]


def member_keys(layout: Layout, entries: Sequence[Entry]) -> dict[str, str]:
    """By object id, what the layout calls a person in the groups file."""
    of = SOURCES[layout.members.key].of
    assert PARTS not in layout.members.key or "\x1f" in of(*entries[0])
    return {user.id: of(user, kind) for user, kind in entries}
