"""systemd units: every word read back by systemd's rules, and the whole by systemd itself where it is there."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import date, time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripts.linux_timer import commands, service, timer, unit_name
from scripts.nightly_run import Host, NightlyRun

RUN = NightlyRun("example", time(2, 30), "Asia/Kolkata", date(2026, 11, 20), "/srv/retain")
systemd = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="there is no systemd-analyze here"
)
names = st.text(
    st.one_of(
        st.sampled_from("ab '\"\\$%{}`!;#&|*?[]-@=ü“”‘’"), st.characters(exclude_categories=("C", "Z"))
    ),
    min_size=1,
    max_size=20,
)


def words_of(line: str) -> list[str]:
    """A command line split by systemd.syntax(7) and systemd.service(5): quotes, backslashes, %% and $$."""
    found: list[str] = []
    for quoted, bare in re.findall(r'"((?:[^"\\]|\\.)*)"|(\S+)', line):
        word = bare or re.sub(r"\\(.)", r"\1", quoted)
        assert not re.search(r"(?<!%)(?:%%)*%(?!%)", word)
        assert not re.search(r"(?<!\$)(?:\$\$)*\$(?!\$)", word)
        found.append(word.replace("%%", "%").replace("$$", "$"))
    return found


def value(text: str, key: str) -> str:
    (found,) = re.findall(rf"(?m)^{key}=(.*)$", text)
    return str(found)


def test_the_service_calls_sync_now_once_and_as_its_own_user() -> None:
    text = service(RUN)
    assert value(text, "ExecStart") == "/usr/bin/python3 run.py manage sync_now example"
    assert (value(text, "Type"), value(text, "User")) == ("oneshot", "retain-setup")
    assert value(text, "WorkingDirectory") == "/opt/retain-setup"
    assert value(text, "Environment") == "DATA_DIR=/var/lib/retain-setup"
    assert value(text, "SuccessExitStatus") == "6"


def test_the_service_may_write_where_it_must_and_nowhere_else() -> None:
    text = service(replace(RUN, target="/srv/retain files"))
    assert value(text, "ReadWritePaths") == '/var/lib/retain-setup "/srv/retain files"'
    assert value(service(replace(RUN, target="")), "ReadWritePaths") == "/var/lib/retain-setup"
    for line in ("ProtectSystem=strict", "NoNewPrivileges=true", "CapabilityBoundingSet=", "PrivateTmp=true"):
        assert line in text.splitlines()


@pytest.mark.parametrize(
    ("target", "key", "expected"),
    [
        ("/srv/retain", "ProtectHome", "true"),
        ("/run/user/1000/retain", "ProtectHome", "read-only"),
        ("/homes/retain", "ProtectHome", "true"),
        ("/tmp/retain", "PrivateTmp", "false"),
        ("/tmpfiles", "PrivateTmp", "true"),
    ],
)
def test_a_target_in_a_place_of_its_own_stays_visible_to_retain(target: str, key: str, expected: str) -> None:
    assert value(service(replace(RUN, target=target)), key) == expected


@given(names)
def test_any_name_stays_one_word_of_the_command(name: str) -> None:
    told = words_of(value(service(replace(RUN, connection=name)), "ExecStart"))
    guard = ["--"] if name.startswith("-") else []
    assert told == ["/usr/bin/python3", "run.py", "manage", "sync_now", *guard, name]


@given(names)
def test_no_name_adds_a_line_or_a_specifier_to_a_unit(name: str) -> None:
    run = replace(RUN, connection=name)
    assert len(service(run).splitlines()) == len(service(RUN).splitlines())
    assert len(timer(run).splitlines()) == len(timer(RUN).splitlines())
    assert not re.search(r"(?<!%)(?:%%)*%(?!%)", value(timer(run), "Description"))


def test_the_timer_goes_by_the_clock_of_the_zone_and_makes_up_for_a_missed_night() -> None:
    text = timer(RUN)
    assert value(text, "OnCalendar") == "*-*-* 02:30:00 Asia/Kolkata"
    assert (value(text, "Persistent"), value(text, "WantedBy")) == ("true", "timers.target")
    assert "[Timer]\nOnCalendar=" in text


def test_the_timer_warns_of_a_time_that_a_night_does_not_have() -> None:
    assert "# In Europe/Berlin there is no 02:30 on 28 March 2027" in timer(
        replace(RUN, zone="Europe/Berlin")
    )
    assert "# On a night without that time systemd starts nothing.\n" in timer(
        replace(RUN, zone="Europe/Berlin")
    )


@pytest.mark.parametrize(
    ("connection", "name"),
    [
        ("example", "retain-sync-example"),
        ("example-org", "retain-sync-example-org"),
        ("Example", "retain-sync-example-d029f87e"),
        ("日本", "retain-sync-"),
    ],
)
def test_units_are_named_after_the_connection(connection: str, name: str) -> None:
    assert unit_name(connection).startswith(name)


@given(names, names)
def test_two_connections_never_share_a_unit(one: str, other: str) -> None:
    assert (unit_name(one) == unit_name(other)) == (one == other)
    assert re.fullmatch(r"retain-sync(-[a-z0-9]+)+", unit_name(one))


def test_the_lines_install_start_show_and_remove_both_units() -> None:
    assert [command.text for command in commands(RUN)] == [
        "install -m 0644 retain-sync-example.service retain-sync-example.timer /etc/systemd/system/",
        "systemctl daemon-reload && systemctl enable --now retain-sync-example.timer",
        "systemctl start retain-sync-example.service",
        "systemctl list-timers retain-sync-example.timer; journalctl -u retain-sync-example.service",
        "systemctl disable --now retain-sync-example.timer && "
        "rm /etc/systemd/system/retain-sync-example.service /etc/systemd/system/retain-sync-example.timer",
    ]


@systemd
@pytest.mark.parametrize("name", ["example", 'Übung "1" 50% $HOME \\x', "-v 'a' ;b"])
def test_systemd_itself_finds_no_fault(tmp_path: Path, name: str) -> None:
    program = tmp_path / "pro gram"
    program.mkdir()
    run = replace(RUN, connection=name, host=Host(program=str(program), python=sys.executable, user="root"))
    unit = tmp_path / unit_name(name)
    unit.with_suffix(".service").write_text(service(run), "utf-8")
    unit.with_suffix(".timer").write_text(timer(run), "utf-8")
    files = [str(unit.with_suffix(ending)) for ending in (".service", ".timer")]
    said = subprocess.run(["systemd-analyze", "verify", *files], capture_output=True, text=True, check=False)
    assert (said.returncode, [line for line in said.stderr.splitlines() if tmp_path.name in line]) == (0, [])


@systemd
def test_systemd_reads_the_time_as_that_of_the_zone() -> None:
    when = value(timer(RUN), "OnCalendar")
    said = subprocess.run(
        ["systemd-analyze", "calendar", "--base-time=2026-11-20 10:00:00 UTC", when],
        capture_output=True, text=True, check=True, env={"TZ": "UTC", "LC_ALL": "C"},
    )  # fmt: skip
    assert "2026-11-20 21:00:00 UTC" in said.stdout


@systemd
def test_systemd_starts_nothing_on_a_night_without_that_time() -> None:
    when = value(timer(replace(RUN, zone="Europe/Berlin")), "OnCalendar")
    said = subprocess.run(
        ["systemd-analyze", "calendar", "--base-time=2027-03-27 12:00:00 UTC", when],
        capture_output=True, text=True, check=True, env={"TZ": "UTC", "LC_ALL": "C"},
    )  # fmt: skip
    assert "2027-03-29 00:30:00 UTC" in said.stdout
