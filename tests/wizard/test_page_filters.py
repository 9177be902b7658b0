from __future__ import annotations

import pytest

from wizard.templatetags.pages import by_whom, unwrapped


def test_a_docstring_loses_its_line_breaks_and_keeps_its_paragraphs() -> None:
    assert (
        unwrapped("One line\nand its end.\n\nAnother\n  paragraph.")
        == "One line and its end.\n\nAnother paragraph."
    )
    assert unwrapped("") == ""


@pytest.mark.parametrize(
    ("started_by", "words"),
    [("mail-admin", "by mail-admin"), ("by itself, after Sign-in", "by itself, after Sign-in")],
)
def test_who_started_a_run_is_told_with_one_by(started_by: str, words: str) -> None:
    assert by_whom(started_by) == words
