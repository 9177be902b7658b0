from __future__ import annotations

from wizard.templatetags.pages import unwrapped


def test_a_docstring_loses_its_line_breaks_and_keeps_its_paragraphs() -> None:
    assert (
        unwrapped("One line\nand its end.\n\nAnother\n  paragraph.")
        == "One line and its end.\n\nAnother paragraph."
    )
    assert unwrapped("") == ""
