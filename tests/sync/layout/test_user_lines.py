"""Lines of the users file: values, quotes, held rows, order, and what a file cannot hold."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sync.csv_files import Unwritable
from sync.directory import Kind, User
from sync.layout.generic import generic
from sync.layout.kept import KeptRow, KeptValues
from sync.layout.shape import Column, Dialect, FileLayout, Layout
from sync.layout.user_lines import Entry, UserLines
from tests.sync.layout.directories import people, person

GUID = Column("ExchangeGuid", "")


def layout(*columns: Column, dialect: Dialect | None = None, order: str = "upn") -> Layout:
    return replace(
        generic(), users=FileLayout("exchangeuser.csv", columns, dialect or Dialect(), order=order)
    )


def line(user: User, *columns: Column, dialect: Dialect | None = None, kind: Kind = "user") -> str | None:
    (made,) = UserLines(layout(*columns, dialect=dialect)).lines([(user, kind)])
    return made


NAME, UPN, DEPARTMENT = Column("Name", "name"), Column("UPN", "upn"), Column("Department", "department")


def test_a_line_has_the_values_of_its_columns() -> None:
    ada = person(2)
    assert line(ada, NAME, DEPARTMENT, UPN) == '"Jürgen Müller",,"u002@login.example.org"\r\n'
    everything = UserLines(generic()).lines([(ada, "shared")])
    assert everything == [
        '"Jürgen Müller","u002@login.example.org","jmueller2@example.org","jmueller2",'
        '"SMTP:jmueller2@example.org;smtp:jmueller2@example.net","SharedMailbox","Jürgen","Müller",,,"True",'
        '"00000003-0000-4000-8000-000000000003"\r\n'
    ]


@pytest.mark.parametrize(
    ("dialect", "expected"),
    [
        (Dialect(), '"a;b,""c""",,"x@example.org"\r\n'),
        (Dialect(bare_empty=False), '"a;b,""c""","","x@example.org"\r\n'),
        (Dialect(quoting="needed"), '"a;b,""c""",,x@example.org\r\n'),
        (Dialect(";", "needed", bare_empty=False, newline="\n"), '"a;b,""c""";"";x@example.org\n'),
        (Dialect("\t", "needed"), '"a;b,""c"""\t\tx@example.org\r\n'),
        (Dialect("|", "none", newline="\r"), 'a;b,"c"||x@example.org\r'),
    ],
)
def test_a_line_is_written_in_the_files_dialect(dialect: Dialect, expected: str) -> None:
    user = person(0, display_name='a;b,"c"', department="", user_principal_name="x@example.org")
    assert line(user, NAME, DEPARTMENT, UPN, dialect=dialect) == expected


def test_a_column_may_be_written_unlike_the_others() -> None:
    columns = (
        Column("Name", "name", quoting="needed"),
        UPN,
        Column("Dept", "department", empty="quoted"),
        Column("Office", "office"),
    )
    user = person(0, department=None, office_location=None)
    assert line(user, *columns) == 'Ada Lovelace,"u000@login.example.org","",\r\n'


def test_a_line_may_hold_line_breaks_and_formulas() -> None:
    user = person(0, display_name="=1+1\r\nTwo\nThree", department="-@+")
    assert line(user, NAME, DEPARTMENT) == '"=1+1\r\nTwo\nThree","-@+"\r\n'
    assert line(user, NAME, DEPARTMENT, dialect=Dialect(quoting="needed")) == ('"=1+1\r\nTwo\nThree",-@+\r\n')


def test_one_empty_column_is_still_a_row() -> None:
    assert line(person(2), DEPARTMENT) == '""\r\n'


def test_nobody_has_no_lines() -> None:
    assert UserLines(generic()).lines([]) == []
    assert UserLines(generic()).places([]) == []


def test_known_rows_keep_what_the_directory_lacks_and_new_rows_are_held() -> None:
    kept = KeptValues.holding(
        [
            KeptRow("user", (person(0).id, "", ""), {"ExchangeGuid": "guid-0", "Note": None}),
            KeptRow("user", (person(1).id, "", ""), {"ExchangeGuid": "guid,1", "Note": ""}),
        ]
    )
    made = UserLines(layout(UPN, GUID, Column("Note", "")), kept).lines(people(3))
    assert made == [
        '"u000@login.example.org","guid-0",\r\n',
        '"u001@login.example.org","guid,1",""\r\n',
        None,
    ]
    kept.close()


def test_without_kept_values_every_row_is_held() -> None:
    assert UserLines(layout(UPN, GUID)).lines(people(2)) == [None, None]


def test_lines_are_sorted_without_case_and_accents_and_always_alike() -> None:
    names = ["Zoë", "zoe", "Ärmel", "arm", "Bob", "Bob"]
    entries: list[Entry] = [(person(i, display_name=name), "user") for i, name in enumerate(names)]
    places = UserLines(layout(NAME, order="name")).places(entries)
    ordered = sorted(zip(places, names, [u.id for u, _ in entries], strict=True))
    assert [name for _, name, _ in ordered] == ["arm", "Ärmel", "Bob", "Bob", "Zoë", "zoe"]
    assert len(set(places)) == len(names)


def refusal(user: User, dialect: Dialect, *columns: Column) -> tuple[str, str, str]:
    with pytest.raises(Unwritable) as caught:
        UserLines(layout(*(columns or (UPN, NAME)), dialect=dialect)).lines(
            [(person(1), "user"), (user, "user")]
        )
    assert str(caught.value) == caught.value.text
    return caught.value.row, caught.value.column, caught.value.text


def test_a_letter_that_the_encoding_lacks_names_user_and_column() -> None:
    assert refusal(person(0, display_name="Łukasz"), Dialect(encoding="cp1252")) == (
        "u000@login.example.org",
        "Name",
        "u000@login.example.org: the value of column “Name” holds “Ł” (U+0141), which the file's encoding, "
        "Windows-1252, does not have.",
    )


def test_a_letter_that_the_encoding_has_is_written() -> None:
    made = line(person(0, display_name="Žofie – 5 €"), NAME, dialect=Dialect(encoding="cp1252"))
    assert made is not None
    assert made.encode("cp1252") == b'"\x8eofie \x96 5 \x80"\r\n'


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("a,b", "holds “,”, and the fields of this file are not quoted"),
        ("a\nb", "holds a line break, and the fields of this file are not quoted"),
        ("a\rb", "holds a line break, and the fields of this file are not quoted"),
        ('"a', "begins with a quote, and the fields of this file are not quoted"),
        ("a\0b", "holds a zero byte"),
    ],
)
def test_what_a_file_without_quotes_cannot_hold_is_refused(name: str, said: str) -> None:
    row, column, text = refusal(person(0, display_name=name), Dialect(quoting="none"))
    assert (row, column) == ("u000@login.example.org", "Name")
    assert text == f"u000@login.example.org: the value of column “Name” {said}."


def test_a_zero_byte_is_refused_in_any_file() -> None:
    assert refusal(person(0, display_name="a\0"), Dialect())[1] == "Name"


def test_a_kept_value_that_does_not_fit_is_refused_by_name() -> None:
    rows = [KeptRow("user", (person(n).id, "", ""), {"ExchangeGuid": f"Ł{n}"}) for n in range(2)]
    made = UserLines(layout(UPN, GUID, dialect=Dialect(encoding="cp1252")), KeptValues.holding(rows))
    with pytest.raises(Unwritable, match=r"u000@.*“ExchangeGuid” holds “Ł”"):
        made.lines(people(2))


def test_somebody_without_logon_name_is_named_by_id() -> None:
    user = person(0, user_principal_name=None, display_name="a\0")
    assert refusal(user, Dialect())[0] == user.id
