"""sync.files where the pair lies on a Windows host: what the probe that runs there saw of both files.

The probe knows their sizes and ages. What stands in them is judged by sync365.ps1, which puts no pair in place that it
has not read back; so a good pair is one that the last run of its task ended well with.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final, Literal

from checks.result import Evidence, Item, Remedy, Result, failed, passed, warning
from checks.subject import Subject
from checks.workstation.probe import PairFile, Probe, Target, probe_of

PROBE: Final = "Probe of the Windows host"
NAMES: Final = "Names of the files"
EXPECTED: Final = "both files there, not empty, under 26 hours old, and the task's last run ended with 0"
NIGHT: Final = timedelta(hours=26)
OLD: Final = timedelta(days=30)
_MEANING: Final = "Retain reads them as they are: whoever is missing cannot sign in, and is not archived."
_CONFIRM: Final = "Run Test-RetainWorkstation.ps1 again and upload what it writes: this line turns green."
Wrong = tuple[Literal["failed", "warning"], str, str]


def items(subject: Subject) -> tuple[Item, ...]:
    """What there is to judge by; nothing where no probe was uploaded that looked for the pair."""
    probe = probe_of(subject.workstation) if subject.windows_host else None
    if probe is None or probe.target is None:
        return ()
    names = [subject.user_file or "exchangeuser.csv", subject.groups_file or "exchangegroups.csv"]
    return Item(PROBE, "json", dict(subject.workstation)), Item(NAMES, "json", names)


def judge(evidence: Evidence, now: datetime) -> Result | None:
    """The verdict; None where no probe was there to judge by."""
    probe = probe_of(evidence[PROBE]) if any(item.label == PROBE for item in evidence.items) else None
    if probe is None or probe.target is None:
        return None
    found = _shown(probe, probe.target)
    wrong = _wrong(probe, probe.target, evidence[NAMES], now)
    if wrong is None:
        summary = f"{found}. The script read both back before it put them there."
        return passed(summary, expected=EXPECTED, found=found)
    status, text, do = wrong
    verdict = failed if status == "failed" else warning
    remedy = Remedy("text", do, "On the Windows host")
    return verdict(text, meaning=_MEANING, expected=EXPECTED, found=found, remedy=(remedy,), confirm=_CONFIRM)


def _wrong(probe: Probe, target: Target, names: list[str], now: datetime) -> Wrong | None:
    """The worst of what is wrong: how bad, a sentence, and what to do."""
    there = {file.name.lower(): file for file in target.files}
    for name in names:
        file = there.get(name.lower())
        if file is None or not file.bytes:
            what = "is empty (0 bytes)" if file else "is not there"
            return (
                "failed",
                f"{name} {what} on {probe.computer}.",
                "Run .\\sync365.ps1 and read what it says.",
            )
    oldest = min((there[name.lower()] for name in names), key=lambda file: file.modified)
    if probe.task is None or probe.task.last_result != 0:
        return _not_ended_well(probe)
    if probe.made - oldest.modified > NIGHT:
        text = f"{oldest.name} was {_hours(probe, oldest)} hours old on {probe.computer}."
        return "warning", text, "Read sync365.log: it says what kept the last nights from publishing."
    if now - probe.made > OLD:
        text = f"Nobody has looked at the pair on {probe.computer} since {probe.made:%Y-%m-%d}."
        return "warning", text, "Run Test-RetainWorkstation.ps1 again and upload what it writes."
    return None


def _not_ended_well(probe: Probe) -> Wrong:
    task = probe.task
    if task is None:
        text = f"No nightly task is registered on {probe.computer}: nothing proves that the pair is whole."
        return "warning", text, "Register the task as README.txt says, and let it run once."
    ended = "has not run yet" if task.last_result is None else f"ended with {task.last_result}"
    text = f"The task “{task.name}” on {probe.computer} {ended}: nothing proves that the pair is whole."
    return "warning", text, "Read the end of sync365.log; README.txt says what each exit code means."


def _hours(probe: Probe, file: PairFile) -> int:
    return round((probe.made - file.modified) / timedelta(hours=1))


def _shown(probe: Probe, target: Target) -> str:
    """The files as the probe saw them, in few words."""
    seen = [f"{one.name} {one.bytes:,} bytes, {_hours(probe, one)} hours old" for one in target.files]
    return f"{probe.computer}, {probe.made:%Y-%m-%d %H:%M} UTC: {'; '.join(seen) or 'no file of the pair'}"
