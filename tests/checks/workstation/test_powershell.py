"""workstation.powershell: good and bad probes."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from checks import registry
from checks.result import Result
from checks.subject import Subject
from checks.workstation import probe
from tests.checks.sync.subjects import SUBJECT, judged

CHECK = registry.get("workstation.powershell")
GOOD: dict[str, Any] = {
    "format": "retain-workstation/1",
    "made": "2026-11-19T08:00:00Z",
    "computer": "RETAIN01",
    "account": "EXAMPLE\\svc-retain",
    "powerShell": {"version": "5.1.20348.2700", "edition": "Desktop"},
    "exchangeModule": "3.10.1",
    "tls": ["Tls12", "Tls13"],
    "executionPolicy": "RemoteSigned",
    "hosts": [{"name": "login.microsoftonline.com", "reached": True}],
    "clockOffsetSeconds": 0.4,
    "task": {"name": "Retain address book", "account": "svc-retain", "enabled": True, "lastResult": 0},
    "credential": None,
    "target": {
        "folder": "C:\\Retain\\cfg",
        "exists": True,
        "writable": True,
        "freeBytes": 10_000_000_000,
        "files": [{"name": "exchangeuser.csv", "bytes": 4000, "modified": "2026-11-19T01:00:00Z"}],
    },
}


def uploaded(**changes: Any) -> Subject:
    """A subject whose Windows host was probed, as the page stores the probe."""
    value, wrong = probe.read(json.dumps(GOOD | changes).encode())
    assert not wrong
    return replace(SUBJECT, windows_host=True, workstation=value)


def test_a_good_probe_passes() -> None:
    assert judged(CHECK, uploaded()) == Result(
        "passed",
        "RETAIN01 is ready: 9 lines, all good.",
        expected="every line of the probe good, at most 30 days old",
    )


def test_without_a_windows_host_it_is_not_needed() -> None:
    assert CHECK.skip_reason(SUBJECT) == "no-windows-host"
    assert CHECK.skip_reason(uploaded()) is None


def test_a_missing_probe_blocks_by_its_form() -> None:
    verdict = judged(CHECK, replace(SUBJECT, windows_host=True))
    assert (verdict.status, verdict.cause) == ("blocked", "form:workstation")


BAD: dict[str, tuple[dict[str, Any], str, str]] = {
    "old Core": (
        {"powerShell": {"version": "7.2.1", "edition": "Core"}},
        "failed",
        "PowerShell 7.2.1 is too old for",
    ),
    "old Windows": (
        {"powerShell": {"version": "4.0", "edition": "Desktop"}},
        "failed",
        "PowerShell 4.0 is too old.",
    ),
    "no module": ({"exchangeModule": ""}, "failed", "The Exchange Online module is not installed."),
    "old module": (
        {"exchangeModule": "3.2.0"},
        "warning",
        "Version 3.2.0 of the Exchange Online module is old",
    ),
    "no TLS": ({"tls": ["Ssl3", "Tls"]}, "failed", "This PowerShell offers no TLS 1.2"),
    "policy": ({"executionPolicy": "Restricted"}, "failed", "The execution policy is Restricted"),
    "clock": ({"clockOffsetSeconds": -900.0}, "failed", "The clock is 15 min off"),
    "host": (
        {"hosts": [{"name": "graph.microsoft.com", "reached": False, "text": "timed out"}]},
        "failed",
        "graph.microsoft.com cannot be reached on port 443.",
    ),
    "no task": ({"task": None}, "warning", "The nightly task is not registered yet."),
    "task off": (
        {"task": {"name": "T", "account": "svc-retain", "enabled": False}},
        "failed",
        "The nightly task is disabled.",
    ),
    "task result": (
        {"task": {"name": "T", "account": "svc-retain", "enabled": True, "lastResult": 5}},
        "warning",
        "The task's last run ended with 5.",
    ),
    "password file": (
        {"credential": {"name": "retain-credential.xml", "readable": False}},
        "failed",
        "EXAMPLE\\svc-retain cannot open the password file.",
    ),
    "other account": (
        {
            "credential": {"name": "retain-credential.xml", "readable": True},
            "task": {"name": "T", "account": "SYSTEM", "enabled": True},
        },
        "failed",
        "The task runs as another account",
    ),
    "folder": (
        {"target": GOOD["target"] | {"exists": False}},
        "failed",
        "The folder C:\\Retain\\cfg is not there.",
    ),
    "rights": (
        {"target": GOOD["target"] | {"writable": False}},
        "failed",
        "EXAMPLE\\svc-retain may not write",
    ),
    "full": ({"target": GOOD["target"] | {"freeBytes": 1000}}, "warning", "The disk is nearly full."),
    "empty file": (
        {
            "target": GOOD["target"]
            | {"files": [{"name": "exchangeuser.csv", "bytes": 0, "modified": GOOD["made"]}]}
        },
        "failed",
        "exchangeuser.csv is empty: an earlier script overwrote it.",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_each_bad_line_is_told_with_what_to_do(name: str) -> None:
    changes, status, words = BAD[name]
    verdict = judged(CHECK, uploaded(**changes))
    assert (verdict.status, words in verdict.summary) == (status, True), verdict.summary
    assert verdict.remedy
    assert verdict.meaning
    assert verdict.found


def test_the_worst_line_comes_first_and_the_others_are_counted() -> None:
    verdict = judged(CHECK, uploaded(task=None, exchangeModule="", clockOffsetSeconds=4000.0))
    assert verdict.summary == "RETAIN01: The Exchange Online module is not installed. And 1 more."
    assert len(verdict.remedy) == 2


def test_an_old_probe_is_a_warning() -> None:
    verdict = judged(CHECK, uploaded(made="2026-10-01T08:00:00Z"))
    assert (verdict.status, verdict.found) == ("warning", "made 2026-10-01")


def test_a_server_needs_no_module_and_no_hosts_of_microsoft() -> None:
    hosts = [{"name": "login.microsoftonline.com", "reached": False}]
    subject = replace(uploaded(exchangeModule="", hosts=hosts), exchange="server", road="impersonation")
    assert judged(CHECK, subject).status == "passed"


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "not JSON"),
        (b"\xff\xfe{", "not JSON"),
        (b"{}", "missing required field"),
        (b'{"format": "other/1"}', "Invalid enum value"),
        (b"[" * 5000, "got `array`"),
        (b" " * (probe.MOST_BYTES + 1), "bytes; a probe has at most"),
    ],
)
def test_a_file_that_is_no_probe_is_refused_with_the_reason(raw: bytes, words: str) -> None:
    value, wrong = probe.read(raw)
    assert value == {}
    assert words in wrong


def test_a_byte_order_mark_is_taken() -> None:
    assert probe.read(b"\xef\xbb\xbf" + json.dumps(GOOD).encode())[1] == ""
