"""Foreign text, safe to print and to store."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from clients.text import printable, storable


def test_what_does_not_print_is_escaped() -> None:
    assert printable("a\x00\n\x1b\u202e\u00e9\ud800") == "a\\x00\\n\\x1b\\u202e\u00e9\\ud800"


def test_a_body_keeps_its_lines() -> None:
    assert storable("a\r\n\tb\0c\ud800") == "a\r\n\tb\ufffdc?"


@given(st.text(alphabet=st.characters(exclude_categories=())))
def test_any_text_becomes_safe(text: str) -> None:
    assert printable(text).isprintable()
    assert "\0" not in storable(text)
    storable(text).encode("utf-8")
