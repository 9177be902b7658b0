"""A `CUSTOM_CLOUD` on another loopback port, reached through operator settings alone, judges as practice does."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from pytest_django import Settings

from clients import simulator_control as control
from simulator import handle
from simulator.addresses import address
from simulator.server import Simulator
from tests.alone.processes import ROOT, ended, environment, manage
from tests.people.persons import support
from wizard import practice

pytestmark = pytest.mark.django_db(transaction=True)

# The scenario, and the checks that it must turn red: one fault, one line.
FAULTS = {
    "access-healthy": [],
    "autodiscover-elsewhere": ["dns.autodiscover-cname"],
    "signin-wrong-secret": ["graph.token"],
    "ews-disabled": ["ews.allowed"],
}
Said = Mapping[str, tuple[str, str | None, str | None]]


@dataclass(frozen=True)
class Shell:
    """The program as processes of its own, with the settings of an operator."""

    env: Mapping[str, str]
    folder: Path
    simulator: control.Handle

    def verdicts(self, scenario: str) -> Said:
        """Makes a connection to the public copy of the scenario, with the answers that it has ready, and checks it."""
        domain = f"{scenario}.practice.test"
        told = control.describe(self.simulator, domain)
        secret = self.folder / "client-secret"
        secret.write_text(told["credential"]["client_secret"])
        target = self.folder / "targets" / scenario  # practice has a folder of its own
        target.mkdir(parents=True)
        answers = {**told["ready"], "cloud": "custom", "target": str(target)}
        pairs = [f"--set={key}={value}" for key, value in answers.items() if key != "domain"]
        words = ["--domain", domain, *pairs, "--secret-file", f"client_secret={secret}"]
        made = manage(self.env, "connection", "create", scenario, *words, check=False)
        assert made.returncode == 0, made.stderr
        done = manage(self.env, "check_tenant", scenario, "--format", "json", check=False)
        report = json.loads(done.stdout)
        assert (report["connection"]["cloud"], done.stderr) == ("custom", "")
        assert done.returncode in (0, 1, 3)
        return said(report)


def said(report: Any) -> Said:
    return {one["check"]: (one["status"], one["cause"], one["skip_reason"]) for one in report["results"]}


def custom_cloud(port: str) -> str:
    """The front end by its address; the names that customers' DNS records hold stay Microsoft's."""
    here = f"https://{address('front')}:{port}"
    return json.dumps(
        {
            "login": here, "graph": here, "outlook": here, "autodiscover": "autodiscover.outlook.com",
            "mx_suffixes": ["mail.protection.outlook.com"], "spf_include": "spf.protection.outlook.com",
        }
    )  # fmt: skip


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    """`manage simulate` as a process, and the program pointed at it by the lines that it prints."""
    folder = tmp_path_factory.mktemp("operator")
    env = environment(folder / "data")
    words = [word for name in FAULTS for word in ("--scenario", name)]
    command = [sys.executable, "manage.py", "simulate", "--handle", str(folder / "handle.json"), *words]
    with subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True) as process:
        try:
            manage(env, "migrate")
            assert process.stdout is not None
            printed = dict(line.rstrip("\n").split("=", 1) for line in iter(process.stdout.readline, "\n"))
            port = printed["OUTBOUND_CONNECT_TO"].partition(",")[0].rpartition(":")[2]
            known = control.read_handle(folder / "handle.json")
            assert known is not None
            own = {"CUSTOM_CLOUD": custom_cloud(port), "ALLOWED_TARGET_ROOTS": str(folder)}
            yield Shell({**env, **printed, **own}, folder, known)
        finally:
            ended(process)


@pytest.fixture
def built_in(settings: Settings, tmp_path: Path) -> Iterator[Simulator]:
    """The simulated tenants where practice finds them."""
    settings.DATA_DIR = tmp_path
    folder = tmp_path / "simulator"
    folder.mkdir()
    with Simulator(only=FAULTS) as running:
        handle.write(folder / "handle.json", running.handle())
        yield running


def practised(scenario: str) -> Said:
    """What the checks say of a practice connection to the same scenario."""
    made = practice.begin(support(), scenario, timezone.now())
    practice.fill(made, "a test", timezone.now())
    out = io.StringIO()
    with pytest.raises(SystemExit):
        call_command("check_tenant", made.name, "--format", "json", stdout=out)
    return said(json.loads(out.getvalue()))


@pytest.mark.parametrize("scenario", FAULTS)
def test_a_cloud_of_the_operators_gives_the_verdicts_of_practice(
    shell: Shell, built_in: Simulator, scenario: str
) -> None:
    with ThreadPoolExecutor(1) as beside:
        told = beside.submit(shell.verdicts, scenario)
        expected = practised(scenario)
        found = told.result()
    assert found == expected
    assert [check for check, (status, *_) in found.items() if status == "failed"] == FAULTS[scenario]
