"""The script writes of a person and a group what sync/ writes of them: source by source, cell by cell, line by line."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.csv_files.writing import as_found, as_told, header_text, rows
from sync.directory import Group, User
from sync.layout import ordering
from sync.layout.generic import generic
from sync.layout.group_lines import GroupLines
from sync.layout.shape import Column, Dialect, Layout, Members, Style
from sync.layout.source import PART_SIGN
from sync.layout.sources import GROUP_SOURCES, SOURCES
from sync.layout.user_lines import UserLines
from tests.scripts.powershell_run import Script, Thrown

SCRIPT = Script("sync365.ps1")
ADDRESSES = [
    "smtp:z.ann@example.org",
    "SMTP:Ann.Lee@example.org",
    "X500:/o=Example/cn=ann",
    "smtp:ann@example.net",
]
ANN = User(
    id="11111111-0000-4000-8000-000000000001",
    user_principal_name="ann@example.org",
    display_name="Ann \u201cLee\u201d",
    mail="Ann.Lee@example.org",
    mail_nickname="ann",
    given_name="Ann",
    surname="Lee",
    department="R; D",
    company_name="Example",
    job_title="Clerk",
    office_location="Köln",
    proxy_addresses=ADDRESSES,
    account_enabled=False,
    show_in_address_list=False,
    on_premises_sam_account_name="alee",
    on_premises_distinguished_name="CN=Ann,DC=example",
)
STAFF = Group(
    id="22222222-0000-4000-8000-000000000002", display_name="Staff, all", mail="staff@example.org", mail_enabled=True,
    mail_nickname="staff", proxy_addresses=["SMTP:staff@example.org", "smtp:all@example.org"], description="Everybody",
)  # fmt: skip


def record(user: User, kind: str = "user", details: str = "UserMailbox") -> dict[str, Any]:
    """What the script makes of the same person's mailbox."""
    values = SCRIPT.constants["$userproperties"]
    flags: dict[object, str] = {True: "no", False: "yes"}
    said = {key: SOURCES[key].of(user, "user") for key in values}
    return said | {
        "blocked": flags.get(user.account_enabled, ""), "unlisted": flags.get(user.show_in_address_list, ""),
        "proxies": list(user.proxy_addresses or []), "details": details, "kind": kind,
    }  # fmt: skip


def group_record(group: Group) -> dict[str, Any]:
    said = {key: GROUP_SOURCES[key].of(group) for key in SCRIPT.constants["$groupproperties"]}
    notes, details = group.description or "", "MailUniversalDistributionGroup"
    return said | {"proxies": list(group.proxy_addresses or []), "notes": notes, "details": details}


def stored(layout: Layout) -> dict[str, Any]:
    """The layout as it comes out of the data file."""
    said: dict[str, Any] = json.loads(json.dumps(layout.stored()))
    return said


def value(of: dict[str, Any], key: str) -> str:
    return SCRIPT.call("Get-SourceValue", Record=of, Key=key) or ""


missing = SCRIPT.constants["$usermissing"]


@pytest.mark.parametrize("key", [*SOURCES, "text:a+b", "upn+name", "text:"])
def test_every_source_of_users_says_the_same_or_is_listed_as_missing(key: str) -> None:
    if key in missing:
        assert not SCRIPT.call("Test-Source", Key=key, Exchange="online")
        assert not SCRIPT.call("Test-Source", Key=key, Exchange="server")
    else:
        assert SCRIPT.call("Test-Source", Key=key, Exchange="server")
        assert value(record(ANN), key) == SOURCES[key].of(ANN, "user")


@pytest.mark.parametrize("key", GROUP_SOURCES)
def test_every_source_of_groups_says_the_same_or_is_filled_in(key: str) -> None:
    if key in SCRIPT.constants["$groupfilled"]:
        assert SCRIPT.call("Get-MemberStyle", Key=key) == key
    else:
        assert value(group_record(STAFF), key) == GROUP_SOURCES[key].of(STAFF)


def test_no_source_is_listed_that_the_wizard_does_not_have() -> None:
    listed = {*SCRIPT.constants["$userproperties"], *SCRIPT.constants["$usermade"], *missing}
    assert listed <= set(SOURCES)
    assert set(SCRIPT.constants["$usermissingonline"]) <= listed
    assert {*SCRIPT.constants["$groupproperties"], *SCRIPT.constants["$groupmade"]} <= set(GROUP_SOURCES)


@pytest.mark.parametrize("key", ["sam", "dn", "upn+sam", ""])
def test_exchange_online_has_no_value_for_names_of_the_own_directory(key: str) -> None:
    assert not SCRIPT.call("Test-Source", Key=key, Exchange="online")


def test_a_source_that_nobody_knows_ends_the_run() -> None:
    with pytest.raises(Thrown, match="made-up"):
        value(record(ANN), "made-up")


@pytest.mark.parametrize("kind", ["user", "linked", "shared", "room", "equipment"])
def test_kinds_of_mailboxes_are_numbered_alike(kind: Any) -> None:
    details = next(name for name, one in SCRIPT.constants["$kinds"].items() if one == kind)
    assert value(record(ANN, kind, details), "type-number") == SOURCES["type-number"].of(ANN, kind)
    assert value(record(ANN, kind, details), "type") == SOURCES["type"].of(ANN, kind)


@pytest.mark.parametrize("enabled", [True, False, None])
@pytest.mark.parametrize("key", ["enabled", "disabled-number", "hidden-upper", "shown-lower"])
def test_flags_say_the_same_where_nothing_is_known(key: str, enabled: bool | None) -> None:
    person = User(id="1", account_enabled=enabled, show_in_address_list=enabled)
    assert value(record(person), key) == SOURCES[key].of(person, "user")


letters = st.text("ab,;|\"'\t \r\n@üÄß\u2019\u00e9", max_size=12)
styles = st.builds(Style, st.sampled_from(["all", "needed", "none"]), st.booleans())


@given(letters, styles, st.sampled_from(",;|\t"))
def test_a_cell_is_written_as_sync_writes_it(text: str, style: Style, delimiter: str) -> None:
    cell = SCRIPT.call(
        "ConvertTo-Cell", Value=text, Quoting=style.quoting, BareEmpty=style.bare_empty, Delimiter=delimiter
    )
    assert [cell or ""] == as_told([text], style, delimiter)


@settings(max_examples=150)
@given(st.none() | letters, styles)
def test_a_kept_cell_stays_as_it_stood(text: str | None, style: Style) -> None:
    kept = {"value": text or "", "quoted": text is not None}
    cell = SCRIPT.call("ConvertTo-KeptCell", Kept=kept, Quoting=style.quoting, Delimiter=",")
    assert [cell or ""] == as_found([text], style, ",")


@given(st.lists(st.sampled_from(["", '"a"', "b"]), min_size=1, max_size=3))
def test_cells_become_a_row_as_in_sync(cells: list[str]) -> None:
    dialect = Dialect()
    said = SCRIPT.call("Join-Cell", Cells=cells, Dialect={"delimiter": ",", "newline": "\r\n"})
    assert said == rows([[cell] for cell in cells], dialect)[0]


@settings(max_examples=150)
@given(st.text("abcÄÖÜäöüéèçßñøÅ 019-_.@", max_size=15))
def test_rows_are_sorted_by_the_same_text(text: str) -> None:
    assert (SCRIPT.call("ConvertTo-SortText", Text=text) or "") == ordering.fold(text)


def test_the_header_is_written_as_sync_writes_it() -> None:
    for quoting in ("all", "needed", "none", ""):
        file = replace(generic().users, dialect=Dialect(header_quoting=quoting, first_line="#TYPE X\r\n"))
        said = SCRIPT.call("Get-HeaderText", File=stored(replace(generic(), users=file))["users"])
        assert said == "#TYPE X\r\n" + header_text([column.name for column in file.columns], file.dialect)


def test_a_person_gets_the_line_that_sync_writes() -> None:
    layout = generic()
    file = stored(layout)["users"]
    values = {column.name: value(record(ANN), column.source) for column in layout.users.columns}
    cells = SCRIPT.outputs("Get-RowCell", File=file, Values=values, Kept={}, Who="ann")
    assert [SCRIPT.call("Join-Cell", Cells=cells, Dialect=file["dialect"])] == UserLines(layout).lines(
        [(ANN, "user")]
    )


def group_text(layout: Layout, people: list[User]) -> str:
    said = stored(layout)
    made = SCRIPT.outputs(
        "Get-GroupRow", File=said["groups"], Members=said["members"], Group=group_record(STAFF),
        People=[record(person) for person in people], Exchange="online",
    )  # fmt: skip
    cells = [
        SCRIPT.outputs("Get-RowCell", File=said["groups"], Values=one, Kept={}, Who="staff") for one in made
    ]
    return "".join(SCRIPT.call("Join-Cell", Cells=one, Dialect=said["groups"]["dialect"]) for one in cells)


BOB = User(
    id="3", user_principal_name="bob@example.org", display_name="Bob", proxy_addresses=["SMTP:b@example.org"]
)
JOINED = (Column("Group", "primary"), Column("M", "members"), Column("N", "members.name"))
ROWS = (Column("Group", "primary"), Column("Member", "member"), Column("Name", "member.name"))


@pytest.mark.parametrize("people", [[], [ANN], [ANN, BOB]], ids=len)
@pytest.mark.parametrize(
    ("columns", "members"),
    [
        ((), Members()),
        (JOINED, Members("joined", "|", "upn+name")),
        (ROWS, Members("rows", ";", "upn+name")),
        (ROWS, Members("rows", ";", "upn+name", empty_row=True)),
    ],
    ids=["generic", "joined", "rows", "rows with empty ones"],
)  # fmt: skip
def test_a_group_gets_the_lines_that_sync_writes(
    columns: tuple[Column, ...], members: Members, people: list[User]
) -> None:
    layout = generic()
    if columns:
        layout = Layout(layout.users, replace(layout.groups, columns=columns), members)
    keys = [
        PART_SIGN.join(SOURCES[one].of(person, "user") for one in members.key.split("+")) for person in people
    ]
    assert group_text(layout, people) == GroupLines(layout).lines([STAFF], [keys])[0]


def test_a_member_that_holds_the_sign_between_members_ends_the_run() -> None:
    odd = User(id="4", user_principal_name="a;b@example.org")
    with pytest.raises(Thrown, match="stands between members"):
        group_text(generic(), [odd])


@pytest.mark.parametrize("odd", ["a,b", "a\nb", 'a"b', "a\0b"])
def test_a_file_without_quotes_refuses_what_it_cannot_hold(odd: str) -> None:
    file = {"columns": [{"name": "A", "quoting": "", "empty": ""}],
            "dialect": {"quoting": "none", "bare_empty": True, "delimiter": ","}}  # fmt: skip
    with pytest.raises(Thrown, match="column A holds"):
        SCRIPT.outputs("Get-RowCell", File=file, Values={"A": odd}, Kept={}, Who="ann")
