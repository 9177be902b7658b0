"""Rows and people joined by whatever names both."""

from __future__ import annotations

from collections.abc import Iterator
from operator import itemgetter

from sync.csv_files import Table
from sync.layout.joining import Joined, Names, join
from sync.layout.shape import Dialect

Person = tuple[str, str, str]
PEOPLE: list[Person] = [("1", "ada@x", "ada@y"), ("2", "bob@x", "bob@y"), ("3", "eve@x", "eve@y")]


def joined(rows: list[tuple[str, ...]], people: list[Person] = PEOPLE) -> Joined[Person]:
    table = Table(Dialect(), tuple("ABCD"[: len(rows[0])]), tuple(rows), tuple(range(2, len(rows) + 2)))

    def records() -> Iterator[Person]:
        return iter(people)

    sources: Names[Person] = {"id": itemgetter(0), "upn": itemgetter(1), "mail": itemgetter(2)}
    return join(table, range(table.width), records, sources)


def test_rows_find_their_people_by_the_column_that_names_most() -> None:
    found = joined([("Eve", "EVE@x"), ("Ada", "ada@X"), ("Nobody", "nobody@x")])
    assert {row: person[0] for row, person in found.records.items()} == {0: "3", 1: "1"}
    assert (found.column, found.source) == ("B", "upn")


def test_of_equals_the_first_source_is_taken() -> None:
    found = joined([("ada@x", "1"), ("bob@x", "2"), ("eve@x", "3")])
    assert (found.column, found.source) == ("B", "id")


def test_a_row_that_the_best_column_misses_is_found_by_another() -> None:
    found = joined([("ada@x", "ada@y"), ("renamed@x", "bob@y"), ("eve@x", "changed@y")])
    assert {row: person[0] for row, person in found.records.items()} == {0: "1", 1: "2", 2: "3"}


def test_a_row_that_two_people_claim_belongs_to_neither() -> None:
    twins: list[Person] = [("1", "ada@x", ""), ("2", "ada@x", ""), ("3", "eve@x", "")]
    found = joined([("ada@x",), ("eve@x",)], twins)
    assert {row: person[0] for row, person in found.records.items()} == {1: "3"}


def test_rows_that_share_a_value_are_joined_all_of_them() -> None:
    found = joined([("ada@x", "one"), ("ada@x", "two"), ("bob@x", "three")])
    assert {row: person[0] for row, person in found.records.items()} == {0: "1", 1: "1", 2: "2"}


def test_strangers_have_no_record_and_empty_values_name_nobody() -> None:
    found = joined([("",), ("else@x",)], [("", "", "")])
    assert (found.records, found.column, found.source) == ({}, "", "")
    table = Table(Dialect(), ("A",), (("",), ("x",)), (2, 3))
    assert found.strangers(table) == [0, 1]


def test_large_files_are_tried_by_some_rows_and_joined_by_all() -> None:
    people = [(str(number), f"u{number}@x", f"m{number}@y") for number in range(5000)]
    found = joined([(f"u{number}@x", "same") for number in range(5000)], people)
    assert len(found.records) == 5000
