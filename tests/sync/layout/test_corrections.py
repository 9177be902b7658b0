"""What a person corrects is proved again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sync.layout.corrections import with_column, with_members
from sync.layout.kept import KeptRow
from sync.layout.learn import recheck
from sync.layout.learned import Learned
from sync.layout.shape import Layout, Members
from tests.sync.layout.directories import group_lines
from tests.sync.layout.samples import GROUPS, KNOWN, USERS, file, learned, proof, user_rows


def checked(layout: Layout, users: bytes = USERS, known: bool = True) -> Learned:
    return recheck(layout, users, GROUPS, KNOWN if known else None)


def test_an_unchanged_layout_is_proved_again_as_it_was() -> None:
    found = learned()
    assert checked(found.layout) == found


def test_another_source_has_its_own_proof() -> None:
    changed = with_column(learned().layout, "users", "Mail", "primary")
    assert not changed.proven
    assert changed.users.columns[2].proof == ""
    found = checked(changed)
    assert proof(found, "Mail").text == "Chosen by a person. Equal in 10 of 10 rows."
    assert (proof(found, "Mail").by, proof(found, "Mail").others[0].source) == ("person", "mail")
    assert found.layout.users.columns[2].source == "primary"
    assert found.layout.proven


def test_a_wrong_source_is_told_with_examples() -> None:
    found = checked(with_column(learned().layout, "users", "DisplayName", "surname"))
    said = proof(found, "DisplayName")
    assert (said.agree, said.differ) == (0, 10)
    assert said.text.startswith("Chosen by a person. Equal in 0 of 10 rows. Line 2 has “Ada Lovelace”")
    assert (said.examples[0].in_directory, len(said.examples)) == ("Lovelace", 5)
    assert (found.same, found.layout.proven) == (0, False)
    assert found.assumed == (
        "“Last name” was chosen for column “DisplayName”, and agrees with the directory in 0 of 10 only.",
    )


def test_a_column_without_source_keeps_its_values() -> None:
    found = checked(with_column(learned().layout, "users", "DisplayName", ""))
    assert (proof(found, "DisplayName").source, proof(found, "DisplayName").by) == ("", "person")
    user = KNOWN.people[0][0]
    keys = (user.id, user.user_principal_name or "", user.mail or "")
    assert found.kept[0] == KeptRow("user", keys, {"DisplayName": "Ada Lovelace"})
    assert (len(found.kept), found.same) == (10, 10)


def test_a_column_may_always_say_the_same() -> None:
    rows = [[*row, "UserMailbox"] for row in user_rows("user_principal_name", "mail")]
    users = file(("UPN", "Mail", "RecipientType"), rows)
    before = learned(users)
    assert len(before.kept) == 10
    found = checked(with_column(before.layout, "users", "RecipientType", "text:UserMailbox"), users)
    assert proof(found, "RecipientType").label == "Always “UserMailbox”"
    assert (found.kept, found.same) == ((), 10)


def test_a_column_of_the_groups_file_can_be_corrected() -> None:
    found = checked(with_column(learned().layout, "groups", "Address", "mail"))
    assert proof(found, "Address").text == "Chosen by a person. Equal in 4 of 4 rows."


def test_members_can_be_corrected() -> None:
    found = checked(with_members(learned().layout, Members("joined", ",", "primary")))
    assert found.layout.members == Members("joined", ",", "primary")
    assert proof(found, "Members").by == "person"
    assert "The same people as in the directory in 1 of 4 groups" in proof(found, "Members").text
    assert not found.layout.proven
    back = checked(with_members(found.layout, Members("joined", ";", "upn")))
    assert proof(back, "Members").by == "values"


def test_a_column_of_one_member_makes_it_one_a_row_and_back() -> None:
    rows = with_column(learned().layout, "groups", "Members", "member")
    assert (rows.members.style, rows.groups.columns[2].source) == ("rows", "member")
    both = with_column(
        with_column(rows, "groups", "Group", "member.name"), "groups", "Address", "member.mail"
    )
    assert both.members.key == "upn+name+mail"
    joined = with_column(both, "groups", "Group", "members")
    assert [column.source for column in joined.groups.columns] == ["members", "", ""]
    assert (joined.members.style, joined.members.key) == ("joined", "upn")


def test_members_without_a_column_leave_one_row_a_group() -> None:
    rows = with_column(learned().layout, "groups", "Members", "member")
    assert with_column(rows, "groups", "Members", "").members.style == "joined"


def test_every_source_of_groups_can_be_chosen_and_rendered() -> None:
    for source in ("members", "member", "member.name", "type", "text:x", "addresses-bar"):
        changed = with_column(learned().layout, "groups", "Address", source)
        assert checked(changed).layout.members == changed.members
        assert group_lines(replace(changed, groups=replace(changed.groups, order="name")), KNOWN) is not None


def test_without_directory_a_choice_is_not_compared() -> None:
    found = checked(with_column(learned().layout, "users", "Mail", "primary"), known=False)
    assert proof(found, "Mail").text == "By its name alone." or proof(found, "Mail").by == "person"
    assert not found.layout.proven


def test_unknown_columns_and_sources_are_refused() -> None:
    layout = learned().layout
    with pytest.raises(ValueError, match=r"exchangeuser\.csv has no column “Nothing”"):
        with_column(layout, "users", "Nothing", "upn")
    with pytest.raises(ValueError, match="There is no source “nothing”"):
        with_column(layout, "groups", "Address", "nothing")
    with pytest.raises(ValueError, match="Members cannot be named by department"):
        with_members(layout, Members(key="upn+department"))
    with pytest.raises(ValueError, match="Something must stand between members"):
        with_members(layout, Members(separator=""))


def test_a_layout_of_another_sample_is_refused() -> None:
    other = file(("UPN", "DisplayName"), user_rows("user_principal_name", "display_name"))
    with pytest.raises(ValueError, match=r"exchangeuser\.csv has other columns"):
        checked(learned().layout, other)
