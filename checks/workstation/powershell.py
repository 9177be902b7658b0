"""workstation.powershell: can the Windows host run the scripts?"""

from __future__ import annotations

from datetime import datetime, timedelta

from checks.registry import check
from checks.result import Evidence, Item, Remedy, Result, blocked, evidence, failed, passed, warning
from checks.subject import Subject
from checks.workstation.findings import Line, lines
from checks.workstation.probe import Probe, probe_of
from clients.contract import Clients

PROBE = "Probe"
FORM = "form:workstation"
OLD = timedelta(days=30)
_CONFIRM = "Run Test-RetainWorkstation.ps1 again and upload what it writes: this line turns green."
_EXPECTED = "every line of the probe good, at most 30 days old"


def look(subject: Subject, clients: Clients) -> Evidence:
    """Takes the newest uploaded probe of the Windows host; asks nobody."""
    probe = probe_of(subject.workstation)
    if probe is None:
        return evidence(Item(PROBE, "json", {}))
    rows = [[line.what, line.found, line.severity] for line in lines(probe, subject.exchange != "server")]
    table = {"columns": ["What", "Found", "Judged"], "rows": rows}
    return evidence(Item(PROBE, "json", dict(subject.workstation)), Item("Lines", "table", table))


@check(
    "workstation.powershell",
    step="prerequisites",
    title="The Windows host can run the scripts",
    order=200,
    look=look,
    source="Microsoft: Exchange Online PowerShell module; KB 7019065",
    windows_host=True,
)
def judge(subject: Subject, evidence: Evidence, now: datetime) -> Result:
    """A script that makes the two files needs a PowerShell, a module, a clock and a network that work at night."""
    probe = probe_of(evidence[PROBE])
    if probe is None:
        return blocked(FORM, "The probe of the Windows host has not been uploaded yet.")
    found = lines(probe, subject.exchange != "server")
    for severity in ("failed", "warning"):
        wrong = [line for line in found if line.severity == severity]
        if wrong:
            return _wrong(probe, wrong)
    if now - probe.made > OLD:
        return _old(probe)
    return passed(f"{probe.computer} is ready: {len(found)} lines, all good.", expected=_EXPECTED)


def _wrong(probe: Probe, wrong: list[Line]) -> Result:
    more = f" And {len(wrong) - 1} more." if len(wrong) > 1 else ""
    verdict = failed if wrong[0].severity == "failed" else warning
    return verdict(
        f"{probe.computer}: {wrong[0].summary}{more}",
        meaning="The script on this host stops, or will stop one night, and the files stay as they are.",
        expected=_EXPECTED,
        found="; ".join(f"{line.what}: {line.found}" for line in wrong),
        remedy=tuple(line.remedy for line in wrong if line.remedy is not None),
        confirm=_CONFIRM,
    )


def _old(probe: Probe) -> Result:
    return warning(
        f"The probe of {probe.computer} is of {probe.made:%Y-%m-%d}, more than 30 days old.",
        meaning="Much can change on a Windows host in a month: updates, modules, passwords.",
        expected=_EXPECTED,
        found=f"made {probe.made:%Y-%m-%d}",
        remedy=(
            Remedy(
                "text",
                "Run Test-RetainWorkstation.ps1 again and upload what it writes.",
                "On the Windows host",
            ),
        ),
        confirm=_CONFIRM,
    )
