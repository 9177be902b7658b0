from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import dnslib
import pytest
from django.core.management import CommandError, call_command

from simulator.scenarios import SCENARIOS
from simulator.server import Simulator
from simulator.serving import alive, announcement, listing, serve

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def child(tmp_path: Path, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """`manage simulate` as a process of its own; ended at the latest here."""
    environment = {
        **os.environ,
        "DATA_DIR": str(tmp_path / "data"),
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    command = [sys.executable, "manage.py", "simulate", *arguments]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def first_lines(process: subprocess.Popen[str], until: str) -> list[str]:
    """Lines of the process up to the first that starts with `until`."""
    assert process.stdout is not None
    lines: list[str] = []
    for line in process.stdout:
        lines.append(line.rstrip("\n"))
        if line.startswith(until):
            break
    return lines


def test_the_list_names_every_scenario_under_its_group() -> None:
    out = io.StringIO()
    call_command("simulate", "--list", stdout=out)
    told = out.getvalue().splitlines()
    assert told == list(listing(SCENARIOS))
    assert told[0] == "Healthy"
    assert [line.split()[0] for line in told if line.startswith("  ")] == [s.name for s in SCENARIOS]


def test_an_unknown_scenario_is_a_usage_error() -> None:
    with pytest.raises(CommandError, match="invalid choice: 'nonsense'"):
        call_command("simulate", "--scenario", "nonsense")


def test_a_place_that_cannot_be_written_is_told_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CommandError, match="cannot start: "):
        call_command("simulate", "--handle", str(tmp_path / "file" / "handle.json"))


def test_the_announcement_leads_there(simulator: Simulator) -> None:
    told = announcement(simulator)
    settings = dict(line.split("=", 1) for line in told[:5])
    handle = simulator.handle()
    ports = {rule["port"]: rule["to_port"] for rule in handle["connect_to"]}
    assert settings == {
        "DNS_RESOLVERS": f"127.0.0.1:{handle['resolvers'][0][1]}",
        "DNS_AUTHORITATIVE": "on",
        "OUTBOUND_CONNECT_TO": f":443::{ports[443]},:80::{ports[80]},:25::{ports[25]},:53::{ports[53]}",
        "OUTBOUND_CA_BUNDLE": handle["ca_bundle"],
        "OUTBOUND_ALLOWED_NETWORKS": "127.0.0.0/8",
    }
    own = [line for line in told[5:] if "DNS_RESOLVERS=" in line]
    assert len(own) == sum(bool(s.view) for s in SCENARIOS)


def test_a_served_child_tells_where_it_is_and_ends_cleanly(tmp_path: Path) -> None:
    file, state = tmp_path / "handle.json", tmp_path / "state.json"
    only = ("--scenario", "healthy", "--scenario", "slow")
    with child(tmp_path, "--handle", str(file), "--state", str(state), *only) as process:
        told = first_lines(process, "# slow")
        assert [line.split()[1] for line in told if line.startswith("#")] == [
            "healthy.practice.test",
            "slow.practice.test",
        ]
        handle = json.loads(file.read_text())
        assert (handle["pid"], file.stat().st_mode & 0o777) == (process.pid, 0o600)
        assert Path(handle["ca_bundle"]).read_text().startswith("-----BEGIN CERTIFICATE-----")
        host, port = handle["resolvers"][0]
        reply = dnslib.DNSRecord.parse(
            dnslib.DNSRecord.question("healthy.practice.test").send(host, port, timeout=5)
        )
        assert str(reply.rr[0].rdata) == "127.0.0.12"
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
        assert process.stderr is not None
        assert process.stderr.read() == ""
    assert not file.exists()
    assert not Path(handle["ca_bundle"]).exists()


def test_a_child_ends_when_its_parent_is_gone(tmp_path: Path) -> None:
    waiting = [sys.executable, "-c", "input()"]
    with (
        subprocess.Popen(waiting, stdin=subprocess.PIPE, text=True) as parent,
        child(tmp_path, "--scenario", "healthy", "--parent", str(parent.pid)) as process,
    ):
        first_lines(process, "# healthy")
        assert process.poll() is None
        parent.communicate("")
        assert process.wait(10) == 0


def test_it_serves_on_the_main_thread_until_it_is_told_to_end(tmp_path: Path) -> None:
    file = tmp_path / "handle.json"
    told: list[str] = []
    before = signal.getsignal(signal.SIGTERM)

    def say(line: str) -> None:
        told.append(line)
        if line.startswith("# healthy"):
            os.kill(os.getpid(), signal.SIGTERM)

    serve(say, only=["healthy"], handle_file=file, parent=os.getppid())
    assert told[-1].startswith("# healthy.practice.test")
    assert not file.exists()
    assert signal.getsignal(signal.SIGTERM) == before


def test_it_ends_by_itself_without_its_parent() -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as gone:
        gone.wait()
    lines: list[str] = []
    serve(lines.append, only=["healthy"], parent=gone.pid)
    assert lines
    assert not alive(gone.pid)


@pytest.mark.parametrize("who", [os.getpid, os.getppid])
def test_a_living_process_is_alive(who: Callable[[], int]) -> None:
    assert alive(who())


def test_a_process_of_somebody_else_is_alive() -> None:
    assert alive(1)
