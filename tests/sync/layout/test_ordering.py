"""What rows are sorted by: told from the rows, and made the same again."""

from __future__ import annotations

import pytest

from sync.csv_files import Table
from sync.layout.ordering import Order, fold, order_of
from sync.layout.shape import Column, Dialect

COLUMNS = (Column("Name", "name"), Column("UPN", "upn"), Column("Guid", ""))


def table(*rows: tuple[str, str, str]) -> Table:
    return Table(Dialect(), ("Name", "UPN", "Guid"), rows, tuple(range(2, len(rows) + 2)))


def test_the_column_that_rows_are_sorted_by_is_found() -> None:
    rows = table(("Zoë", "a@x", "3"), ("Bob", "B@x", "1"), ("Ada", "c@x", "2"))
    assert order_of(rows, COLUMNS) == Order("upn", 2, 2)
    assert Order("upn", 2, 2).exact
    assert not Order("upn", 1, 2).exact


def test_case_and_accents_do_not_matter() -> None:
    rows = table(("ada", "z@x", ""), ("Äneas", "y@x", ""), ("ÅSA", "x@x", ""), ("Bob", "w@x", ""))
    assert order_of(rows, COLUMNS) == Order("name", 3, 3)


def test_rows_in_no_order_have_none() -> None:
    rows = table(("Zoë", "b@x", "1"), ("Ada", "c@x", "2"), ("Bob", "a@x", "3"))
    assert order_of(rows, COLUMNS) is None


def test_a_few_rows_out_of_place_do_not_hide_the_order() -> None:
    rows = [(f"{number:03}", f"{number % 7}@x", "") for number in range(100)]
    rows[50], rows[51] = rows[51], rows[50]
    found = order_of(table(*rows), COLUMNS)
    assert found is not None
    assert (found.source, found.exact) == ("name", False)


def test_of_equal_orders_the_usual_one_is_taken() -> None:
    rows = table(("a", "a@x", ""), ("b", "b@x", ""), ("c", "c@x", ""))
    assert order_of(rows, COLUMNS, "upn") == Order("upn", 2, 2)
    assert order_of(rows, COLUMNS) == Order("name", 2, 2)


@pytest.mark.parametrize(
    "rows",
    [
        (("a", "a@x", ""), ("b", "b@x", "")),
        (("Sales", "x", ""), ("Sales", "x", ""), ("Sales", "x", "")),
        (("", "", "1"), ("", "", "2"), ("", "", "3")),
    ],
)
def test_too_little_tells_no_order(rows: tuple[tuple[str, str, str], ...]) -> None:
    assert order_of(table(*rows), COLUMNS) is None


@pytest.mark.parametrize(
    ("value", "folded"), [("Ada", "ada"), ("Zoë", "zoe"), ("ẞ", "ss"), ("Łódź", "łodz"), ("", "")]
)
def test_values_fold_to_what_they_sort_by(value: str, folded: str) -> None:
    assert fold(value) == folded
