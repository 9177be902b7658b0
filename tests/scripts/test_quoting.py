"""Each form is read back by the rules of the place that it is for."""

from __future__ import annotations

import shlex
import subprocess

import pytest
from hypothesis import given
from hypothesis import settings as fuzz
from hypothesis import strategies as st

from scripts.quoting import argument, has_control, powershell, shell

SIGNS = "ab \\\"'`$(){}%!&|<>^;,=#@*?[]~\u2018\u2019\u201a\u201b\u201c\u201d\u201eüß日\U0001f600"
texts = st.text(st.sampled_from(SIGNS), max_size=16)


def arguments_of(line: str) -> list[str]:
    """A command line split as Microsoft's "Parsing C command-line arguments" says."""
    found, at = [], 0
    while at < len(line):
        if line[at] == " ":
            at += 1
            continue
        word, quoted = "", False
        while at < len(line) and (quoted or line[at] != " "):
            slashes = len(line[at:]) - len(line[at:].lstrip("\\"))
            at += slashes
            if at < len(line) and line[at] == '"':
                word += "\\" * (slashes // 2)
                if slashes % 2:
                    word += '"'
                else:
                    quoted = not quoted
                at += 1
            elif slashes:
                word += "\\" * slashes
            else:
                word += line[at]
                at += 1
        found.append(word)
    return found


@given(texts, texts)
def test_a_windows_program_reads_its_arguments_back(first: str, second: str) -> None:
    assert arguments_of(f"program.exe {argument(first)} {argument(second)}") == ["program.exe", first, second]


def test_a_backslash_at_the_end_does_not_swallow_the_next_argument() -> None:
    assert argument("C:\\cfg\\") == '"C:\\cfg\\\\"'
    assert argument('a\\"b') == '"a\\\\\\"b"'
    assert argument("a b") == '"a b"'


@given(texts)
def test_a_shell_reads_its_word_back(text: str) -> None:
    assert shlex.split(shell(text)) == [text]


@fuzz(max_examples=25)
@given(st.lists(texts, min_size=1, max_size=8))
def test_a_real_shell_reads_its_words_back(words: list[str]) -> None:
    line = "printf '%s\\0' " + " ".join(map(shell, words))
    said = subprocess.run(["sh", "-c", line], capture_output=True, check=True)
    assert said.stdout.decode().split("\0")[:-1] == words


@given(texts)
def test_no_value_ends_its_powershell_string(text: str) -> None:
    inner = powershell(text)[1:-1]
    for quote in "'\u2018\u2019\u201a\u201b":
        inner = inner.replace(quote * 2, "\0" + quote)
    assert not set(inner.replace("\0'", "").replace("\0\u2018", "").replace("\0\u2019", "")) & set(
        "'\u2018\u2019"
    )
    assert inner.replace("\0", "") == text


@pytest.mark.parametrize("sign", ["\n", "\r", "\0", "\t", "\x7f", "\x85", "\u2028", "\u2029", "\ud800"])
def test_control_characters_are_refused_everywhere(sign: str) -> None:
    assert has_control(f"a{sign}b")
    for form, place in (
        (powershell, "a PowerShell line"),
        (argument, "a command line"),
        (shell, "a shell line"),
    ):
        with pytest.raises(ValueError, match=f"has no place in {place}"):
            form(f"a{sign}b")


def test_other_letters_and_signs_are_no_control_characters() -> None:
    assert not has_control(SIGNS)
