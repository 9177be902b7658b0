"""The forms of a path, each read back by the rules of the place that it is for."""

from __future__ import annotations

import re
import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tree_sitter import Language, Parser
from tree_sitter_powershell import language

from sync.paths import lint
from sync.paths.writing import ways

DEFAULT = r"C:\Program Files\Beginfinite\Retain\RetainServer\WEB-INF\cfg"


def texts(typed: str, system: str = "windows") -> dict[str, str]:
    return {way.key: way.text for way in lint(typed, "linux" if system == "linux" else "windows").ways}


def test_the_default_is_written_as_each_place_wants_it() -> None:
    assert texts(DEFAULT) == {
        "plain": DEFAULT,
        "powershell": f"'{DEFAULT}'",
        "command": f'"{DEFAULT}"',
        "task": f'"{DEFAULT}"',
        "article": '"C:\\\\Program Files\\\\Beginfinite\\\\Retain\\\\RetainServer\\\\WEB-INF\\\\cfg"',
    }


def test_the_article_asks_for_quotes_only_where_there_are_spaces_or_signs() -> None:
    assert texts(r"D:\Retain\csv")["article"] == r"D:\\Retain\\csv"
    assert texts(r"D:\Retain (1)")["article"] == r'"D:\\Retain (1)"'
    assert texts(r"D:\a$b`c")["article"] == r'"D:\\a`$b``c"'


def test_a_share_has_no_form_of_the_article_since_it_says_nothing_of_shares() -> None:
    assert list(texts(r"\\files\retain\csv")) == ["plain", "powershell", "command", "task"]


def test_the_root_of_a_drive_does_not_swallow_the_quote_behind_it() -> None:
    assert texts("D:\\")["task"] == '"D:\\\\"'
    assert texts("D:\\")["powershell"] == "'D:\\'"


def test_the_articles_form_says_that_powershell_needs_no_doubling() -> None:
    article = lint(DEFAULT, "windows").ways[-1]
    assert article.label == "Escaped as the article writes it"
    assert "PowerShell itself needs single ones only" in article.note


def test_a_percent_sign_is_warned_of_on_the_command_line() -> None:
    plain, odd = (
        {way.key: way.note for way in ways(path, "windows")}["command"] for path in (r"D:\a", r"D:\%a%")
    )
    assert plain == "Quotes keep a path with spaces together."
    assert odd.startswith("The prompt may take what stands between two %")


def test_a_path_of_linux_is_quoted_only_where_a_shell_needs_it() -> None:
    assert texts("/srv/retain", "linux") == {"plain": "/srv/retain", "shell": "/srv/retain"}
    assert texts("/srv/retain files", "linux")["shell"] == "'/srv/retain files'"


signs = st.sampled_from("ab 'ü‘’‚‛“”„`$(){};&,@#%!^+=-_~[]")
folders = st.text(signs, min_size=1, max_size=10).map(lambda name: name.strip() or "x")


@given(folders)
def test_a_shell_reads_the_path_back(name: str) -> None:
    plain, shell = ways(f"/srv/{name}/x", "linux")
    assert shlex.split(shell.text) == [plain.text]


@pytest.fixture(scope="module")
def parser() -> Parser:
    return Parser(Language(language()))


@given(name=folders)
def test_powershell_reads_the_quoted_form_as_one_string(parser: Parser, name: str) -> None:
    text = next(way.text for way in ways(f"D:\\{name}\\x", "windows") if way.key == "powershell")
    assert not parser.parse(f"$folder = {text}\n".encode()).root_node.has_error


@given(folders)
def test_the_articles_form_is_the_path_with_doubled_backslashes(name: str) -> None:
    """By about_Quoting_Rules: between double quotes a back-tick takes the meaning of the sign behind it away."""
    written = {way.key: way.text for way in ways(f"D:\\{name}\\x", "windows")}
    inner = written["article"].removeprefix('"').removesuffix('"')
    assert not re.search(r"(?<!`)(?:``)*[$“”„]", inner)
    assert re.sub(r"`(.)", r"\1", inner).replace("\\\\", "\\") == written["plain"]
