"""The lines for a command prompt: one word stays one word, and no password stands in them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripts.task_commands import commands, task_name
from tests.scripts.test_quoting import arguments_of
from tests.scripts.test_task_xml import TASK


def test_the_lines_register_start_show_and_remove_the_task() -> None:
    assert [command.text for command in commands(TASK)] == [
        r'schtasks /Create /TN "Retain address book" /XML "retain-sync-task.xml" /RU "EXAMPLE\svc-retain" /RP *',
        'schtasks /Run /TN "Retain address book"',
        'schtasks /Query /TN "Retain address book" /V /FO LIST',
        'schtasks /Delete /TN "Retain address book"',
    ]
    assert [command.label for command in commands(TASK)] == [
        "Register the task", "Start it once", "Look at it", "Remove it",
    ]  # fmt: skip


def test_every_line_is_one_line_of_plain_words() -> None:
    for command in commands(TASK):
        assert "\n" not in command.text
        assert arguments_of(command.text)[0] == "schtasks"
        assert command.note


def test_the_password_is_asked_for_and_never_written() -> None:
    register = commands(TASK)[0]
    assert register.text.endswith(" /RP *")
    assert "It asks for the password" in register.note


def test_without_an_account_it_is_who_runs_the_line() -> None:
    assert r'/RU "%USERDOMAIN%\%USERNAME%" /RP *' in commands(replace(TASK, account=""))[0].text


@pytest.mark.parametrize(
    ("wanted", "name"),
    [
        ("Retain address book", "Retain address book"),
        ("Retain address book, Übung", "Retain address book- Übung"),
        (r'a\b/c:d*e?f"g<h>i|j', "a-b-c-d-e-f-g-h-i-j"),
        ("100% $HOME `x` “y”", "100- -HOME -x- -y"),
        ("...", "Retain address book"),
        ("", "Retain address book"),
        ("a" * 200, "a" * 100),
    ],
)
def test_a_name_is_made_fit_for_task_scheduler_and_prompt(wanted: str, name: str) -> None:
    assert task_name(wanted) == name


@given(st.text(max_size=120))
def test_every_name_that_was_made_fit_can_be_used(wanted: str) -> None:
    name = task_name(wanted)
    assert task_name(name) == name
    told = arguments_of(commands(replace(TASK, name=name))[1].text)
    assert told == ["schtasks", "/Run", "/TN", name]


@pytest.mark.parametrize("name", ["", "a%b%", 'a" /RU "SYSTEM', "a\\b", " a"])
def test_a_name_that_would_be_misread_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="no name for a task"):
        commands(replace(TASK, name=name))


@pytest.mark.parametrize(
    "account", ['a" /RP x "', "%USERNAME%", "a&b", "a|b", "a\nb", "EXAMPLE\\", "a" * 201]
)
def test_an_account_that_would_be_misread_is_refused(account: str) -> None:
    with pytest.raises(ValueError, match="is no account"):
        commands(replace(TASK, account=account))


@pytest.mark.parametrize(
    "account", ["svc@example.org", r"EXAMPLE\svc", "O'Brien", "EXAMPLE\\gmsa$", "Jürgen Süß"]
)
def test_usual_accounts_are_taken_as_they_are(account: str) -> None:
    assert arguments_of(commands(replace(TASK, account=account))[0].text)[7] == account
