"""The task's XML against Microsoft's schema, and every value read back out of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from scripts.task_xml import WINDOWS_POWERSHELL, NightlyTask, arguments, description, encode
from tests.contracts.official import CONTRACTS, needed
from tests.scripts.test_quoting import arguments_of

SPACE = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"
TASK = NightlyTask(
    "Retain address book",
    r"C:\Retain sync",
    time(2, 30),
    "Asia/Kolkata",
    date(2026, 11, 21),
    r"EXAMPLE\svc-retain",
)


def read(data: bytes) -> dict[str, str]:
    """Every element that holds text, by its path below Task."""
    tree = etree.ElementTree(etree.fromstring(data))
    found = {}
    for element in tree.iter():
        if element.text and element.text.strip():
            path = tree.getelementpath(element).replace(SPACE, "")
            found[path] = element.text
    return found


@needed
@pytest.mark.parametrize(
    "task",
    [
        TASK,
        replace(TASK, account=""),
        replace(TASK, at=time(23, 59, 59), first=date(2028, 2, 29), hours=12, zone="Europe/Berlin"),
        replace(TASK, folder=r"\\files\retain & <more>", account="svc@example.org"),
    ],
)
def test_the_task_is_valid_by_microsofts_schema(task: NightlyTask) -> None:
    schema = etree.XMLSchema(etree.parse(CONTRACTS / "tasks" / "task.xsd"))
    schema.assertValid(etree.fromstring(encode(task)))


def test_the_bytes_are_utf_16_with_a_byte_order_mark_and_windows_line_ends() -> None:
    data = encode(TASK)
    assert data[:2] == b"\xff\xfe"
    text = data[2:].decode("utf-16-le")
    assert text.startswith('<?xml version="1.0" encoding="UTF-16"?>\r\n<Task version="1.2" xmlns=')
    assert "\n" not in text.replace("\r\n", "")


def test_the_task_says_when_what_and_as_whom() -> None:
    assert read(encode(TASK)) == {
        "RegistrationInfo/Author": "Retain set-up wizard",
        "RegistrationInfo/Description": description(TASK),
        "Triggers/CalendarTrigger/Enabled": "true",
        "Triggers/CalendarTrigger/StartBoundary": "2026-11-21T02:30:00",
        "Triggers/CalendarTrigger/ScheduleByDay/DaysInterval": "1",
        "Principals/Principal/UserId": r"EXAMPLE\svc-retain",
        "Principals/Principal/LogonType": "Password",
        "Principals/Principal/RunLevel": "LeastPrivilege",
        "Settings/MultipleInstancesPolicy": "IgnoreNew",
        "Settings/DisallowStartIfOnBatteries": "false",
        "Settings/StopIfGoingOnBatteries": "false",
        "Settings/AllowHardTerminate": "true",
        "Settings/StartWhenAvailable": "true",
        "Settings/AllowStartOnDemand": "true",
        "Settings/Enabled": "true",
        "Settings/ExecutionTimeLimit": "PT4H",
        "Actions/Exec/Command": WINDOWS_POWERSHELL,
        "Actions/Exec/Arguments": "-NoLogo -NoProfile -NonInteractive -ExecutionPolicy RemoteSigned -File "
        r'"C:\Retain sync\sync365.ps1"',
        "Actions/Exec/WorkingDirectory": r"C:\Retain sync",
    }


def test_enabled_stands_before_the_start_as_the_schema_wants() -> None:
    trigger = etree.fromstring(encode(TASK)).find(f".//{SPACE}CalendarTrigger")
    assert [child.tag.removeprefix(SPACE) for child in trigger] == [
        "Enabled",
        "StartBoundary",
        "ScheduleByDay",
    ]


def test_without_an_account_the_task_leaves_it_to_who_registers_it() -> None:
    assert "Principals/Principal/UserId" not in read(encode(replace(TASK, account="")))


def test_the_description_explains_whose_clock_counts() -> None:
    assert description(TASK) == (
        "Fetches users and groups for Retain every night at 02:30 by the clock of this computer. That time is meant "
        "for Asia/Kolkata: where the clock of this computer shows another zone, change the time of the trigger."
    )


def test_the_description_warns_of_the_nights_on_which_the_clock_changes() -> None:
    assert description(replace(TASK, zone="Europe/Berlin")).endswith(
        "In Europe/Berlin there is no 02:30 on 28 March 2027 and 02:30 comes twice on 31 October 2027. "
        "A time before or after the hour of the change avoids that."
    )


signs = st.one_of(
    st.sampled_from("ab 'ü‘’“”$()`&%^!;,=+#@~[]{}<>日-"), st.characters(exclude_categories=("C", "Z"))
)
folders = st.text(signs, min_size=1, max_size=20).filter(lambda name: '"' not in name)


@given(folders)
def test_any_folder_survives_into_the_task_and_out_again(name: str) -> None:
    task = replace(TASK, folder=f"D:\\{name}\\x")
    told = read(encode(task))
    assert told["Actions/Exec/WorkingDirectory"] == task.folder
    assert arguments_of(told["Actions/Exec/Arguments"])[-2:] == ["-File", f"{task.folder}\\sync365.ps1"]


def test_the_root_of_a_drive_can_hold_the_bundle() -> None:
    assert arguments(replace(TASK, folder="D:\\")).endswith('-File "D:\\sync365.ps1"')


@pytest.mark.parametrize(
    "wrong",
    [
        {"folder": ""}, {"folder": "C:\\a\nb"}, {"folder": 'C:\\a"b'}, {"folder": "C:\\" + "a" * 258}, {"name": "a\0b"},
        {"account": "a\r\nb"}, {"folder": "C:\\a\ufffe"}, {"zone": "\uffff"},
        {"folder": "C:\\" + "a" * 250}, {"shell": ""}, {"script": 'a"b.ps1'},
    ],
)  # fmt: skip
def test_what_could_not_be_one_path_or_name_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"no path for a scheduled task|no place in a scheduled task"):
        encode(replace(TASK, **wrong))  # type: ignore[arg-type]
