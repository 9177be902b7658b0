"""How a run ends, as the fields of its row: one calm sentence, what it means, what to do."""

from __future__ import annotations

import logging
import sqlite3
from typing import Any, Final

from clients.contract import Broken, NoCredential, NotGranted, OutOfTime, OutsideError, Refusal, SignInRefused
from clients.contract.sftp import SftpFault
from sync.approval import CannotPublish
from sync.csv_files import Unwritable
from sync.difference import NoBase
from sync.endings import UNTOUCHED, failed
from sync.files import TargetFault
from sync.lock import Busy
from sync.models import SyncRun
from sync.network import NoSimulator
from sync.pair import BrokenPair, EmptyPair
from sync.paths import BadTarget
from sync.places import NoSecret
from sync.publish import NotRestorable
from sync.roots import NoTarget
from sync.secrets import WrongKey
from sync.snapshots import Damaged

log = logging.getLogger(__name__)

NEXT_NIGHT: Final = "Nothing has to be done: the next night tries again by itself. To try now, press Preview."
UNPUBLISHED: Final = "Nothing could be published."
MEND_TARGET: Final = "Mend that, then press Publish now. The check “sync.path” looks at the target by itself."
MEND_VALUES: Final = (
    "Mend the value in Entra, or learn the layout from a pair in UTF-8 (step Sync). Then press Preview."
)
STEP_ACCESS: Final = "Open the step Access and run its checks: they say what to mend. Then press Preview."
_DO: Final[dict[type[BaseException], str]] = {
    CannotPublish: "Press Preview.",
    NotRestorable: "Choose another generation.",
    EmptyPair: "Look at the filters on the step Sync: they leave nobody.",
    BrokenPair: "Look at the layout on the step Sync. If it is right, this is a fault of this program.",
    Damaged: "Restore a generation that is whole (Generations), then press Preview.",
    NoBase: "Restore a generation that is whole (Generations), then press Preview.",
}
_DISK: Final = frozenset(
    (
        sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_PERM,
    )
)  # fmt: skip
_WHY_BROKEN: Final[dict[str, str]] = {
    "network": "The connection to Microsoft broke off.",
    "throttled": "Microsoft asked us to wait longer than this run may.",
    "service": "Microsoft’s service had trouble of its own.",
    "refused": "Microsoft refused a page of the directory.",
    "malformed": "An answer was cut off or not what Graph sends.",
    "loop": "Graph led us in a circle from page to page.",
    "elsewhere": "A link led to another host than Graph’s.",
    "expired": "What changed since the last night is no longer known to Graph.",
}


_OF_TARGET = (BadTarget, NoTarget, NoSecret, TargetFault, SftpFault)


def of_target(problem: BaseException) -> bool:
    """Is this something about the target, which a preview can do without?"""
    return isinstance(problem, _OF_TARGET)


def incomplete(reason: str, **detail: Any) -> dict[str, Any]:
    """The directory was not read as a whole. `reason`: a sentence; `detail` goes into the error's detail."""
    summary = f"The whole directory could not be read, so nothing was published. {reason}".strip()
    error = {"text": summary, "meaning": UNTOUCHED, "do": NEXT_NIGHT, **detail}
    return {"state": "incomplete", "summary": summary, "phase": "", "detail": {"error": error}}


def of_problem(problem: BaseException, row: SyncRun) -> dict[str, Any]:
    """What a run says that this ended. A surprise is logged with its traceback, and never shown."""
    match problem:
        case Broken():
            why = _WHY_BROKEN.get(problem.why, "")
            return incomplete(why, said=str(problem), why=problem.why)
        case OutOfTime():
            return incomplete("It took longer than a run may.", said=str(problem), why="time")
        case NoSimulator():
            return failed(
                "The simulated tenants are not running.", do="Start practising again, then press Preview."
            )
        case TargetFault() | SftpFault():
            return failed(f"{UNPUBLISHED} {problem.text}", cause="sync.path", do=MEND_TARGET, why=problem.why)
        case Busy() | WrongKey():
            return failed(str(problem))
        case OutsideError():
            return incomplete(str(problem), said=str(problem), why="network")
        case Refusal() | NoCredential():
            return _refused(problem)
        case BadTarget() | NoTarget() | NoSecret():
            return failed(f"{UNPUBLISHED} {problem}", cause="form:target", do="Enter it on the step Sync.")
        case Unwritable():
            return failed(f"{UNPUBLISHED} {problem}", do=MEND_VALUES, each=list(problem.each))
        case _ if type(problem) in _DO:
            return failed(f"{UNPUBLISHED} {problem}", do=_DO[type(problem)])
        case OSError() | sqlite3.Error() if _of_disk(problem):
            log.warning("Sync %s: %s", row.pk, problem, exc_info=problem)
            return failed(
                f"Files could not be written or read: {_of_system(problem)}.",
                do="Mend that, then press Preview.",
            )
    log.error("Sync %s crashed", row.pk, exc_info=problem)
    return failed("Something went wrong inside this run. The details are in the log.")


def _refused(problem: Refusal | NoCredential) -> dict[str, Any]:
    if isinstance(problem, NoCredential):
        words = "There is nothing to sign in with yet."
        return failed(words, cause=problem.cause, do="Open the step Access and enter the credential.")
    words = "Microsoft refused."
    if isinstance(problem, SignInRefused):
        words = "Microsoft refused the sign-in, so nothing was read."
    elif isinstance(problem, NotGranted):
        words = f"{problem} Nothing was published."
    return failed(words, cause=problem.owner, do=STEP_ACCESS, said=str(problem))


def _of_disk(problem: OSError | sqlite3.Error) -> bool:
    """Is this about the disk? Anything else that SQLite objects to is a fault of ours."""
    return isinstance(problem, OSError) or getattr(problem, "sqlite_errorcode", 0) & 0xFF in _DISK


def _of_system(problem: OSError | sqlite3.Error) -> str:
    if isinstance(problem, OSError) and problem.strerror:
        return problem.strerror
    return str(problem) or type(problem).__name__
