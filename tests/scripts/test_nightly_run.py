"""What a nightly run on Linux may be made of."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from scripts.nightly_run import Host, NightlyRun

RUN = NightlyRun("example", time(2, 30), "UTC", date(2026, 11, 20))


def test_the_command_is_sync_now_with_the_name_as_one_word() -> None:
    assert RUN.words() == ["/usr/bin/python3", "run.py", "manage", "sync_now", "example"]
    assert replace(RUN, connection="--approve x").words()[-2:] == ["--", "--approve x"]


@pytest.mark.parametrize("connection", ["a\nb", "a\0b", "a\rb", "a\u2028b"])
def test_control_characters_are_refused(connection: str) -> None:
    with pytest.raises(ValueError, match="no place in a unit file or crontab"):
        replace(RUN, connection=connection)


@pytest.mark.parametrize("path", ["", "opt", " /opt", "/opt ", "/opt\\", r"C:\retain"])
def test_a_path_that_is_not_absolute_is_refused(path: str) -> None:
    for host in (Host(program=path), Host(data=path), Host(python=path)):
        with pytest.raises(ValueError, match="no absolute path of Linux"):
            replace(RUN, host=host)


def test_a_target_may_be_left_out_but_not_be_relative() -> None:
    assert replace(RUN, target="").target == ""
    with pytest.raises(ValueError, match="no absolute path of Linux"):
        replace(RUN, target="srv")


@pytest.mark.parametrize("user", ["", "a b", "1st", "-x", "root;x", "ü"])
def test_a_user_that_cannot_be_one_is_refused(user: str) -> None:
    with pytest.raises(ValueError, match="the user's name cannot be one"):
        replace(RUN, host=Host(user=user))


def test_a_run_without_a_connection_is_refused() -> None:
    with pytest.raises(ValueError, match="The connection has no name"):
        replace(RUN, connection="")
