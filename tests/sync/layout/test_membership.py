"""How members are written in the groups file, told from a sample."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from sync.directory import User
from sync.layout.learn import learn
from sync.layout.learned import Learned
from sync.layout.shape import Dialect, Members
from sync.layout.sources import SOURCES
from tests.sync.layout.directories import person
from tests.sync.layout.samples import KNOWN, NAMES, USERS, file, proof, user_rows

PERSON = {user.id: user for user, _ in KNOWN.people}
Name = Callable[[User], str]


def naming(source: str) -> Name:
    return lambda user: SOURCES[source].of(user, "user")


UPN, MAIL, NAME = naming("upn"), naming("mail"), naming("name")


def joined(name: Name, sign: str, header: Sequence[str] | None = ("Group", "Members")) -> bytes:
    rows = [
        [group.display_name or "", sign.join(name(PERSON[one]) for one in ids) or None]
        for group, ids in KNOWN.lists
    ]
    return file(header, rows, Dialect("\t" if sign != "\t" else ","))


def by_row(*names: Name, header: Sequence[str], empty: bool = False) -> bytes:
    rows: list[list[str | None]] = []
    for group, ids in KNOWN.lists:
        found: list[list[str | None]] = [
            [group.mail or "", *(name(PERSON[one]) for name in names)] for one in ids
        ]
        rows += found or ([[group.mail or "", *[None] * len(names)]] if empty else [])
    return file(header, rows)


def learned(groups: bytes, users: bytes = USERS) -> Learned:
    return learn(users, groups, NAMES, KNOWN)


@pytest.mark.parametrize("sign", [";", ",", "|", "; ", ", ", " ", "\n", "\r\n", "\t"])
def test_the_sign_between_members_is_found(sign: str) -> None:
    found = learned(joined(UPN, sign))
    assert found.layout.members == Members("joined", sign, "upn")
    assert found.layout.proven


@pytest.mark.parametrize(
    ("name", "key"),
    [
        (UPN, "upn"),
        (MAIL, "mail"),
        (naming("id"), "id"),
        (naming("alias"), "alias"),
        (NAME, "name"),
        (naming("surname-given"), "surname-given"),
    ],
)
def test_the_name_that_members_go_by_is_found(name: Name, key: str) -> None:
    found = learned(joined(name, ";"))
    assert found.layout.members == Members("joined", ";", key)
    assert found.layout.proven


def test_a_name_that_stands_in_the_users_file_goes_before_others() -> None:
    users = file(("UPN", "PrimarySmtpAddress"), user_rows("user_principal_name", "mail"))
    assert learned(joined(MAIL, ";"), users).layout.members.key == "primary"


def test_a_column_of_members_need_not_be_called_so() -> None:
    found = learned(joined(UPN, ";", header=("List", "Who")))
    assert [column.source for column in found.layout.groups.columns] == ["name", "members"]


def test_the_proof_counts_people_strangers_and_groups() -> None:
    groups = joined(UPN, ";").replace(b"u001@login", b"contact@other", 1)
    text = proof(learned(groups), "Members").text
    assert text == (
        "Names 13 people of the users file by “Logon name (UPN)”, joined with “;”. 1 more entries name nobody there: "
        "contacts, nested groups, or people who have left. The same people as in the directory in 3 of 4 groups."
    )


def test_members_may_have_a_row_each() -> None:
    found = learned(by_row(UPN, header=("Address", "Member")))
    assert found.layout.members == Members("rows", ";", "upn", empty_row=False)
    assert [column.source for column in found.layout.groups.columns] == ["primary", "member"]
    assert found.layout.proven
    assert "one a row" in proof(found, "Member").text


def test_groups_of_nobody_may_have_a_row_too() -> None:
    found = learned(by_row(UPN, header=("Address", "Member"), empty=True))
    assert found.layout.members.empty_row
    assert found.layout.proven


def test_several_columns_may_tell_of_each_member() -> None:
    groups = by_row(
        NAME,
        UPN,
        MAIL,
        header=("Address", "Name", "Login", "Mail"),
    )
    found = learned(groups)
    assert found.layout.members == Members("rows", ";", "upn+name+mail")
    sources = [column.source for column in found.layout.groups.columns]
    assert sources == ["primary", "member.name", "member", "member.mail"]
    assert found.layout.proven


def test_several_columns_may_join_the_same_members() -> None:
    def cell(name: Name, ids: Sequence[str]) -> str | None:
        return ";".join(name(PERSON[one]) for one in ids) or None

    rows = [[group.display_name or "", cell(UPN, ids), cell(MAIL, ids)] for group, ids in KNOWN.lists]
    found = learned(file(("Group", "MemberUpns", "MemberMails"), rows))
    assert found.layout.members == Members("joined", ";", "upn+mail")
    assert [column.source for column in found.layout.groups.columns] == ["name", "members", "members.mail"]


def test_an_owner_is_no_member() -> None:
    rows = [
        [group.mail or "", "u002@login.example.org", UPN(PERSON[one])]
        for group, ids in KNOWN.lists
        for one in ids
    ]
    found = learned(file(("Address", "ManagedBy", "Member"), rows))
    assert [column.source for column in found.layout.groups.columns] == ["primary", "", "member"]
    kept = {row.keys[2]: row.cells for row in found.kept if row.what == "group"}
    assert kept["board@example.org"] == {"ManagedBy": "u002@login.example.org"}
    assert len(kept) == 3


def test_what_the_directory_does_not_say_of_members_cannot_be_kept() -> None:
    rows = [
        [group.mail or "", UPN(PERSON[one]), f"note {group.mail} {one}"]
        for group, ids in KNOWN.lists
        for one in ids
    ]
    found = learned(file(("Address", "Member", "Note"), rows))
    assert found.assumed == ("Column “Note” tells something of members that the directory does not say.",)
    assert [row for row in found.kept if "Note" in row.cells] == []
    assert not found.layout.proven


def test_groups_of_one_leave_the_sign_unknown() -> None:
    rows = [["Board", "u001@login.example.org"], ["Press", "u004@login.example.org"]]
    found = learned(file(("Group", "Members"), rows))
    assert found.layout.members == Members("joined", ";", "upn")
    assert found.assumed == (
        "No group of the sample has two members, so the sign between them is not known: “;” is assumed.",
    )


def test_members_that_go_by_what_the_directory_lacks_are_told() -> None:
    users = file(("UPN", "LegacyDN"), [[UPN(user), f"/cn=recipient-{user.id}"] for user, _ in KNOWN.people])
    found = learned(joined(lambda user: f"/cn=recipient-{user.id}", ";"), users)
    assert found.layout.members.key == "upn"
    assert found.assumed[0].startswith("The sample names members by the column “LegacyDN” of the users file")
    assert not found.layout.proven


def test_a_file_without_members_is_told() -> None:
    found = learned(
        file(("Group", "Address"), [[g.display_name or "", g.mail or ""] for g, _ in KNOWN.lists])
    )
    assert found.assumed == (
        "No column of the groups file names people of the users file: members could not be written.",
    )


def test_a_column_called_members_that_names_nobody_is_told() -> None:
    found = learned(file(("Group", "Members"), [["Board", "System.Object[]"], ["Press", "System.Object[]"]]))
    assert found.layout.groups.columns[1].source == "members"
    assert found.assumed == (
        "Column “Members” names nobody of the users file: how members are written is assumed.",
    )


def test_without_directory_the_users_file_tells_who_is_meant() -> None:
    found = learn(USERS, by_row(UPN, NAME, header=("Address", "Member", "Name")), NAMES)
    assert found.layout.members == Members("rows", ";", "upn+name")


def test_people_who_share_a_name_do_not_confuse() -> None:
    users = file(("UPN", "DisplayName"), [["a@example.org", "Ada"], ["b@example.org", "Ada"]])
    twins = [person(n, user_principal_name=f"{'ab'[n]}@example.org", display_name="Ada") for n in range(2)]
    known = type(KNOWN)([(user, "user") for user in twins], KNOWN.lists[:1])
    groups = file(("Group", "Members"), [["All Staff", "a@example.org;b@example.org"]])
    found = learn(users, groups, NAMES, known)
    assert found.layout.members == Members("joined", ";", "upn")
    assert [one.source for one in found.users] == ["upn", "name"]
