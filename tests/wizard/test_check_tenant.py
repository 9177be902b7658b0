"""`manage check_tenant`, with the in-process worker and a simulated tenant."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from checks import registry
from simulator.server import Simulator
from wizard.models import CheckRun, Run

pytestmark = pytest.mark.django_db(transaction=True)


def ran(*words: str) -> tuple[int, str]:
    """Exit code and standard output of the command."""
    out = io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("check_tenant", *words, stdout=out)
    return int(ended.value.code or 0), out.getvalue()


def test_a_healthy_domain_needs_no_stored_connection(pointed: Simulator) -> None:
    code, out = ran(pointed.create("healthy"), "--format", "json")
    report = json.loads(out)
    statuses = {one["check"]: one["status"] for one in report["results"]}
    assert code == 0
    assert statuses.pop("workstation.powershell") == "skipped"
    assert set(statuses.values()) == {"passed"}
    assert len(statuses) == len(
        [c for c in registry.of_step("prerequisites") if not c.token and not c.windows_host]
    )
    assert report["connection"]["name"] is None
    assert Run.objects.get(pk=report["id"]).connection is None


def test_a_failed_check_gives_one_and_says_what_to_do(pointed: Simulator) -> None:
    call_command("connection", "create", "Main", "--domain", pointed.create("autodiscover-elsewhere"))
    code, out = ran("Main", "--format", "text", "--no-color")
    assert code == 1
    assert "Main: 1 failed" in out
    assert "autodiscover.outlook.com." in out
    assert "You will know it worked" in out


def test_a_domain_finds_its_stored_connection(pointed: Simulator) -> None:
    domain = pointed.create("healthy")
    call_command("connection", "create", "Main", "--domain", domain)
    code, out = ran(domain, "--check", "dns.mx", "--format", "json")
    assert (code, json.loads(out)["connection"]["name"]) == (0, "Main")


def test_undecided_gives_three(pointed: Simulator) -> None:
    code, out = ran(pointed.create("mx-servfail"), "--check", "dns.mx", "--format", "json")
    assert (code, json.loads(out)["results"][0]["status"]) == (3, "error")


def test_one_step_or_one_check_can_be_chosen(pointed: Simulator) -> None:
    ran(pointed.create("healthy"), "--check", "dns.mx", "--check", "dns.spf")
    assert sorted(CheckRun.objects.values_list("check_id", flat=True)) == ["dns.mx", "dns.spf"]


def test_the_report_can_be_written_to_a_file(pointed: Simulator, tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    ran(pointed.create("healthy"), "--check", "dns.mx", "--format", "json", "--output", str(file))
    assert json.loads(file.read_text("utf-8"))["format"] == "check-report/1"


def test_a_file_that_cannot_be_written_is_named_and_the_run_is_saved(
    pointed: Simulator, tmp_path: Path
) -> None:
    words = (
        pointed.create("healthy"),
        "--check",
        "dns.mx",
        "--output",
        str(tmp_path / "none" / "report.json"),
    )
    with pytest.raises(CommandError, match="The report is saved, but not to") as refused:
        call_command("check_tenant", *words)
    assert refused.value.returncode == 2
    assert Run.objects.count() == 1


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((), "Name a connection or a domain"),
        (("not a domain",), "There is no connection “not a domain”"),
        (("example.org", "--check", "no.such"), "There is no check “no.such”"),
    ],
)
def test_wrong_usage_gives_two_and_stores_nothing(words: tuple[str, ...], says: str) -> None:
    with pytest.raises(CommandError, match=says) as refused:
        call_command("check_tenant", *words)
    assert refused.value.returncode == 2
    assert not Run.objects.exists()


def test_a_domain_of_two_connections_must_be_named() -> None:
    for name in ("One", "Two"):
        call_command("connection", "create", name, "--domain", "example.org")
    with pytest.raises(CommandError, match="give the name of one"):
        call_command("check_tenant", "example.org")


def test_the_catalogue_names_id_step_title_and_needs() -> None:
    out = io.StringIO()
    call_command("check_tenant", "--list", "--format", "json", stdout=out)
    listed = json.loads(out.getvalue())
    assert [one["id"] for one in listed] == [check.id for check in registry.all_checks()]
    assert set(listed[0]) == {"id", "step", "title", "needs"}
    text = io.StringIO()
    call_command("check_tenant", "--list", stdout=text)
    assert "dns.mx" in text.getvalue()
