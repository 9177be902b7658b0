"""What people paste: ids and addresses."""

from __future__ import annotations

import pytest

from wizard.identifiers import address, guid, is_guid

ID = "0123abcd-89ab-cdef-0123-456789abcdef"


@pytest.mark.parametrize("typed", [ID, f" {ID.upper()}\n", f"{{{ID}}}"])
def test_an_id_is_taken_as_people_paste_it(typed: str) -> None:
    assert guid(typed) == ID


@pytest.mark.parametrize("typed", ["example.org", ID[:-1], ID + "0", ID.replace("a", "g")])
def test_what_is_no_id_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="32 hexadecimal digits"):
        guid(typed)
    assert not is_guid(typed)


def test_empty_stays_empty() -> None:
    assert (guid(" "), address(" ")) == ("", "")


def test_an_address_keeps_its_name_and_cleans_its_domain() -> None:
    assert address(" Kim.Example@Example.ORG. ") == "Kim.Example@example.org"


@pytest.mark.parametrize(
    "typed",
    [
        "kim",
        "@example.org",
        "kim@",
        "a b@example.org",
        "kim@exa mple.org",
        "<kim@example.org>",
        "k" * 330 + "@example.org",
    ],
)
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="“"):
        address(typed)
