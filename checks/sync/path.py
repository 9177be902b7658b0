"""sync.path: can the pair be written where Retain reads it?"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from checks.registry import check
from checks.result import Evidence, Item, Result, evidence, passed
from checks.subject import Subject
from checks.sync import path_faults, path_words, place, trial
from checks.sync.published import published
from clients.contract import Clients
from clients.contract.sftp import SftpFault
from sync.files import TargetFault
from sync.paths import Linted, Sftp

PATH: Final = "Path"
SOURCE: Final = (
    "Knowledge base article 7019065; Microsoft: Naming Files, Paths, and Namespaces; OWASP ASVS 5.3.2"
)


def look(subject: Subject, clients: Clients) -> Evidence:
    """Reads the path by the rules of its system. A folder of this machine or of an SFTP server is opened: a small
    file is written there, renamed and removed again, and the room that is left is asked for."""
    found = place.linted(subject)
    kind = place.kind_of(found)
    findings = [[one.severity, one.what, one.done] for one in found.findings]
    told = {"kind": kind, "text": found.text, "path": found.path, "findings": findings}
    ways = [[way.label, way.text, way.note] for way in found.ways]
    table = {"columns": ["Where", "Written so", "Note"], "rows": ways}
    seen = evidence(Item(PATH, "json", told), Item("Ways to write it", "table", table))
    if kind not in ("folder", "sftp"):
        return seen
    return seen + evidence(Item(trial.TRIAL, "json", _tried(subject, clients, found)))


def _tried(subject: Subject, clients: Clients, found: Linted) -> trial.Tried:
    if isinstance(found.target, Sftp) and not (subject.host_key and subject.sftp_credential):
        return trial.server_key(clients, found.target)
    ours = published(subject, found.path)
    try:
        with place.opened(subject, clients, found) as files:
            return trial.write(files, (ours.users, ours.groups), ours.bytes)
    except (TargetFault, SftpFault) as fault:
        return {"fault": place.told(fault)}


@check(
    "sync.path",
    step="sync",
    title="The target can be written",
    order=10,
    look=look,
    source=SOURCE,
    deadline=40.0,
    roads=("application",),
    needs=("target",),
)
def judge(subject: Subject, evidence: Evidence, now: datetime) -> Result:
    """Every night two files are written beside the old ones and take their places: that needs a sound path, a right to
    write, and room."""
    told = evidence[PATH]
    match told["kind"]:
        case "malformed":
            return path_words.malformed(told)
        case "download":
            return path_words.by_hand()
        case "elsewhere" if subject.windows_host:
            return passed(
                f"The path is well formed: {told['path']}. It lies on the Windows host, so only its form can be judged "
                "here; the probe of that host says whether it can be written.",
                found=told["path"],
            )
        case "elsewhere":
            return path_words.elsewhere(told["path"])
    return path_faults.judged(subject, told, evidence[trial.TRIAL])
