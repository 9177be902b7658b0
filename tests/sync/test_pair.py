"""The two files, as bytes."""

from __future__ import annotations

import csv
import hashlib
import io
import sqlite3
import tracemalloc
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sync import difference, pair
from sync.layout.shape import Dialect, Layout, Members
from sync.pair import BrokenPair, EmptyPair
from tests.sync.staged import GROUPS, LAYOUT, USERS, Person, people, stage

ANN, BEN = Person("ann@example.org", "Ann", "Sales"), Person("ben@example.org", 'Ben "B"', "")
GROUP = {"sales@example.org": ["ann@example.org", "ben@example.org"]}
# Each example makes three files.
FEWER = max(settings().max_examples // 5, 20)


def edit(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as rows:
        rows.execute(statement)
        rows.commit()


def dialect(layout: Layout, both: Dialect) -> Layout:
    return replace(
        layout, users=replace(layout.users, dialect=both), groups=replace(layout.groups, dialect=both)
    )


def test_the_pair_is_written_in_order_with_header_and_hashes(tmp_path: Path) -> None:
    written = pair.write(stage(tmp_path / "run.sqlite", [BEN, ANN], GROUP), LAYOUT, tmp_path)
    users, groups = (file.path.read_bytes() for file in written.files)
    assert users == (
        b'"UserPrincipalName","DisplayName","Department"\r\n'
        b'"ann@example.org","Ann","Sales"\r\n"ben@example.org","Ben ""B""",\r\n'
    )
    assert groups == (
        b'"PrimarySmtpAddress","DisplayName","Members"\r\n'
        b'"sales@example.org","Sales","ann@example.org;ben@example.org"\r\n'
    )
    assert [(file.name, file.rows, file.bytes, file.sha256) for file in written.files] == [
        ("exchangeuser.csv", 2, len(users), hashlib.sha256(users).hexdigest()),
        ("exchangegroups.csv", 1, len(groups), hashlib.sha256(groups).hexdigest()),
    ]


def test_bytes_follow_the_dialect(tmp_path: Path) -> None:
    odd = Dialect(
        ";", encoding="utf-16-le", bom=True, newline="\n", final_newline=False, first_line="#TYPE x\n"
    )
    layout = dialect(LAYOUT, odd)
    written = pair.write(stage(tmp_path / "run.sqlite", [ANN, BEN], GROUP, layout), layout, tmp_path)
    data = written.users.path.read_bytes()
    assert data[:2] == b"\xff\xfe"
    assert data[2:].decode("utf-16-le").splitlines() == [
        "#TYPE x",
        '"UserPrincipalName";"DisplayName";"Department"',
        '"ann@example.org";"Ann";"Sales"',
        '"ben@example.org";"Ben ""B""";',
    ]
    assert not data.decode("utf-16-le").endswith("\n")
    assert written.users.bytes == len(data)


def test_the_digest_is_the_hash_of_what_would_be_written(tmp_path: Path) -> None:
    staged = stage(tmp_path / "run.sqlite", people(5000), {"all@example.org": [p.upn for p in people(100)]})
    assert pair.digest(staged, LAYOUT) == pair.write(staged, LAYOUT, tmp_path).hash


def test_the_hash_names_files_and_bytes(tmp_path: Path) -> None:
    staged = stage(tmp_path / "run.sqlite", [ANN], GROUP)
    renamed = replace(LAYOUT, users=replace(USERS, name="exchangeusers.csv"))
    other = stage(tmp_path / "other.sqlite", [replace(ANN, department="Support")], GROUP)
    assert len({pair.digest(*one) for one in ((staged, LAYOUT), (staged, renamed), (other, LAYOUT))}) == 3


@pytest.mark.parametrize(
    ("users", "groups", "what"),
    [([], GROUP, "users"), ([ANN], {}, "groups"), ([replace(ANN, reason="guest")], GROUP, "users")],
)
def test_an_empty_file_is_never_written(
    tmp_path: Path, users: list[Person], groups: dict[str, list[str]], what: str
) -> None:
    staged = stage(tmp_path / "run.sqlite", users, groups)
    with pytest.raises(EmptyPair, match=f"There are no {what}"):
        pair.write(staged, LAYOUT, tmp_path)
    with pytest.raises(EmptyPair):
        pair.digest(staged, LAYOUT)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('"ann@example.org","Ann"\r\n', "2 columns instead of 3"),
        ('"a","b","c"\r\n"d","e","f"\r\n', "2 rows where 1 were meant"),
        ('"ann@example.org","Ann" B,"Sales"\r\n', "would not be readable"),
        ('"ann@example.org","Ann","Sales\r\n', "would not be readable"),
    ],
)
def test_a_line_that_does_not_read_back_ends_the_writing(tmp_path: Path, line: str, said: str) -> None:
    staged = stage(tmp_path / "run.sqlite", [ANN], GROUP)
    with closing(sqlite3.connect(staged)) as rows:
        rows.execute("UPDATE users SET line = ?", [line])
        rows.commit()
    with pytest.raises(BrokenPair, match=said):
        pair.write(staged, LAYOUT, tmp_path)


def test_a_group_may_have_one_row_a_member(tmp_path: Path) -> None:
    layout = replace(LAYOUT, members=Members("rows"))
    staged = stage(tmp_path / "run.sqlite", [ANN], GROUP)
    edit(staged, "UPDATE groups SET line = line || line || line")
    written = pair.write(staged, layout, tmp_path)
    assert (written.groups.rows, written.groups.path.read_bytes().count(b"\r\n")) == (1, 4)


def test_a_file_without_quotes_is_read_back_as_such(tmp_path: Path) -> None:
    layout = dialect(LAYOUT, Dialect("\t", quoting="none"))
    staged = stage(tmp_path / "run.sqlite", [ANN], GROUP, layout)
    edit(
        staged,
        """UPDATE users SET line = 'ann@example.org' || char(9) || 'Ann "A"' || char(9) || char(13, 10)""",
    )
    edit(staged, "UPDATE groups SET line = replace(line, char(34), '')")
    assert (
        pair.write(staged, layout, tmp_path)
        .users.path.read_bytes()
        .endswith(b'ann@example.org\tAnn "A"\t\r\n')
    )


def test_lines_that_were_published_before_are_not_read_back_again(tmp_path: Path) -> None:
    base = stage(tmp_path / "base.sqlite", people(40), GROUP)
    staged = stage(tmp_path / "run.sqlite", [*people(40), ANN], GROUP)
    with closing(sqlite3.connect(staged)) as rows:
        difference.compare(rows, base)
    assert pair.write(staged, LAYOUT, tmp_path).users.rows == 41
    edit(staged, "UPDATE changes SET after = 'broken' WHERE change = 'add'")
    with pytest.raises(BrokenPair, match="1 columns instead of 3"):
        pair.write(staged, LAYOUT, tmp_path)


def test_under_another_layout_everything_is_read_back(tmp_path: Path) -> None:
    wider = replace(
        LAYOUT,
        users=replace(USERS, columns=USERS.columns[:2]),
        groups=replace(GROUPS, columns=GROUPS.columns[:2]),
    )
    base = stage(tmp_path / "base.sqlite", people(40), GROUP, wider)
    staged = stage(tmp_path / "run.sqlite", people(40), GROUP)
    with closing(sqlite3.connect(staged)) as rows:
        difference.compare(rows, base)
    edit(staged, "UPDATE users SET line = 'broken' WHERE rowid = 7")
    with pytest.raises(BrokenPair):
        pair.write(staged, LAYOUT, tmp_path)


def test_memory_does_not_grow_with_the_rows(tmp_path: Path) -> None:
    staged = stage(tmp_path / "run.sqlite", people(60_000), GROUP)
    tracemalloc.start()
    written = pair.write(staged, LAYOUT, tmp_path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert written.users.rows == 60_000
    assert peak < 3_000_000


texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)


@settings(
    max_examples=FEWER, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(st.lists(st.tuples(texts, texts), min_size=1, max_size=6))
def test_what_is_written_reads_back_as_the_same_data(
    tmp_path_factory: pytest.TempPathFactory, named: list[tuple[str, str]]
) -> None:
    folder = tmp_path_factory.mktemp("pair")
    users = [Person(f"u{n}@example.org", *values) for n, values in enumerate(named)]
    written = pair.write(stage(folder / "run.sqlite", users, {"all@example.org": []}), LAYOUT, folder)
    text = written.users.path.read_bytes().decode()
    read = list(csv.reader(io.StringIO(text, newline="")))
    assert read[1:] == [[user.upn, user.name, user.department] for user in users]
