"""Learning a layout from a pair: what is found, what is told, and what is refused."""

from __future__ import annotations

import pytest

from sync.csv_files import BadFile
from sync.layout.kept import KeptRow
from sync.layout.learn import learn
from sync.layout.learned import Stranger
from sync.layout.shape import Column, Dialect, Members
from tests.sync.layout.directories import directory, person
from tests.sync.layout.samples import EXCEL_LIKE, GROUPS, KNOWN, NAMES, USERS, file, learned, proof, user_rows


def test_a_good_pair_is_proved() -> None:
    found = learned()
    assert found.layout.proven
    assert found.layout.users.columns == (
        Column("DisplayName", "name", "Equal in 10 of 10 rows."),
        Column("UserPrincipalName", "upn", "Equal in 10 of 10 rows."),
        Column("Mail", "mail", "Equal in 10 of 10 rows."),
    )
    assert [column.source for column in found.layout.groups.columns] == ["name", "primary", "members"]
    assert found.layout.members == Members("joined", ";", "upn")
    assert (found.layout.users.order, found.layout.groups.order) == ("upn", "primary")
    assert (found.differences, found.assumed, found.notes, found.kept) == ((), (), (), ())
    assert (found.same, found.compared) == (10, 10)
    assert (found.layout.users.name, found.layout.groups.name) == NAMES


def test_rows_say_by_what_they_were_joined() -> None:
    rows = learned().user_rows
    assert (rows.rows, rows.joined, rows.strangers) == (10, 10, ())
    assert (rows.column, rows.source) == ("UserPrincipalName", "Logon name (UPN)")
    groups = learned().group_rows
    assert (groups.rows, groups.joined, groups.column, groups.source) == (4, 4, "Address", "Address")


def test_the_dialect_of_each_file_is_its_own() -> None:
    users = file(
        ("Name", "UPN"),
        user_rows("display_name", "user_principal_name"),
        Dialect("\t", "needed", encoding="utf-16-le", bom=True, newline="\n", final_newline=False),
    )
    found = learned(users)
    assert found.layout.proven
    assert found.layout.users.dialect == Dialect(
        "\t", "needed", encoding="utf-16-le", bom=True, newline="\n", final_newline=False
    )
    assert found.layout.groups.dialect == Dialect()


def test_names_that_say_nothing_are_matched_by_values() -> None:
    rows = user_rows("surname", "id", "user_principal_name", "mail_nickname", "department")
    found = learned(file(("A", "B", "C", "D", "E"), rows))
    assert [one.source for one in found.users] == ["surname", "id", "upn", "alias", "department"]
    assert found.user_rows.source == "Logon name (UPN)"
    assert found.layout.proven


def test_a_file_without_header_is_matched_by_values() -> None:
    found = learned(file(None, user_rows("display_name", "user_principal_name")))
    assert [(one.name, one.source) for one in found.users] == [("Column 1", "name"), ("Column 2", "upn")]
    assert not found.layout.users.header
    assert found.layout.proven


def test_a_misleading_name_does_not_win_over_values() -> None:
    found = learned(file(("Department", "UPN"), user_rows("surname", "user_principal_name")))
    assert proof(found, "Department").source == "surname"


def test_a_few_changes_since_the_sample_are_told_and_do_no_harm() -> None:
    rows = user_rows("display_name", "user_principal_name")
    rows[4][0] = "Edsger Wybe Dijkstra"
    found = learned(file(("DisplayName", "UPN"), rows))
    name = proof(found, "DisplayName")
    assert (name.source, name.agree, name.differ) == ("name", 9, 1)
    assert name.text == (
        "Equal in 9 of 10 rows. Line 6 has “Edsger Wybe Dijkstra”, the directory “Edsger Dijkstra”."
    )
    assert (found.same, found.compared, found.layout.proven) == (9, 10, True)


def test_a_column_that_the_directory_lacks_is_named_and_its_values_kept() -> None:
    rows = [[*row, f"guid-{index}"] for index, row in enumerate(user_rows("user_principal_name", "mail"))]
    found = learned(file(("UPN", "Mail", "ExchangeGuid"), rows))
    guid = proof(found, "ExchangeGuid")
    assert (guid.source, guid.by, guid.text) == (
        "",
        "",
        "The directory has no such value. Rows that are known keep theirs.",
    )
    assert found.layout.unsourced == ("ExchangeGuid",)
    assert found.layout.users.columns[2].proof == ""
    first = KNOWN.people[0][0]
    assert found.kept[0] == KeptRow(
        "user", (first.id, first.user_principal_name or "", first.mail or ""), {"ExchangeGuid": "guid-0"}
    )
    assert len(found.kept) == 10
    assert found.notes == (
        "The directory has no value for “ExchangeGuid” of the users file. Known rows keep what the sample says; "
        "new ones are held back until a value is known.",
    )
    assert (found.same, found.layout.proven) == (10, True)


def test_rows_of_nobody_are_listed_and_kept_by_their_names() -> None:
    rows = [[*row, "guid"] for row in user_rows("user_principal_name", "mail")]
    rows.append(["gone@login.example.org", "gone@example.org", "guid"])
    found = learned(file(("UPN", "Mail", "Guid"), rows))
    assert found.user_rows.strangers == (Stranger(12, "gone@login.example.org"),)
    assert [one.unknown for one in found.users] == [1, 1, 1]
    assert found.kept[-1] == KeptRow(
        "user", ("", "gone@login.example.org", "gone@example.org"), {"Guid": "guid"}
    )
    assert found.layout.proven


def test_a_column_that_is_always_empty_stays_so() -> None:
    rows = [[*row, None, None] for row in user_rows("user_principal_name", "department")]
    found = learned(file(("UPN", "Department", "HomeMdb", "Company"), rows))
    home, company = proof(found, "HomeMdb"), proof(found, "Company")
    assert (home.source, home.by, home.text) == ("text:", "empty", "Empty in all 10 rows.")
    assert (company.source, company.text) == ("company", "Empty in all 10 rows.")
    assert found.kept == ()


def test_an_empty_column_of_what_people_do_have_stays_empty() -> None:
    rows = [[*row, None] for row in user_rows("user_principal_name", "department")]
    assert proof(learned(file(("UPN", "Dept", "Surname"), rows)), "Surname").source == "text:"


def test_a_column_that_always_says_the_same_may_be_chosen_to_do_so() -> None:
    rows = [[*row, "UserMailbox"] for row in user_rows("user_principal_name", "mail")]
    same = proof(learned(file(("UPN", "Mail", "RecipientType"), rows)), "RecipientType")
    assert same.source == ""
    assert (same.others[0].source, same.others[0].label) == ("text:UserMailbox", "Always “UserMailbox”")


def test_differences_of_case_count_as_equal_and_are_told() -> None:
    rows = [[(row[0] or "").upper(), row[1]] for row in user_rows("user_principal_name", "display_name")]
    upn = proof(learned(file(("UPN", "Name"), rows)), "UPN")
    assert (upn.source, upn.text) == (
        "upn",
        "Equal in 10 of 10 rows (10 of them but for upper and lower case).",
    )


def test_letters_lost_to_question_marks_are_told() -> None:
    rows = [
        [row[0], (row[1] or "").encode("ascii", "replace").decode()]
        for row in user_rows("user_principal_name", "display_name")
    ]
    found = learned(file(("UPN", "DisplayName"), rows))
    name = proof(found, "DisplayName")
    assert (name.source, name.lost) == ("name", 2)
    assert "2 of them but for letters that the file has lost to question marks" in name.text
    assert found.notes[0].startswith("In 2 values of the users file letters were lost to question marks")
    assert found.same == 8


def test_lists_of_addresses_agree_in_any_order() -> None:
    rows = [
        [user.user_principal_name or "", ",".join(user.proxy_addresses or ())] for user, _ in KNOWN.people
    ]
    addresses = proof(learned(file(("UPN", "EmailAddresses"), rows, Dialect(";"))), "EmailAddresses")
    assert addresses.source == "addresses-comma"
    assert "10 of them but for the order of the addresses" in addresses.text


def test_without_directory_names_decide_and_nothing_is_proved() -> None:
    rows = [[*row, "guid"] for row in user_rows("user_principal_name", "mail")]
    found = learn(file(("UPN", "PrimarySmtpAddress", "ExchangeGuid"), rows), GROUPS, NAMES)
    assert [(one.source, one.by, one.text) for one in found.users] == [
        ("upn", "name", "By its name alone."),
        ("primary", "name", "By its name alone."),
        ("", "", "The directory has no such value. Rows that are known keep theirs."),
    ]
    assert [column.source for column in found.layout.groups.columns] == ["name", "primary", "members"]
    assert found.layout.members == Members("joined", ";", "upn")
    assert not found.layout.proven
    assert (found.differences, found.compared) == ((), 0)
    assert found.kept[0] == KeptRow(
        "user", ("", "u000@login.example.org", "alovelace0@example.org"), {"ExchangeGuid": "guid"}
    )


@pytest.mark.parametrize(
    ("name", "cells", "source"),
    [
        ("EmailAddresses", ["SMTP:a@x|smtp:b@x", "SMTP:c@x"], "addresses-bar"),
        ("EmailAddresses", ["SMTP:a@x; smtp:b@x", "SMTP:c@x"], "addresses-semicolon-blank"),
        ("AccountEnabled", ["true", "false"], "enabled-lower"),
        ("AccountEnabled", ["1", "0"], "enabled-number"),
        ("AccountEnabled", ["yes", "no"], ""),
        ("Type", ["0", "3"], "type-number"),
        ("Type", ["UserMailbox", "RoomMailbox"], "type"),
        ("Department", ["", ""], "department"),
    ],
)
def test_without_directory_cells_must_fit_the_name(name: str, cells: list[str], source: str) -> None:
    rows = [[f"u{index}@example.org", cell or None] for index, cell in enumerate(cells)]
    found = learn(file(("UPN", name), rows, Dialect("\t")), GROUPS, NAMES)
    assert found.users[1].source == source


def test_a_pair_of_another_tenant_is_not_proved() -> None:
    rows = [[f"someone{number}@example.com", f"Some {number}"] for number in range(5)]
    found = learned(file(("UPN", "DisplayName"), rows))
    assert (
        "No row of the users file belongs to anybody in the directory: is the pair of this tenant?"
        in found.assumed
    )
    assert not found.layout.proven


def test_a_file_that_cannot_hold_todays_names_is_not_proved() -> None:
    known = directory()
    new = person(3, display_name="Łukasz")
    rows = user_rows("user_principal_name", "display_name")
    users = file(("UPN", "DisplayName"), rows, EXCEL_LIKE)
    known = type(known)([*known.people[:3], (new, "user"), *known.people[4:]], known.lists)
    found = learn(users, GROUPS, NAMES, known)
    assert found.assumed == (
        "Today's directory does not fit into the file. u003@login.example.org: the value of column “DisplayName” "
        "holds “Ł” (U+0141), which the file's encoding, Windows-1252, does not have.",
    )
    assert (found.layout.proven, found.same) == (False, 0)


def test_what_cannot_be_written_again_is_told_with_its_place_and_not_proved() -> None:
    found = learned(USERS.replace(b'"Ken Thompson"', b"Ken Thompson"))
    assert found.differences == (
        'exchangeuser.csv: Line 8, character 1: the sample has “Ken Thompson,"u”, written again it would be '
        '“"Ken Thompson",”.',
    )
    assert not found.layout.proven


def test_mixed_line_ends_are_told_and_not_proved() -> None:
    found = learned(USERS.replace(b"\r\n", b"\n", 1))
    said = "exchangeuser.csv: Line 1 of the sample does not end with CRLF, as its other lines do."
    assert found.differences == (said,)
    assert not found.layout.proven


@pytest.mark.parametrize(
    ("users", "groups", "file_"),
    [(b"", GROUPS, "users"), (USERS, b"", "groups"), (b"a,b\n1\n", b"", "users"), (USERS, USERS, "groups")],
)
def test_nothing_is_learned_from_a_broken_pair(users: bytes, groups: bytes, file_: str) -> None:
    with pytest.raises(BadFile) as caught:
        learn(users, groups, NAMES, KNOWN)
    assert caught.value.file == file_


def test_rows_in_no_order_will_be_sorted() -> None:
    rows = user_rows("user_principal_name", "display_name")
    found = learned(file(("UPN", "DisplayName"), [rows[i] for i in (3, 1, 4, 0, 5, 9, 2, 6, 8, 7)]))
    assert found.notes == (
        "The rows of the users file are in no order that shows. They will be sorted, so that two nights compare.",
    )
    assert (found.layout.users.order, found.layout.proven) == ("upn", True)


def test_the_order_of_the_sample_is_found() -> None:
    rows = sorted(user_rows("user_principal_name", "display_name"), key=lambda row: (row[1] or "").lower())
    assert learned(file(("UPN", "DisplayName"), rows)).layout.users.order == "name"


def test_names_of_files_are_those_of_the_vendor() -> None:
    found = learned(names=("ExchangeUsers (2).csv", r"C:\cfg\exchangegroups.csv"))
    assert (found.layout.users.name, found.layout.groups.name) == ("ExchangeUsers.csv", "exchangegroups.csv")
    assert found.notes == ()
    other = learned(names=("people.csv", "lists.csv"))
    assert (other.layout.users.name, other.layout.groups.name) == NAMES
    assert other.notes == (
        "The vendor's texts spell the users file “exchangeuser.csv” and “exchangeusers.csv”; “people.csv” is "
        "neither. It will be “exchangeuser.csv”.",
        "The groups file was uploaded as “lists.csv”. It will be “exchangegroups.csv”, as in the vendor's texts.",
    )


def test_the_code_page_that_spells_the_directorys_names_is_taken() -> None:
    known = directory()
    people = [(person(n, display_name=name), kind) for (n, name), (_, kind) in zip(
        enumerate(["Łukasz Żak", "Šárka Nová", *["Ada"] * 8]), known.people, strict=True
    )]  # fmt: skip
    rows = [[user.user_principal_name or "", user.display_name or ""] for user, _ in people]
    users = file(("UPN", "DisplayName"), rows, Dialect(encoding="cp1250"))
    found = learn(users, GROUPS, NAMES, type(known)(people, known.lists))
    assert found.layout.users.dialect.encoding == "cp1250"
    assert found.layout.proven
    assert learn(users, GROUPS, NAMES).layout.users.dialect.encoding == "cp1252"


@pytest.mark.parametrize("name", ["Hold", "AccountDisabled"])
def test_a_flag_that_agrees_only_where_nearly_all_say_the_same_is_no_source(name: str) -> None:
    known = directory(60)
    people = [
        (person(n, account_enabled=n != 7, show_in_address_list=True), kind)
        for n, (_, kind) in enumerate(known.people)
    ]
    rows = [
        [user.user_principal_name or "", "True" if n in (20, 30) else "False"]
        for n, (user, _) in enumerate(people)
    ]
    found = learn(file(("UPN", name), rows), GROUPS, NAMES, type(known)(people, known.lists))
    assert found.users[1].source == ""


def test_a_flag_is_found_by_the_few_who_have_it() -> None:
    known = directory(60)
    people = [(person(n, account_enabled=n % 10 != 7), kind) for n, (_, kind) in enumerate(known.people)]
    rows = [[user.user_principal_name or "", "1" if user.account_enabled else "0"] for user, _ in people]
    found = learn(file(("UPN", "State"), rows), GROUPS, NAMES, type(known)(people, known.lists))
    assert found.users[1].source == "enabled-number"


def test_of_very_many_rows_of_nobody_some_are_listed_and_all_counted() -> None:
    rows = [[f"someone{number}@example.com", f"Some {number}"] for number in range(700)]
    rows_of = learned(file(("UPN", "DisplayName"), rows)).user_rows
    assert (len(rows_of.strangers), rows_of.unknown, rows_of.joined) == (500, 700, 0)
